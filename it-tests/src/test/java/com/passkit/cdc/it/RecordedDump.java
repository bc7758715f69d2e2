package com.passkit.cdc.it;

import java.util.ArrayList;
import java.util.List;

import com.passkit.cdc.protocol.binlog.BinlogHandler;
import com.passkit.cdc.protocol.binlog.EventView;
import com.passkit.cdc.protocol.binlog.RowChangeView;
import com.passkit.cdc.protocol.binlog.event.GtidEventFlyweight;
import com.passkit.cdc.protocol.binlog.event.PreviousGtidsEventFlyweight;
import com.passkit.cdc.protocol.position.Gtid;
import com.passkit.cdc.protocol.position.GtidSet;
import com.passkit.cdc.protocol.row.Demand;
import com.passkit.cdc.protocol.row.RowView;
import com.passkit.cdc.protocol.row.TableDescriptor;
import com.passkit.cdc.protocol.testing.RowText;

/** What a dump brought of the tables of one database. Threading: to be looked at when the dump is done. */
final class RecordedDump implements BinlogHandler {

    private final String database;
    private final RowText text = new RowText();
    private final List<String> rows = new ArrayList<>();
    private final List<Gtid> gtids = new ArrayList<>();
    private final List<GtidSet> previousGtids = new ArrayList<>();

    RecordedDump(String database) {
        this.database = database;
    }

    /** @return kind and values of each row, in order */
    List<String> rows() {
        return rows;
    }

    /** @return those of all transactions, whatever their tables */
    List<Gtid> gtids() {
        return gtids;
    }

    /** @return one set for each file */
    List<GtidSet> previousGtids() {
        return previousGtids;
    }

    @Override
    public void onPreviousGtids(EventView event, PreviousGtidsEventFlyweight body) {
        previousGtids.add(body.gtids());
    }

    @Override
    public void onGtid(EventView event, GtidEventFlyweight body) {
        gtids.add(body.gtid());
    }

    @Override
    public boolean onTableMap(EventView event, TableDescriptor table) {
        return table.database().equals(database);
    }

    @Override
    public Demand onRow(EventView event, RowChangeView row) {
        RowView image = row.after() == null ? row.before() : row.after();
        rows.add(row.kind() + " " + row.table().name() + ": " + text.of(image));
        return Demand.CONTINUE;
    }
}
