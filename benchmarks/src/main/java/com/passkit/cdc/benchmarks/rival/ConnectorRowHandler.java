package com.passkit.cdc.benchmarks.rival;

import java.io.Serializable;

import com.github.shyiko.mysql.binlog.event.TableMapEventData;

/** Takes the rows that the connector made. Threading: one thread at a time. */
public interface ConnectorRowHandler {

    /** A table map; the rows that follow are of this table. */
    void onTable(TableMapEventData table);

    /**
     * @param before null for an insert
     * @param after  null for a delete
     */
    void onRow(Serializable[] before, Serializable[] after);
}
