package com.passkit.cdc.protocol.packet;

/** Packs the payload of a compressed packet. Threading: the channel's event loop only. */
interface PayloadPacker extends AutoCloseable {

    /** @return what is sent instead, which may be longer */
    byte[] pack(byte[] payload);

    @Override
    void close();
}
