package com.passkit.cdc.protocol.client;

import java.util.concurrent.CompletableFuture;

import io.netty.channel.EventLoopGroup;

/**
 * Makes connections. Threading: any thread.
 */
public final class MySqlClient implements AutoCloseable {

    /** With one event loop thread of its own, ended by {@link #close()}. */
    public MySqlClient() {
    }

    /** @param group event loops to use; stays the caller's */
    public MySqlClient(EventLoopGroup group) {
    }

    /** Connects and logs in. Completes exceptionally with a {@link com.passkit.cdc.protocol.error.MySqlException}. */
    public CompletableFuture<MySqlConnection> connect(MySqlClientConfig config) {
        throw new AssertionError(config);
    }

    @Override
    public void close() {
    }
}
