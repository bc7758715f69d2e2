package com.passkit.cdc.protocol.command;

import com.passkit.cdc.protocol.row.Demand;

import io.netty.buffer.ByteBuf;

/**
 * One command and its answers. What a method throws ends the connection; an answer that merely refuses the command
 * ends the exchange. Threading: the channel's event loop only.
 */
public interface Exchange {

    /** It is this exchange's turn: sends its command. */
    void begin(CommandSession session);

    /** See {@link com.passkit.cdc.protocol.packet.PacketHandler#onPacket}. Memory: borrowed, as there. */
    Demand onPacket(ByteBuf bytes, int index, int length);

    /** The pause is over. */
    default Demand onResume() {
        return Demand.CONTINUE;
    }

    /** @return whether no answer is to come any more, so that the next command may be sent */
    boolean isEnded();

    /** @return length of the longest packet that may answer it */
    default int maxPacketLength() {
        return Integer.MAX_VALUE;
    }

    /** @return whether the session is of no use after it */
    default boolean isLast() {
        return false;
    }

    /** Tells the caller how it ended; called once, after {@link #isEnded()}. */
    void settle();

    /** Tells the caller that the connection ended first. */
    void fail(Throwable cause);
}
