package com.passkit.cdc.snapshot.read;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import com.passkit.cdc.protocol.client.MySqlConnection;
import com.passkit.cdc.protocol.error.MySqlException;
import com.passkit.cdc.protocol.error.Recovery;
import com.passkit.cdc.snapshot.catalog.Catalog;
import com.passkit.cdc.snapshot.catalog.CatalogTable;
import com.passkit.cdc.snapshot.catalog.Failures;
import com.passkit.cdc.snapshot.catalog.ServerState;
import com.passkit.cdc.snapshot.catalog.TableFilter;

/**
 * A transaction that sees the server exactly as it was at a position of its binary log, and the definitions of the
 * tables at that position. Writes are blocked by the global read lock only while position and definitions are read.
 *
 * @param state  where the binary log stands
 * @param tables the included tables, sorted by name
 */
public record ConsistentView(ServerState state, List<CatalogTable> tables) {

    private static final Logger LOG = LoggerFactory.getLogger(ConsistentView.class);

    private static final int ER_ACCESS_DENIED = 1045;
    private static final int ER_LOCK_WAIT_TIMEOUT = 1205;
    private static final int ER_SPECIFIC_ACCESS_DENIED = 1227;

    /**
     * Opens the view. The transaction stays open until {@link #end}.
     *
     * @param connection      borrowed
     * @param lockWaitTimeout how long to wait for the lock; behind a waiting lock all writes wait
     */
    public static CompletableFuture<ConsistentView> open(
        MySqlConnection connection, TableFilter filter, Duration lockWaitTimeout) {
        return connection.execute(ReadSession.statement(connection.server(), lockWaitTimeout))
            .thenCompose(done -> lock(connection, lockWaitTimeout))
            .thenCompose(lockedNs -> readLocked(connection, filter)
                .handle((view, error) -> unlock(connection, lockedNs, view, error))
                .thenCompose(unlocked -> unlocked));
    }

    /** Ends the transaction; it only read. */
    public static CompletableFuture<Void> end(MySqlConnection connection) {
        return connection.execute("COMMIT");
    }

    /** @return when the lock was taken, as {@link System#nanoTime()} */
    private static CompletableFuture<Long> lock(MySqlConnection connection, Duration lockWaitTimeout) {
        return connection.execute("FLUSH TABLES WITH READ LOCK")
            .thenApply(done -> System.nanoTime())
            .exceptionallyCompose(error -> CompletableFuture.failedFuture(explained(error, lockWaitTimeout)));
    }

    private static CompletableFuture<ConsistentView> readLocked(MySqlConnection connection, TableFilter filter) {
        return connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            .thenCompose(done -> connection.execute("START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY"))
            .thenCompose(done -> ServerState.read(connection))
            .thenCompose(state -> new Catalog(connection).describe(filter)
                .thenApply(tables -> new ConsistentView(state, tables)));
    }

    private static CompletableFuture<ConsistentView> unlock(
        MySqlConnection connection, long lockedNs, ConsistentView view, Throwable error) {
        CompletableFuture<Void> unlocked = connection.execute("UNLOCK TABLES")
            .thenRun(() -> LOG.info("snapshot: writes were blocked for {} ms",
                TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - lockedNs)));
        if (error == null) {
            return unlocked.thenCompose(done -> connection.execute(ReadSession.unlockedStatement()))
                .thenApply(done -> view);
        }
        // A lost connection has released the lock already; the first error is the one to report.
        return unlocked.handle((done, unlockError) -> null)
            .thenCompose(done -> CompletableFuture.failedFuture(Failures.cause(error)));
    }

    private static Throwable explained(Throwable error, Duration lockWaitTimeout) {
        Throwable cause = Failures.cause(error);
        if (Failures.isServerError(cause, ER_LOCK_WAIT_TIMEOUT)) {
            return new MySqlException(Recovery.RECONNECT, "snapshot.lock: not granted within "
                + lockWaitTimeout.toSeconds() + " s (expected: no statement or lock that runs longer; SHOW PROCESSLIST"
                + " tells which)", cause);
        }
        if (Failures.isServerError(cause, ER_ACCESS_DENIED, ER_SPECIFIC_ACCESS_DENIED)) {
            return new MySqlException(Recovery.STOP, "snapshot.lock: FLUSH TABLES WITH READ LOCK was refused"
                + " (expected: GRANT RELOAD ON *.* to the user): " + cause.getMessage(), cause);
        }
        return cause;
    }
}
