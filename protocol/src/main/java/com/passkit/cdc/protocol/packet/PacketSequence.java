package com.passkit.cdc.protocol.packet;

import com.passkit.cdc.protocol.error.MalformedPacketException;

/**
 * The one counter of frames that both directions share. Inside compressed packets, which have a counter of their own,
 * that one guards the stream: there the server numbers its frames anew with each flush (net_flush in net_serv.cc).
 * Threading: the channel's event loop only.
 */
public final class PacketSequence {

    private static final int MASK = 0xff;

    private int next;
    private PacketSequence compressed;
    private boolean mayBeginAnew;
    private int held;

    /** A command begins: its first frame, and its first compressed packet, has id 0. */
    public void restart() {
        next = 0;
        if (compressed != null) {
            compressed.restart();
        }
    }

    /**
     * The server counts as if it had read an answer of one frame (net_clear in ReplSemiSyncMaster::readSlaveReply), but
     * compressed packets, which some versions number from 0 and some from 1 then.
     */
    public void restartBehindAnswer() {
        next = 1;
        if (compressed != null) {
            compressed.next = 1;
            compressed.mayBeginAnew = true;
        }
    }

    /** What is written before {@link #endAnswer()} has ids from 0 and leaves those that are read alone. */
    public void beginAnswer() {
        held = next;
        next = 0;
        if (compressed != null) {
            compressed.beginAnswer();
        }
    }

    /** See {@link #beginAnswer()}. */
    public void endAnswer() {
        next = held;
        if (compressed != null) {
            compressed.endAnswer();
        }
    }

    /** From here on the frames come inside compressed packets. @return the counter of those */
    public PacketSequence compress() {
        compressed = new PacketSequence();
        return compressed;
    }

    /** @return the id of the frame to be written */
    int take() {
        int id = next;
        next = id + 1 & MASK;
        return id;
    }

    /** Guards the id of a frame that was read. */
    void expect(int id) {
        boolean isAnew = mayBeginAnew && id == 0;
        mayBeginAnew = false;
        if (compressed == null && id != next && !isAnew) {
            throw MalformedPacketException.inTransit("PacketHeader", "sequence id", id,
                next + ", one more than the frame before");
        }
        next = id + 1 & MASK;
    }
}
