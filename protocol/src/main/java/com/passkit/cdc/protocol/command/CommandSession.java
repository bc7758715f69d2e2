package com.passkit.cdc.protocol.command;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/** The connection, as an {@link Exchange} sees it. Threading: the channel's event loop only. */
public interface CommandSession {

    ByteBufAllocator allocator();

    /** Sends a command, with which the sequence restarts. Memory: transferred. */
    void send(ByteBuf payload);

    /** @return whether CLIENT_DEPRECATE_EOF is in force */
    boolean isEofDeprecated();

    /** @return host and port, for errors */
    String source();
}
