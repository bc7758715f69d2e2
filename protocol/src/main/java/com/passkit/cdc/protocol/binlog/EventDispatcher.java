package com.passkit.cdc.protocol.binlog;

import com.passkit.cdc.protocol.binlog.event.EventHeaderFlyweight;
import com.passkit.cdc.protocol.binlog.event.EventType;
import com.passkit.cdc.protocol.binlog.event.FormatDescriptionEventFlyweight;
import com.passkit.cdc.protocol.binlog.event.GtidEventFlyweight;
import com.passkit.cdc.protocol.binlog.event.HeartbeatEventFlyweight;
import com.passkit.cdc.protocol.binlog.event.MariaDbGtidEventFlyweight;
import com.passkit.cdc.protocol.binlog.event.MariaDbGtidListEventFlyweight;
import com.passkit.cdc.protocol.binlog.event.PreviousGtidsEventFlyweight;
import com.passkit.cdc.protocol.binlog.event.QueryEventFlyweight;
import com.passkit.cdc.protocol.binlog.event.RotateEventFlyweight;
import com.passkit.cdc.protocol.binlog.event.RowsQueryEventFlyweight;
import com.passkit.cdc.protocol.binlog.event.TransactionPayloadEventFlyweight;
import com.passkit.cdc.protocol.binlog.event.XaPrepareEventFlyweight;
import com.passkit.cdc.protocol.binlog.event.XidEventFlyweight;
import com.passkit.cdc.protocol.error.MalformedPacketException;
import com.passkit.cdc.protocol.error.UnsupportedFeatureException;
import com.passkit.cdc.protocol.row.Demand;

import io.netty.buffer.ByteBuf;

/**
 * Gives each event to the method of its type, and the events inside a compressed transaction after it.
 * Memory: borrowed until the event is done. Threading: one thread at a time.
 */
final class EventDispatcher implements AutoCloseable {

    private static final String BEGIN = "BEGIN";
    private static final String COMMIT = "COMMIT";

    private final BinlogHandler handler;
    private final EventCursor event;
    private final LinearPosition position;
    private final RowsDecoder rows;
    private final TransactionPayload payload = new TransactionPayload();
    private final TransactionEnd transactionEnd = new TransactionEnd();
    private boolean isRunning;
    private boolean isClosed;

    private final FormatDescriptionEventFlyweight format = new FormatDescriptionEventFlyweight();
    private final RotateEventFlyweight rotate = new RotateEventFlyweight();
    private final PreviousGtidsEventFlyweight previousGtids = new PreviousGtidsEventFlyweight();
    private final GtidEventFlyweight gtid = new GtidEventFlyweight();
    private final QueryEventFlyweight query = new QueryEventFlyweight();
    private final MariaDbGtidEventFlyweight mariaDbGtid = new MariaDbGtidEventFlyweight();
    private final MariaDbGtidListEventFlyweight mariaDbGtidList = new MariaDbGtidListEventFlyweight();
    private final XaPrepareEventFlyweight xaPrepare = new XaPrepareEventFlyweight();
    private final XidEventFlyweight xid = new XidEventFlyweight();
    private final RowsQueryEventFlyweight rowsQuery = new RowsQueryEventFlyweight();
    private final HeartbeatEventFlyweight heartbeat = new HeartbeatEventFlyweight();
    private final TransactionPayloadEventFlyweight payloadEvent = new TransactionPayloadEventFlyweight();

    EventDispatcher(TableDefinitions definitions, BinlogHandler handler, EventCursor event, LinearPosition position) {
        this.handler = handler;
        this.event = event;
        this.position = position;
        rows = new RowsDecoder(definitions, handler, event);
    }

    /** Whether rows or inner events are left of the event at hand. */
    boolean isActive() {
        return rows.isActive() || payload.isActive();
    }

    void forgetDefinitions() {
        rows.forgetDefinitions();
    }

    TransactionEnd lastTransactionEnd() {
        return transactionEnd;
    }

    /** A handler may close out of a callback: what it looks at is released when the callback has returned. */
    @Override
    public void close() {
        isClosed = true;
        rows.abandon();
        if (!isRunning) {
            payload.close();
        }
    }

    /** @param length of the body, checksum excluded but for a FORMAT_DESCRIPTION */
    Demand dispatch(ByteBuf buffer, int index, int length) {
        isRunning = true;
        try {
            Demand demand = dispatchOne(buffer, index, length);
            return demand == Demand.PAUSE ? demand : handOut();
        } finally {
            stopRunning();
        }
    }

    /** Hands out what is left of the event at hand. */
    Demand resume() {
        isRunning = true;
        try {
            return handOut();
        } finally {
            stopRunning();
        }
    }

    private void stopRunning() {
        isRunning = false;
        if (isClosed) {
            payload.close();
        }
    }

    private Demand handOut() {
        while (!isClosed) {
            if (rows.isActive() && rows.run() == Demand.PAUSE) {
                return Demand.PAUSE;
            }
            if (isClosed || !payload.isActive()) {
                return Demand.CONTINUE;
            }
            if (payload.next() && dispatchInner() == Demand.PAUSE) {
                return Demand.PAUSE;
            }
        }
        return Demand.CONTINUE;
    }

    private Demand dispatchInner() {
        EventType type = event.wrap(payload.buffer(), payload.index(), payload.length()).type();
        switch (type) {
            case TRANSACTION_PAYLOAD, FORMAT_DESCRIPTION, ROTATE, STOP, HEARTBEAT, HEARTBEAT_V2, GTID, ANONYMOUS_GTID,
                GTID_TAGGED_LOG, PREVIOUS_GTIDS -> throw MalformedPacketException.of("TransactionPayloadEvent",
                    "innerEvent.type", type, "an event that can stand inside a transaction");
            default -> {
                return dispatchOne(payload.buffer(), payload.index() + EventHeaderFlyweight.LENGTH,
                    payload.length() - EventHeaderFlyweight.LENGTH);
            }
        }
    }

