package com.passkit.cdc.protocol.binlog;

import com.passkit.cdc.protocol.binlog.event.EventType;
import com.passkit.cdc.protocol.binlog.event.FormatDescriptionEventFlyweight;
import com.passkit.cdc.protocol.binlog.event.RowsEventFlyweight;
import com.passkit.cdc.protocol.binlog.event.TableMapEventFlyweight;
import com.passkit.cdc.protocol.binlog.image.OpenTables;
import com.passkit.cdc.protocol.binlog.image.RowsCursor;
import com.passkit.cdc.protocol.binlog.image.TableLayout;
import com.passkit.cdc.protocol.binlog.image.TableLayouts;
import com.passkit.cdc.protocol.error.MalformedPacketException;
import com.passkit.cdc.protocol.row.Demand;

import io.netty.buffer.ByteBuf;

/**
 * Table maps and the rows events that need them; stops and goes on between any two rows.
 * Memory: borrowed until the last row was taken. Threading: one thread at a time.
 */
final class RowsDecoder {

    /** What 5.1.4 and later write; where a format description does not say. */
    static final int POST_HEADER_LENGTH = 8;

    private final BinlogHandler handler;
    private final EventCursor event;
    private final TableLayouts layouts;
    private final OpenTables openTables = new OpenTables();
    private final TableMapEventFlyweight tableMap = new TableMapEventFlyweight();
    private final RowsEventFlyweight rowsEvent = new RowsEventFlyweight();
    private final RowsCursor rows = new RowsCursor();
    private final RowChange change = new RowChange(rows);
    private int tableMapPostHeaderLength = POST_HEADER_LENGTH;
    private int rowsV1PostHeaderLength = POST_HEADER_LENGTH;
    private boolean isActive;

    RowsDecoder(TableDefinitions definitions, BinlogHandler handler, EventCursor event) {
        this.handler = handler;
        this.event = event;
        layouts = new TableLayouts(definitions::find, definitions::onSelfDescribed);
    }

    void onFormatDescription(FormatDescriptionEventFlyweight format) {
        openTables.closeAll();
        tableMapPostHeaderLength = format.postHeaderLength(EventType.TABLE_MAP);
        rowsV1PostHeaderLength = format.postHeaderLength(EventType.WRITE_ROWS_V1);
        layouts.isMariaDb(format.isMariaDb());
    }

    void forgetDefinitions() {
        layouts.forgetDefinitions();
    }

    /** Another file or another statement begins. */
    void closeTables() {
        openTables.closeAll();
    }

    void onTableMap(ByteBuf buffer, int index, int length) {
        tableMap.wrap(buffer, index, length, tableMapPostHeaderLength);
        TableLayout layout = layouts.of(tableMap);
        boolean isWanted = handler.onTableMap(event, layout.table());
        if (isWanted) {
            layout.requireReadable();
        }
        openTables.open(tableMap.tableId(), layout, isWanted);
    }

    /** Takes a rows event; {@link #run()} hands out its rows. */
    void onRows(ByteBuf buffer, int index, int length, EventType type, RowChangeKind kind) {
        rowsEvent.wrap(buffer, index, length, type, rowsV1PostHeaderLength);
        int slot = openTables.find(rowsEvent.tableId());
        if (slot < 0) {
            endWithoutTable();
            return;
        }
        rows.wrap(openTables.layout(slot), buffer, rowsEvent, kind != RowChangeKind.INSERT,
            kind != RowChangeKind.DELETE);
        if (openTables.isWanted(slot)) {
            change.kind(kind);
            isActive = true;
        } else {
            int count = openTables.layout(slot).isReadable() ? 0 : 1;
            while (openTables.layout(slot).isReadable() && rows.next()) {
                count++;
            }
            endEvent();
            handler.onRowsSkipped(event, count);
        }
    }

    /** An event with this id and without rows only ends a statement (Rows_log_event's dummy event). */
    private void endWithoutTable() {
        if (rowsEvent.tableId() != RowsEventFlyweight.DUMMY_TABLE_ID
            || rowsEvent.rowsIndex() != rowsEvent.rowsEnd()) {
            throw MalformedPacketException.of("RowsEvent", "tableId", rowsEvent.tableId(),
                "one that a table map of this statement has announced");
        }
        endEvent();
    }

    /** Whether rows are left, or the end of their event is not told yet. */
    boolean isActive() {
        return isActive;
    }

    /** Hands out rows until there are none left or the handler pauses. */
    Demand run() {
        while (isActive && rows.next()) {
            rows.applyDiffs();
            boolean isLast = rows.isLast();
            if (handler.onRow(event, change) == Demand.PAUSE) {
                if (isLast) {
                    endEvent();
                }
                return Demand.PAUSE;
            }
        }
        endEvent();
        return Demand.CONTINUE;
    }

    /** Hands out no other row; also called by a handler out of {@link #run()}. */
    void abandon() {
        isActive = false;
    }

    private void endEvent() {
        isActive = false;
        if (rowsEvent.isStatementEnd()) {
            openTables.closeAll();
        }
    }
}
