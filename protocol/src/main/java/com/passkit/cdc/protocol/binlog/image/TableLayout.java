package com.passkit.cdc.protocol.binlog.image;

import java.util.stream.IntStream;

import com.passkit.cdc.protocol.binlog.value.ValueDecoder;
import com.passkit.cdc.protocol.row.ColumnType;
import com.passkit.cdc.protocol.row.TableDescriptor;

/**
 * How the row images of a table are read: computed once for each distinct table map.
 * Threading: one thread at a time, as its value decoders.
 */
public final class TableLayout {

    final ValueDecoder[] decoders;
    /** Bytes of each column's values, or {@link ValueDecoder#VARIABLE_LENGTH}: spares a call for most columns. */
    final int[] fixedLengths;
    /** Columns that the table map gives as JSON. */
    final int[] jsonColumns;
    private final TableDescriptor table;
    private final boolean isFromDefinition;

    /** @param isFromDefinition whether something came from a definition rather than from the event */
    TableLayout(TableDescriptor table, ValueDecoder[] decoders, boolean isFromDefinition) {
        this.table = table;
        this.decoders = decoders;
        this.isFromDefinition = isFromDefinition;
        jsonColumns = IntStream.range(0, decoders.length)
            .filter(column -> table.column(column).type() == ColumnType.JSON).toArray();
        fixedLengths = new int[decoders.length];
        for (int column = 0; column < decoders.length; column++) {
            fixedLengths[column] = decoders[column].fixedLength();
        }
    }

    public TableDescriptor table() {
        return table;
    }

    public int columnCount() {
        return decoders.length;
    }

    boolean isFromDefinition() {
        return isFromDefinition;
    }

    /** The same layout with an equal descriptor, so that its instance stays the one that was seen before. */
    TableLayout withTable(TableDescriptor equalTable) {
        return new TableLayout(equalTable, decoders, isFromDefinition);
    }
}