    private Demand dispatchOne(ByteBuf buffer, int index, int length) {
        EventHeaderFlyweight header = event.header();
        EventType type = header.type();
        if (type == EventType.ROTATE) {
            onRotate(buffer, index, length);
            return Demand.CONTINUE;
        }
        if (type == EventType.HEARTBEAT || type == EventType.HEARTBEAT_V2) {
            onHeartbeat(buffer, index, length, type);
            return Demand.CONTINUE;
        }
        handler.onEvent(event);
        transactionEnd.onEvent(type, event);
        switch (type) {
            case FORMAT_DESCRIPTION -> {
                format.wrap(buffer, index, length);
                rows.onFormatDescription(format);
                handler.onFormatDescription(event, format);
            }
            case PREVIOUS_GTIDS -> handler.onPreviousGtids(event, previousGtids.wrap(buffer, index, length));
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
            case MARIADB_GTID_LIST ->
                handler.onMariaDbGtidList(event, mariaDbGtidList.wrap(buffer, index, length));
            case XA_PREPARE -> handler.onXaPrepare(event, xaPrepare.wrap(buffer, index, length));
            case QUERY -> {
                query.wrap(buffer, index, length);
                transactionEnd.onQuery(query, event);
                Demand demand = handler.onQuery(event, query);
                if (!query.isSql(BEGIN) && !query.isSql(COMMIT)) {
                    // It may have changed a definition in a way that the table map does not show: a renamed column.
                    rows.forgetDefinitions();
                }
                return demand;
            }
            case XID -> handler.onXid(event, xid.wrap(buffer, index, length));
            case ROWS_QUERY -> handler.onRowsQuery(event, rowsQuery.wrap(buffer, index, length));
            case TABLE_MAP -> rows.onTableMap(buffer, index, length);
            case WRITE_ROWS_V1, WRITE_ROWS -> rows.onRows(buffer, index, length, type, RowChangeKind.INSERT);
            case UPDATE_ROWS_V1, UPDATE_ROWS, PARTIAL_UPDATE_ROWS ->
                rows.onRows(buffer, index, length, type, RowChangeKind.UPDATE);
            case DELETE_ROWS_V1, DELETE_ROWS -> rows.onRows(buffer, index, length, type, RowChangeKind.DELETE);
            case TRANSACTION_PAYLOAD -> payload.begin(payloadEvent.wrap(buffer, index, length));
            case STOP -> handler.onStop(event);
            case INTVAR, LOAD, SLAVE, CREATE_FILE, APPEND_BLOCK, EXEC_LOAD, DELETE_FILE, NEW_LOAD, RAND, USER_VAR,
                BEGIN_LOAD_QUERY, EXECUTE_LOAD_QUERY, TRANSACTION_CONTEXT, VIEW_CHANGE,
                MARIADB_ANNOTATE_ROWS, MARIADB_BINLOG_CHECKPOINT -> {
                // No rows are in these: onEvent has told all.
            }
            case IGNORABLE, UNKNOWN -> onUnknown(header);
            case START_V3, PRE_GA_WRITE_ROWS, PRE_GA_UPDATE_ROWS, PRE_GA_DELETE_ROWS, INCIDENT,
                MARIADB_START_ENCRYPTION, MARIADB_QUERY_COMPRESSED, MARIADB_WRITE_ROWS_COMPRESSED_V1,
                MARIADB_UPDATE_ROWS_COMPRESSED_V1, MARIADB_DELETE_ROWS_COMPRESSED_V1, MARIADB_WRITE_ROWS_COMPRESSED,
                MARIADB_UPDATE_ROWS_COMPRESSED, MARIADB_DELETE_ROWS_COMPRESSED -> throw unsupported(header, type);
            case ROTATE, HEARTBEAT, HEARTBEAT_V2 -> throw new AssertionError(type);
        }
        return Demand.CONTINUE;
    }

    private void onRotate(ByteBuf buffer, int index, int length) {
        rotate.wrap(buffer, index, length);
        rows.closeTables();
        boolean isMadeUp = event.header().isArtificial() || event.header().nextPosition() == 0;
        if (isMadeUp) {
            position.rotate(rotate.file(), rotate.position());
            event.at(position.file(), position.next(), position.next());
        }
        handler.onEvent(event);
        handler.onRotate(event, rotate);
        if (!isMadeUp) {
            position.rotate(rotate.file(), rotate.position());
        }
    }

    private void onHeartbeat(ByteBuf buffer, int index, int length, EventType type) {
        heartbeat.wrap(buffer, index, length, type);
        if (heartbeat.position() != HeartbeatEventFlyweight.NO_POSITION) {
            position.advance(heartbeat.position());
            event.at(position.file(), position.next(), position.next());
        }
        handler.onEvent(event);
        handler.onHeartbeat(event);
    }

    private void onUnknown(EventHeaderFlyweight header) {
        if (!header.isIgnorable()) {
            throw unsupported(header, header.type());
        }
        handler.onIgnorable(event);
    }

    private static UnsupportedFeatureException unsupported(EventHeaderFlyweight header, EventType type) {
        return new UnsupportedFeatureException("event type " + header.typeRaw() + " (" + type + "): "
            + UnsupportedEvents.remedy(type));
    }
}
