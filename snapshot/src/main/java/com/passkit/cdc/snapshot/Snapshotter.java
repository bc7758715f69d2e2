package com.passkit.cdc.snapshot;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import com.passkit.cdc.protocol.client.MySqlConnection;
import com.passkit.cdc.protocol.client.ResultHandler;
import com.passkit.cdc.protocol.client.ResultStream;
import com.passkit.cdc.protocol.row.Demand;
import com.passkit.cdc.protocol.row.RowView;
import com.passkit.cdc.protocol.row.TableDescriptor;
import com.passkit.cdc.snapshot.catalog.CatalogTable;
import com.passkit.cdc.snapshot.catalog.Failures;
import com.passkit.cdc.snapshot.catalog.ServerState;
import com.passkit.cdc.snapshot.catalog.TableFilter;
import com.passkit.cdc.snapshot.read.ConsistentView;
import com.passkit.cdc.snapshot.read.HeldRow;
import com.passkit.cdc.snapshot.read.ReadPlan;
import com.passkit.cdc.snapshot.read.TableFailure;

/**
 * Takes a consistent snapshot: FLUSH TABLES WITH READ LOCK, a consistent transaction, the position, UNLOCK TABLES,
 * then every included table as a stream. Used once. The session is left without a lock or a transaction, whatever
 * happens, but with the settings that the snapshot needs.
 * <p>
 * Threading: {@link #start()}, {@link #resume()} and {@link #progress()} from any thread; the rest runs on the event
 * loop of the connection.
 */
public final class Snapshotter {

    private static final Logger LOG = LoggerFactory.getLogger(Snapshotter.class);

    private final MySqlConnection connection;
    private final TableFilter filter;
    private final SnapshotHandler handler;
    private final SnapshotConfig config;
    private final CompletableFuture<SnapshotPosition> completion = new CompletableFuture<>();

    // Event loop only.
    private SnapshotPosition position;
    private ReadPlan plan;

    // Written by the event loop, read by any thread.
    private final AtomicBoolean isStarted = new AtomicBoolean();
    private final AtomicLong rowsDone = new AtomicLong();
    private volatile ResultStream stream;
    private volatile String currentTable = "";
    private volatile int tablesDone;
    private volatile int tablesTotal;
    private volatile long rowsEstimated;

    /**
     * @param connection the session to use; borrowed, not closed
     * @param filter     which tables
     * @param handler    receives everything
     */
    public Snapshotter(MySqlConnection connection, TableFilter filter, SnapshotHandler handler) {
        this(connection, filter, handler, SnapshotConfig.DEFAULT);
    }

    /**
     * @param connection the session to use; borrowed, not closed
     * @param filter     which tables
     * @param handler    receives everything
     * @param config     how
     */
    public Snapshotter(
        MySqlConnection connection, TableFilter filter, SnapshotHandler handler, SnapshotConfig config) {
        this.connection = Objects.requireNonNull(connection, "connection");
        this.filter = Objects.requireNonNull(filter, "filter");
        this.handler = Objects.requireNonNull(handler, "handler");
        this.config = Objects.requireNonNull(config, "config");
    }

    /**
     * Starts reading.
     *
     * @return completes behind {@link SnapshotHandler#onComplete()}, or exceptionally with a
     *         {@link com.passkit.cdc.protocol.error.MySqlException} or what the handler threw. No callback follows
     */
    public CompletableFuture<SnapshotPosition> start() {
        if (!isStarted.compareAndSet(false, true)) {
            throw new IllegalStateException("snapshot: started already");
        }
        ConsistentView.open(connection, filter, config.lockWaitTimeout())
            .thenCompose(this::planReading)
            .whenComplete((done, error) -> {
                if (error == null) {
                    readTable(0);
                } else {
                    fail(error);
                }
            });
        return completion;
    }

    /** Goes on after the handler said {@link com.passkit.cdc.protocol.row.Demand#PAUSE}. Threading: any thread. */
    public void resume() {
        ResultStream current = stream;
        if (current != null) {
            current.resume();
        }
    }

    /** @return what was read so far. Threading: any thread */
    public SnapshotProgress progress() {
        return new SnapshotProgress(tablesDone, tablesTotal, currentTable, rowsDone.get(), rowsEstimated);
    }

    private CompletableFuture<Void> planReading(ConsistentView view) {
        ServerState state = view.state();
        position = new SnapshotPosition(state.file(), state.offset(), state.isGtidOn() ? state.gtidExecuted() : null,
            state.serverUuid(), state.serverId(), state.gtidKind());
        rowsEstimated = view.tables().stream().mapToLong(CatalogTable::rowsEstimated).sum();
        tablesTotal = view.tables().size();
        LOG.info("snapshot: {} tables, about {} rows, at {}:{} {}", tablesTotal, rowsEstimated, position.file(),
            position.offset(), position.gtids() == null ? "" : position.gtids());
        return ReadPlan.of(connection, view.tables()).thenAccept(readPlan -> {
            plan = readPlan;
            handler.onStart(position, view.tables().stream().map(CatalogTable::descriptor).toList());
        });
    }

    private void readTable(int index) {
        List<TableDescriptor> tables = plan.tables();
        if (index == tables.size()) {
            complete();
            return;
        }
        TableDescriptor table = tables.get(index);
        currentTable = table.toString();
        RowAdapter rows = index == tables.size() - 1 ? new LastTableAdapter(table) : new RowAdapter();
        stream = connection.queryPrepared(ReadPlan.statement(table), table, rows);
        stream.completion().whenComplete((rowCount, error) -> {
            if (error != null) {
                fail(TableFailure.of(table, error));
                return;
            }
            try {
                rows.onEnd();
            } catch (Throwable handlerError) {
                fail(handlerError);
                return;
            }
            LOG.debug("snapshot: {} rows of {}", rowCount, table);
            tablesDone = index + 1;
            readTable(index + 1);
        });
    }

    private void complete() {
        currentTable = "";
        tablesDone = tablesTotal;
        ConsistentView.end(connection)
            .thenRun(handler::onComplete)
            .whenComplete((done, error) -> {
                if (error == null) {
                    LOG.info("snapshot: complete, {} rows", rowsDone.get());
                    completion.complete(position);
                } else {
                    completion.completeExceptionally(Failures.cause(error));
                }
            });
    }

    private void fail(Throwable error) {
        Throwable cause = Failures.cause(error);
        // On a lost connection this fails too, and there is no transaction to end.
        connection.execute("ROLLBACK").whenComplete((done, ignored) -> completion.completeExceptionally(cause));
    }

    private Demand handOver(RowView row, long ordinal, boolean isLast) {
        rowsDone.lazySet(rowsDone.getPlain() + 1);
        return handler.onRow(row, ordinal, isLast);
    }

    /** Hands the rows of a table on as they come. */
    private class RowAdapter implements ResultHandler {

        private long ordinal;

        @Override
        public Demand onRow(RowView row) {
            return handOver(row, ordinal++, false);
        }

        void onEnd() {
        }
    }

    /** Hands each row of the last table on when the next one comes, the last one at the end. */
    private final class LastTableAdapter extends RowAdapter {

        private final HeldRow held;
        private long heldCount;

        LastTableAdapter(TableDescriptor table) {
            held = new HeldRow(table);
        }

        @Override
        public Demand onRow(RowView row) {
            Demand demand = heldCount == 0 ? Demand.CONTINUE : handOver(held, heldCount - 1, false);
            held.hold(row);
            heldCount++;
            return demand;
        }

        @Override
        void onEnd() {
            if (heldCount > 0) {
                handOver(held, heldCount - 1, true);
            }
        }
    }
}
