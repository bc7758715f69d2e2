package com.passkit.cdc.protocol.command;

import com.passkit.cdc.protocol.row.Demand;
import com.passkit.cdc.protocol.row.RowView;
import com.passkit.cdc.protocol.row.TableDescriptor;

/** Receives a result set. Threading: the channel's event loop only. */
public interface RowHandler {

    /** @return length of the longest row that is taken */
    default int maxRowLength() {
        return Integer.MAX_VALUE;
    }

    /** Called once before the first row. */
    void onColumns(TableDescriptor columns);

    /** Memory: borrowed until this method returns. */
    Demand onRow(RowView row);
}
