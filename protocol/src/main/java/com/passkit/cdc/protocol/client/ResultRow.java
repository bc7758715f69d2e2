package com.passkit.cdc.protocol.client;

import java.util.List;

/**
 * One owned row of a small result set, every value as the text the server sends; null for SQL NULL.
 *
 * @param columnNames shared by all rows of the result
 * @param values      in the order of the columns
 */
public record ResultRow(List<String> columnNames, List<String> values) {

    /** @return the value of a column by its name, case ignored; null for SQL NULL */
    public String get(String column) {
        for (int i = 0; i < columnNames.size(); i++) {
            if (columnNames.get(i).equalsIgnoreCase(column)) {
                return values.get(i);
            }
        }
        throw new IllegalArgumentException("column: " + column + " (expected: one of " + columnNames + ')');
    }

    /** @return the value of a column by its index */
    public String get(int index) {
        return values.get(index);
    }

    /** @return whether there is a column of this name, case ignored */
    public boolean has(String column) {
        return columnNames.stream().anyMatch(column::equalsIgnoreCase);
    }
}
