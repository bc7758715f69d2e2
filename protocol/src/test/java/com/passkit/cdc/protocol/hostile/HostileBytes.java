package com.passkit.cdc.protocol.hostile;

import java.util.function.Supplier;

import com.passkit.cdc.protocol.error.MySqlException;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/**
 * The bytes of one input, as a parser meets them: in the middle of a buffer whose surroundings belong to others, so
 * that a read beyond the end finds bytes instead of an exception. Packets are parted by a 16-bit length.
 */
final class HostileBytes {

    private static final int MARGIN = 64;
    private static final byte SURROUNDING = 0x41;

    private final byte[] input;
    private int at;

    HostileBytes(byte[] input) {
        this.input = input;
    }

    /** Runs a parser. What it refuses it has to refuse in words; all else is a defect. @return null when refused */
    static <T> T parse(Supplier<T> parser) {
        try {
            return parser.get();
        } catch (MySqlException e) {
            if (e.getMessage() == null || e.getMessage().isEmpty()) {
                throw new AssertionError("refused without a word", e);
            }
            return null;
        }
    }

    /** @return the first byte, taken; 0 where there is none */
    int nextByte() {
        return at < input.length ? input[at++] & 0xff : 0;
    }

    boolean hasNext() {
        return at < input.length;
    }

    int remaining() {
        return input.length - at;
    }

    /** @return what is left, taken */
    ByteBuf rest() {
        return take(remaining());
    }

    /** @return the next packet, taken: as long as its length says, or as there are bytes */
    ByteBuf nextPacket() {
        int length = nextByte() | nextByte() << Byte.SIZE;
        return take(Math.min(length, remaining()));
    }

    private ByteBuf take(int count) {
        ByteBuf bytes = Unpooled.buffer(count + 2 * MARGIN);
        for (int i = 0; i < MARGIN; i++) {
            bytes.writeByte(SURROUNDING);
        }
        bytes.writeBytes(input, at, count);
        for (int i = 0; i < MARGIN; i++) {
            bytes.writeByte(SURROUNDING);
        }
        at += count;
        return bytes.setIndex(MARGIN, MARGIN + count);
    }
}
