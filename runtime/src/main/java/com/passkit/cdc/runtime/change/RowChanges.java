package com.passkit.cdc.runtime.change;

import com.passkit.cdc.protocol.binlog.EventView;
import com.passkit.cdc.protocol.binlog.RowChangeView;
import com.passkit.cdc.protocol.position.TransactionId;
import com.passkit.cdc.protocol.row.Demand;
import com.passkit.cdc.protocol.row.RowView;
import com.passkit.cdc.protocol.row.TableDescriptor;
import com.passkit.cdc.runtime.change.TableSelector.CapturedTable;

/**
 * The changes of the transaction at hand, numbered before any filter.
 * Threading: source event loop only, or the caller's thread for a file.
 */
final class RowChanges {

    private static final long MS_PER_SECOND = 1000;

    private final TableSelector selector;
    private final ChangeHandler handler;
    private final SourceChange change = new SourceChange();

    private TableDescriptor selectedFor;
    private CapturedTable selected;
    private TransactionId gtid;
    private long commitTimestampMs;
    private long ordinal;
    private String statement;

    RowChanges(TableSelector selector, ChangeHandler handler) {
        this.selector = selector;
        this.handler = handler;
    }

    /** @param commitMs when it was committed; 0 where only its events tell */
    void begin(TransactionId transaction, long commitMs) {
        gtid = transaction;
        commitTimestampMs = commitMs;
        ordinal = 0;
        statement = null;
    }

    void end() {
        begin(null, 0);
    }

    TransactionId gtid() {
        return gtid;
    }

    /** @param sql that caused the rows that follow; null where it is not delivered */
    void onStatement(String sql) {
        statement = sql;
    }

    /** @return the statement that caused the rows that follow; null where there is none */
    String statement() {
        return statement;
    }

    /** Definitions have changed: keys may be others. */
    void forgetDefinitions() {
        selector.forget();
        selectedFor = null;
        selected = null;
    }

    boolean isCaptured(TableDescriptor table) {
        return selected(table).table() != null;
    }

    Demand onRow(EventView event, RowChangeView row) {
        CapturedTable captured = selected(row.table());
        captured.requireDeliverable();
        RowView before = row.before();
        RowView after = row.after();
        if (captured.condition() != null) {
            // Of a row that leaves what is delivered, or enters it, the receiver sees the end or the beginning.
            before = before != null && captured.accepts(before, null) ? before : null;
            after = after != null && captured.accepts(after, row.before()) ? after : null;
            if (before == null && after == null) {
                ordinal++;
                return Demand.CONTINUE;
            }
        }
        change.kind = before == null ? ChangeKind.INSERT : after == null ? ChangeKind.DELETE : ChangeKind.UPDATE;
        change.table = captured.table();
        change.before = before;
        change.after = after;
        change.rowIndex = row.rowIndex();
        change.statement = statement;
        setOrigin(event);
        return handler.onChange(change);
    }

    void onSkipped(long rowCount) {
        ordinal += rowCount;
    }

    /** Hands on a change that a statement made without rows. */
    Demand deliver(EventView event, ChangeKind kind, TableDescriptor table, String sql) {
        change.kind = kind;
        change.table = table;
        change.before = null;
        change.after = null;
        change.rowIndex = 0;
        change.statement = sql;
        setOrigin(event);
        return handler.onChange(change);
    }

    /** @return when it was committed, by its GTID event or else by this one; milliseconds since 1970 UTC */
    long timestampMs(EventView event) {
        return commitTimestampMs != 0 ? commitTimestampMs : event.header().timestampSeconds() * MS_PER_SECOND;
    }

    private CapturedTable selected(TableDescriptor table) {
        if (table != selectedFor) {
            selectedFor = table;
            selected = selector.find(table);
        }
        return selected;
    }

    private void setOrigin(EventView event) {
        change.timestampMs = timestampMs(event);
        change.serverId = event.header().serverId();
        change.gtid = gtid;
        change.ordinal = ordinal++;
        change.file = event.file();
        change.position = event.startPosition();
    }
}
