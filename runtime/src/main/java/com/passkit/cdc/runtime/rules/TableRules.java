package com.passkit.cdc.runtime.rules;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import com.passkit.cdc.protocol.row.ColumnDescriptor;
import com.passkit.cdc.protocol.row.TableDescriptor;
import com.passkit.cdc.snapshot.catalog.TablePatternMap;

/**
 * Everything that is configured for captured tables. Immutable.
 *
 * @param keys    columns of the key to deliver, by table pattern, where the table's own is not wanted
 * @param rows    which rows are delivered
 * @param columns which columns, and what is hidden of them
 */
public record TableRules(TablePatternMap<List<String>> keys, RowRules rows, ColumnRules columns) {

    /** Every row and column, with the tables' own keys. */
    public static final TableRules NONE = of(Map.of());

    public TableRules {
        Objects.requireNonNull(keys, "keys");
        Objects.requireNonNull(rows, "rows");
        Objects.requireNonNull(columns, "columns");
    }

    /** Every row and column. @param keys names of key columns by table pattern */
    public static TableRules of(Map<String, List<String>> keys) {
        return new TableRules(TablePatternMap.of(keys), RowRules.NONE, ColumnRules.NONE);
    }

    public boolean isEmpty() {
        return keys.isEmpty() && rows.isEmpty() && columns.isEmpty();
    }

    /**
     * @return the table with the key that is configured for it; the same instance where none is
     * @throws IllegalArgumentException naming the key and the column that is not there
     */
    public TableDescriptor withConfiguredKey(TableDescriptor table) {
        TablePatternMap.Entry<List<String>> found = keys.find(table.database(), table.name());
        if (found == null) {
            return table;
        }
        List<Integer> indexes = new ArrayList<>();
        for (String name : found.value()) {
            indexes.add(indexOf(name, table, "tables.keys." + found.pattern()));
        }
        return table.withKey(indexes.stream().mapToInt(Integer::intValue).toArray());
    }

    /** @return whether a key is configured for it */
    public boolean hasConfiguredKey(TableDescriptor table) {
        return keys.find(table.database(), table.name()) != null;
    }

    private static int indexOf(String column, TableDescriptor table, String path) {
        for (int i = 0; i < table.columnCount(); i++) {
            if (table.column(i).name().equalsIgnoreCase(column)) {
                return i;
            }
        }
        throw new IllegalArgumentException(path + ": " + column + " (expected: one of the columns of " + table + ": "
            + table.columns().stream().map(ColumnDescriptor::name).toList() + ')');
    }
}
