package com.passkit.cdc.runtime.source;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import com.passkit.cdc.protocol.client.MySqlConnection;
import com.passkit.cdc.snapshot.catalog.ClusterRole;
import com.passkit.cdc.snapshot.catalog.ClusterRoleReader;
import com.passkit.cdc.snapshot.catalog.Failures;

/**
 * Looks once in each heartbeat, over a second connection, whether the server that is streamed from still has the part
 * that was asked for and is a working member of its group. Where every part will do and there is no group, nothing is
 * looked at and no connection is opened.
 * Threading: any thread.
 */
final class RoleWatch implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(RoleWatch.class);

    private final SourceSession session;
    private final SourceConfig.Host host;
    private final ClusterConfig cluster;
    private final Executor later;
    private final CompletableFuture<Void> lost = new CompletableFuture<>();

    // any thread, under this
    private MySqlConnection connection;
    private boolean isClosed;

    RoleWatch(SourceSession session, SourceConfig.Host host, ClusterRole role, SourceConfig config) {
        this.session = session;
        this.host = host;
        this.cluster = config.cluster();
        this.later = CompletableFuture.delayedExecutor(config.heartbeat().toMillis(), TimeUnit.MILLISECONDS);
        if (cluster.role() != ClusterConfig.Role.ANY || role.isInGroup()) {
            later.execute(this::look);
        }
    }

    /** @return fails with a {@link HostWaitException} when the server may not be read any more */
    CompletableFuture<Void> lost() {
        return lost;
    }

    @Override
    public synchronized void close() {
        isClosed = true;
        if (connection != null) {
            connection.close();
        }
    }

    private void look() {
        MySqlConnection open;
        synchronized (this) {
            if (isClosed) {
                return;
            }
            open = connection;
        }
        (open == null ? session.connect().thenApply(this::kept) : CompletableFuture.completedFuture(open))
            .thenCompose(ClusterRoleReader::read).whenComplete(this::onRole);
    }

    private synchronized MySqlConnection kept(MySqlConnection opened) {
        connection = opened;
        if (isClosed) {
            opened.close();
        }
        return opened;
    }

    private void onRole(ClusterRole role, Throwable error) {
        if (error != null && Failures.cause(error) instanceof HostWaitException e) {
            lost.completeExceptionally(e);
            return;
        }
        if (error != null) {
            // Where it is the server, the stream finds out by itself.
            LOG.debug("source {}: its part in the cluster could not be asked", host, error);
            forget();
        } else if (!role.unreadable().isEmpty()) {
            lost.completeExceptionally(new HostWaitException("source " + host + ": " + role.unreadable()));
            return;
        } else if (!cluster.role().admits(role)) {
            lost.completeExceptionally(new HostWaitException("source " + host + ": it is " + role.inWords()
                + " now (expected: a " + cluster.role().word() + ", as source.role says)"));
            return;
        }
        later.execute(this::look);
    }

    private synchronized void forget() {
        if (connection != null) {
            connection.close();
            connection = null;
        }
    }
}
