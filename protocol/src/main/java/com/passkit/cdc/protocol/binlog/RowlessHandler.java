package com.passkit.cdc.protocol.binlog;

import com.passkit.cdc.protocol.row.Demand;
import com.passkit.cdc.protocol.row.TableDescriptor;

/** Receives the events of a binlog for what they tell besides rows, which are passed over without being decoded. */
public interface RowlessHandler extends BinlogHandler {

    @Override
    default boolean onTableMap(EventView event, TableDescriptor table) {
        return false;
    }

    @Override
    default Demand onRow(EventView event, RowChangeView row) {
        return Demand.CONTINUE;
    }
}
