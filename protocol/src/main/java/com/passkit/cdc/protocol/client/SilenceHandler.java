package com.passkit.cdc.protocol.client;

import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import com.passkit.cdc.protocol.error.ConnectionClosedException;
import com.passkit.cdc.protocol.error.ConnectionClosedException.Reason;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;

/**
 * The read time-out: fails the channel when an answer is due and nothing arrives. Time during which nothing is read,
 * because the consumer paused, does not count. Threading: the channel's event loop only, but for {@link #lastReadNs()}.
 */
final class SilenceHandler extends ChannelDuplexHandler {

    private static final long NEVER = 0;

    private final String source;

    private ChannelHandlerContext context;
    private long timeoutNs = NEVER;
    private long lastSignNs;
    // written by the event loop, read by any thread
    private volatile long lastReadNs = System.nanoTime();
    private Future<?> check;

    SilenceHandler(String source) {
        this.source = source;
    }

    /** An answer is due from now on. @param newTimeoutNs silence that is too long; 0 for never */
    void expectWithin(long newTimeoutNs) {
        lastSignNs = System.nanoTime();
        if (timeoutNs != newTimeoutNs) {
            cancel();
            timeoutNs = newTimeoutNs;
        }
        if (timeoutNs != NEVER && check == null) {
            schedule(timeoutNs);
        }
    }

    /** @return when bytes came last, or the channel was made, by {@link System#nanoTime()}. Threading: any thread */
    long lastReadNs() {
        return lastReadNs;
    }

    /** No answer is due. */
    void expectNothing() {
        timeoutNs = NEVER;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        cancel();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        cancel();
        ctx.fireChannelInactive();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        lastSignNs = System.nanoTime();
        lastReadNs = lastSignNs;
        ctx.fireChannelRead(message);
    }

    @Override
    public void read(ChannelHandlerContext ctx) {
        lastSignNs = System.nanoTime();
        ctx.read();
    }

    private void schedule(long delayNs) {
        check = context.executor().schedule(this::check, delayNs, TimeUnit.NANOSECONDS);
    }

    private void check() {
        check = null;
        if (timeoutNs == NEVER) {
            return;
        }
        long nowNs = System.nanoTime();
        if (!context.channel().config().isAutoRead()) {
            lastSignNs = nowNs;
        }
        long leftNs = timeoutNs - (nowNs - lastSignNs);
        if (leftNs > 0) {
            schedule(leftNs);
            return;
        }
        long silentMs = TimeUnit.NANOSECONDS.toMillis(timeoutNs);
        timeoutNs = NEVER;
        context.fireExceptionCaught(new ConnectionClosedException(Reason.SILENT,
            source + ": no sign of the server for " + silentMs + " ms, the connection counts as lost", null));
    }

    private void cancel() {
        if (check != null) {
            check.cancel(false);
            check = null;
        }
    }
}
