package com.passkit.cdc.snapshot.read;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import com.passkit.cdc.protocol.client.MySqlConnection;
import com.passkit.cdc.protocol.error.MySqlException;
import com.passkit.cdc.protocol.error.Recovery;
import com.passkit.cdc.snapshot.catalog.Failures;
import com.passkit.cdc.snapshot.catalog.LockRefusedException;

/**
 * Takes a {@link ServerLock} for one piece of work, gives it back whatever happens, and measures how long others had
 * to wait for it. The server's time-out counts for each table and stage anew; so the statement is killed when it took
 * longer in all. Threading: the event loop of the connections.
 */
final class HeldLock {

    private static final Logger LOG = LoggerFactory.getLogger(HeldLock.class);

    private static final int ER_DBACCESS_DENIED = 1044;
    private static final int ER_ACCESS_DENIED = 1045;
    private static final int ER_TABLEACCESS_DENIED = 1142;
    private static final int ER_LOCK_WAIT_TIMEOUT = 1205;
    private static final int ER_LOCK_DEADLOCK = 1213;
    private static final int ER_SPECIFIC_ACCESS_DENIED = 1227;
    private static final int ER_QUERY_INTERRUPTED = 1317;
    private static final int ER_STATEMENT_TIMEOUT = 1969;
    private static final long GRACE_MS = 500;

    private final ServerLock lock;
    private final ViewSessions sessions;
    private final MySqlConnection holder;
    private final Duration timeout;
    private long requestedNs;
    private Duration blocked = Duration.ZERO;

    /**
     * @param sessions kill the statement when it takes too long
     * @param holder   borrowed; the session that holds the lock
     */
    HeldLock(ServerLock lock, ViewSessions sessions, MySqlConnection holder, Duration timeout) {
        this.lock = lock;
        this.sessions = sessions;
        this.holder = holder;
        this.timeout = timeout;
    }

    /** @return whether an error says that the user may not take a lock */
    static boolean isRefusal(Throwable error) {
        return Failures.cause(error) instanceof LockRefusedException;
    }

    /** @return from the request until it was given back */
    Duration blocked() {
        return blocked;
    }

    /** @return what the work returns, behind the unlock; exceptionally with the first error */
    <T> CompletableFuture<T> during(Supplier<CompletableFuture<T>> work) {
        requestedNs = System.nanoTime();
        return take().handle((taken, error) -> error == null ? attempt(work) : CompletableFuture.<T>failedFuture(
                explained(error)))
            .thenCompose(done -> done)
            .handle(this::release)
            .thenCompose(released -> released);
    }

    private CompletableFuture<Void> take() {
        CompletableFuture<Void> taken = lock.takeIn(holder);
        Executor later = CompletableFuture.delayedExecutor(
            timeout.toMillis() + GRACE_MS, TimeUnit.MILLISECONDS, holder.eventLoop());
        later.execute(() -> {
            if (!taken.isDone()) {
                sessions.killQuery(holder);
            }
        });
        return taken;
    }

    private static <T> CompletableFuture<T> attempt(Supplier<CompletableFuture<T>> work) {
        try {
            return work.get();
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private <T> CompletableFuture<T> release(T value, Throwable error) {
        CompletableFuture<Void> released = lock.releaseIn(holder).thenRun(() -> {
            blocked = Duration.ofNanos(System.nanoTime() - requestedNs);
            LOG.debug("snapshot: {} took {} ms", lock.name(), blocked.toMillis());
        });
        if (error == null) {
            return released.thenApply(done -> value);
        }
        // A lost connection has released the lock already; the first error is the one to report.
        return released.handle((done, unlockError) -> null)
            .thenCompose(done -> CompletableFuture.failedFuture(Failures.cause(error)));
    }

    private Throwable explained(Throwable error) {
        Throwable cause = Failures.cause(error);
        if (Failures.isServerError(cause, ER_LOCK_WAIT_TIMEOUT, ER_LOCK_DEADLOCK, ER_QUERY_INTERRUPTED,
            ER_STATEMENT_TIMEOUT)) {
            return new MySqlException(Recovery.RECONNECT, "snapshot.lock: " + lock.name() + " not granted within "
                + timeout.toSeconds() + " s (expected: no statement, transaction or lock that runs longer; SHOW"
                + " PROCESSLIST tells which)", cause);
        }
        if (Failures.isServerError(cause, ER_DBACCESS_DENIED, ER_ACCESS_DENIED, ER_TABLEACCESS_DENIED,
            ER_SPECIFIC_ACCESS_DENIED)) {
            return new LockRefusedException("snapshot.lock: " + lock.name() + " was refused (expected: "
                + lock.grant() + "): " + cause.getMessage(), cause);
        }
        return cause;
    }
}
