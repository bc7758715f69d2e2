package com.passkit.cdc.protocol.command;

import java.util.ArrayList;
import java.util.List;

import com.passkit.cdc.protocol.row.Demand;
import com.passkit.cdc.protocol.row.RowView;
import com.passkit.cdc.protocol.row.TableDescriptor;

/** Keeps each row as text, columns parted by a bar. */
final class RecordingRowHandler implements RowHandler {

    final List<String> rows = new ArrayList<>();
    TableDescriptor columns;
    Demand answer = Demand.CONTINUE;

    @Override
    public void onColumns(TableDescriptor newColumns) {
        columns = newColumns;
    }

    @Override
    public Demand onRow(RowView row) {
        ValueText text = new ValueText();
        row.forEach(text);
        rows.add(text.toString());
        return answer;
    }
}
