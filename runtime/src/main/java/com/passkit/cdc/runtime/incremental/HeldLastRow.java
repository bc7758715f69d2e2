package com.passkit.cdc.runtime.incremental;

import java.util.function.BiFunction;

import com.passkit.cdc.protocol.row.Demand;
import com.passkit.cdc.protocol.row.RowView;
import com.passkit.cdc.protocol.row.TableDescriptor;
import com.passkit.cdc.snapshot.incremental.RowBuffer;

/**
 * Hands rows on as they come; where the last one is to be known, each when the next one has come.
 * Threading: source event loop only.
 */
final class HeldLastRow {

    private final boolean isMarked;
    private final BiFunction<RowView, Boolean, Demand> handler;
    private final RowBuffer held;

    HeldLastRow(TableDescriptor table, boolean isMarked, BiFunction<RowView, Boolean, Demand> handler) {
        this.held = new RowBuffer(table);
        this.isMarked = isMarked;
        this.handler = handler;
    }

    Demand onRow(RowView row) {
        if (!isMarked) {
            return handler.apply(row, false);
        }
        Demand demand = held.rowCount() == 0 ? Demand.CONTINUE : handler.apply(held.row(0), false);
        held.clear();
        held.append(row);
        return demand;
    }

    void onEnd() {
        if (held.rowCount() > 0) {
            handler.apply(held.row(0), true);
        }
    }
}
