package com.passkit.cdc.snapshot.incremental;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

import com.passkit.cdc.protocol.client.MySqlConnection;
import com.passkit.cdc.protocol.client.ResultHandler;
import com.passkit.cdc.protocol.client.ResultStream;
import com.passkit.cdc.protocol.error.MySqlException;
import com.passkit.cdc.protocol.error.Recovery;
import com.passkit.cdc.protocol.position.MariaDbGtidSet;
import com.passkit.cdc.protocol.row.Demand;
import com.passkit.cdc.protocol.row.RowView;
import com.passkit.cdc.protocol.row.TableDescriptor;
import com.passkit.cdc.snapshot.catalog.Catalog;
import com.passkit.cdc.snapshot.catalog.CatalogTable;
import com.passkit.cdc.snapshot.catalog.Failures;
import com.passkit.cdc.snapshot.catalog.ServerState;
import com.passkit.cdc.snapshot.catalog.SqlText;
import com.passkit.cdc.snapshot.catalog.TableFilter;
import com.passkit.cdc.snapshot.catalog.TableName;
import com.passkit.cdc.snapshot.catalog.TablePatternMap;
import com.passkit.cdc.snapshot.read.ExactViews;
import com.passkit.cdc.snapshot.read.ReadPlan;
import com.passkit.cdc.snapshot.read.ReadSession;
import com.passkit.cdc.snapshot.read.ServerLock;
import com.passkit.cdc.snapshot.read.TableFailure;

/**
 * A session that reads tables in pieces while a stream of their changes goes on elsewhere. Two marks make a piece fit
 * to the stream: it sees everything up to the low mark, where the stream stood when the piece was asked for, and all
 * that it sees lies before the high mark, which is taken behind its SELECT. The second holds since what a SELECT sees
 * was committed by the engine, and the binary log was written before.
 * <p>
 * Nothing is ever written to the source. Threading: the event loop of the connection.
 */
public final class ChunkSource implements AutoCloseable {

    private static final int ER_TABLEACCESS_DENIED = 1142;
    private static final int ER_DBACCESS_DENIED = 1044;
    private static final int ER_NO_SUCH_TABLE = 1146;
    private static final int GTID_WAIT_SECONDS = 5;
    private static final int SNAPSHOT_TRIES = 200;

    private final MySqlConnection connection;
    private final Visibility visibility;
    private final TablePatternMap<List<String>> configuredKeys;
    private boolean isStartSeen;

    private ChunkSource(
        MySqlConnection connection, Visibility visibility, TablePatternMap<List<String>> configuredKeys) {
        this.connection = connection;
        this.visibility = visibility;
        this.configuredKeys = configuredKeys;
    }

    /**
     * @param connection      transferred; closed with this
     * @param state           of the server
     * @param configuredKeys  names of key columns
     * @param lockWaitTimeout how long to wait for a lock, where one is needed
     */
    public static CompletableFuture<ChunkSource> open(MySqlConnection connection, ServerState state,
        TablePatternMap<List<String>> configuredKeys, Duration lockWaitTimeout) {
        ChunkSource source = new ChunkSource(connection, visibility(connection, state), configuredKeys);
        return connection.execute(ReadSession.statement(connection.server(), lockWaitTimeout))
            .thenCompose(done -> connection.execute(ReadSession.unlockedStatement()))
            .thenCompose(done -> connection.execute("SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ"))
            .thenApply(done -> source);
    }

    private static Visibility visibility(MySqlConnection connection, ServerState state) {
        if (connection.server().isMariaDb()) {
            return Visibility.VIEW_WITH_POSITION;
        }
        return ServerState.tellsWhatIsVisible(connection.server(), state.isGtidOn())
            ? Visibility.GTIDS : Visibility.TABLE_LOCK;
    }

    /** @return how it makes sure that it sees what the stream has delivered */
    public Visibility visibility() {
        return visibility;
    }

    /** @return the table as it is now; null when there is none that the user may read */
    public CompletableFuture<KeyedTable> describe(TableName name) {
        TableFilter only = new TableFilter(List.of(SqlText.name(name.database(), name.table())), List.of());
        return new Catalog(connection).tables(only).thenApply(tables -> tables.isEmpty() ? null : keyed(tables.get(0)));
    }

    /** @return the tables that the filter includes and the user may read */
    public CompletableFuture<List<CatalogTable>> tables(TableFilter filter) {
        return new Catalog(connection).describe(filter);
    }

    private KeyedTable keyed(TableDescriptor table) {
        return KeyedTable.of(table, configuredKeys.get(table.database(), table.name()));
    }

