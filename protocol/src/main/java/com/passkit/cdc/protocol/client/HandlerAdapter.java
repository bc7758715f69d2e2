package com.passkit.cdc.protocol.client;

import com.passkit.cdc.protocol.command.RowHandler;
import com.passkit.cdc.protocol.row.Demand;
import com.passkit.cdc.protocol.row.RowView;
import com.passkit.cdc.protocol.row.TableDescriptor;

/** Turns the rows of an exchange into those of the caller's handler. */
record HandlerAdapter(ResultHandler handler) implements RowHandler {

    @Override
    public int maxRowLength() {
        return handler.maxRowLength();
    }

    @Override
    public void onColumns(TableDescriptor columns) {
        handler.onColumns(columns);
    }

    @Override
    public Demand onRow(RowView row) {
        return handler.onRow(row);
    }
}
