package com.passkit.cdc.protocol.binlog;

import com.passkit.cdc.protocol.binlog.event.EventHeaderFlyweight;
import com.passkit.cdc.protocol.binlog.event.EventType;
import com.passkit.cdc.protocol.binlog.event.TransactionPayloadEventFlyweight;
import com.passkit.cdc.protocol.error.MalformedPacketException;
import com.passkit.cdc.protocol.row.Demand;

import io.netty.buffer.ByteBuf;

/**
 * Gives each event to the family of its type, and the events inside a compressed transaction after it.
 * Memory: borrowed until the event is done. Threading: one thread at a time.
 */
final class EventDispatcher implements AutoCloseable {

    private final BinlogHandler handler;
    private final EventCursor event;
    private final RowsDecoder rows;
    private final LogEvents log;
    private final TransactionEvents transactions;
    private final StatementEvents statements;
    private final TransactionPayload payload = new TransactionPayload();
    private final TransactionPayloadEventFlyweight payloadEvent = new TransactionPayloadEventFlyweight();
    private final CompressedEvent compressed = new CompressedEvent();
    private final TransactionEnd transactionEnd = new TransactionEnd();
    private boolean isRunning;
    private boolean isClosed;

    EventDispatcher(TableDefinitions definitions, BinlogHandler handler, EventCursor event, LinearPosition position) {
        this.handler = handler;
        this.event = event;
        rows = new RowsDecoder(definitions, handler, event);
        log = new LogEvents(handler, event, position, rows);
        transactions = new TransactionEvents(handler, event, rows, transactionEnd);
        statements = new StatementEvents(handler, event, rows, transactionEnd);
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
            release();
        }
    }

    private void release() {
        payload.close();
        compressed.close();
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
            return !isClosed && handler.onResume() == Demand.PAUSE ? Demand.PAUSE : handOut();
        } finally {
            stopRunning();
        }
    }

    private void stopRunning() {
        isRunning = false;
        if (isClosed) {
            release();
        }
    }

    private Demand handOut() {
        while (!isClosed) {
            if (rows.isActive() && rows.run() == Demand.PAUSE) {
                return Demand.PAUSE;
            }
            if (isClosed) {
                return Demand.CONTINUE;
            }
            if (!payload.isActive()) {
                return handler.onEventEnd();
            }
            if (payload.next() && dispatchInner() == Demand.PAUSE) {
                return Demand.PAUSE;
            }
        }
        return Demand.CONTINUE;
    }

    private Demand dispatchInner() {
        EventType type = event.wrap(payload.buffer(), payload.index(), payload.length()).type();
        if (!TransactionPayload.mayHold(type)) {
            throw MalformedPacketException.of("TransactionPayloadEvent", "innerEvent.type", type,
                "an event that can stand inside a transaction");
        }
        return dispatchOne(payload.buffer(), payload.index() + EventHeaderFlyweight.LENGTH,
            payload.length() - EventHeaderFlyweight.LENGTH);
    }

    private Demand dispatchOne(ByteBuf buffer, int index, int length) {
        EventType type = log.typeHere(event.header().type());
        if (type == EventType.ROTATE || type == EventType.HEARTBEAT || type == EventType.HEARTBEAT_V2) {
            log.onPosition(buffer, index, length, type);
            return Demand.CONTINUE;
        }
        handler.onEvent(event);
        transactionEnd.onEvent(type, event);
        switch (type) {
            case FORMAT_DESCRIPTION, PREVIOUS_GTIDS, MARIADB_GTID_LIST, MARIADB_BINLOG_CHECKPOINT,
                MARIADB_START_ENCRYPTION, INCIDENT, STOP -> log.dispatch(buffer, index, length, type);
            case GTID, ANONYMOUS_GTID, GTID_TAGGED_LOG, MARIADB_GTID, XID, XA_PREPARE, TRANSACTION_CONTEXT,
                VIEW_CHANGE -> {
                return transactions.dispatch(buffer, index, length, type);
            }
            case QUERY -> {
                return statements.onQuery(buffer, index, length);
            }
            case MARIADB_QUERY_COMPRESSED -> {
                int unpackedLength = compressed.unpackQuery(buffer, index, length);
                return statements.onQuery(compressed.unpacked(), 0, unpackedLength);
            }
            case INTVAR, RAND, USER_VAR, BEGIN_LOAD_QUERY, APPEND_BLOCK, EXECUTE_LOAD_QUERY, DELETE_FILE, ROWS_QUERY,
                MARIADB_ANNOTATE_ROWS -> statements.dispatch(buffer, index, length, type);
            case TABLE_MAP -> rows.onTableMap(buffer, index, length);
            case WRITE_ROWS_V1, WRITE_ROWS -> rows.onRows(buffer, index, length, type, RowChangeKind.INSERT);
            case UPDATE_ROWS_V1, UPDATE_ROWS, PARTIAL_UPDATE_ROWS ->
                rows.onRows(buffer, index, length, type, RowChangeKind.UPDATE);
            case DELETE_ROWS_V1, DELETE_ROWS -> rows.onRows(buffer, index, length, type, RowChangeKind.DELETE);
            case MARIADB_WRITE_ROWS_COMPRESSED_V1 ->
                unpackRows(buffer, index, length, EventType.WRITE_ROWS_V1, RowChangeKind.INSERT);
            case MARIADB_WRITE_ROWS_COMPRESSED ->
                unpackRows(buffer, index, length, EventType.WRITE_ROWS, RowChangeKind.INSERT);
            case MARIADB_UPDATE_ROWS_COMPRESSED_V1 ->
                unpackRows(buffer, index, length, EventType.UPDATE_ROWS_V1, RowChangeKind.UPDATE);
            case MARIADB_UPDATE_ROWS_COMPRESSED ->
                unpackRows(buffer, index, length, EventType.UPDATE_ROWS, RowChangeKind.UPDATE);
            case MARIADB_DELETE_ROWS_COMPRESSED_V1 ->
                unpackRows(buffer, index, length, EventType.DELETE_ROWS_V1, RowChangeKind.DELETE);
            case MARIADB_DELETE_ROWS_COMPRESSED ->
                unpackRows(buffer, index, length, EventType.DELETE_ROWS, RowChangeKind.DELETE);
            case TRANSACTION_PAYLOAD -> payload.begin(payloadEvent.wrap(buffer, index, length));
            case IGNORABLE, UNKNOWN -> onUnknown();
            case START_V3, LOAD, SLAVE, CREATE_FILE, EXEC_LOAD, NEW_LOAD, PRE_GA_WRITE_ROWS, PRE_GA_UPDATE_ROWS,
                PRE_GA_DELETE_ROWS -> throw UnsupportedEvents.of(event.header(), type);
            case ROTATE, HEARTBEAT, HEARTBEAT_V2 -> throw new AssertionError(type);
        }
        return Demand.CONTINUE;
    }

    private void unpackRows(ByteBuf buffer, int index, int length, EventType type, RowChangeKind kind) {
        int unpackedLength = compressed.unpackRows(buffer, index, length, type);
        rows.onRows(compressed.unpacked(), 0, unpackedLength, type, kind);
    }

    private void onUnknown() {
        if (event.header().isIgnorable()) {
            handler.onIgnorable(event);
        } else if (!handler.onUnknown(event)) {
            throw UnsupportedEvents.of(event.header(), EventType.UNKNOWN);
        }
    }
}
