package com.passkit.cdc.protocol.row;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * What is known of a table, or of the columns of a result set. Owned, immutable, compared by value.
 * Threading: any thread.
 */
public final class TableDescriptor {

    private static final int[] NONE = {};

    private final String database;
    private final String name;
    private final List<ColumnDescriptor> columns;
    private final int[] keyColumns;
    private final int[] hiddenColumns;

    private TableDescriptor(String database, String name, List<ColumnDescriptor> columns, int[] keyColumns,
        int[] hiddenColumns) {
        this.database = Objects.requireNonNull(database, "database");
        this.name = Objects.requireNonNull(name, "name");
        this.columns = List.copyOf(columns);
        this.keyColumns = keyColumns;
        this.hiddenColumns = hiddenColumns;
        for (int column : keyColumns) {
            if (column < 0 || column >= this.columns.size()) {
                throw new IllegalArgumentException("keyColumns: " + column + " (expected: 0 to "
                    + (this.columns.size() - 1) + " for " + database + '.' + name + ')');
            }
        }
    }

    /** A table without a key. */
    public static TableDescriptor of(String database, String name, List<ColumnDescriptor> columns) {
        return new TableDescriptor(database, name, columns, NONE, NONE);
    }

    /** @param keyColumns indexes of the columns of its key, in key order */
    public TableDescriptor withKey(int... keyColumns) {
        return new TableDescriptor(database, name, columns, keyColumns.clone(), hiddenColumns);
    }

    /**
     * Names the places of the virtual columns that stand behind keys on expressions. They are no columns of this
     * descriptor, but 8.0.13 to at least 8.0.15 count them in table maps, though never in a row image.
     *
     * @param hiddenColumns indexes in the table as the server keeps it, ascending
     */
    public TableDescriptor withHiddenColumns(int... hiddenColumns) {
        return new TableDescriptor(database, name, columns, keyColumns, hiddenColumns.clone());
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

    /** @return number of hidden columns; 0 for most tables */
    public int hiddenColumnCount() {
        return hiddenColumns.length;
    }

    /** @return index of the n-th hidden column in the table as the server keeps it */
    public int hiddenColumn(int n) {
        return hiddenColumns[n];
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TableDescriptor that && database.equals(that.database) && name.equals(that.name)
            && columns.equals(that.columns) && Arrays.equals(keyColumns, that.keyColumns)
            && Arrays.equals(hiddenColumns, that.hiddenColumns);
    }

    @Override
    public int hashCode() {
        return Objects.hash(database, name, columns, Arrays.hashCode(keyColumns), Arrays.hashCode(hiddenColumns));
    }

    @Override
    public String toString() {
        return database + '.' + name;
    }
}
