package com.passkit.cdc.runtime.publish;

import java.io.ByteArrayOutputStream;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

import com.passkit.cdc.runtime.testing.TestCertificate;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.DefaultHttp2ResetFrame;
import io.netty.handler.codec.http2.DefaultHttp2WindowUpdateFrame;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2FrameStream;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2SecurityUtil;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.SupportedCipherSuiteFilter;
import io.netty.util.ReferenceCountUtil;

/** An endpoint that speaks HTTP/2 in frames, so that a test says which of them are sent. */
final class Http2Endpoint implements AutoCloseable {

    final List<String> keys = new CopyOnWriteArrayList<>();
    /** Those that came whole, in that order. */
    final List<Request> requests = new CopyOnWriteArrayList<>();
    final AtomicInteger connectionCount = new AtomicInteger();
    /** What went wrong here, as a script that cannot be followed. */
    final List<Throwable> defects = new CopyOnWriteArrayList<>();
    /** Whether no window is opened for what has come. */
    volatile boolean isHolding;
    private final AtomicInteger requestCount = new AtomicInteger();
    private final EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final Channel server;
    private final Script onHead;
    private final Script onRequest;

    /** What to do at a moment of a request. */
    @FunctionalInterface
    interface Script {

        /** @param number of the request on all connections, from 1 */
        void run(Exchange exchange, int number);
    }

    /**
     * One request that came whole.
     *
     * @param key      for idempotency
     * @param lane     of its batch, -1 where the format does not tell
     * @param sequence of its batch in the lane, -1 where the format does not tell
     * @param body     as it came
     */
    record Request(String key, int lane, long sequence, byte[] body) {
    }

    /** One request on its stream. */
    record Exchange(ChannelHandlerContext ctx, Http2FrameStream stream, int number, Http2Headers headers,
        ByteArrayOutputStream body) {

        String key() {
            return String.valueOf(headers.get("idempotency-key"));
        }

        private Request request() {
            return new Request(key(), headers.getInt("passkit-cdc-lane", -1),
                headers.getLong("passkit-cdc-sequence", -1), body.toByteArray());
        }

        void answer(int status) {
            ctx.writeAndFlush(new DefaultHttp2HeadersFrame(
                new DefaultHttp2Headers().status(Integer.toString(status)), true).stream(stream));
        }

        void answerHead(int status) {
            ctx.writeAndFlush(new DefaultHttp2HeadersFrame(
                new DefaultHttp2Headers().status(Integer.toString(status)), false).stream(stream));
        }

        void reset(Http2Error error) {
            ctx.writeAndFlush(new DefaultHttp2ResetFrame(error).stream(stream));
        }

        /**
         * No further request is taken on this connection.
         *
         * @param lastStreamId the last one that was or will be processed; of those behind it none is
         */
        void goAway(Http2Error error, int lastStreamId) {
            Http2FrameCodec codec = ctx.pipeline().get(Http2FrameCodec.class);
            ChannelHandlerContext codecCtx = ctx.pipeline().context(codec);
            codec.encoder().writeGoAway(
                codecCtx, lastStreamId, error.code(), Unpooled.EMPTY_BUFFER, codecCtx.newPromise());
            codecCtx.flush();
        }

        /** This and all others of before are processed; no further request is taken on this connection. */
        void goAway(Http2Error error) {
            goAway(error, ctx.pipeline().get(Http2FrameCodec.class).connection().remote().lastStreamCreated());
        }

        void closeConnection() {
            ctx.close();
        }
    }

    /**
     * @param onHead    at the headers of a request
     * @param onRequest at its end
     */
    Http2Endpoint(TestCertificate certificate, Script onHead, Script onRequest) throws Exception {
        this.onHead = onHead;
        this.onRequest = onRequest;
        SslContext tls = SslContextBuilder.forServer(certificate.certificate().toFile(), certificate.key().toFile())
            .sslProvider(SslProvider.JDK).ciphers(Http2SecurityUtil.CIPHERS, SupportedCipherSuiteFilter.INSTANCE)
            .applicationProtocolConfig(new ApplicationProtocolConfig(Protocol.ALPN,
                SelectorFailureBehavior.NO_ADVERTISE, SelectedListenerFailureBehavior.ACCEPT,
                ApplicationProtocolNames.HTTP_2)).build();
        this.server = new ServerBootstrap().group(group).channel(NioServerSocketChannel.class)
            .childHandler(new ChannelInitializer<Channel>() {
                @Override
                protected void initChannel(Channel channel) {
                    connectionCount.incrementAndGet();
                    channel.pipeline().addLast(tls.newHandler(channel.alloc()),
                        Http2FrameCodecBuilder.forServer().autoAckSettingsFrame(true).build(), new Requests());
                }
            }).bind("127.0.0.1", 0).syncUninterruptibly().channel();
    }

    URI uri() {
        return URI.create("https://127.0.0.1:" + ((InetSocketAddress) server.localAddress()).getPort() + "/cdc");
    }

    List<String> distinctKeys() {
        return new ArrayList<>(keys.stream().distinct().toList());
    }

    @Override
    public void close() {
        server.close().syncUninterruptibly();
        group.shutdownGracefully(0, 1, java.util.concurrent.TimeUnit.SECONDS).syncUninterruptibly();
        if (!defects.isEmpty()) {
            throw new AssertionError("the endpoint failed (expected: that it follows its script)", defects.get(0));
        }
    }

    private final class Requests extends ChannelInboundHandlerAdapter {

        private final java.util.Map<Integer, Exchange> exchanges = new java.util.HashMap<>();

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object frame) {
            try {
                if (frame instanceof Http2HeadersFrame head) {
                    Exchange exchange = new Exchange(ctx, head.stream(), requestCount.incrementAndGet(),
                        head.headers(), new ByteArrayOutputStream());
                    exchanges.put(head.stream().id(), exchange);
                    keys.add(exchange.key());
                    run(onHead, exchange);
                } else if (frame instanceof Http2DataFrame data) {
                    if (data.initialFlowControlledBytes() > 0 && !isHolding) {
                        ctx.write(new DefaultHttp2WindowUpdateFrame(data.initialFlowControlledBytes())
                            .stream(data.stream()));
                        ctx.flush();
                    }
                    Exchange exchange = exchanges.get(data.stream().id());
                    if (exchange != null) {
                        byte[] part = new byte[data.content().readableBytes()];
                        data.content().readBytes(part);
                        exchange.body().writeBytes(part);
                    }
                    if (data.isEndStream() && exchange != null) {
                        exchanges.remove(data.stream().id());
                        requests.add(exchange.request());
                        run(onRequest, exchange);
                    }
                }
            } finally {
                ReferenceCountUtil.release(frame);
            }
        }

        private void run(Script script, Exchange exchange) {
            try {
                script.run(exchange, exchange.number());
            } catch (RuntimeException | Error e) {
                defects.add(e);
                exchange.closeConnection();
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            ctx.close();
        }
    }
}
