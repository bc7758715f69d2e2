package com.passkit.cdc.snapshot;

import com.passkit.cdc.protocol.row.Demand;
import com.passkit.cdc.protocol.row.RowView;
import com.passkit.cdc.snapshot.incremental.RowBuffer;
import com.passkit.cdc.snapshot.progress.TableTracker;
import com.passkit.cdc.snapshot.read.Piece;

/** Hands each row of the last table on when the next one comes, the last one at the end. */
final class LastTableRows extends PieceRows {

    private final RowBuffer held;

    LastTableRows(Piece piece, SnapshotHandler handler, TableTracker counts, int maxRowBytes, Runnable onPause) {
        super(piece, handler, counts, maxRowBytes, onPause);
        held = new RowBuffer(piece.table());
    }

    @Override
    Demand take(RowView row) {
        Demand demand = count() == 0 ? Demand.CONTINUE : handOver(held.row(0), count() - 1, false);
        held.clear();
        held.append(row);
        return demand;
    }

    @Override
    void onEnd() {
        if (count() > 0) {
            handOver(held.row(0), count() - 1, true);
        }
    }
}
