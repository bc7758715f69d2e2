package com.passkit.cdc.snapshot.read;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import com.passkit.cdc.protocol.client.MySqlConnection;
import com.passkit.cdc.snapshot.catalog.LockMode;
import com.passkit.cdc.snapshot.catalog.ServerState;

/**
 * Views of MySQL 8.0 that no lock kept still, but that lie in a moment without a commit, with GTIDs.
 * <p>
 * {@code performance_schema.log_status} tells file, offset and executed GTIDs of one moment, in which the mutex of the
 * binary log is held, so that nothing is being flushed to it. That alone says nothing of a view: a group of
 * transactions is first written to the log, under that mutex, then synced, then committed in the engine, and only then
 * do its GTIDs go from owned to executed. So a view opened at such a moment may lack transactions that are in the log
 * already. What is done here:
 * <ol>
 * <li>read the position P, by log_status;</li>
 * <li>read {@code gtid_owned} and go on only when it is empty;</li>
 * <li>open the views;</li>
 * <li>read the position again and go on only when nothing of it changed.</li>
 * </ol>
 * A transaction that lies before P in the log owned its GTID from before it was written, thus at the first step, until
 * after its commit in the engine. As none is owned at the second step, all of them were committed when the views were
 * opened, and are in them. A transaction behind P was not written to the log when the fourth step read the same
 * position as the first; the engine commits what is written only, so it is in none of the views. Both hold for each
 * view, so all are one, and it is exactly what lies before P. The executed GTIDs of the fourth step are those of P, as
 * none was owned and none was begun.
 * <p>
 * Under writes without a pause there is no such moment; then the caller takes a short lock.
 */
final class QuietViews {

    private static final int MAX_TRIES = 25;
    private static final long MAX_SEARCH_NS = TimeUnit.MILLISECONDS.toNanos(500);

    private final ViewSessions sessions;
    private long beganNs;

    QuietViews(ViewSessions sessions) {
        this.sessions = sessions;
    }

    /** @return the view; null where there was no moment without a commit */
    CompletableFuture<OpenView> open() {
        beganNs = System.nanoTime();
        return attempt(1);
    }

    private CompletableFuture<OpenView> attempt(int tryCount) {
        MySqlConnection connection = sessions.first();
        return LogStatus.read(connection)
            .thenCompose(before -> connection.fetch("SELECT @@GLOBAL.gtid_owned")
                .thenCompose(owned -> owned.get(0).get(0).isEmpty() ? opened(before, tryCount)
                    : CompletableFuture.completedFuture(null)))
            .thenCompose(view -> view != null || tryCount == MAX_TRIES
                || System.nanoTime() - beganNs > MAX_SEARCH_NS
                ? CompletableFuture.completedFuture(view) : attempt(tryCount + 1));
    }

    private CompletableFuture<OpenView> opened(LogStatus before, int tryCount) {
        MySqlConnection connection = sessions.first();
        return sessions.beginAll().thenCompose(done -> LogStatus.read(connection)).thenCompose(after -> {
            if (!after.equals(before)) {
                return CompletableFuture.completedFuture(null);
            }
            return ServerState.read(connection)
                .thenApply(state -> state.at(after.file(), after.offset(), after.gtids()))
                .thenApply(state -> new OpenView(state, LockMode.BACKUP, "", Duration.ZERO, tryCount));
        });
    }
}
