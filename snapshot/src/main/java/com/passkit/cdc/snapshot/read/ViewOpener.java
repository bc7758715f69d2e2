package com.passkit.cdc.snapshot.read;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import com.passkit.cdc.protocol.client.MySqlConnection;
import com.passkit.cdc.protocol.client.ServerInfo;
import com.passkit.cdc.protocol.error.MySqlException;
import com.passkit.cdc.protocol.error.Recovery;
import com.passkit.cdc.snapshot.catalog.Failures;
import com.passkit.cdc.snapshot.catalog.LockMode;
import com.passkit.cdc.snapshot.catalog.LockRefusedException;
import com.passkit.cdc.snapshot.catalog.ServerState;
import com.passkit.cdc.snapshot.catalog.TableName;

/**
 * Opens one view for all readers under the lock that was asked for, or under the mildest that can be had: each that is
 * refused leads to the next one.
 */
final class ViewOpener {

    private static final Logger LOG = LoggerFactory.getLogger(ViewOpener.class);

    private final ViewSessions sessions;
    private final ServerInfo server;
    private final LockMode mode;
    private final Duration lockWaitTimeout;

    ViewOpener(ViewSessions sessions, LockMode mode, Duration lockWaitTimeout) {
        this.sessions = sessions;
        this.server = sessions.first().server();
        this.mode = mode;
        this.lockWaitTimeout = lockWaitTimeout;
    }

    /** @param tables that are to be kept still, where the lock names them */
    CompletableFuture<OpenView> open(List<TableName> tables) {
        return switch (mode) {
            case AUTO -> ExactViews.areOffered(sessions.first())
                .thenCompose(isExact -> firstOf(mildestFirst(isExact, tables), new ArrayList<>()));
            case MINIMAL -> locked(ServerLock.global());
            case TABLES -> locked(ServerLock.tables(tables));
            case BACKUP -> backup(tables);
            case NONE -> throw new IllegalStateException("lock: none (expected: a lock that gives a view)");
        };
    }

    private List<Supplier<CompletableFuture<OpenView>>> mildestFirst(boolean isExact, List<TableName> tables) {
        List<Supplier<CompletableFuture<OpenView>>> ways = new ArrayList<>();
        if (isExact) {
            ways.add(() -> new ExactViews(sessions).open());
        }
        boolean hasStage = server.isMariaDb() && hasBackupLock() && sessions.canOpen();
        if (hasStage || !server.isMariaDb() && hasBackupLock()) {
            ways.add(() -> backup(tables));
        }
        if (!hasStage) {
            ways.add(() -> locked(ServerLock.global()));
        }
        if (sessions.canOpen()) {
            ways.add(() -> locked(ServerLock.tables(tables)));
        }
        if (isExact) {
            ways.add(this::oneExactView);
        }
        return ways;
    }

    private CompletableFuture<OpenView> firstOf(
        List<Supplier<CompletableFuture<OpenView>>> ways, List<String> refusals) {
        return ways.get(0).get().handle((view, error) -> {
            if (error == null) {
                return CompletableFuture.completedFuture(view);
            }
            Throwable cause = Failures.cause(error);
            if (!(cause instanceof LockRefusedException)) {
                return CompletableFuture.<OpenView>failedFuture(cause);
            }
            LOG.debug("snapshot: {}", cause.getMessage());
            refusals.add(cause.getMessage());
            return ways.size() > 1 ? firstOf(ways.subList(1, ways.size()), refusals)
                : CompletableFuture.<OpenView>failedFuture(
                    new LockRefusedException(String.join("; ", refusals), cause));
        }).thenCompose(next -> next);
    }

    private boolean hasBackupLock() {
        return server.isMariaDb() ? server.isAtLeast(10, 4, 1) : server.isAtLeast(8, 0, 0);
    }

