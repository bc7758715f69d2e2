package com.passkit.cdc.runtime.incremental;

import java.util.function.Supplier;

import com.passkit.cdc.protocol.position.ExecutedGtids;
import com.passkit.cdc.protocol.row.Demand;
import com.passkit.cdc.protocol.row.RowView;
import com.passkit.cdc.runtime.checkpoint.Checkpoint;
import com.passkit.cdc.snapshot.incremental.LogPoint;

/**
 * Where rows that were read beside the stream join it: what it has delivered so far, and the place that it stands at.
 * Threading: source event loop only.
 */
final class StreamJoin {

    private final StreamGate gate;
    private final Supplier<Checkpoint> received;
    private final RowDelivery delivery;

    /**
     * @param gate     of the stream
     * @param received tells what the stream has handed over
     * @param delivery makes changes of rows
     */
    StreamJoin(StreamGate gate, Supplier<Checkpoint> received, RowDelivery delivery) {
        this.gate = gate;
        this.received = received;
        this.delivery = delivery;
    }

    /** @return whether everything handed over is committed, so that a mark can be set */
    boolean isBetweenTransactions() {
        return gate.isBetweenTransactions();
    }

    /** @return whether everything before a place was handed over, and is committed */
    boolean hasPassed(LogPoint place) {
        return gate.isBetweenTransactions() && gate.position().isAtOrBehind(place);
    }

    /** @return behind the last transaction that was delivered of this server; null before the first */
    LogPoint lastCommit() {
        return gate.lastCommit();
    }

    /** @return GTIDs of what was handed over, as text; null without */
    String gtids() {
        return received.get().gtids();
    }

    /** @return GTIDs of what was handed over */
    ExecutedGtids executed() {
        return received.get().executed();
    }

    /** From here on rows belong to the place that the stream stands at. */
    void begin() {
        delivery.begin(gate.position(), gtids());
    }

    /** @return whether a row is delivered at all */
    boolean accepts(RowView row) {
        return delivery.accepts(row);
    }

    /** @return PAUSE: the row was taken, none may follow at the moment */
    Demand deliver(RowView row, boolean isLast) {
        return delivery.deliver(row, isLast);
    }

    /** What was delivered counts like what was streamed up to this place. */
    void settle() {
        gate.settle();
    }
}
