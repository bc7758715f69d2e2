package com.passkit.cdc.protocol.client;

import static com.passkit.cdc.protocol.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import com.passkit.cdc.protocol.testing.ScriptedMySqlServer;

import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;

/** A scripted server and a client of its own, whose buffers are counted: closing fails when one was not released. */
final class ClientFixture implements AutoCloseable {

    static final Duration TIMEOUT = Duration.ofSeconds(20);

    private final ScriptedMySqlServer server;
    private final MultiThreadIoEventLoopGroup group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(false);
    private final MySqlClient client = new MySqlClient(group, allocator, false);

    ClientFixture(ScriptedMySqlServer.Script script) {
        server = ScriptedMySqlServer.start(script);
    }

    /** @return settings without TLS, user and password {@code secret} */
    MySqlClientConfig.Builder config() {
        return MySqlClientConfig.builder().port(server.port()).user("user").password("secret").tls(TlsConfig.DISABLED)
            .connectTimeout(TIMEOUT);
    }

    MySqlConnection connect() {
        return connect(config());
    }

    MySqlConnection connect(MySqlClientConfig.Builder config) {
        return result(client.connect(config.build()));
    }

    /** @return what a connect fails with */
    Throwable connectFailure(MySqlClientConfig.Builder config) {
        return failure(client.connect(config.build()));
    }

    int port() {
        return server.port();
    }

    static <T> T result(CompletableFuture<T> future) {
        try {
            return future.get(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new AssertionError(e);
        }
    }

    static Throwable failure(CompletableFuture<?> future) {
        try {
            return future.handle((result, cause) -> cause).get(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        client.close();
        group.shutdownGracefully(0, TIMEOUT.toSeconds(), TimeUnit.SECONDS);
        await().atMost(TIMEOUT).until(group::isTerminated);
        server.close();
        assertThat(allocator.metric().usedDirectMemory() + allocator.metric().usedHeapMemory())
            .as("bytes not released").isZero();
    }
}