    /**
     * Reads a piece of a table that has a key.
     *
     * @param table    as it was described at the low mark or later
     * @param after    key to begin behind; empty for the beginning
     * @param executed GTIDs that it must see; null without
     * @param lowMark  behind the last transaction that the stream has delivered; null before the first
     * @param limits   when to stop
     */
    public CompletableFuture<Chunk> read(
        KeyedTable table, List<String> after, String executed, LogPoint lowMark, ChunkLimits limits) {
        return switch (visibility) {
            case GTIDS -> awaitGtids(executed).thenCompose(done -> select(table, after, limits))
                .thenCompose(this::marked);
            case TABLE_LOCK -> passLock(table.name()).thenCompose(done -> select(table, after, limits))
                .thenCompose(this::marked);
            case VIEW_WITH_POSITION -> openView(executed, lowMark, SNAPSHOT_TRIES)
                .thenCompose(view -> select(table, after, limits).thenCompose(chunk -> endView()
                    .thenApply(done -> chunk.markedAt(view))));
        };
    }

    /** Refuses a table that could not be read here beside a stream, in words; not one that was dropped meanwhile. */
    public CompletableFuture<Void> requireReadable(TableName name) {
        if (visibility != Visibility.TABLE_LOCK) {
            return CompletableFuture.completedFuture(null);
        }
        return passLock(name).exceptionallyCompose(error -> Failures.isServerError(error, ER_NO_SUCH_TABLE)
            ? CompletableFuture.completedFuture(null) : CompletableFuture.failedFuture(error));
    }

    private CompletableFuture<Void> awaitGtids(String executed) {
        String sql = "SELECT WAIT_FOR_EXECUTED_GTID_SET('" + executed + "', " + GTID_WAIT_SECONDS + ')';
        return connection.fetch(sql).thenCompose(rows -> "0".equals(rows.get(0).get(0))
            ? CompletableFuture.completedFuture((Void) null) : awaitGtids(executed));
    }

    /** Of MariaDB. Before the stream had a transaction, only its GTIDs tell what the view has to see. */
    private CompletableFuture<LogPoint> openView(String executed, LogPoint lowMark, int tries) {
        return beginView().thenCompose(done -> viewPoint()).thenCompose(point ->
            sees(point, executed, lowMark).thenCompose(isSeen -> {
                if (isSeen) {
                    return CompletableFuture.completedFuture(point);
                }
                if (tries == 0) {
                    throw new MySqlException(Recovery.RECONNECT, "consistent snapshot: of " + point + " (expected: of "
                        + (lowMark == null ? executed : lowMark) + " or later, which the server has sent)");
                }
                return connection.execute("COMMIT").thenCompose(done -> openView(executed, lowMark, tries - 1));
            }));
    }

    private CompletableFuture<Boolean> sees(LogPoint point, String executed, LogPoint lowMark) {
        if (lowMark != null || isStartSeen || executed == null) {
            return CompletableFuture.completedFuture(lowMark == null || point.isAtOrBehind(lowMark));
        }
        return ServerState.gtidsBefore(connection, point.file(), point.offset()).thenApply(gtids -> {
            MariaDbGtidSet seen = MariaDbGtidSet.parse(gtids);
            isStartSeen = MariaDbGtidSet.parse(executed).gtids().stream().allMatch(seen::contains);
            return isStartSeen;
        });
    }

    private CompletableFuture<Void> beginView() {
        return connection.execute("START TRANSACTION WITH CONSISTENT SNAPSHOT");
    }

    private CompletableFuture<LogPoint> viewPoint() {
        return ExactViews.place(connection).thenApply(place -> new LogPoint(place.file(), place.offset()));
    }

    private CompletableFuture<Void> passLock(TableName name) {
        return lock(name).thenCompose(done -> ServerLock.tables(List.of(name)).releaseIn(connection));
    }

    private CompletableFuture<Void> lock(TableName name) {
        return ServerLock.tables(List.of(name)).takeIn(connection)
            .exceptionallyCompose(error -> CompletableFuture.failedFuture(explained(name, error)));
    }

    private static Throwable explained(TableName name, Throwable error) {
        Throwable cause = Failures.cause(error);
        return Failures.isServerError(cause, ER_TABLEACCESS_DENIED, ER_DBACCESS_DENIED)
            ? new MySqlException(Recovery.STOP, "snapshot of " + name + " beside the stream: refused (expected:"
                + " MariaDB, MySQL 5.7.5 or later with gtid_mode=ON, or GRANT LOCK TABLES on it to the user for a"
                + " short LOCK TABLES … READ): " + cause.getMessage(), cause) : cause;
    }

