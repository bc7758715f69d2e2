package com.passkit.cdc.snapshot;

import com.passkit.cdc.protocol.row.Demand;

/** The one row of a snapshot that waits for another one to be wanted. Threading: the event loop of the connections. */
final class WaitingRow {

    private AwaitedRows holder;

    boolean isThere() {
        return holder != null;
    }

    void keep(AwaitedRows newHolder) {
        holder = newHolder;
    }

    /** The row that waits, where one does. */
    Demand handOver(boolean isLast) {
        AwaitedRows holding = holder;
        holder = null;
        return holding == null ? Demand.CONTINUE : holding.handOverHeld(isLast);
    }
}
