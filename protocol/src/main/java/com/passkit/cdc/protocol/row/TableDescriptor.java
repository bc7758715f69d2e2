package com.passkit.cdc.protocol.row;

import java.util.List;
import java.util.Objects;

/**
 * What is known of a table, or of the columns of a result set. Owned, immutable, compared by value.
 * Threading: any thread.
 */
public final class TableDescriptor {

    private static final int[] NO_KEY = {};

    private final String database;
    private final String name;
    private final List<ColumnDescriptor> columns;
    private final int[] keyColumns;

    private TableDescriptor(String database, String name, List<ColumnDescriptor> columns, int[] keyColumns) {
        this.database = Objects.requireNonNull(database, "database");
        this.name = Objects.requireNonNull(name, "name");
        this.columns = List.copyOf(columns);
        this.keyColumns = keyColumns;
        for (int column : keyColumns) {
            if (column < 0 || column >= this.columns.size()) {
                throw new IllegalArgumentException("keyColumns: " + column + " (expected: 0 to "
                    + (this.columns.size() - 1) + " for " + database + '.' + name + ')');
            }
        }
    }

    /** A table without a key. */
    public static TableDescriptor of(String database, String name, List<ColumnDescriptor> columns) {
        return new TableDescriptor(database, name, columns, NO_KEY);
    }

    /** @param keyColumns indexes of the columns of its key, in key order */
    public TableDescriptor withKey(int... keyColumns) {
        return new TableDescriptor(database, name, columns, keyColumns.clone());
    }

    public String database() {
        return database;
    }

    public String name() {
        return name;
    }

    public int columnCount() {
        return columns.size();
    }

    public ColumnDescriptor column(int index) {
        return columns.get(index);
    }

    public List<ColumnDescriptor> columns() {
        return columns;
    }

    /** @return number of columns in the key; 0 when there is none */
    public int keyColumnCount() {
        return keyColumns.length;
    }

    /** @return index of the n-th column of the key */
    public int keyColumn(int n) {
        return keyColumns[n];
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TableDescriptor that && database.equals(that.database) && name.equals(that.name)
            && columns.equals(that.columns) && java.util.Arrays.equals(keyColumns, that.keyColumns);
    }

    @Override
    public int hashCode() {
        return Objects.hash(database, name, columns, java.util.Arrays.hashCode(keyColumns));
    }

    @Override
    public String toString() {
        return database + '.' + name;
    }
}
