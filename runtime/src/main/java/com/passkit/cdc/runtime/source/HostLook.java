package com.passkit.cdc.runtime.source;

import java.util.List;
import java.util.concurrent.CompletableFuture;

import com.passkit.cdc.protocol.client.MySqlClient;
import com.passkit.cdc.protocol.client.MySqlConnection;
import com.passkit.cdc.protocol.error.MySqlException;
import com.passkit.cdc.snapshot.catalog.BinaryLog;
import com.passkit.cdc.snapshot.catalog.ClusterRole;
import com.passkit.cdc.snapshot.catalog.ClusterRoleReader;
import com.passkit.cdc.snapshot.catalog.Failures;
import com.passkit.cdc.snapshot.catalog.ServerState;

/**
 * A login to one host, and what the server said of itself.
 *
 * @param host       address
 * @param connection retained, until it is read from or closed; null where the look failed
 * @param role       its part in the cluster; null where the look failed
 * @param state      its binary log; null where the look failed
 * @param binaryLogs that it still has
 * @param failure    why the look failed; null where it did not
 */
record HostLook(SourceConfig.Host host, MySqlConnection connection, ClusterRole role, ServerState state,
    List<BinaryLog> binaryLogs, MySqlException failure) implements AutoCloseable {

    /** @return the look; a failure of the server or of the way to it is part of it. Threading: any thread */
    static CompletableFuture<HostLook> at(MySqlClient client, SourceConfig config, SourceConfig.Host host) {
        return client.connect(config.clientConfig(host, SourceSession.READ_TIMEOUT))
            .thenCompose(connection -> ask(host, connection).whenComplete((look, error) -> {
                if (error != null) {
                    connection.close();
                }
            }))
            .exceptionally(error -> failed(host, Failures.cause(error)));
    }

    private static CompletableFuture<HostLook> ask(SourceConfig.Host host, MySqlConnection connection) {
        return ClusterRoleReader.read(connection).thenCompose(role -> ServerState.read(connection)
            .thenCompose(state -> ServerState.binaryLogs(connection).thenApply(logs ->
                new HostLook(host, connection, role, state, logs, null))));
    }

    private static HostLook failed(SourceConfig.Host host, Throwable error) {
        if (error instanceof MySqlException e) {
            return new HostLook(host, null, null, null, List.of(), e);
        }
        throw error instanceof RuntimeException e ? e : new IllegalStateException(error);
    }

    @Override
    public void close() {
        if (connection != null) {
            connection.close();
        }
    }
}
