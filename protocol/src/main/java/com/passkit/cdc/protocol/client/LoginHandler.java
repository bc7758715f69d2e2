package com.passkit.cdc.protocol.client;

import java.util.concurrent.CompletableFuture;

import com.passkit.cdc.protocol.error.ConnectionClosedException;
import com.passkit.cdc.protocol.error.ConnectionClosedException.Reason;
import com.passkit.cdc.protocol.error.MalformedPacketException;
import com.passkit.cdc.protocol.handshake.LoginConfig;
import com.passkit.cdc.protocol.handshake.LoginExchange;
import com.passkit.cdc.protocol.handshake.LoginTransport;
import com.passkit.cdc.protocol.packet.CompressedPacketDecoder;
import com.passkit.cdc.protocol.packet.CompressedPacketEncoder;
import com.passkit.cdc.protocol.packet.PacketFrameDecoder;
import com.passkit.cdc.protocol.packet.PacketFrameEncoder;
import com.passkit.cdc.protocol.packet.PacketHandler;
import com.passkit.cdc.protocol.packet.PacketSequence;
import com.passkit.cdc.protocol.row.Demand;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.handler.ssl.SslHandler;

/**
 * First phase of a channel: builds its pipeline, logs in, and hands over to a {@link ChannelConnection}.
 * Threading: the channel's event loop only.
 */
final class LoginHandler implements PacketHandler, LoginTransport {

    private static final String SILENCE = "silence";
    private static final String TLS = "tls";
    private static final String LOCAL_HOST = "localhost";

    private final Channel channel;
    private final MySqlClientConfig config;
    private final TlsContext tls;
    private final CompletableFuture<MySqlConnection> result;
    private final PacketSequence sequence = new PacketSequence();
    private final PacketFrameDecoder decoder = new PacketFrameDecoder(sequence, this);
    private final SilenceHandler silence;
    private final LoginExchange login;

    /** @param tls null when TLS is disabled */
    LoginHandler(Channel channel, MySqlClientConfig config, LoginConfig loginConfig, TlsContext tls,
        CompletableFuture<MySqlConnection> result) {
        this.channel = channel;
        this.config = config;
        this.tls = tls;
        this.result = result;
        silence = new SilenceHandler(source());
        login = new LoginExchange(loginConfig, this);
        channel.pipeline().addLast(SILENCE, silence).addLast(new PacketFrameEncoder(sequence)).addLast(decoder);
    }

    @Override
    public Demand onPacket(ByteBuf bytes, int index, int length) {
        login.onPacket(bytes, index, length);
        if (login.isDone()) {
            beginCompression();
            ServerInfo server = ServerInfo.of(login.greeting(), login.isTls());
            ChannelConnection connection = new ChannelConnection(
                channel, decoder, sequence, silence, config, server, login.capabilities());
            decoder.handOverTo(connection);
            sequence.restart();
            if (!result.complete(connection)) {
                channel.close();
            }
        }
        return Demand.CONTINUE;
    }

    @Override
    public Demand onResume() {
        return Demand.CONTINUE;
    }

    @Override
    public void onFailure(Throwable cause) {
        result.completeExceptionally(ChannelFailure.ofLogin(cause, source()));
    }

    @Override
    public void onClosed() {
        result.completeExceptionally(new ConnectionClosedException(Reason.NO_LOGIN,
            source() + ": the server closed the connection during the login", null));
    }

    @Override
    public ByteBufAllocator allocator() {
        return channel.alloc();
    }

    @Override
    public void send(ByteBuf payload) {
        channel.writeAndFlush(payload, channel.voidPromise());
    }

    @Override
    public boolean hasBytesWaiting() {
        return decoder.hasBytesWaiting();
    }

    @Override
    public String source() {
        return config.address();
    }

    @Override
    public void startTls() {
        SslHandler handler = tls.newHandler(
            channel.alloc(), host(), config.port(), ServerInfo.of(login.greeting(), false).hasEcdh());
        handler.setHandshakeTimeoutMillis(config.connectTimeout().toMillis());
        handler.handshakeFuture().addListener(handshake -> {
            if (handshake.isSuccess()) {
                onTlsReady();
            } else {
                onFailure(handshake.cause());
                channel.close();
            }
        });
        channel.pipeline().addAfter(SILENCE, TLS, handler);
    }

    /** @return the name that the server's certificate has to carry */
    private String host() {
        return config.socket() == null ? config.host() : LOCAL_HOST;
    }

    /** What follows the OK is compressed, inside TLS where there is any. */
    private void beginCompression() {
        if (config.compression() == Compression.NONE) {
            return;
        }
        if (decoder.hasBytesWaiting()) {
            throw MalformedPacketException.of("Handshake", "bytes behind the OK", "some",
                "none: the server speaks only when it is asked");
        }
        PacketSequence packets = sequence.compress();
        boolean isZlib = config.compression() == Compression.ZLIB;
        channel.pipeline()
            .addAfter(login.isTls() ? TLS : SILENCE, null,
                isZlib ? CompressedPacketDecoder.ofZlib(packets) : CompressedPacketDecoder.ofZstd(packets))
            .addAfter(login.isTls() ? TLS : SILENCE, null,
                isZlib ? CompressedPacketEncoder.ofZlib(packets) : CompressedPacketEncoder.ofZstd(packets));
    }

    private void onTlsReady() {
        try {
            login.onTlsReady();
        } catch (RuntimeException e) {
            onFailure(e);
            channel.close();
        }
    }
}
