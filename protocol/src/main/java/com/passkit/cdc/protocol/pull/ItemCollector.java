package com.passkit.cdc.protocol.pull;

import java.time.Instant;

import com.passkit.cdc.protocol.binlog.BinlogHandler;
import com.passkit.cdc.protocol.binlog.EventView;
import com.passkit.cdc.protocol.binlog.RowChangeView;
import com.passkit.cdc.protocol.binlog.event.FormatDescriptionEventFlyweight;
import com.passkit.cdc.protocol.binlog.event.GtidEventFlyweight;
import com.passkit.cdc.protocol.binlog.event.MariaDbGtidEventFlyweight;
import com.passkit.cdc.protocol.binlog.event.QueryEventFlyweight;
import com.passkit.cdc.protocol.binlog.event.XaPrepareEventFlyweight;
import com.passkit.cdc.protocol.binlog.event.XidEventFlyweight;
import com.passkit.cdc.protocol.position.BinlogPosition;
import com.passkit.cdc.protocol.position.MariaDbGtid;
import com.passkit.cdc.protocol.position.TransactionId;
import com.passkit.cdc.protocol.row.Demand;
import com.passkit.cdc.protocol.row.owned.OwnedRowReader;

/** Turns callbacks into owned items. Threading: the thread of the callbacks. */
final class ItemCollector implements BinlogHandler {

    private static final long ITEM_WEIGHT = 128;

    private enum Phase {
        OUTSIDE,
        ANNOUNCED,
        OPEN
    }

    /** Takes what was collected. */
    @FunctionalInterface
    interface Target {

        /** @param weight about how many bytes it holds */
        Demand add(BinlogItem item, long weight);
    }

    private final Target target;
    private final OwnedRowReader rows = new OwnedRowReader();
    private Phase phase = Phase.OUTSIDE;
    private TransactionId transaction;

    ItemCollector(Target target) {
        this.target = target;
    }

    @Override
    public void onFormatDescription(EventView event, FormatDescriptionEventFlyweight body) {
        rows.onServer(body.serverVersion());
    }

    @Override
    public void onGtid(EventView event, GtidEventFlyweight body) {
        transaction = body.gtid();
        phase = Phase.ANNOUNCED;
    }

    @Override
    public void onMariaDbGtid(EventView event, MariaDbGtidEventFlyweight body) {
        transaction = new MariaDbGtid(body.domainId(), event.header().serverId(), body.sequenceNumber());
        phase = body.isStandalone() ? Phase.ANNOUNCED : Phase.OPEN;
    }

    @Override
    public Demand onQuery(EventView event, QueryEventFlyweight body) {
        if (body.isSql("BEGIN")) {
            phase = Phase.OPEN;
            return Demand.CONTINUE;
        }
        if (body.isSql("COMMIT")) {
            return end(event, TransactionOutcome.COMMITTED);
        }
        if (body.isSql("ROLLBACK")) {
            return end(event, TransactionOutcome.ROLLED_BACK);
        }
        String sql = body.sql();
        Demand demand = target.add(new StatementEvent(body.schema(), sql, event.file(), event.startPosition(),
            transaction, event.header().serverId(), timestamp(event)), ITEM_WEIGHT + 2L * sql.length());
        if (body.startsWith("XA START")) {
            phase = Phase.OPEN;
        }
        return phase == Phase.OPEN ? demand : end(event, TransactionOutcome.COMMITTED);
    }

    @Override
    public void onXid(EventView event, XidEventFlyweight body) {
        end(event, TransactionOutcome.COMMITTED);
    }

    @Override
    public Demand onXaPrepare(EventView event, XaPrepareEventFlyweight body) {
        return end(event, body.isOnePhase() ? TransactionOutcome.COMMITTED : TransactionOutcome.PREPARED);
    }

    @Override
    public Demand onRow(EventView event, RowChangeView row) {
        RowEvent owned = new RowEvent(row.kind(), row.table(), rows.read(row.before()), rows.read(row.after()),
            row.rowIndex(), event.file(), event.startPosition(), transaction, event.header().serverId(),
            timestamp(event));
        return target.add(owned, ITEM_WEIGHT + rows.takeWeight());
    }

    private Demand end(EventView event, TransactionOutcome outcome) {
        TransactionEndEvent item = new TransactionEndEvent(outcome, event.file(), event.startPosition(),
            new BinlogPosition.InFile(event.file(), event.endPosition()), transaction, timestamp(event));
        phase = Phase.OUTSIDE;
        transaction = null;
        return target.add(item, ITEM_WEIGHT);
    }

    private static Instant timestamp(EventView event) {
        return Instant.ofEpochSecond(event.header().timestampSeconds());
    }
}
