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

    /**
     * @return length of the longest row that is taken, as the server sends it. A longer one ends the stream and the
     *         connection with a {@link com.passkit.cdc.protocol.error.PacketTooLongException}, before memory is taken
     *         for it. Asked once, and obeyed by the binary protocol
     */
    default int maxRowLength() {
        return Integer.MAX_VALUE;
    }

    /** Called once before the first row, with the layout that the rows will have. */
    default void onColumns(TableDescriptor columns) {
    }

    /**
     * Memory: the row is borrowed until this method returns. {@link Demand#PAUSE}: it was taken, none follows before
     * resume.
     */
    Demand onRow(RowView row);
}
