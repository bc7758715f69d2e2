package com.passkit.cdc.benchmarks.rival;

import java.io.Serializable;

import com.github.shyiko.mysql.binlog.event.TableMapEventData;

/** Looks at every value, and uses none: what reading alone costs. Threading: one thread at a time. */
public final class ConnectorColumnVisitor implements ConnectorRowHandler {

    private long columnCount;
    private Serializable last;

    @Override
    public void onTable(TableMapEventData table) {
        last = table;
    }

    @Override
    public void onRow(Serializable[] before, Serializable[] after) {
        visit(before);
        visit(after);
    }

    private void visit(Serializable[] row) {
        if (row != null) {
            for (Serializable value : row) {
                last = value;
                columnCount++;
            }
        }
    }

    public long columnCount() {
        return columnCount;
    }

    /** The value seen last, so that none of them is dead to the compiler. */
    public Serializable last() {
        return last;
    }
}
