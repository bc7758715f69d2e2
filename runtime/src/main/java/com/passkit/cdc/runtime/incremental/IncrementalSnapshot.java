package com.passkit.cdc.runtime.incremental;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import com.passkit.cdc.protocol.client.ResultStream;
import com.passkit.cdc.protocol.error.MySqlException;
import com.passkit.cdc.protocol.error.Recovery;
import com.passkit.cdc.protocol.position.ExecutedGtids;
import com.passkit.cdc.protocol.position.GtidSet;
import com.passkit.cdc.protocol.row.Demand;
import com.passkit.cdc.protocol.row.RowView;
import com.passkit.cdc.runtime.change.ChangeView;
import com.passkit.cdc.runtime.checkpoint.Checkpoint;
import com.passkit.cdc.snapshot.catalog.Failures;
import com.passkit.cdc.snapshot.catalog.TableFilter;
import com.passkit.cdc.snapshot.catalog.TableName;
import com.passkit.cdc.snapshot.incremental.Chunk;
import com.passkit.cdc.snapshot.incremental.ChunkLimits;
import com.passkit.cdc.snapshot.incremental.ChunkSource;
import com.passkit.cdc.snapshot.incremental.KeyedTable;
import com.passkit.cdc.snapshot.incremental.LogPoint;
import com.passkit.cdc.snapshot.incremental.TableView;
import com.passkit.cdc.snapshot.incremental.Visibility;

/**
 * Reads the queued tables while one stream of changes goes on, without a lock and without a write to the source.
 * <p>
 * A piece of a table, in the order of its key, goes like this:
 * <ol>
 * <li>Between two transactions of the stream the low mark is set. From here on the keys of all changes of the table are
 * noted.
 * <li>A second session waits until it sees everything up to the low mark, and reads the piece into a buffer. So no row
 * in it is older than what was delivered of its key before the low mark.
 * <li>The high mark is taken: all that the piece shows lies before it.
 * <li>When the stream is at the high mark, the rows whose keys were not noted are handed on. They did not change
 * between the two marks, so they are what the table holds at this place of the stream. Of the others the stream has
 * delivered the last change itself.
 * </ol>
 * So no event is older than one delivered before for its key, and at the end the receiver has what the table holds. A
 * table that is emptied or altered meanwhile is read again: the piece, or all of it.
 * <p>
 * A table without a key has nothing to reconcile by. The stream is held at the very place of a consistent transaction
 * while it is read from that.
 * <p>
 * Used for one connection; the queue outlives it. Threading: source event loop only, but for {@link #request}.
 */
