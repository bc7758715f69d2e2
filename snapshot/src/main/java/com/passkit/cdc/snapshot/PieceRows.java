package com.passkit.cdc.snapshot;

import com.passkit.cdc.protocol.client.ResultHandler;
import com.passkit.cdc.protocol.row.Demand;
import com.passkit.cdc.protocol.row.RowView;
import com.passkit.cdc.snapshot.progress.TableTracker;
import com.passkit.cdc.snapshot.read.Piece;

/** Hands the rows of a piece on as they come. Threading: the event loop of the connections. */
class PieceRows implements ResultHandler {

    private final Piece piece;
    private final SnapshotHandler handler;
    private final TableTracker counts;
    private final long firstOrdinal;
    private final int maxRowBytes;
    private final Runnable onPause;
    private long count;

    /**
     * @param counts  of the table
     * @param onPause run when the handler wants no more for now
     */
    PieceRows(Piece piece, SnapshotHandler handler, TableTracker counts, int maxRowBytes, Runnable onPause) {
        this.piece = handler.showsKeys(piece.table()) ? piece : piece.withoutPlace();
        this.handler = handler;
        this.counts = counts;
        this.firstOrdinal = piece.firstOrdinal() == Piece.UNKNOWN ? counts.rowsDone() : piece.firstOrdinal();
        this.maxRowBytes = maxRowBytes;
        this.onPause = onPause;
    }

    /** @return what is read, with no key in it that may not be shown */
    final Piece piece() {
        return piece;
    }

    /** @return rows that have come */
    final long count() {
        return count;
    }

    @Override
    public final int maxRowLength() {
        return maxRowBytes;
    }

    @Override
    public final Demand onRow(RowView row) {
        if (!handler.accepts(row)) {
            counts.onRow(row.length());
            count++;
            return Demand.CONTINUE;
        }
        Demand demand = take(row);
        count++;
        if (demand == Demand.PAUSE) {
            onPause.run();
        }
        return demand;
    }

    /** @param row borrowed until this method returns */
    Demand take(RowView row) {
        return handOver(row, count, piece.isLast());
    }

    /** @param index of the row in this piece */
    final Demand handOver(RowView row, long index, boolean isLast) {
        counts.onRow(row.length());
        return handler.onRow(row, firstOrdinal + index, isLast);
    }

    /** All rows have come. */
    void onEnd() {
        piece.verifyRowCount(count);
    }
}
