package com.passkit.cdc.snapshot.read;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import com.passkit.cdc.protocol.client.MySqlConnection;
import com.passkit.cdc.protocol.error.MySqlException;
import com.passkit.cdc.protocol.error.Recovery;

/**
 * The connections of a snapshot: that of the caller, and those that were opened for it.
 * Memory: owns the opened ones. Threading: the event loop of the connections.
 */
public final class ViewSessions {

    private static final Logger LOG = LoggerFactory.getLogger(ViewSessions.class);

    private static final String BEGIN = "START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY";

    private final MySqlConnection first;
    private final Supplier<CompletableFuture<MySqlConnection>> opener;
    private final Duration lockWaitTimeout;
    private final List<MySqlConnection> readers = new ArrayList<>();
    private MySqlConnection lockHolder;
    private boolean isClosed;

    /**
     * @param first  borrowed
     * @param opener opens further ones on the same event loop; null where there is none
     */
    public ViewSessions(
        MySqlConnection first, Supplier<CompletableFuture<MySqlConnection>> opener, Duration lockWaitTimeout) {
        this.first = first;
        this.opener = opener;
        this.lockWaitTimeout = lockWaitTimeout;
        readers.add(first);
    }

    /** @return that of the caller */
    public MySqlConnection first() {
        return first;
    }

    /** @return those that share the view, the caller's first */
    public List<MySqlConnection> readers() {
        return readers;
    }

    boolean canOpen() {
        return opener != null;
    }

    /** Prepares the caller's session and opens as many as are missing. */
    CompletableFuture<Void> open(int readerCount) {
        CompletableFuture<Void> done = prepare(first);
        for (int i = readers.size(); i < readerCount; i++) {
            done = done.thenCompose(ready -> openOne()).thenAccept(readers::add);
        }
        return done;
    }

    /** @return a session that holds a lock which a transaction of its own would give back */
    CompletableFuture<MySqlConnection> lockHolder() {
        if (lockHolder != null) {
            return CompletableFuture.completedFuture(lockHolder);
        }
        return openOne().thenApply(connection -> {
            lockHolder = connection;
            return connection;
        });
    }

    /** Begins a transaction in every reader, all at once; a view that was open before is given up. */
    CompletableFuture<Void> beginAll() {
        return onAll(connection -> connection.execute(BEGIN));
    }

    /** Ends the transactions; they only read. */
    public CompletableFuture<Void> commitAll() {
        return onAll(connection -> connection.execute("COMMIT"));
    }

    CompletableFuture<Void> rollbackAll() {
        return onAll(connection -> connection.execute("ROLLBACK"));
    }

    /** Between two tables a session may be idle as long as it takes. */
    CompletableFuture<Void> unlocked() {
        closeLockHolder();
        return onAll(connection -> connection.execute(ReadSession.unlockedStatement()));
    }

    /** Leaves one reader, the caller's. */
    void keepFirst() {
        readers.subList(1, readers.size()).forEach(MySqlConnection::close);
        readers.subList(1, readers.size()).clear();
    }

    /** Closes what was opened. */
    public void close() {
        isClosed = true;
        closeLockHolder();
        keepFirst();
    }

    /** Ends the statement that a session waits for, over another session. */
    void killQuery(MySqlConnection connection) {
        if (opener == null || isClosed) {
            return;
        }
        long id = connection.server().connectionId();
        opener.get().whenComplete((killer, error) -> {
            if (error != null) {
                LOG.warn("snapshot: the lock statement of connection {} cannot be ended: {}", id, error.toString());
            } else {
                killer.execute("KILL QUERY " + id).whenComplete((done, ignored) -> killer.close());
            }
        });
    }

    <T> CompletableFuture<List<T>> collect(Function<MySqlConnection, CompletableFuture<T>> task) {
        List<CompletableFuture<T>> answers = readers.stream().map(task).toList();
        return CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new))
            .thenApply(done -> answers.stream().map(CompletableFuture::join).toList());
    }

    private CompletableFuture<Void> onAll(Function<MySqlConnection, CompletableFuture<Void>> task) {
        return collect(task).thenAccept(done -> { });
    }

    private CompletableFuture<MySqlConnection> openOne() {
        if (opener == null) {
            return CompletableFuture.failedFuture(new MySqlException(Recovery.STOP,
                "snapshot: needs more than one connection (expected: a Snapshotter that may open them)"));
        }
        return opener.get().thenCompose(connection -> {
            if (isClosed || connection.eventLoop() != first.eventLoop()) {
                connection.close();
                throw isClosed ? new MySqlException(Recovery.RECONNECT, "snapshot: ended while it began")
                    : new IllegalStateException("snapshot: connections on several event loops (expected: one)");
            }
            return prepare(connection).handle((done, error) -> {
                if (error != null) {
                    connection.close();
                    throw error instanceof RuntimeException unchecked ? unchecked : new IllegalStateException(error);
                }
                return connection;
            });
        });
    }

    private CompletableFuture<Void> prepare(MySqlConnection connection) {
        return connection.execute(ReadSession.statement(connection.server(), lockWaitTimeout))
            .thenCompose(done -> connection.execute("SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ"));
    }

    private void closeLockHolder() {
        if (lockHolder != null) {
            lockHolder.close();
            lockHolder = null;
        }
    }
}
