package com.passkit.cdc.protocol.row;

/**
 * Typed access to one row image or result row without boxing.
 * <p>
 * Memory: borrowed until the callback that received it returns; the same instance is reused for the next row.
 * Threading: the thread of the callback only.
 */
public interface RowView {

    /** @return what the columns are; the indexes below are those of its columns */
    TableDescriptor table();

    /** @return bytes of the row as the server sent it */
    int length();

    /**
     * @return false when the server did not log this column (row image not FULL); it is then neither null nor a value
     */
    boolean isPresent(int column);

    /** @return true when the column is present and SQL NULL */
    boolean isNull(int column);

    /** Pushes every present column, in table order. */
    void forEach(ColumnVisitor visitor);

    /** Pushes one column; nothing when it is absent. Columns may be asked for in any order. */
    void visit(int column, ColumnVisitor visitor);
}
