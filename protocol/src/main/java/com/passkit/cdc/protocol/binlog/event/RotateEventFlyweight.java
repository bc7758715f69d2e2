package com.passkit.cdc.protocol.binlog.event;

import java.nio.charset.StandardCharsets;

import com.passkit.cdc.protocol.error.MalformedPacketException;

import io.netty.buffer.ByteBuf;

/**
 * Last event of a file, naming the next one; or, artificial, what a dump begins each file with.
 * <pre>
 *  offset  length  field     type
 *       0       8  position  uint64  of the first event that follows, in the file named
 *       8       n  file      char[n] to the end
 * </pre>
 * Memory: borrowed. Threading: one thread at a time.
 */
public final class RotateEventFlyweight extends EventBodyFlyweight {

    private static final int POSITION_OFFSET = 0;
    private static final int FILE_OFFSET = POSITION_OFFSET + Long.BYTES;
    /** FN_REFLEN: what a server can name. */
    private static final int MAX_FILE_LENGTH = 512;
    private static final String STRUCTURE = "RotateEvent";

    /** @param buffer borrowed */
    public RotateEventFlyweight wrap(ByteBuf buffer, int index, int length) {
        wrapBody(buffer, index, length, FILE_OFFSET + 1, STRUCTURE);
        int fileLength = length - FILE_OFFSET;
        if (fileLength > MAX_FILE_LENGTH) {
            throw MalformedPacketException.of(STRUCTURE, "file.length", fileLength, "<= " + MAX_FILE_LENGTH);
        }
        if (position() < 0) {
            throw MalformedPacketException.of(STRUCTURE, "position", Long.toUnsignedString(position()), "< 2^63");
        }
        for (int i = index + FILE_OFFSET; i < end; i++) {
            int character = buffer.getUnsignedByte(i);
            if (character < ' ') {
                throw MalformedPacketException.of(STRUCTURE, "file",
                    "a byte 0x" + Integer.toHexString(character), "a file name");
            }
        }
        return this;
    }

    /** 64-bit position of the first event that follows. */
    public long position() {
        return buffer.getLongLE(index + POSITION_OFFSET);
    }

    /** Name of the file that follows. */
    public String file() {
        return buffer.toString(index + FILE_OFFSET, end - index - FILE_OFFSET, StandardCharsets.UTF_8);
    }

    /** Appends a body. Memory: borrowed until this method returns. */
    public static void write(ByteBuf out, long position, String file) {
        out.writeLongLE(position);
        out.writeCharSequence(file, StandardCharsets.UTF_8);
    }
}
