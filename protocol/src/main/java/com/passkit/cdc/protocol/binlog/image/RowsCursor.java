package com.passkit.cdc.protocol.binlog.image;

import com.passkit.cdc.protocol.binlog.event.RowsEventFlyweight;
import com.passkit.cdc.protocol.error.MalformedPacketException;
import com.passkit.cdc.protocol.row.RowView;

import io.netty.buffer.ByteBuf;

/**
 * Walks the rows of one rows event; can stop behind any of them.
 * Memory: borrowed until the last row was taken. Threading: one thread at a time; one instance per decoder.
 */
public final class RowsCursor {

    private final PresentColumns beforeColumns = new PresentColumns();
    private final PresentColumns afterColumns = new PresentColumns();
    private final PartialColumns partialColumns = new PartialColumns();
    private final PatchedDocuments patched = new PatchedDocuments();
    private final RowImage before = new RowImage(patched);
    private final RowImage after = new RowImage(patched);
    private TableLayout layout;
    private ByteBuf buffer;
    private boolean hasBefore;
    private boolean hasAfter;
    private boolean isWithoutColumns;
    private boolean isPartial;
    private int index;
    private int end;
    private int rowIndex;

    /**
     * @param buffer borrowed
     * @param event  over the same buffer
     */
    public void wrap(TableLayout layout, ByteBuf buffer, RowsEventFlyweight event, boolean hasBefore,
        boolean hasAfter) {
        if (event.columnCount() != layout.columnCount()) {
            throw MalformedPacketException.of("RowsEvent", "columnCount", event.columnCount(),
                layout.columnCount() + ", as in the table map of " + layout.table());
        }
        this.layout = layout;
        this.buffer = buffer;
        this.hasBefore = hasBefore;
        this.hasAfter = hasAfter;
        isPartial = event.isPartial();
        beforeColumns.wrap(buffer, event.beforeColumnsIndex(), layout.columnCount());
        afterColumns.wrap(buffer, event.afterColumnsIndex(), layout.columnCount());
        index = event.rowsIndex();
        end = event.rowsEnd();
        rowIndex = -1;
        // INSERT without a value under MINIMAL images: one row of no bytes (Rows_log_event::do_apply_event reads it).
        isWithoutColumns = index == end && hasAfter && !hasBefore && afterColumns.count() == 0;
    }

    /** @return false when there is no other row */
    public boolean next() {
        if (index >= end && !isWithoutColumns) {
            return false;
        }
        int start = index;
        if (hasBefore) {
            index = before.wrap(layout, beforeColumns, buffer, index, end);
        }
        if (hasAfter) {
            int imageIndex = isPartial ? partialColumns.wrap(layout.jsonColumns.length, buffer, index, end) : index;
            index = after.wrap(layout, afterColumns, buffer, imageIndex, end);
        }
        if (index == start && !isWithoutColumns) {
            throw MalformedPacketException.of("RowsEvent", "rows", "a row of no bytes, " + (end - index) + " left",
                "rows of the columns that are present");
        }
        isWithoutColumns = false;
        rowIndex++;
        return true;
    }

    /** Makes the documents of the row at hand whole; to be called before it is looked at. */
    public void applyDiffs() {
        if (isPartial) {
            patched.apply(layout, partialColumns, buffer, before, after);
        }
    }

    /** @return whether no row follows the one at hand */
    public boolean isLast() {
        return index >= end;
    }

    public TableLayout layout() {
        return layout;
    }

    /** Index of the row in its event, from 0; -1 before the first. */
    public int rowIndex() {
        return rowIndex;
    }

    /** The row before; null for an insert. */
    public RowView before() {
        return hasBefore ? before : null;
    }

    /** The row after; null for a delete. */
    public RowView after() {
        return hasAfter ? after : null;
    }
}
