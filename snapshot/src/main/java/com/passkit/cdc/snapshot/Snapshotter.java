package com.passkit.cdc.snapshot;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import com.passkit.cdc.protocol.client.MySqlConnection;
import com.passkit.cdc.protocol.client.ResultStream;
import com.passkit.cdc.protocol.row.TableDescriptor;
import com.passkit.cdc.snapshot.catalog.CatalogTable;
import com.passkit.cdc.snapshot.catalog.Failures;
import com.passkit.cdc.snapshot.catalog.LockReport;
import com.passkit.cdc.snapshot.catalog.ServerState;
import com.passkit.cdc.snapshot.catalog.TableFilter;
import com.passkit.cdc.snapshot.progress.SnapshotProgress;
import com.passkit.cdc.snapshot.progress.SnapshotTracker;
import com.passkit.cdc.snapshot.progress.TableTracker;
import com.passkit.cdc.snapshot.read.ConsistentView;
import com.passkit.cdc.snapshot.read.Piece;
import com.passkit.cdc.snapshot.read.PieceQueue;
import com.passkit.cdc.snapshot.read.ReadPlan;
import com.passkit.cdc.snapshot.read.TableFailure;
import com.passkit.cdc.snapshot.read.ViewSessions;

/**
 * Takes a consistent snapshot: a short lock where one is needed, consistent transactions, the position, then every
 * included table as streams of rows, over as many connections as the configuration says. Used once. The caller's
 * session is left without a lock or a transaction, but with the settings that the snapshot needs; when the snapshot
 * fails while that session reads, it is closed. Connections that were opened for the snapshot are always closed.
 * <p>
 * Memory: for each connection one read of its socket and the longest row; while the handler pauses, all of them stand
 * still. Threading: {@link #start()}, {@link #resume()} and {@link #progress()} from any thread; the rest runs on the
 * event loop of the connections.
 */
public final class Snapshotter {

    private static final Logger LOG = LoggerFactory.getLogger(Snapshotter.class);

    private final ViewSessions sessions;
    private final TableFilter filter;
    private final SnapshotHandler handler;
    private final SnapshotConfig config;
    private final SnapshotTracker tracker = new SnapshotTracker();
    private final CompletableFuture<SnapshotPosition> completion = new CompletableFuture<>();

    // Event loop only.
    private final List<PieceReader> readers = new ArrayList<>();
    private final Map<TableDescriptor, TableTracker> trackers = new HashMap<>();
    private SnapshotPosition position;
    private PieceQueue queue;
    private boolean isPaused;
    private boolean isEnded;
    private final WaitingRow waitingRow = new WaitingRow();

    // Written by the event loop, read by any thread.
    private final AtomicBoolean isStarted = new AtomicBoolean();
    private volatile LockReport lock;

    /**
     * With one connection and the mildest lock that it can have.
     *
     * @param connection the session to use; borrowed
     * @param filter     which tables
     * @param handler    receives everything
     */
    public Snapshotter(MySqlConnection connection, TableFilter filter, SnapshotHandler handler) {
        this(connection, filter, handler, SnapshotConfig.DEFAULT);
    }

    /**
     * With one connection.
     *
     * @param connection the session to use; borrowed
     * @param filter     which tables
     * @param handler    receives everything
     * @param config     how; one thread
     */
    public Snapshotter(
        MySqlConnection connection, TableFilter filter, SnapshotHandler handler, SnapshotConfig config) {
        this(connection, filter, handler, config, null);
    }

    /**
     * @param connection the session to begin with; borrowed
     * @param filter     which tables
     * @param handler    receives everything
     * @param config     how
     * @param opener     opens further sessions of the same user on the same server and the same event loop, each
     *                   transferred; null for none, which rules out several threads and LOCK TABLES
     */
    public Snapshotter(MySqlConnection connection, TableFilter filter, SnapshotHandler handler, SnapshotConfig config,
        Supplier<CompletableFuture<MySqlConnection>> opener) {
        Objects.requireNonNull(connection, "connection");
        this.filter = Objects.requireNonNull(filter, "filter");
        this.handler = Objects.requireNonNull(handler, "handler");
        this.config = Objects.requireNonNull(config, "config");
        if (opener == null && config.threads() > 1) {
            throw new IllegalArgumentException(
                "snapshot.threads: " + config.threads() + " (expected: 1 where no further session can be opened)");
        }
        this.sessions = new ViewSessions(connection, opener, config.lockWaitTimeout());
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
        ConsistentView.open(sessions, filter, config.lock(), config.threads(), config.lockWaitTimeout())
            .thenCompose(this::planReading)
            .whenComplete((done, error) -> {
                if (error == null) {
                    dealOut();
                } else {
                    fail(error);
                }
            });
        return completion;
    }

    /** Goes on after the handler said {@link com.passkit.cdc.protocol.row.Demand#PAUSE}. Threading: any thread. */
    public void resume() {
        sessions.first().eventLoop().execute(this::resumeAll);
    }

    /** @return what was read so far. Threading: any thread */
    public SnapshotProgress progress() {
        return tracker.progress();
    }

    /** @return what it took to open the view; null as long as it is not open. Threading: any thread */
    public LockReport lock() {
        return lock;
    }

