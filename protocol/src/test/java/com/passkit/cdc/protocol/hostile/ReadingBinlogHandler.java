package com.passkit.cdc.protocol.hostile;

import com.passkit.cdc.protocol.binlog.BinlogHandler;
import com.passkit.cdc.protocol.binlog.EventView;
import com.passkit.cdc.protocol.binlog.RowChangeView;
import com.passkit.cdc.protocol.binlog.event.FormatDescriptionEventFlyweight;
import com.passkit.cdc.protocol.binlog.event.GtidEventFlyweight;
import com.passkit.cdc.protocol.binlog.event.PreviousGtidsEventFlyweight;
import com.passkit.cdc.protocol.binlog.event.QueryEventFlyweight;
import com.passkit.cdc.protocol.binlog.event.RotateEventFlyweight;
import com.passkit.cdc.protocol.binlog.event.RowsQueryEventFlyweight;
import com.passkit.cdc.protocol.binlog.event.XidEventFlyweight;
import com.passkit.cdc.protocol.row.Demand;
import com.passkit.cdc.protocol.row.TableDescriptor;

/** Looks at every field of every event, and pauses as a pattern of eight bits tells. */
final class ReadingBinlogHandler implements BinlogHandler {

    private final ReadEverything reader = new ReadEverything();
    private final int pauses;
    private int callCount;

    ReadingBinlogHandler(int pauses) {
        this.pauses = pauses;
    }

    private Demand demand() {
        return (pauses >>> callCount++ % Byte.SIZE & 1) == 0 ? Demand.CONTINUE : Demand.PAUSE;
    }

    @Override
    public void onFormatDescription(EventView event, FormatDescriptionEventFlyweight body) {
        body.serverVersion();
    }

    @Override
    public void onRotate(EventView event, RotateEventFlyweight body) {
        body.file();
    }

    @Override
    public void onPreviousGtids(EventView event, PreviousGtidsEventFlyweight body) {
        body.gtids();
    }

    @Override
    public void onGtid(EventView event, GtidEventFlyweight body) {
        if (!body.isAnonymous()) {
            body.gtid();
        }
        body.originalCommitTimestampMicros();
        body.originalServerVersion();
        body.transactionLength();
    }

    @Override
    public Demand onQuery(EventView event, QueryEventFlyweight body) {
        body.schema();
        body.sql();
        return demand();
    }

    @Override
    public void onXid(EventView event, XidEventFlyweight body) {
        body.xid();
    }

    @Override
    public void onRowsQuery(EventView event, RowsQueryEventFlyweight body) {
        body.sql();
    }

    @Override
    public boolean onTableMap(EventView event, TableDescriptor table) {
        table.columns().forEach(Object::toString);
        return true;
    }

    @Override
    public Demand onRow(EventView event, RowChangeView row) {
        reader.read(row.before());
        reader.read(row.after());
        return demand();
    }
}
