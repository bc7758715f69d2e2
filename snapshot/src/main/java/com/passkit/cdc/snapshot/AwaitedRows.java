package com.passkit.cdc.snapshot;

import com.passkit.cdc.protocol.row.Demand;
import com.passkit.cdc.protocol.row.RowView;
import com.passkit.cdc.snapshot.incremental.RowBuffer;
import com.passkit.cdc.snapshot.progress.TableTracker;
import com.passkit.cdc.snapshot.read.Piece;

/** Hands each row on when another one of any table is wanted: which one is the last is not known before the end. */
final class AwaitedRows extends PieceRows {

    private final WaitingRow waiting;
    private final RowBuffer held;
    private long heldIndex;

    /** @param waiting the one of the snapshot */
    AwaitedRows(Piece piece, SnapshotHandler handler, TableTracker counts, int maxRowBytes, Runnable onPause,
        WaitingRow waiting) {
        super(piece, handler, counts, maxRowBytes, onPause);
        this.waiting = waiting;
        held = new RowBuffer(piece.table());
    }

    @Override
    Demand take(RowView row) {
        Demand demand = waiting.handOver(false);
        held.clear();
        held.append(row);
        heldIndex = count();
        waiting.keep(this);
        return demand;
    }

    Demand handOverHeld(boolean isLast) {
        return handOver(held.row(0), heldIndex, isLast);
    }
}
