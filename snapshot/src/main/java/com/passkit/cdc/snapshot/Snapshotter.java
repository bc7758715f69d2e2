package com.passkit.cdc.snapshot;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

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
import com.passkit.cdc.snapshot.progress.SnapshotProgress;
import com.passkit.cdc.snapshot.progress.SnapshotTracker;
import com.passkit.cdc.snapshot.progress.TableTracker;
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
    private final SnapshotTracker tracker = new SnapshotTracker();
    private final CompletableFuture<SnapshotPosition> completion = new CompletableFuture<>();

    // Event loop only.
    private SnapshotPosition position;
    private ReadPlan plan;
    private final Map<TableDescriptor, TableTracker> trackers = new HashMap<>();

    // Written by the event loop, read by any thread.
    private final AtomicBoolean isStarted = new AtomicBoolean();
    private volatile ResultStream stream;

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
        return tracker.progress();
    }

    private CompletableFuture<Void> planReading(ConsistentView view) {
        ServerState state = view.state();
        position = new SnapshotPosition(state.file(), state.offset(), state.isGtidOn() ? state.gtidExecuted() : null,
            state.serverUuid(), state.serverId(), state.gtidKind());
        for (CatalogTable table : view.tables()) {
            trackers.put(table.descriptor(),
                tracker.add(table.descriptor(), table.rowsEstimated(), table.bytesEstimated()));
        }
        LOG.info("snapshot: {} tables, about {} rows, at {}:{} {}", view.tables().size(),
            tracker.progress().rowsEstimated(), position.file(), position.offset(),
            position.gtids() == null ? "" : position.gtids());
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
        TableTracker counts = trackers.get(table);
        counts.onStart();
        RowAdapter rows =
            index == tables.size() - 1 ? new LastTableAdapter(table, counts) : new RowAdapter(counts);
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
            counts.onEnd();
            readTable(index + 1);
        });
    }

    private void complete() {
        // Those that were found empty were not read.
        trackers.values().forEach(TableTracker::onEnd);
        ConsistentView.end(connection)
            .thenRun(handler::onComplete)
            .whenComplete((done, error) -> {
                if (error == null) {
                    LOG.info("snapshot: complete, {} rows", tracker.progress().rowsDone());
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

    /** Hands the rows of a table on as they come. */
    private class RowAdapter implements ResultHandler {

        private final TableTracker counts;
        private long ordinal;

        RowAdapter(TableTracker counts) {
            this.counts = counts;
        }

        @Override
        public Demand onRow(RowView row) {
            return handOver(row, false);
        }

        final Demand handOver(RowView row, boolean isLast) {
            counts.onRow(row.length());
            return handler.onRow(row, ordinal++, isLast);
        }

        void onEnd() {
        }
    }

    /** Hands each row of the last table on when the next one comes, the last one at the end. */
    private final class LastTableAdapter extends RowAdapter {

        private final HeldRow held;
        private boolean isHolding;

        LastTableAdapter(TableDescriptor table, TableTracker counts) {
            super(counts);
            held = new HeldRow(table);
        }

        @Override
        public Demand onRow(RowView row) {
            Demand demand = isHolding ? handOver(held, false) : Demand.CONTINUE;
            held.hold(row);
            isHolding = true;
            return demand;
        }

        @Override
        void onEnd() {
            if (isHolding) {
                handOver(held, true);
            }
        }
    }
}
