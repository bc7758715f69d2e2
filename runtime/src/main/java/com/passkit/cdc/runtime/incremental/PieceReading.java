package com.passkit.cdc.runtime.incremental;

import java.util.List;

import com.passkit.cdc.protocol.row.Demand;
import com.passkit.cdc.protocol.row.RowView;
import com.passkit.cdc.runtime.change.ChangeView;
import com.passkit.cdc.runtime.incremental.IncrementalSnapshot.SnapshotSettings;
import com.passkit.cdc.snapshot.incremental.Chunk;
import com.passkit.cdc.snapshot.incremental.ChunkLimits;
import com.passkit.cdc.snapshot.incremental.KeyedTable;
import com.passkit.cdc.snapshot.incremental.LogPoint;

/**
 * Reads a table with a key in pieces, each reconciled with what the stream changed meanwhile.
 * <p>
 * A piece, in the order of the key, goes like this:
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
 * Threading: source event loop only.
 */
final class PieceReading implements TableReading {

    private static final int FIRST_ROWS = 512;
    private static final int GROWTH = 4;
    private static final int CHUNK_BYTES = 16 << 20;
    private static final long MAX_NOTED_BYTES = 32L << 20;
    private static final int MAX_TRIES = 20;

    private enum Phase {
        /** The next place between two transactions is the low mark. */
        OPENING,
        /** A piece is being read. */
        READING,
        /** A piece is there; the stream has not come to its high mark. */
        WAITING,
        /** Rows of a piece are being handed on. */
        DELIVERING
    }

    private final KeyedTable table;
    private final SnapshotQueue queue;
    private final StreamJoin join;
    private final SideSession session;
    private final SnapshotSettings settings;
    private final NotedKeys noted;

    private Phase phase = Phase.OPENING;
    private boolean isOutdated;
    private int rowLimit;
    private int tries;
    private Chunk chunk;
    private int nextRow;
    private int lastRow;
    private long bytesDelivered;

    /**
     * @param table   the one at hand in the queue
     * @param queue   told how far it is
     * @param join    the stream
     * @param session to read over
     * @param keys    writes keys
     */
    PieceReading(KeyedTable table, SnapshotQueue queue, StreamJoin join, SideSession session,
        SnapshotSettings settings, KeyWriter keys) {
        this.table = table;
        this.queue = queue;
        this.join = join;
        this.session = session;
        this.settings = settings;
        this.noted = new NotedKeys(keys);
        this.rowLimit = Math.min(FIRST_ROWS, settings.chunkRows());
    }

    @Override
    public void onChange(ChangeView change) {
        if (noted.isOpen()) {
            noted.note(change);
        }
    }

    @Override
    public void onDefinition() {
        noted.invalidate();
        isOutdated = true;
    }

    @Override
    public boolean isAsking() {
        return phase == Phase.READING;
    }

    @Override
    public Step advance() {
        while (true) {
            switch (phase) {
                case OPENING -> {
                    if (!join.isBetweenTransactions()) {
                        return Step.STREAM;
                    }
                    if (isOutdated) {
                        return Step.ANEW;
                    }
                    read();
                }
                case READING -> {
                    return noted.notedBytes() > MAX_NOTED_BYTES ? Step.HOLD : Step.STREAM;
                }
                case WAITING -> {
                    if (!join.hasPassed(chunk.highMark())) {
                        return Step.STREAM;
                    }
                    reconcile();
                }
                case DELIVERING -> {
                    return deliver() == Demand.PAUSE ? Step.HOLD : endChunk();
                }
            }
        }
    }

    private void read() {
        phase = Phase.READING;
        noted.open(table);
        LogPoint lowMark = join.lastCommit();
        String executed = join.gtids();
        ChunkLimits limits = new ChunkLimits(rowLimit, CHUNK_BYTES, settings.maxRowBytes());
        List<String> after = queue.current().after();
        session.ask(source -> source.read(table, after, executed, lowMark, limits), this::onRead);
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
            readAgain();
            return;
        }
        lastRow = -1;
        if (chunk.isAtEnd() && queue.isLastTable()) {
            lastRow = lastDeliverable();
            if (lastRow < 0 && hasDeliverable() && ++tries < MAX_TRIES) {
                // The very last row is to be marked as such, so one is needed that did not just change.
                readAgain();
                return;
            }
        }
        tries = 0;
        nextRow = 0;
        bytesDelivered = 0;
        join.begin();
        phase = Phase.DELIVERING;
    }

    private void readAgain() {
        close();
        phase = Phase.OPENING;
    }

    /** Whether any row of the piece would be delivered, had it not just changed. */
    private boolean hasDeliverable() {
        for (int row = 0; row < chunk.rows().rowCount(); row++) {
            if (join.accepts(chunk.rows().row(row))) {
                return true;
            }
        }
        return false;
    }

    private int lastDeliverable() {
        for (int row = chunk.rows().rowCount() - 1; row >= 0; row--) {
            if (!noted.contains(chunk.rows().row(row)) && join.accepts(chunk.rows().row(row))) {
                return row;
            }
        }
        return -1;
    }

    private Demand deliver() {
        while (nextRow < chunk.rows().rowCount()) {
            RowView row = chunk.rows().row(nextRow++);
            bytesDelivered += row.length();
            if (!noted.contains(row) && join.accepts(row)
                && join.deliver(row, nextRow - 1 == lastRow) == Demand.PAUSE) {
                return Demand.PAUSE;
            }
        }
        return Demand.CONTINUE;
    }

    private Step endChunk() {
        int rows = chunk.rows().rowCount();
        boolean isAtEnd = chunk.isAtEnd();
        queue.tracker().onRows(rows, bytesDelivered);
        queue.onChunk(table, chunk.after(), rows, bytesDelivered);
        close();
        join.settle();
        phase = Phase.OPENING;
        return isAtEnd ? Step.END : Step.PIECE;
    }

    @Override
    public void close() {
        noted.close();
        chunk = null;
    }
}
