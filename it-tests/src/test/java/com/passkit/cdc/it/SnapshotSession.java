package com.passkit.cdc.it;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import com.passkit.cdc.it.harness.RealServer;
import com.passkit.cdc.protocol.client.MySqlClient;
import com.passkit.cdc.protocol.client.MySqlClientConfig;
import com.passkit.cdc.protocol.client.MySqlConnection;

/** One connection of our own client to a real server, closed with its event loop. */
final class SnapshotSession implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(120);

    private final MySqlClient client = new MySqlClient();
    private final MySqlClientConfig config;
    private final MySqlConnection connection;

    SnapshotSession(RealServer server) {
        this(server, server.user(), server.password());
    }

    SnapshotSession(RealServer server, String user, String password) {
        config = MySqlClientConfig.builder().host(server.host()).port(server.port())
            .user(user).password(password).build();
        connection = await(open());
    }

    /** @return another connection on the same event loop */
    CompletableFuture<MySqlConnection> open() {
        return client.connect(config);
    }

    MySqlConnection connection() {
        return connection;
    }

    /** @return the result; what the future failed with is thrown as it is, wrapped only when checked */
    static <T> T await(CompletableFuture<T> future) {
        try {
            return future.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException unchecked) {
                throw unchecked;
            }
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException | TimeoutException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        connection.close();
        client.close();
    }
}
