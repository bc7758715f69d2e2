package com.passkit.cdc.protocol.client;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import com.passkit.cdc.protocol.error.ConnectionClosedException;
import com.passkit.cdc.protocol.error.ConnectionClosedException.Reason;
import com.passkit.cdc.protocol.handshake.LoginConfig;
import com.passkit.cdc.protocol.handshake.PasswordPolicy;
import com.passkit.cdc.protocol.handshake.ServerPublicKey;
import com.passkit.cdc.protocol.handshake.TlsDemand;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.Future;

/**
 * One connect: looks the host up and reads the files of the configuration on a thread of its own, as both may block,
 * then tries the addresses in turn and logs in on the first that answers. One deadline covers it all.
 */
final class ConnectAttempt implements Runnable {

    private static final String PROGRAM = "passkit-cdc";

    private final EventLoop loop;
    private final ByteBufAllocator allocator;
    private final MySqlClientConfig config;
    private final Transport transport;
    private final String source;
    private final CompletableFuture<MySqlConnection> result = new CompletableFuture<>();

    private final AtomicReference<TlsContext> heldTls = new AtomicReference<>();

    private Channel channel;
    private SocketAddress[] addresses;
    private TlsContext tls;
    private LoginConfig login;

    ConnectAttempt(EventLoopGroup group, ByteBufAllocator allocator, MySqlClientConfig config) {
        this.loop = group.next();
        this.allocator = allocator;
        this.config = config;
        transport = Transport.of(loop);
        source = config.address();
    }

    CompletableFuture<MySqlConnection> start() {
        Future<?> deadline = loop.schedule(this::onDeadline, config.connectTimeout().toNanos(), TimeUnit.NANOSECONDS);
        result.whenComplete((connection, cause) -> {
            deadline.cancel(false);
            releaseTls();
        });
        Thread thread = new Thread(this, PROGRAM + "-connect");
        thread.setDaemon(true);
        thread.start();
        return result;
    }

    /** Blocking: yes. */
    @Override
    public void run() {
        try {
            addresses = addresses();
            TlsDemand demand = tlsDemand();
            tls = demand.isWanted() ? TlsContext.of(config.tls()) : null;
            heldTls.set(tls);
            login = loginConfig(demand);
            if (result.isDone()) {
                releaseTls();
            }
            loop.execute(this::begin);
        } catch (UnknownHostException e) {
            result.completeExceptionally(new ConnectionClosedException(
                Reason.UNKNOWN_HOST, source + ": unknown host", e));
        } catch (RejectedExecutionException e) {
            result.completeExceptionally(new ConnectionClosedException(source + ": the client was closed", e));
        } catch (RuntimeException e) {
            result.completeExceptionally(e);
        }
    }

    /** On the channel's event loop, so that no login can end before its connect is known to have succeeded. */
    private void begin() {
        if (result.isDone()) {
            return;
        }
        try {
            connect(0);
        } catch (RuntimeException e) {
            result.completeExceptionally(e);
        }
    }

    private SocketAddress[] addresses() throws UnknownHostException {
        if (config.socket() != null) {
            return new SocketAddress[] {transport.unixAddress(config.socket())};
        }
        return Arrays.stream(InetAddress.getAllByName(config.host()))
            .map(address -> new InetSocketAddress(address, config.port())).toArray(SocketAddress[]::new);
    }

    /** As MySQL's own clients do, TLS is not preferred over a Unix socket, which nobody can read along. */
    private TlsDemand tlsDemand() {
        return switch (config.tls().mode()) {
            case DISABLED -> TlsDemand.NONE;
            case PREFERRED -> config.socket() == null ? new TlsDemand(true, false, false) : TlsDemand.NONE;
            case REQUIRED -> new TlsDemand(true, true, false);
            case VERIFY_CA, VERIFY_IDENTITY -> new TlsDemand(true, true, true);
        };
    }

    private LoginConfig loginConfig(TlsDemand demand) {
        PublicKey key = config.serverPublicKey() == null ? null : ServerPublicKey.parse(
            new PemFile("serverPublicKey", config.serverPublicKey()).text(), config.serverPublicKey().toString());
        Map<String, String> attributes = new LinkedHashMap<>();
        attributes.put("_client_name", PROGRAM);
        attributes.put("program_name", PROGRAM);
        List<String> passwords = new ArrayList<>();
        passwords.add(config.password());
        passwords.addAll(config.furtherPasswords());
        return new LoginConfig(config.user(), passwords, demand, config.socket() != null,
            new PasswordPolicy(key, config.allowPublicKeyRetrieval(), config.allowClearPassword()),
            config.compression().capability(), attributes);
    }

    private void connect(int addressIndex) {
        Bootstrap bootstrap = new Bootstrap()
            .group(loop)
            .channel(config.socket() == null ? transport.tcpChannel() : transport.unixChannel())
            .option(ChannelOption.ALLOCATOR, allocator)
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, timeoutMs())
            .handler(new ChannelInitializer<>() {
                @Override
                protected void initChannel(Channel newChannel) {
                    new LoginHandler(newChannel, config, login, tls, result);
                }
            });
        if (config.socket() == null) {
            bootstrap.option(ChannelOption.TCP_NODELAY, true).option(ChannelOption.SO_KEEPALIVE, true);
        }
        ChannelFuture connecting = bootstrap.connect(addresses[addressIndex]);
        channel = connecting.channel();
        connecting.addListener(done -> onConnected(connecting, addressIndex));
    }

    private void onConnected(ChannelFuture connecting, int addressIndex) {
        if (result.isCompletedExceptionally()) {
            connecting.channel().close();
        } else if (connecting.isSuccess()) {
            return; // the login is under way
        } else if (addressIndex + 1 < addresses.length) {
            connect(addressIndex + 1);
        } else {
            Throwable cause = connecting.cause();
            result.completeExceptionally(new ConnectionClosedException(
                Reason.NOT_CONNECTED, source + ": cannot connect: " + cause.getMessage(), cause));
        }
    }

    /** On the loop, which may be about to use it; a handler that was made of it goes on without it. */
    private void releaseTls() {
        TlsContext held = heldTls.getAndSet(null);
        if (held == null) {
            return;
        }
        try {
            loop.execute(held::close);
        } catch (RejectedExecutionException e) {
            held.close();
        }
    }

    private void onDeadline() {
        if (result.completeExceptionally(new ConnectionClosedException(Reason.NO_LOGIN,
            source + ": no login within " + config.connectTimeout().toMillis() + " ms", null)) && channel != null) {
            channel.close();
        }
    }

    private int timeoutMs() {
        return (int) Math.max(1, Math.min(Integer.MAX_VALUE, config.connectTimeout().toMillis()));
    }
}