public final class IncrementalSnapshot implements StreamWatcher, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(IncrementalSnapshot.class);

    private static final int FIRST_ROWS = 512;
    private static final int GROWTH = 4;
    private static final int CHUNK_BYTES = 16 << 20;
    private static final long MAX_NOTED_BYTES = 32L << 20;
    private static final int MAX_TRIES = 20;
    private static final int MAX_VIEW_TRIES = 5;

    private enum Phase {
        /** Nothing is under way. */
        IDLE,
        /** The table's definition is asked for. */
        DESCRIBING,
        /** The next place between two transactions is the low mark. */
        OPENING,
        /** A piece is being read. */
        READING,
        /** A piece is there; the stream has not come to its high mark. */
        WAITING,
        /** Rows of a piece are being handed on. */
        DELIVERING,
        /** The stream is held until a transaction for a whole table is open. */
        VIEWING,
        /** The stream runs to the place of that transaction. */
        APPROACHING,
        /** The stream is held there while the table is read. */
        COPYING
    }

    private final SnapshotQueue queue;
    private final StreamGate gate;
    private final SnapshotSettings settings;
    private final Supplier<CompletableFuture<ChunkSource>> opener;
    private final Supplier<Checkpoint> received;
    private final Consumer<Runnable> whenAccepted;
    private final NotedKeys noted;
    private final RowDelivery delivery;
    private final CompletableFuture<Void> failure = new CompletableFuture<>();
    private final CompletableFuture<Void> drained = new CompletableFuture<>();

    private Runnable wake = () -> { };
    private CompletableFuture<ChunkSource> source;
    private Phase phase = Phase.IDLE;
    private KeyedTable table;
    private boolean isOutdated;
    private int rowLimit = FIRST_ROWS;
    private int tries;
    private Chunk chunk;
    private int nextRow;
    private int lastRow;
    private long bytesDelivered;
    private TableView view;
    private ResultStream copy;
    private boolean isCopyPaused;
    private boolean isCopied;
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
        this.opener = opener;
        this.received = received;
        this.whenAccepted = whenAccepted;
        this.noted = new NotedKeys(keys);
        this.delivery = delivery;
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
        if (noted.isOpen()) {
            noted.note(change);
        }
    }

    @Override
    public void onDefinition(TableName changed) {
        // Where names do not depend on case, a statement may write them in any.
        if (table != null && changed.table().equalsIgnoreCase(table.name().table())
            && changed.database().equalsIgnoreCase(table.name().database())) {
            noted.invalidate();
            isOutdated = true;
        }
        if (settings.filter().includes(changed.database(), changed.table()) && queue.know(changed)) {
            queue.save(queue.state());
        }
    }

    @Override
    public Demand onBoundary() {
        if (isClosed || failure.isDone()) {
            return Demand.CONTINUE;
        }
        while (true) {
            switch (phase) {
                case IDLE -> {
                    if (queue.isEmpty()) {
                        return Demand.CONTINUE;
                    }
                    begin();
                }
                case DESCRIBING -> {
                    return Demand.CONTINUE;
                }
                case OPENING -> {
                    if (!gate.isBetweenTransactions()) {
                        return Demand.CONTINUE;
                    }
                    if (isOutdated) {
                        restartTable("its definition changed");
                        continue;
                    }
                    if (table.hasKey()) {
                        read();
                    } else {
                        openView();
                    }
                }
                case READING -> {
                    return noted.notedBytes() > MAX_NOTED_BYTES ? Demand.PAUSE : Demand.CONTINUE;
                }
                case WAITING -> {
                    if (!gate.isBetweenTransactions() || !gate.position().isAtOrBehind(chunk.highMark())) {
                        return Demand.CONTINUE;
                    }
                    reconcile();
                }
                case DELIVERING -> {
                    if (deliver() == Demand.PAUSE) {
                        return Demand.PAUSE;
                    }
                    endChunk();
                }
                case VIEWING -> {
                    return Demand.PAUSE;
                }
                case APPROACHING -> {
                    if (!gate.isBetweenTransactions() || !gate.position().isAtOrBehind(view.point())) {
                        return Demand.CONTINUE;
                    }
                    if (!isExact()) {
                        dropView();
                        continue;
                    }
                    copy();
                }
                case COPYING -> {
                    if (isCopied) {
                        endCopy();
                        continue;
                    }
                    if (isCopyPaused) {
                        isCopyPaused = false;
                        copy.resume();
                    }
                    return Demand.PAUSE;
                }
            }
        }
    }

    private TableName currentName() {
        return queue.current().tables().get(0).name();
    }

    /** The next piece, of the same table or of the next. */
    private void begin() {
        TableName name = currentName();
        if (table != null && table.name().equals(name) && !isOutdated) {
            phase = Phase.OPENING;
            return;
        }
        phase = Phase.DESCRIBING;
        isOutdated = false;
        table = null;
        go(source().thenCompose(session -> session.describe(name)), this::onDescribed);
    }

    private void onDescribed(KeyedTable described) {
        QueuedRequest request = queue.current();
        if (described == null) {
            LOG.info("snapshot ({}): {} is gone, or may not be read; passed over", request.reason(), currentName());
            endTable();
            phase = Phase.IDLE;
            return;
        }
        if (!request.after().isEmpty() && !request.definition().equals(described.fingerprint())) {
            LOG.info("snapshot ({}): {} is not as it was when its first {} rows were read; it begins anew",
                request.reason(), described, request.rows());
            queue.onAnew();
        }
        table = described;
        rowLimit = Math.min(FIRST_ROWS, settings.chunkRows());
        queue.tracker().onStart();
        phase = Phase.OPENING;
    }

    private void read() {
        phase = Phase.READING;
        noted.open(table);
        LogPoint lowMark = gate.lastCommit();
        String executed = received.get().gtids();
        ChunkLimits limits = new ChunkLimits(rowLimit, CHUNK_BYTES, settings.maxRowBytes());
        KeyedTable reading = table;
        List<String> after = queue.current().after();
        go(source().thenCompose(session -> session.read(reading, after, executed, lowMark, limits)), this::onRead);
    }

    private void onRead(Chunk read) {
        chunk = read;
        noted.onRead(read.rows());
        adaptLimit(read);
        phase = Phase.WAITING;
    }

    /** Rows that were read and did not fit into the buffer were read in vain: the next piece asks for fewer. */
    private void adaptLimit(Chunk read) {
        int rows = read.rows().rowCount();
        if (read.isAtEnd()) {
            return;
        }
        rowLimit = rows < rowLimit ? Math.max(1, rows)
            : (int) Math.min(settings.chunkRows(), (long) rowLimit * GROWTH);
    }

    private void reconcile() {
        if (noted.isInvalid()) {
            noted.close();
            chunk = null;
            phase = Phase.OPENING;
            return;
        }
        lastRow = -1;
        if (chunk.isAtEnd() && queue.isLastTable()) {
            lastRow = lastDeliverable();
            if (lastRow < 0 && hasDeliverable() && ++tries < MAX_TRIES) {
                // The very last row is to be marked as such, so one is needed that did not just change.
                noted.close();
                chunk = null;
                phase = Phase.OPENING;
                return;
            }
        }
        tries = 0;
        nextRow = 0;
        bytesDelivered = 0;
        Checkpoint at = received.get();
        delivery.begin(gate.position(), at.gtids());
        phase = Phase.DELIVERING;
    }

    /** Whether any row of the piece would be delivered, had it not just changed. */
    private boolean hasDeliverable() {
        for (int row = 0; row < chunk.rows().rowCount(); row++) {
            if (delivery.accepts(chunk.rows().row(row))) {
                return true;
            }
        }
        return false;
    }

    private int lastDeliverable() {
        for (int row = chunk.rows().rowCount() - 1; row >= 0; row--) {
            if (!noted.contains(chunk.rows().row(row)) && delivery.accepts(chunk.rows().row(row))) {
                return row;
            }
        }
        return -1;
    }

    private Demand deliver() {
        while (nextRow < chunk.rows().rowCount()) {
            RowView row = chunk.rows().row(nextRow++);
            bytesDelivered += row.length();
            if (!noted.contains(row) && delivery.accepts(row)
                && delivery.deliver(row, nextRow - 1 == lastRow) == Demand.PAUSE) {
                return Demand.PAUSE;
            }
        }
        return Demand.CONTINUE;
    }

    private void endChunk() {
        int rows = chunk.rows().rowCount();
        queue.tracker().onRows(rows, bytesDelivered);
        queue.onChunk(table, chunk.after(), rows, bytesDelivered);
        boolean isAtEnd = chunk.isAtEnd();
        noted.close();
        chunk = null;
        gate.settle();
        if (isAtEnd) {
            endTable();
        } else {
            keepProgress();
        }
        phase = Phase.IDLE;
    }

    private void endTable() {
        LOG.debug("snapshot: {} is read", currentName());
        table = null;
        tries = 0;
        QueuedRequest ended = queue.onTableEnd();
        if (ended != null) {
            LOG.info("snapshot ({}): complete, {} tables read beside the stream", ended.reason(), ended.tablesDone());
        }
        keepProgress();
        completeIfDrained();
    }

    /** What is handed over counts when it was accepted. */
    private void keepProgress() {
        QueueState state = queue.state();
        whenAccepted.accept(() -> queue.save(state));
    }

    private void completeIfDrained() {
        if (queue.isEmpty()) {
            closeSource();
            QueueState state = queue.state();
            whenAccepted.accept(() -> queue.save(state).thenRun(() -> drained.complete(null)));
        }
    }

    private void restartTable(String reason) {
        QueuedRequest request = queue.current();
        if (!request.after().isEmpty()) {
            LOG.info("snapshot ({}): {} begins anew behind {} rows: {}", request.reason(), table, request.rows(),
                reason);
            queue.onAnew();
        }
        table = null;
        phase = Phase.IDLE;
    }

    private void openView() {
        phase = Phase.VIEWING;
        noted.open(table);
        LogPoint lowMark = gate.lastCommit();
        String executed = received.get().gtids();
        TableName name = table.name();
        go(source().thenCompose(session -> {
            boolean needsLock = session.visibility() == Visibility.TABLE_LOCK
                || session.visibility() == Visibility.GTIDS && tries >= MAX_VIEW_TRIES;
            return session.openTableView(name, executed, lowMark, needsLock ? opener : null);
        }), opened -> {
            if (opened == null) {
                onDescribed(null);
                return;
            }
            view = opened;
            table = opened.table();
            if (table.hasKey()) {
                dropView();
            } else {
                phase = Phase.APPROACHING;
            }
        });
    }

    /** Everything before the place is in what the transaction surely sees, and nothing behind it is seen. */
    private boolean isExact() {
        LogPoint lastCommit = gate.lastCommit();
        if (noted.isInvalid() || lastCommit != null && !view.point().isAtOrBehind(lastCommit)) {
            return false;
        }
        if (view.executed() == null) {
            return true;
        }
        ExecutedGtids streamed = received.get().executed();
        return streamed instanceof GtidSet set
            && set.minus(GtidSet.parse(view.executed().replaceAll("\\s", ""))).isEmpty();
    }

    /** Something was under way in the server when it was opened. */
    private void dropView() {
        tries++;
        noted.close();
        view = null;
        phase = Phase.OPENING;
        source().thenCompose(ChunkSource::endView);
    }

    private void copy() {
        phase = Phase.COPYING;
        noted.close();
        Checkpoint at = received.get();
        delivery.begin(gate.position(), at.gtids());
        HeldLastRow rows = new HeldLastRow(table.table(), queue.isLastTable(), this::deliverCopied);
        ChunkSource session = source().join();
        isCopied = false;
        isCopyPaused = false;
        copy = session.readWhole(table, row -> {
            queue.tracker().onRows(1, row.length());
            return delivery.accepts(row) ? rows.onRow(row) : Demand.CONTINUE;
        });
        go(copy.completion().thenCompose(count -> {
            rows.onEnd();
            return session.endView();
        }), done -> isCopied = true);
    }

    private void endCopy() {
        gate.settle();
        view = null;
        copy = null;
        endTable();
        phase = Phase.IDLE;
    }

    private Demand deliverCopied(RowView row, boolean isLast) {
        Demand demand = delivery.deliver(row, isLast);
        isCopyPaused |= demand == Demand.PAUSE;
        return demand;
    }

    private CompletableFuture<ChunkSource> source() {
        if (source == null) {
            source = opener.get();
        }
        return source;
    }

    /** Goes on with an outcome, unless this was closed meanwhile. */
    private <T> void go(CompletableFuture<T> outcome, Consumer<T> next) {
        outcome.whenComplete((value, error) -> {
            if (isClosed) {
                return;
            }
            try {
                if (error == null) {
                    next.accept(value);
                } else if (!isRetried(error)) {
                    failure.completeExceptionally(located(Failures.cause(error)));
                }
            } catch (RuntimeException | Error e) {
                failure.completeExceptionally(e);
            }
            wake.run();
        });
    }

    /** A table that was altered between its description and the SELECT is described again. */
    private boolean isRetried(Throwable error) {
        boolean mayRetry = (phase == Phase.READING || phase == Phase.VIEWING)
            && ChunkSource.isOutdated(error) && ++tries < MAX_TRIES;
        if (mayRetry) {
            noted.close();
            isOutdated = true;
            phase = Phase.OPENING;
        }
        return mayRetry;
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
     * Queues tables of a running connector. Threading: source event loop only.
     *
     * @param patterns as in {@code tables.include}
     * @return the tables that were queued, durable; exceptionally with an {@link IllegalArgumentException} in words
     */
    public CompletableFuture<RequestAnswer> request(List<String> patterns) {
        return new TableRequest(queue, settings.filter(), patterns).queue(opener.get()).thenApply(queued -> {
            wake.run();
            return queued;
        });
    }

    /** The stream has ended. What was read and not handed over is forgotten, to be read again. */
    @Override
    public void close() {
        isClosed = true;
        gate.watch(StreamWatcher.NONE);
        noted.close();
        closeSource();
    }

    private void closeSource() {
        if (source != null) {
            source.thenAccept(ChunkSource::close);
            source = null;
        }
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
