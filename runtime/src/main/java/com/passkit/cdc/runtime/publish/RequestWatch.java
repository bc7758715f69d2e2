package com.passkit.cdc.runtime.publish;

import java.util.concurrent.TimeUnit;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http2.Http2StreamChannel;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;

/**
 * Gives a request up, and its connection with it, when the endpoint takes none of its bytes for the write time-out, or
 * has not answered it whole within the answer time-out, counted from the last byte of the request. Between the codec
 * and the client, in the connection of HTTP/1.1 or the stream of HTTP/2, so that it sees whole messages and what the
 * flow control holds back. Interim answers (1xx) end here: they are neither an answer nor a part of one.
 * Threading: the channel's event loop only.
 */
final class RequestWatch extends ChannelDuplexHandler {

    static final String NAME = "passkit-cdc.watch";

    private final long writeTimeoutMs;
    private final long answerTimeoutMs;
    private Future<?> writeTimer;
    private Future<?> answerTimer;
    private long lastProgressNs;
    private int pendingCount;
    private boolean isWhollyGiven;
    private boolean isAnswering;
    private boolean isInterim;

    RequestWatch(PublishTimeouts timeouts) {
        this.writeTimeoutMs = timeouts.write().toMillis();
        this.answerTimeoutMs = timeouts.answer().toMillis();
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        if (message instanceof HttpRequest) {
            begin();
        }
        isWhollyGiven |= message instanceof LastHttpContent;
        pendingCount++;
        startWriteTimer(ctx);
        ChannelPromise written = ctx.newPromise();
        written.addListener(done -> {
            onWritten(ctx);
            if (done.isSuccess()) {
                promise.trySuccess();
            } else {
                promise.tryFailure(done.cause());
            }
        });
        ctx.write(message, written);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (message instanceof HttpResponse response) {
            isInterim = response.status().codeClass() == HttpStatusClass.INFORMATIONAL;
            isAnswering |= !isInterim;
        }
        boolean isDropped = isInterim;
        if (message instanceof LastHttpContent) {
            if (!isInterim) {
                end();
            }
            isInterim = false;
        }
        if (isDropped) {
            ReferenceCountUtil.release(message);
            // The client asks for more only when it was given something.
            ctx.read();
        } else {
            ctx.fireChannelRead(message);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        end();
        ctx.fireChannelInactive();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        end();
    }

    private void begin() {
        end();
        pendingCount = 0;
        isWhollyGiven = false;
        isAnswering = false;
        isInterim = false;
    }

    private void end() {
        cancel(writeTimer);
        cancel(answerTimer);
        writeTimer = null;
        answerTimer = null;
    }

    private void onWritten(ChannelHandlerContext ctx) {
        pendingCount--;
        lastProgressNs = ctx.executor().ticker().nanoTime();
        if (pendingCount == 0 && isWhollyGiven && answerTimer == null && ctx.channel().isActive() && !ctx.isRemoved()) {
            answerTimer = ctx.executor().schedule(() -> onLate(ctx), answerTimeoutMs, TimeUnit.MILLISECONDS);
        }
    }

    private void startWriteTimer(ChannelHandlerContext ctx) {
        if (writeTimer == null) {
            lastProgressNs = ctx.executor().ticker().nanoTime();
            writeTimer = ctx.executor().schedule(
                () -> onWriteTimer(ctx), writeTimeoutMs, TimeUnit.MILLISECONDS);
        }
    }

    /** One timer at a time: it looks how long ago something went out. */
    private void onWriteTimer(ChannelHandlerContext ctx) {
        writeTimer = null;
        if (pendingCount <= 0) {
            return;
        }
        long idleMs = TimeUnit.NANOSECONDS.toMillis(ctx.executor().ticker().nanoTime() - lastProgressNs);
        if (idleMs < writeTimeoutMs) {
            writeTimer = ctx.executor().schedule(
                () -> onWriteTimer(ctx), writeTimeoutMs - idleMs, TimeUnit.MILLISECONDS);
            return;
        }
        fail(ctx, "the endpoint took nothing of the request for publish.writeTimeout, " + writeTimeoutMs + " ms");
    }

    private void onLate(ChannelHandlerContext ctx) {
        answerTimer = null;
        fail(ctx, (isAnswering ? "no whole answer" : "no answer") + " within publish.answerTimeout, "
            + answerTimeoutMs + " ms");
    }

    private void fail(ChannelHandlerContext ctx, String message) {
        end();
        ctx.fireExceptionCaught(new RequestStalledException(message));
        if (ctx.channel() instanceof Http2StreamChannel stream) {
            // The connection as a whole may be dead, and no further request should find that out. From its first
            // handler on: a farewell would wait for a peer that does not listen.
            stream.parent().pipeline().firstContext().close();
        } else {
            ctx.close();
        }
    }

    private static void cancel(Future<?> timer) {
        if (timer != null) {
            timer.cancel(false);
        }
    }
}
