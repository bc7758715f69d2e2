package com.passkit.cdc.runtime.change;

import com.passkit.cdc.protocol.binlog.BinlogHandler;
import com.passkit.cdc.protocol.binlog.EventView;
import com.passkit.cdc.protocol.binlog.RowChangeView;
import com.passkit.cdc.protocol.binlog.event.FormatDescriptionEventFlyweight;
import com.passkit.cdc.protocol.binlog.event.GtidEventFlyweight;
import com.passkit.cdc.protocol.binlog.event.MariaDbGtidEventFlyweight;
import com.passkit.cdc.protocol.binlog.event.QueryEventFlyweight;
import com.passkit.cdc.protocol.binlog.event.RowsQueryEventFlyweight;
import com.passkit.cdc.protocol.binlog.event.XaPrepareEventFlyweight;
import com.passkit.cdc.protocol.position.MariaDbGtid;
import com.passkit.cdc.protocol.position.TransactionId;
import com.passkit.cdc.protocol.row.Demand;
import com.passkit.cdc.protocol.row.TableDescriptor;
import com.passkit.cdc.runtime.xa.XaSpool;

/**
 * Reads a part of the log again that lies before the start of a run, and holds the XA transactions which are prepared
 * in it and not decided. Nothing else comes of it.
 * Threading: source event loop only.
 */
public final class XaSearch implements BinlogHandler {

    private static final String XA = "XA";

    private final XaSpool spool;
    private final XaHold hold;
    private final RowChanges captured;
    private final boolean deliversQuery;
    private final String endFile;
    private final long endOffset;
    private final Runnable onReached;

    private TransactionId gtid;
    private String statement;
    private boolean hasReached;

    /**
     * @param selector      which tables
     * @param spool         borrowed; takes what is found
     * @param deliversQuery whether the logged statement goes with its row changes
     * @param endFile       binlog file at which to end
     * @param endOffset     64-bit offset in it of the first event that is not looked at
     * @param onReached     run once when that was reached
     */
    public XaSearch(TableSelector selector, XaSpool spool, boolean deliversQuery, String endFile, long endOffset,
        Runnable onReached) {
        this.spool = spool;
        this.hold = new XaHold(spool);
        this.captured = new RowChanges(selector, null);
        this.deliversQuery = deliversQuery;
        this.endFile = endFile;
        this.endOffset = endOffset;
        this.onReached = onReached;
    }

    @Override
    public void onEvent(EventView event) {
        if (!hasReached && event.file().equals(endFile) && event.startPosition() >= endOffset) {
            hasReached = true;
            spool.discard();
            onReached.run();
        }
    }

    @Override
    public void onFormatDescription(EventView event, FormatDescriptionEventFlyweight body) {
        hold.onFormatDescription(event, body);
    }

    @Override
    public void onGtid(EventView event, GtidEventFlyweight body) {
        begin(body.isAnonymous() ? null : body.gtid());
    }

    @Override
    public void onMariaDbGtid(EventView event, MariaDbGtidEventFlyweight body) {
        begin(new MariaDbGtid(body.domainId(), event.header().serverId(), body.sequenceNumber()));
        if (body.isXaPrepared() && !hasReached) {
            hold.begin(body.xid(), event.file(), gtid);
        }
    }

    private void begin(TransactionId transaction) {
        spool.discard();
        gtid = transaction;
        statement = null;
    }

    @Override
    public Demand onQuery(EventView event, QueryEventFlyweight body) {
        String sql = body.sql();
        XaStatement xa = hasReached || !sql.regionMatches(true, 0, XA, 0, XA.length()) ? null : XaStatement.parse(sql);
        if (xa != null) {
            switch (xa.verb()) {
                case START -> hold.begin(xa.xid(), event.file(), gtid);
                case COMMIT, ROLLBACK -> spool.end(xa.xid());
                case END, PREPARE -> { }
            }
        }
        return Demand.CONTINUE;
    }

    @Override
    public Demand onXaPrepare(EventView event, XaPrepareEventFlyweight body) {
        if (hold.isOpen()) {
            if (body.isOnePhase()) {
                spool.discard();
            } else {
                spool.prepare();
            }
        }
        gtid = null;
        return Demand.CONTINUE;
    }

    @Override
    public void onRowsQuery(EventView event, RowsQueryEventFlyweight body) {
        if (deliversQuery && hold.isOpen()) {
            statement = body.sql();
        }
    }

    @Override
    public boolean onTableMap(EventView event, TableDescriptor table) {
        boolean isWanted = hold.isOpen() && captured.isCaptured(table);
        if (isWanted) {
            hold.onTableMap(event, true);
        }
        return isWanted;
    }

    @Override
    public Demand onRow(EventView event, RowChangeView row) {
        hold.onRow(event, row, statement);
        return Demand.CONTINUE;
    }

    @Override
    public void onRowsSkipped(EventView event, int rowCount) {
        if (hold.isOpen()) {
            hold.onSkipped(rowCount);
        }
    }
}
