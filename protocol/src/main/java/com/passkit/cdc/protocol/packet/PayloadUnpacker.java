package com.passkit.cdc.protocol.packet;

import io.netty.buffer.ByteBuf;

/**
 * Unpacks the payloads of compressed packets, each of which is packed by itself, as their bytes arrive.
 * Memory: buffers are borrowed; {@link #close()} frees what is its own. Threading: the channel's event loop only.
 */
interface PayloadUnpacker extends AutoCloseable {

    /** A payload begins. */
    void begin();

    /**
     * Unpacks what there is and has room; reader and writer index move.
     *
     * @param from   its first {@code inputLength} readable bytes belong to the payload
     * @param to     what is unpacked goes here
     * @param length at most so many bytes come out, 1 or more; there is room for them
     * @return whether the payload is complete
     * @throws com.passkit.cdc.protocol.error.MalformedPacketException when it is not what the algorithm makes
     */
    boolean unpack(ByteBuf from, int inputLength, ByteBuf to, int length);

    @Override
    void close();
}
