package com.passkit.cdc.protocol.packet;

import com.passkit.cdc.protocol.row.Demand;

import io.netty.buffer.ByteBuf;

/** Receives the packets of one channel. Threading: the channel's event loop only. */
public interface PacketHandler {

    /**
     * A packet, joined where it came in several frames.
     *
     * @param bytes  borrowed until this method returns {@link Demand#CONTINUE}; after {@link Demand#PAUSE}, until
     *               {@link #onResume()} returns that
     * @param index  absolute index of the payload; its surroundings are other packets
     * @param length bytes of payload, may be 0
     */
    Demand onPacket(ByteBuf bytes, int index, int length);

    /**
     * The pause is over; whatever the packet at hand still holds comes before the next one.
     *
     * @return {@link Demand#PAUSE} to stop again
     */
    Demand onResume();

    /** The channel failed, a packet was malformed, or a method of this handler threw. The channel is being closed. */
    void onFailure(Throwable cause);

    /** The channel was closed. Last call of all. */
    void onClosed();
}
