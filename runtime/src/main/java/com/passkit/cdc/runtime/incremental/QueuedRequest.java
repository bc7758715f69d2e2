package com.passkit.cdc.runtime.incremental;

import java.util.List;

/**
 * Tables that were asked for together. Immutable.
 *
 * @param reason     why, in words
 * @param tables     those that are not read to their end, the one at hand first
 * @param tablesDone how many were
 * @param rows       rows delivered of the table at hand
 * @param bytes      bytes of these rows
 * @param definition what tells whether the table at hand is still as it was; empty before its first piece
 * @param after      key of its last row that was delivered, as literals; empty for none
 */
public record QueuedRequest(String reason, List<QueuedTable> tables, int tablesDone, long rows, long bytes,
    String definition, List<String> after) {

    public QueuedRequest {
        tables = List.copyOf(tables);
        after = List.copyOf(after);
    }

    static QueuedRequest of(String reason, List<QueuedTable> tables) {
        return new QueuedRequest(reason, tables, 0, 0, 0, "", List.of());
    }

    /** A piece of the table at hand was delivered. */
    QueuedRequest behind(String newDefinition, List<String> newAfter, long moreRows, long moreBytes) {
        return new QueuedRequest(
            reason, tables, tablesDone, rows + moreRows, bytes + moreBytes, newDefinition, newAfter);
    }

    /** The table at hand begins anew. */
    QueuedRequest anew() {
        return new QueuedRequest(reason, tables, tablesDone, 0, 0, "", List.of());
    }

    /** The table at hand was read to its end. */
    QueuedRequest nextTable() {
        return new QueuedRequest(reason, tables.subList(1, tables.size()), tablesDone + 1, 0, 0, "", List.of());
    }

    /** Only these tables are left. */
    QueuedRequest only(List<QueuedTable> left) {
        boolean isSameTable = !left.isEmpty() && !tables.isEmpty() && left.get(0).equals(tables.get(0));
        return isSameTable ? new QueuedRequest(reason, left, tablesDone, rows, bytes, definition, after)
            : new QueuedRequest(reason, left, tablesDone, 0, 0, "", List.of());
    }
}
