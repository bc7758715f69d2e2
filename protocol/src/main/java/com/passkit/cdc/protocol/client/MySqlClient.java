package com.passkit.cdc.protocol.client;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.util.concurrent.DefaultThreadFactory;

/**
 * Makes connections. Threading: any thread.
 */
public final class MySqlClient implements AutoCloseable {

    private static final long QUIET_PERIOD_MS = 0;
    private static final long SHUTDOWN_TIMEOUT_MS = 5_000;

    private final EventLoopGroup group;
    private final ByteBufAllocator allocator;
    private final boolean isGroupOwned;

    /** With one event loop thread of its own, ended by {@link #close()}. */
    public MySqlClient() {
        this(newEventLoop("passkit-cdc-source"), ByteBufAllocator.DEFAULT, true);
    }

    /** @param group event loops to use; stays the caller's */
    public MySqlClient(EventLoopGroup group) {
        this(group, ByteBufAllocator.DEFAULT, false);
    }

    /** @param allocator of everything that is read and written */
    MySqlClient(EventLoopGroup group, ByteBufAllocator allocator, boolean isGroupOwned) {
        this.group = group;
        this.allocator = allocator;
        this.isGroupOwned = isGroupOwned;
    }

    /**
     * @param threadName beginning of the thread's name
     * @return one event loop on the best transport that is there: epoll or kqueue where Netty's native library is on
     *         the class path, else the JDK's; the caller's to shut down
     */
    public static EventLoopGroup newEventLoop(String threadName) {
        return new MultiThreadIoEventLoopGroup(
            1, new DefaultThreadFactory(threadName, true), Transport.best().ioHandler());
    }

    /** Connects and logs in. Completes exceptionally with a {@link com.passkit.cdc.protocol.error.MySqlException}. */
    public CompletableFuture<MySqlConnection> connect(MySqlClientConfig config) {
        return new ConnectAttempt(group, allocator, config).start();
    }

    /** Ends the event loop that is its own, and with it every connection on it. Returns at once. */
    @Override
    public void close() {
        if (isGroupOwned) {
            group.shutdownGracefully(QUIET_PERIOD_MS, SHUTDOWN_TIMEOUT_MS, TimeUnit.MILLISECONDS);
        }
    }
}