    private CompletableFuture<OpenView> backup(List<TableName> tables) {
        if (!hasBackupLock()) {
            return CompletableFuture.failedFuture(new LockRefusedException("snapshot.lock: backup on "
                + server.versionText() + " (expected: MySQL 8.0 or MariaDB 10.4; here auto, minimal or tables)"));
        }
        if (server.isMariaDb()) {
            return locked(ServerLock.backupStage());
        }
        ServerLock lock = ServerLock.instance();
        return holder(sessions.canOpen()).thenCompose(connection ->
            new HeldLock(lock, sessions, connection, lockWaitTimeout).during(() -> quietOrLocked(tables)))
            .thenApply(view -> view.withBackupLock(lock));
    }

    /** Without GTIDs nothing tells which transactions are between log and engine, so that no moment is known quiet. */
    private CompletableFuture<OpenView> quietOrLocked(List<TableName> tables) {
        return ServerState.read(sessions.first())
            .thenCompose(state -> state.isGtidOn() ? new QuietViews(sessions).open()
                : CompletableFuture.completedFuture(null))
            .thenCompose(view -> {
                if (view != null) {
                    return CompletableFuture.completedFuture(view);
                }
                List<Supplier<CompletableFuture<OpenView>>> ways = new ArrayList<>();
                ways.add(() -> locked(ServerLock.global()));
                if (sessions.canOpen()) {
                    ways.add(() -> locked(ServerLock.tables(tables)));
                }
                return firstOf(ways, new ArrayList<>(List.of(
                    "snapshot.lock: backup found no moment without a commit, so that a short lock is needed too")));
            });
    }

    private CompletableFuture<OpenView> oneExactView() {
        int readerCount = sessions.readers().size();
        if (readerCount > 1) {
            LOG.warn("snapshot: one connection reads instead of {}, for the user may take no lock (expected: GRANT"
                + " RELOAD ON *.*, or LOCK TABLES on the included tables' databases)", readerCount);
        }
        sessions.keepFirst();
        return new ExactViews(sessions).open();
    }

    private CompletableFuture<OpenView> locked(ServerLock lock) {
        // START TRANSACTION gives back the locks of LOCK TABLES, and BACKUP STAGE END commits a transaction.
        return holder(lock.mode() != LockMode.MINIMAL).thenCompose(connection -> {
            HeldLock held = new HeldLock(lock, sessions, connection, lockWaitTimeout);
            return server.isMariaDb() ? mariaDb(held, lock) : mySql(held, lock);
        });
    }

    private CompletableFuture<MySqlConnection> holder(boolean isOfItsOwn) {
        return isOfItsOwn ? sessions.lockHolder() : CompletableFuture.completedFuture(sessions.first());
    }

    private CompletableFuture<OpenView> mySql(HeldLock held, ServerLock lock) {
        return held.during(() -> sessions.beginAll()
                .thenCompose(done -> lock.mode() == LockMode.TABLES ? new OwnedGtids(sessions.first()).settled()
                    : CompletableFuture.completedFuture(null))
                .thenCompose(done -> ServerState.read(sessions.first())))
            .thenApply(state -> new OpenView(state, lock.mode(), lock.name(), held.blocked(), 1));
    }

    /**
     * The first view tells its own position. Under a lock of the whole server all tell the same; under one of the
     * captured tables they have the same transactions of those, for the others do not count.
     */
    private CompletableFuture<OpenView> mariaDb(HeldLock held, ServerLock lock) {
        ExactViews views = new ExactViews(sessions);
        return held.during(() -> sessions.beginAll().thenCompose(done -> views.places()))
            .thenCompose(places -> {
                if (lock.mode() != LockMode.TABLES && places.stream().distinct().count() > 1) {
                    throw new MySqlException(Recovery.RECONNECT, "snapshot.lock: " + lock.name()
                        + " let commits through: " + places);
                }
                return views.stateAt(places.get(0));
            })
            .thenApply(state -> new OpenView(state, lock.mode(), lock.name(), held.blocked(), 1));
    }
}
