package com.passkit.cdc.snapshot.read;

import com.passkit.cdc.protocol.error.MySqlException;
import com.passkit.cdc.protocol.error.Recovery;
import com.passkit.cdc.protocol.row.TableDescriptor;

/**
 * What one connection reads with one statement.
 *
 * @param table        of which table
 * @param sql          the statement
 * @param place        where in the table its rows lie, for messages; empty for all of it
 * @param firstOrdinal of its first row in the table; {@link #UNKNOWN} for the row behind all others of it
 * @param rowCount     how many rows it has; {@link #UNKNOWN} where that is seen at last
 * @param isLast       whether nothing follows: it is read when all others were
 */
public record Piece(
    TableDescriptor table, String sql, String place, long firstOrdinal, long rowCount, boolean isLast) {

    public static final long UNKNOWN = -1;

    static Piece whole(TableDescriptor table, boolean isLast) {
        return new Piece(table, ReadPlan.statement(table), "", 0, UNKNOWN, isLast);
    }

    /** @return whether it is known to be one row, so that this one is the last of the piece */
    public boolean isOneRow() {
        return rowCount == 1;
    }

    /** The same for those who may not see keys: the place is one of the table's, as far as messages go. */
    public Piece withoutPlace() {
        return new Piece(table, sql, place.isEmpty() ? "" : "of a part of it", firstOrdinal, rowCount, isLast);
    }

    /** What one view showed twice is the same: anything else would be no snapshot. */
    public void verifyRowCount(long readCount) {
        if (rowCount != UNKNOWN && rowCount != readCount) {
            throw new MySqlException(Recovery.RESNAPSHOT, "snapshot of " + table + ' ' + place + ": " + readCount
                + " rows (expected: " + rowCount + ", as the same transaction had counted; begin again)");
        }
    }
}
