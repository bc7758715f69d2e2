package com.passkit.cdc.snapshot.incremental;

import java.util.List;

/**
 * A piece of a table as it was read.
 *
 * @param table     as it was when it was read
 * @param rows      what was read; retained by nobody else
 * @param highMark  place in the binary log before which everything lies that the rows show
 * @param after     key of the last row, to go on behind it; that to begin behind where there is none
 * @param isAtEnd   whether nothing followed
 */
public record Chunk(KeyedTable table, RowBuffer rows, LogPoint highMark, List<String> after, boolean isAtEnd) {

    Chunk markedAt(LogPoint point) {
        return new Chunk(table, rows, point, after, isAtEnd);
    }
}
