package com.passkit.cdc.snapshot.catalog;

import java.util.List;
import java.util.Map;

/**
 * A primary or unique key out of {@code information_schema.STATISTICS}.
 *
 * @param name  {@code PRIMARY} for the primary key
 * @param parts in key order
 */
record UniqueKey(String name, List<Part> parts) {

    private static final String PRIMARY = "PRIMARY";

    /**
     * One column of a key.
     *
     * @param column   its name; null for an expression
     * @param isPrefix whether only the beginning of the values is in the key
     */
    record Part(String column, boolean isPrefix) {
    }

    boolean isPrimary() {
        return PRIMARY.equals(name);
    }

    /**
     * The rule by which the server itself takes a unique key for a primary one, in the binary log's metadata too: no
     * expression, no prefix, no nullable and no virtual column.
     */
    boolean isUsable(Map<String, ColumnDefinition> columns) {
        for (Part part : parts) {
            ColumnDefinition column = part.column() == null ? null : columns.get(part.column());
            if (column == null || part.isPrefix() || column.descriptor().nullable() || column.isVirtual()) {
                return false;
            }
        }
        return true;
    }
}
