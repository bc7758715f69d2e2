package com.passkit.cdc.protocol.command;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/** The connection, as an {@link Exchange} sees it. Threading: the channel's event loop only. */
public interface CommandSession {

    ByteBufAllocator allocator();

    /** Sends a command, with which the sequence restarts. Memory: transferred. */
    void send(ByteBuf payload);

    /** Sends what answers packets of the server in the midst of them, by itself from id 0. Memory: transferred. */
    default void answer(ByteBuf payload) {
        send(payload);
    }

    /** What the server sends next is numbered as if it had read an {@link #answer}, whether it waits for it or not. */
    default void expectBehindAnswer() {
    }

    /** @return whether CLIENT_DEPRECATE_EOF is in force */
    boolean isEofDeprecated();

    /** @return host and port, for errors */
    String source();
}
