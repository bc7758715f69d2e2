package com.passkit.cdc.snapshot.read;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

import com.passkit.cdc.protocol.client.MySqlConnection;
import com.passkit.cdc.protocol.client.ResultRow;
import com.passkit.cdc.snapshot.catalog.LockMode;
import com.passkit.cdc.snapshot.catalog.LockRefusedException;
import com.passkit.cdc.snapshot.catalog.ServerState;

/**
 * Views of MariaDB and of Percona Server, which tell each the position it was opened at: START TRANSACTION WITH
 * CONSISTENT SNAPSHOT copies the position of the last ordered commit under the mutex in which commits become visible
 * in their order, so the view has exactly the transactions before it. Several views are one where they tell the same
 * position: each of them has exactly what lies before it. No lock takes part.
 */
public final class ExactViews {

    private static final int MAX_TRIES = 20;
    private static final String STATUS_SQL = "SHOW SESSION STATUS LIKE 'binlog_snapshot_%'";
    private static final String FILE = "binlog_snapshot_file";
    private static final String OFFSET = "binlog_snapshot_position";
    private static final String GTIDS = "binlog_snapshot_gtid_executed";

    private final ViewSessions sessions;

    ExactViews(ViewSessions sessions) {
        this.sessions = sessions;
    }

    /** Where a view stands. @param gtids executed there; null where the server does not tell */
    public record Place(String file, long offset, String gtids) {
    }

    /** @return whether the server's views tell their position, with the GTIDs there where it has such */
    static CompletableFuture<Boolean> areOffered(MySqlConnection connection) {
        if (connection.server().isMariaDb()) {
            return CompletableFuture.completedFuture(true);
        }
        return connection.fetch(STATUS_SQL).thenCompose(rows -> {
            Map<String, String> values = values(rows);
            return !values.containsKey(FILE) || values.containsKey(GTIDS)
                ? CompletableFuture.completedFuture(values.containsKey(FILE))
                : ServerState.read(connection).thenApply(state -> !state.isGtidOn());
        });
    }

    /** @return the place of the view that is open in a session */
    public static CompletableFuture<Place> place(MySqlConnection session) {
        return session.fetch(STATUS_SQL).thenApply(ExactViews::place);
    }

    /** @return the view; {@link LockRefusedException} where commits came between the connections each time */
    CompletableFuture<OpenView> open() {
        return attempt(1);
    }

    private CompletableFuture<OpenView> attempt(int tryCount) {
        return sessions.beginAll().thenCompose(done -> places()).thenCompose(places -> {
            if (places.stream().distinct().count() == 1) {
                return stateAt(places.get(0))
                    .thenApply(state -> new OpenView(state, LockMode.NONE, "", Duration.ZERO, tryCount));
            }
            return tryCount < MAX_TRIES ? attempt(tryCount + 1)
                : CompletableFuture.failedFuture(new LockRefusedException("snapshot.lock: commits came between the"
                    + " views of " + places.size() + " connections each time (expected: a short lock, or"
                    + " snapshot.threads: 1)"));
        });
    }

    /** @return the place of each reader's view */
    CompletableFuture<List<Place>> places() {
        return sessions.collect(ExactViews::place);
    }

    /** @return the server as it was there */
    CompletableFuture<ServerState> stateAt(Place place) {
        MySqlConnection connection = sessions.first();
        return ServerState.read(connection).thenCompose(state -> {
            if (place.gtids() != null || !connection.server().isMariaDb()) {
                return CompletableFuture.completedFuture(state.at(place.file(), place.offset(),
                    place.gtids() == null ? state.gtidExecuted() : place.gtids().replaceAll("\\s", "")));
            }
            return ServerState.gtidsBefore(connection, place.file(), place.offset())
                .thenApply(gtids -> state.at(place.file(), place.offset(), gtids));
        });
    }

    private static Place place(List<ResultRow> rows) {
        Map<String, String> values = values(rows);
        return new Place(values.get(FILE), Long.parseUnsignedLong(values.get(OFFSET)), values.get(GTIDS));
    }

    private static Map<String, String> values(List<ResultRow> rows) {
        Map<String, String> values = new TreeMap<>();
        rows.forEach(row -> values.put(row.get(0).toLowerCase(Locale.ROOT), row.get(1)));
        return values;
    }
}
