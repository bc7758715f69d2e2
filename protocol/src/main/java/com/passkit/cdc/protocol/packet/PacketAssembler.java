package com.passkit.cdc.protocol.packet;

import com.passkit.cdc.protocol.error.MalformedPacketException;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/**
 * The side buffer in which a packet is completed that straddles two reads or has several frames. Grows with what has
 * arrived, never with what a header claims.
 * Memory: retained; call {@link #release()}. Threading: the channel's event loop only.
 */
final class PacketAssembler {

    /** The largest {@code max_allowed_packet}, and room for what frames an event of that size. */
    static final int MAX_PACKET_LENGTH = (1 << 30) + (1 << 20);

    private ByteBuf bytes;

    boolean isEmpty() {
        return bytes == null;
    }

    /** @return the joined payload; borrowed until {@link #release()} */
    ByteBuf bytes() {
        return bytes;
    }

    /**
     * Moves bytes out of a read.
     *
     * @param from      borrowed; its reader index moves
     * @param count     how many bytes
     * @param frameRest how many the frame still has, those included
     * @param isLast    whether the frame ends the packet
     */
    void append(ByteBufAllocator allocator, ByteBuf from, int count, int frameRest, boolean isLast) {
        int length = bytes == null ? 0 : bytes.writerIndex();
        long needed = (long) length + count;
        if (needed > MAX_PACKET_LENGTH) {
            throw MalformedPacketException.of("Packet", "length", needed, "<= " + MAX_PACKET_LENGTH);
        }
        if (bytes == null) {
            long room = 2 * needed;
            bytes = allocator.directBuffer((int) (isLast ? Math.min(room, frameRest) : room), MAX_PACKET_LENGTH);
        } else if (needed > bytes.capacity()) {
            long room = Math.max(needed, 2L * bytes.capacity());
            long useful = isLast ? (long) length + frameRest : MAX_PACKET_LENGTH;
            bytes.capacity((int) Math.max(needed, Math.min(Math.min(room, useful), MAX_PACKET_LENGTH)));
        }
        bytes.writeBytes(from, count);
    }

    void release() {
        if (bytes != null) {
            bytes.release();
            bytes = null;
        }
    }
}
