package com.passkit.cdc.protocol.client;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

import com.passkit.cdc.protocol.command.RowHandler;
import com.passkit.cdc.protocol.command.TextRow;
import com.passkit.cdc.protocol.row.ColumnDescriptor;
import com.passkit.cdc.protocol.row.Demand;
import com.passkit.cdc.protocol.row.RowView;
import com.passkit.cdc.protocol.row.TableDescriptor;

/** Keeps a small text result as a whole. */
final class ResultCollector implements RowHandler {

    private final List<ResultRow> rows = new ArrayList<>();
    private List<String> columnNames = List.of();

    List<ResultRow> rows() {
        return rows;
    }

    @Override
    public void onColumns(TableDescriptor columns) {
        columnNames = columns.columns().stream().map(ColumnDescriptor::name).toList();
    }

    @Override
    public Demand onRow(RowView row) {
        TextRow textRow = (TextRow) row;
        String[] values = new String[columnNames.size()];
        for (int column = 0; column < values.length; column++) {
            values[column] = textRow.text(column);
        }
        rows.add(new ResultRow(columnNames, Collections.unmodifiableList(Arrays.asList(values))));
        return Demand.CONTINUE;
    }
}