    private CompletableFuture<Void> planReading(ConsistentView view) {
        ServerState state = view.state();
        position = new SnapshotPosition(state.file(), state.offset(), state.isGtidOn() ? state.gtidExecuted() : null,
            state.serverUuid(), state.serverId(), state.gtidKind());
        lock = view.lock();
        for (CatalogTable table : view.tables()) {
            trackers.put(table.descriptor(),
                tracker.add(table.descriptor(), table.rowsEstimated(), table.bytesEstimated()));
        }
        LOG.info("snapshot: {} tables, about {} rows, at {}:{} {}", view.tables().size(),
            tracker.progress().rowsEstimated(), position.file(), position.offset(),
            position.gtids() == null ? "" : position.gtids());
        return ReadPlan.of(sessions.first(), view.tables()).thenAccept(plan -> {
            queue = new PieceQueue(plan, sessions.readers().size() > 1, config.chunkRows());
            sessions.readers().forEach(connection -> readers.add(new PieceReader(connection)));
            handler.onStart(position, view.tables().stream().map(CatalogTable::descriptor).toList());
            handler.onDefinitions(view.tables().stream().map(CatalogTable::model).toList());
        });
    }

    private void resumeAll() {
        if (!isPaused || isEnded) {
            return;
        }
        isPaused = false;
        for (PieceReader reader : List.copyOf(readers)) {
            if (!isPaused && !isEnded) {
                reader.resume();
            }
        }
        dealOut();
    }

    private void pauseAllBut(PieceReader one) {
        isPaused = true;
        for (PieceReader reader : readers) {
            if (reader != one) {
                reader.pause();
            }
        }
    }

    /** Gives work to whoever has none. */
    private void dealOut() {
        for (PieceReader reader : readers) {
            if (!isPaused && !isEnded && reader.isIdle()) {
                reader.takeNext();
            }
        }
        if (!isEnded && queue.isDone() && !(isPaused && waitingRow.isThere())) {
            try {
                waitingRow.handOver(true);
            } catch (RuntimeException | Error e) {
                fail(e);
                return;
            }
            complete();
        }
    }

    private void complete() {
        isEnded = true;
        // Those that were found empty were not read.
        trackers.values().forEach(TableTracker::onEnd);
        sessions.commitAll()
            .thenRun(sessions::close)
            .thenRun(handler::onComplete)
            .whenComplete((done, error) -> {
                if (error == null) {
                    LOG.info("snapshot: complete, {} rows", tracker.progress().rowsDone());
                    completion.complete(position);
                } else {
                    sessions.close();
                    completion.completeExceptionally(Failures.cause(error));
                }
            });
    }

    private void fail(Throwable error) {
        if (isEnded) {
            return;
        }
        isEnded = true;
        Throwable cause = Failures.cause(error);
        sessions.close();
        if (!readers.isEmpty() && !readers.get(0).isIdle()) {
            // In the middle of a result: only the end of the session ends it.
            sessions.first().close();
        }
        // On a lost connection this fails too, and there is no transaction to end.
        sessions.first().execute("ROLLBACK").whenComplete((done, ignored) -> completion.completeExceptionally(cause));
    }

    /** One connection, and the piece that it reads. */
    private final class PieceReader {

        private final MySqlConnection connection;
        private boolean isBusy;
        private Piece waiting;
        private ResultStream stream;

        PieceReader(MySqlConnection connection) {
            this.connection = connection;
        }

        boolean isIdle() {
            return !isBusy;
        }

        void takeNext() {
            CompletableFuture<Piece> next = queue.take(connection);
            if (next == null) {
                return;
            }
            isBusy = true;
            next.whenComplete((piece, error) -> {
                if (error != null) {
                    isBusy = false;
                    fail(error);
                } else if (isPaused) {
                    waiting = piece;
                } else if (!isEnded) {
                    read(piece);
                }
            });
        }

        void pause() {
            if (stream != null) {
                stream.pause();
            }
        }

        void resume() {
            if (waiting != null) {
                Piece piece = waiting;
                waiting = null;
                read(piece);
            } else if (stream != null) {
                stream.resume();
            }
        }

        private void read(Piece piece) {
            TableTracker counts = trackers.get(piece.table());
            counts.onStart();
            Runnable onPause = () -> pauseAllBut(this);
            PieceRows rows = handler.mayRefuseRows()
                ? new AwaitedRows(piece, handler, counts, config.maxRowBytes(), onPause, waitingRow)
                : piece.isLast() && !piece.isOneRow()
                ? new LastTableRows(piece, handler, counts, config.maxRowBytes(), onPause)
                : new PieceRows(piece, handler, counts, config.maxRowBytes(), onPause);
            stream = connection.queryPrepared(piece.sql(), piece.table(), rows);
            stream.completion().whenComplete((rowCount, error) -> end(piece, rows, error));
        }

        private void end(Piece piece, PieceRows rows, Throwable error) {
            stream = null;
            isBusy = false;
            if (isEnded) {
                return;
            }
            try {
                if (error != null) {
                    throw TableFailure.of(rows.piece(), rows.count(), config.maxRowBytes(), error);
                }
                rows.onEnd();
            } catch (Throwable failure) {
                fail(failure);
                return;
            }
            LOG.debug("snapshot: {} rows of {} {}", rows.count(), piece.table(), rows.piece().place());
            if (queue.onRead(piece)) {
                trackers.get(piece.table()).onEnd();
            }
            dealOut();
        }
    }
}
