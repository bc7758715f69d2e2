package com.passkit.cdc.protocol.binlog.image;

import com.passkit.cdc.protocol.binlog.value.ValueDecoder;
import com.passkit.cdc.protocol.error.UnsupportedFeatureException;
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
    private final String unknown;

    /**
     * @param unknown what stands in the way of reading rows; null when nothing does
     * @param isFromDefinition whether something came from a definition rather than from the event
     */
    TableLayout(TableDescriptor table, ValueDecoder[] decoders, int[] jsonColumns, boolean isFromDefinition,
        String unknown) {
        this.table = table;
        this.decoders = decoders;
        this.isFromDefinition = isFromDefinition;
        this.jsonColumns = jsonColumns;
        this.unknown = unknown;
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

    /** @return whether rows can be told apart */
    public boolean isReadable() {
        return unknown == null;
    }

    /** @throws UnsupportedFeatureException when rows of the table cannot be read; it says why */
    public void requireReadable() {
        if (unknown != null) {
            throw new UnsupportedFeatureException(unknown);
        }
    }

    boolean isFromDefinition() {
        return isFromDefinition;
    }

    /** The same layout with an equal descriptor, so that its instance stays the one that was seen before. */
    TableLayout withTable(TableDescriptor equalTable) {
        return new TableLayout(equalTable, decoders, jsonColumns, isFromDefinition, unknown);
    }
}