    private CompletableFuture<Chunk> select(KeyedTable table, List<String> after, ChunkLimits limits) {
        Rows rows = new Rows(table, limits);
        // One more row tells whether anything follows.
        return connection.queryPrepared(table.chunk(after, limits.rows() + 1), table.table(), rows).completion()
            .thenApply(count -> new Chunk(table, rows.buffer, null, rows.after(after), !rows.isCut));
    }

    private CompletableFuture<Chunk> marked(Chunk chunk) {
        return end().thenApply(chunk::markedAt);
    }

    /** @return where the binary log ends now */
    private CompletableFuture<LogPoint> end() {
        return ServerState.end(connection).thenApply(log -> new LogPoint(log.name(), log.length()));
    }

    /**
     * Opens a transaction that sees a table as it is at one place of the log; it stays open until {@link #endView()}.
     * The stream must be held meanwhile, lest it pass that place.
     *
     * @param locker gives a second session for a short lock, where it takes one; null to do without
     * @return null when the table is gone
     */
    public CompletableFuture<TableView> openTableView(
        TableName name, String executed, LogPoint lowMark, Supplier<CompletableFuture<ChunkSource>> locker) {
        if (visibility == Visibility.VIEW_WITH_POSITION) {
            return openView(executed, lowMark, SNAPSHOT_TRIES).thenCompose(point -> described(name, point, null));
        }
        if (locker != null) {
            return locker.get().thenCompose(second -> second.lock(name)
                .thenCompose(done -> beginView())
                .thenCompose(done -> end())
                .thenCompose(point -> described(name, point, null))
                .whenComplete((view, error) -> second.close()));
        }
        return awaitGtids(executed).thenCompose(done -> openQuietView(SNAPSHOT_TRIES))
            .thenCompose(view -> described(name, view.point(), view.executed()));
    }

    /** Best at a moment when nothing was written to the log; the stream tells whether it was such a moment. */
    private CompletableFuture<TableView> openQuietView(int tries) {
        return end().thenCompose(before -> connection.fetch("SELECT @@GLOBAL.gtid_executed")
            .thenCompose(executed -> beginView().thenCompose(done -> end()).thenCompose(after ->
                before.equals(after) || tries == 0
                    ? CompletableFuture.completedFuture(new TableView(null, after, executed.get(0).get(0)))
                    : openQuietView(tries - 1))));
    }

    private CompletableFuture<TableView> described(TableName name, LogPoint point, String executed) {
        return describe(name).thenApply(table -> table == null ? null : new TableView(table, point, executed));
    }

    /** Ends the transaction of {@link #openTableView}. */
    public CompletableFuture<Void> endView() {
        return connection.execute("COMMIT");
    }

    /** Reads the whole table of the open view. */
    public ResultStream readWhole(KeyedTable table, ResultHandler rows) {
        return connection.queryPrepared(ReadPlan.statement(table.table()), table.table(), rows);
    }

    /** @return whether the statement failed since the table is not as it was described, or is not there */
    public static boolean isOutdated(Throwable error) {
        return TableFailure.isOfAlteredTable(error);
    }

    @Override
    public void close() {
        connection.close();
    }

    /** Takes rows up to the limits; what follows is passed over, to be read again. */
    private static final class Rows implements ResultHandler {

        private final KeyedTable table;
        private final ChunkLimits limits;
        private final RowBuffer buffer;
        private boolean isCut;

        Rows(KeyedTable table, ChunkLimits limits) {
            this.table = table;
            this.limits = limits;
            buffer = new RowBuffer(table.table());
        }

        @Override
        public Demand onRow(RowView row) {
            if (isCut || buffer.rowCount() == limits.rows()
                || buffer.rowCount() > 0 && buffer.length() >= limits.bytes()) {
                isCut = true;
            } else {
                buffer.append(row);
                requireLength(row.length());
            }
            return Demand.CONTINUE;
        }

        private void requireLength(int length) {
            if (length > limits.longestRowBytes()) {
                throw new MySqlException(Recovery.STOP, "snapshot of " + table + ": a row of "
                    + length + " bytes (expected: at most " + limits.longestRowBytes()
                    + ", snapshot.maxRowBytes)");
            }
        }

        List<String> after(List<String> before) {
            return buffer.rowCount() == 0 ? before : table.after(buffer.row(buffer.rowCount() - 1));
        }
    }
}
