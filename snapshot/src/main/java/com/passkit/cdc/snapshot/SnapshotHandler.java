package com.passkit.cdc.snapshot;

import java.util.List;

import com.passkit.cdc.protocol.row.Demand;
import com.passkit.cdc.protocol.row.RowView;
import com.passkit.cdc.protocol.row.TableDescriptor;
import com.passkit.cdc.snapshot.catalog.TableModel;

/**
 * Receives the rows of a snapshot. Threading: the event loop of the connections.
 */
public interface SnapshotHandler {

    /** Before the first row: where the snapshot stands, and the definitions of all included tables at that position. */
    void onStart(SnapshotPosition position, List<TableDescriptor> tables);

    /** Behind {@link #onStart}: everything that is known of the definitions of the included tables at that position. */
    default void onDefinitions(List<TableModel> tables) {
    }

    /** @return whether {@link #accepts} may refuse rows: each then waits until another is wanted, or none is left */
    default boolean mayRefuseRows() {
        return false;
    }

    /**
     * Asked for each row before it is handed over, so that the last one that is handed over is known as such.
     * Memory: borrowed until this method returns.
     *
     * @return whether the row is wanted; others are counted, and not handed over
     */
    default boolean accepts(RowView row) {
        return true;
    }

    /** @return whether keys of this table may stand in logs and errors */
    default boolean showsKeys(TableDescriptor table) {
        return true;
    }

    /**
     * Memory: borrowed until this method returns. {@link Demand#PAUSE}: the row was taken, none follows before resume.
     *
     * @param ordinal index of the row in its table, from 0
     * @param isLast  whether it is the very last row of the snapshot
     */
    Demand onRow(RowView row, long ordinal, boolean isLast);

    /** After the last row of all tables. */
    void onComplete();
}
