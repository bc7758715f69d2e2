package com.passkit.cdc.protocol.binlog;

import com.passkit.cdc.protocol.binlog.event.EventType;
import com.passkit.cdc.protocol.binlog.event.GtidEventFlyweight;
import com.passkit.cdc.protocol.binlog.event.MariaDbGtidEventFlyweight;
import com.passkit.cdc.protocol.binlog.event.TransactionContextEventFlyweight;
import com.passkit.cdc.protocol.binlog.event.ViewChangeEventFlyweight;
import com.passkit.cdc.protocol.binlog.event.XaPrepareEventFlyweight;
import com.passkit.cdc.protocol.binlog.event.XidEventFlyweight;
import com.passkit.cdc.protocol.row.Demand;

import io.netty.buffer.ByteBuf;

/**
 * Events that begin, prepare and end transactions, and those of group replication about them.
 * Memory: borrowed until the method returns. Threading: one thread at a time.
 */
final class TransactionEvents {

    private final BinlogHandler handler;
    private final EventCursor event;
    private final RowsDecoder rows;
    private final TransactionEnd transactionEnd;

    private final GtidEventFlyweight gtid = new GtidEventFlyweight();
    private final MariaDbGtidEventFlyweight mariaDbGtid = new MariaDbGtidEventFlyweight();
    private final XidEventFlyweight xid = new XidEventFlyweight();
    private final XaPrepareEventFlyweight xaPrepare = new XaPrepareEventFlyweight();
    private final TransactionContextEventFlyweight context = new TransactionContextEventFlyweight();
    private final ViewChangeEventFlyweight viewChange = new ViewChangeEventFlyweight();

    TransactionEvents(BinlogHandler handler, EventCursor event, RowsDecoder rows, TransactionEnd transactionEnd) {
        this.handler = handler;
        this.event = event;
        this.rows = rows;
        this.transactionEnd = transactionEnd;
    }

    Demand dispatch(ByteBuf buffer, int index, int length, EventType type) {
        switch (type) {
            case GTID, ANONYMOUS_GTID, GTID_TAGGED_LOG -> {
                rows.closeTables();
                transactionEnd.onGtid(gtid.wrap(buffer, index, length, type), event);
                handler.onGtid(event, gtid);
            }
            case MARIADB_GTID -> {
                rows.closeTables();
                transactionEnd.onMariaDbGtid(mariaDbGtid.wrap(buffer, index, length), event);
                handler.onMariaDbGtid(event, mariaDbGtid);
            }
            case XID -> handler.onXid(event, xid.wrap(buffer, index, length));
            case XA_PREPARE -> {
                return handler.onXaPrepare(event, xaPrepare.wrap(buffer, index, length));
            }
            case TRANSACTION_CONTEXT -> handler.onTransactionContext(event, context.wrap(buffer, index, length));
            case VIEW_CHANGE -> handler.onViewChange(event, viewChange.wrap(buffer, index, length));
            default -> throw new AssertionError(type);
        }
        return Demand.CONTINUE;
    }
}
