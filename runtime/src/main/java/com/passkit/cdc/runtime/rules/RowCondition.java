package com.passkit.cdc.runtime.rules;

import com.passkit.cdc.protocol.error.MySqlException;
import com.passkit.cdc.protocol.error.Recovery;
import com.passkit.cdc.protocol.row.RowView;
import com.passkit.cdc.protocol.row.TableDescriptor;

/**
 * Decides for the rows of one table whether they are delivered. Nothing is allocated for a row.
 * Threading: one thread at a time.
 */
public final class RowCondition {

    private final String path;
    private final TableDescriptor table;
    private final RowTest test;

    RowCondition(String path, TableDescriptor table, RowTest test) {
        this.path = path;
        this.table = table;
        this.test = test;
    }

    /**
     * @param row   borrowed until this method returns
     * @param other borrowed likewise: the other image of the same change, for a column that the server logged only
     *              there; null for none
     * @return whether the condition is true of it; one that is neither true nor false, because of a NULL, is not
     */
    public boolean accepts(RowView row, RowView other) {
        try {
            return test.test(row, other) == RowTest.TRUE;
        } catch (RowTest.MissingColumnException e) {
            throw new MySqlException(Recovery.STOP, path + ": column " + table.column(e.column()).name() + " of "
                + table + " is not in the binary log (expected: binlog_row_image=FULL, so that every condition can be"
                + " decided). Set it with SET GLOBAL binlog_row_image = FULL, end the sessions that changed it, and"
                + " take a new snapshot: passkit-cdc position reset");
        }
    }
}
