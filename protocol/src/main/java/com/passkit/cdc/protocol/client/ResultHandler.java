package com.passkit.cdc.protocol.client;

import com.passkit.cdc.protocol.row.Demand;
import com.passkit.cdc.protocol.row.RowView;
import com.passkit.cdc.protocol.row.TableDescriptor;

/**
 * Receives a result set as it arrives. Threading: the connection's event loop. An exception thrown here ends the
 * stream,
 * closes the connection and completes {@link ResultStream#completion()} with it.
 */
@FunctionalInterface
public interface ResultHandler {

    /** Called once before the first row, with the layout that the rows will have. */
    default void onColumns(TableDescriptor columns) {
    }

    /**
     * Memory: the row is borrowed until this method returns. {@link Demand#PAUSE}: it was taken, none follows before
     * resume.
     */
    Demand onRow(RowView row);
}
