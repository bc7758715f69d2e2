package com.passkit.cdc.runtime.incremental;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import com.passkit.cdc.protocol.error.MySqlException;
import com.passkit.cdc.protocol.error.Recovery;
import com.passkit.cdc.protocol.row.Demand;
import com.passkit.cdc.runtime.change.ChangeView;
import com.passkit.cdc.runtime.checkpoint.Checkpoint;
import com.passkit.cdc.snapshot.catalog.TableFilter;
import com.passkit.cdc.snapshot.catalog.TableName;
import com.passkit.cdc.snapshot.incremental.ChunkSource;
import com.passkit.cdc.snapshot.incremental.KeyedTable;

/**
 * Reads the queued tables, one after the other, while one stream of changes goes on, without a lock and without a write
 * to the source: those with a key in pieces, see {@link PieceReading}, the others whole, see {@link WholeReading}. How
 * far it is becomes durable when the receiver has accepted it.
 * <p>
 * Used for one connection; the queue outlives it. Threading: source event loop only.
 */
public final class IncrementalSnapshot implements StreamWatcher, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(IncrementalSnapshot.class);

    private static final int MAX_TRIES = 20;

    private final SnapshotQueue queue;
    private final StreamGate gate;
    private final SnapshotSettings settings;
    private final Consumer<Runnable> whenAccepted;
    private final KeyWriter keys;
    private final StreamJoin join;
    private final SideSession session;
    private final CompletableFuture<Void> failure = new CompletableFuture<>();
    private final CompletableFuture<Void> drained = new CompletableFuture<>();

    private Runnable wake = () -> { };
    private boolean isDescribing;
    private KeyedTable table;
    private TableReading reading;
    private int tries;
    private boolean isClosed;

    /**
     * @param queue        what to read
     * @param gate         the stream
     * @param settings     how
     * @param opener       opens a further session with the server of the stream
     * @param received     tells what the stream has handed over
     * @param whenAccepted runs a task once everything handed over so far was accepted
     * @param keys         writes keys
     * @param delivery     makes changes of rows
     */
    public IncrementalSnapshot(SnapshotQueue queue, StreamGate gate, SnapshotSettings settings,
        Supplier<CompletableFuture<ChunkSource>> opener, Supplier<Checkpoint> received,
        Consumer<Runnable> whenAccepted, KeyWriter keys, RowDelivery delivery) {
        this.queue = queue;
        this.gate = gate;
        this.settings = settings;
        this.whenAccepted = whenAccepted;
        this.keys = keys;
        this.join = new StreamJoin(gate, received, delivery);
        this.session = new SideSession(opener, this::onFailure, () -> wake.run());
    }

    /** Begins. @param streamWake asks for {@link #onBoundary()} when there is nothing to stream */
    public void start(Runnable streamWake) {
        wake = streamWake;
        gate.watch(this);
        completeIfDrained();
        wake.run();
    }

    /** @return completes exceptionally when the tables cannot be read; the stream has to end */
    public CompletableFuture<Void> failure() {
        return failure;
    }

    /** @return completes when nothing is left to read, everything was accepted and that is durable */
    public CompletableFuture<Void> drained() {
        return drained;
    }

    @Override
    public void onChange(ChangeView change) {
        if (reading != null) {
            reading.onChange(change);
        }
    }

    @Override
    public void onDefinition(TableName changed) {
        // Where names do not depend on case, a statement may write them in any.
        if (reading != null && changed.table().equalsIgnoreCase(table.name().table())
            && changed.database().equalsIgnoreCase(table.name().database())) {
            reading.onDefinition();
        }
        if (settings.filter().includes(changed.database(), changed.table()) && queue.know(changed)) {
            queue.save(queue.state());
        }
    }

    @Override
    public Demand onBoundary() {
        while (!isClosed && !failure.isDone()) {
            if (reading == null) {
                if (isDescribing || queue.isEmpty()) {
                    return Demand.CONTINUE;
                }
                describe();
                continue;
            }
            switch (reading.advance()) {
                case STREAM -> {
                    return Demand.CONTINUE;
                }
                case HOLD -> {
                    return Demand.PAUSE;
                }
                case PIECE -> {
                    tries = 0;
                    keepProgress();
                }
                case END -> endTable();
                case ANEW -> restartTable();
                case GONE -> passOver();
            }
        }
        return Demand.CONTINUE;
    }

    private TableName currentName() {
        return queue.current().tables().get(0).name();
    }

    private void describe() {
        isDescribing = true;
        TableName name = currentName();
        session.ask(source -> source.describe(name), this::onDescribed);
    }

    private void onDescribed(KeyedTable described) {
        isDescribing = false;
        if (described == null) {
            passOver();
            return;
        }
        QueuedRequest request = queue.current();
        if (!request.after().isEmpty() && !request.definition().equals(described.fingerprint())) {
            LOG.info("snapshot ({}): {} is not as it was when its first {} rows were read; it begins anew",
                request.reason(), described, request.rows());
            queue.onAnew();
        }
        queue.tracker().onStart();
        table = described;
        reading = described.hasKey() ? new PieceReading(described, queue, join, session, settings, keys)
            : new WholeReading(described.name(), queue, join, session);
    }

    private void passOver() {
        LOG.info("snapshot ({}): {} is gone, or may not be read; passed over", queue.current().reason(),
            currentName());
        endTable();
    }

    private void endTable() {
        LOG.debug("snapshot: {} is read", currentName());
        closeReading();
        tries = 0;
        QueuedRequest ended = queue.onTableEnd();
        if (ended != null) {
            LOG.info("snapshot ({}): complete, {} tables read beside the stream", ended.reason(), ended.tablesDone());
        }
        keepProgress();
        completeIfDrained();
    }

    private void restartTable() {
        QueuedRequest request = queue.current();
        if (!request.after().isEmpty()) {
            LOG.info("snapshot ({}): {} begins anew behind {} rows: its definition changed", request.reason(), table,
                request.rows());
            queue.onAnew();
        }
        closeReading();
    }

    private void closeReading() {
        if (reading != null) {
            reading.close();
            reading = null;
            table = null;
        }
    }

    /** What is handed over counts when it was accepted. */
    private void keepProgress() {
        QueueState state = queue.state();
        whenAccepted.accept(() -> queue.save(state));
    }

    private void completeIfDrained() {
        if (queue.isEmpty()) {
            session.release();
            QueueState state = queue.state();
            whenAccepted.accept(() -> queue.save(state).thenRun(() -> drained.complete(null)));
        }
    }

    /** A table that was altered between its description and the SELECT is described again. */
    private void onFailure(Throwable cause) {
        boolean isAltered = reading != null && reading.isAsking() && ChunkSource.isOutdated(cause);
        if (isAltered && ++tries < MAX_TRIES) {
            restartTable();
        } else {
            failure.completeExceptionally(located(cause));
        }
    }

    private Throwable located(Throwable cause) {
        if (!(cause instanceof MySqlException mySql)) {
            return cause;
        }
        String where = queue.isEmpty() ? "snapshot: " : "snapshot of " + currentName() + ": ";
        if (table != null && !table.hasKey() && mySql.recovery() == Recovery.STOP) {
            return new MySqlException(Recovery.STOP, where + "without a key it is read from a transaction at one place"
                + " of the stream (expected: columns that tell its rows apart in tables.keys, snapshot.lock: tables,"
                + " or the table in tables.exclude): " + mySql.getMessage(), cause);
        }
        return mySql.getMessage().startsWith("snapshot of") ? mySql
            : new MySqlException(mySql.recovery(), where + mySql.getMessage(), cause);
    }

    /**
     * Queues tables of a running connector.
     *
     * @param patterns as in {@code tables.include}
     * @return the tables that were queued, durable; exceptionally with an {@link IllegalArgumentException} in words
     */
    public CompletableFuture<RequestAnswer> request(List<String> patterns) {
        return new TableRequest(queue, settings.filter(), patterns).queue(session.opener().get()).thenApply(queued -> {
            wake.run();
            return queued;
        });
    }

    /** The stream has ended. What was read and not handed over is forgotten, to be read again. */
    @Override
    public void close() {
        isClosed = true;
        gate.watch(StreamWatcher.NONE);
        closeReading();
        session.close();
    }

    /**
     * How tables are read.
     *
     * @param filter      which are captured
     * @param chunkRows   rows of a piece at the most
     * @param maxRowBytes length of the longest row
     */
    public record SnapshotSettings(TableFilter filter, int chunkRows, int maxRowBytes) {
    }
}
