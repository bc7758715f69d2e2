package com.passkit.cdc.protocol.packet;

import com.passkit.cdc.protocol.error.MalformedPacketException;

/**
 * The one counter of frames that both directions share. Threading: the channel's event loop only.
 */
public final class PacketSequence {

    private static final int MASK = 0xff;

    private int next;

    /** A command begins: its first frame has id 0. */
    public void restart() {
        next = 0;
    }

    /** @return the id of the frame to be written */
    int take() {
        int id = next;
        next = id + 1 & MASK;
        return id;
    }

    /** Guards the id of a frame that was read. */
    void expect(int id) {
        if (id != next) {
            throw MalformedPacketException.inTransit("PacketHeader", "sequence id", id,
                next + ", one more than the frame before");
        }
        next = id + 1 & MASK;
    }
}
