package com.passkit.cdc.protocol.binlog.event;

import com.passkit.cdc.protocol.wire.LengthEncoded;

import io.netty.buffer.ByteBuf;

/**
 * Row images of one table.
 * <pre>
 * ROWS =&gt;
 *   // post-header
 *   TableId        =&gt; uint48   0xffffff marks the end of a statement, no rows; uint32 in a 6-byte post-header
 *   Flags          =&gt; uint16   1: last event of its statement
 *   // version 2 only
 *   ExtraLength    =&gt; uint16   counts itself, so at least 2
 *   Extra          =&gt; bytes[ExtraLength - 2]
 *   // body
 *   ColumnCount    =&gt; lenenc
 *   BeforeColumns  =&gt; bitmap[ColumnCount]   update, delete
 *   AfterColumns   =&gt; bitmap[ColumnCount]   write, update
 *   Rows           =&gt; RowImage*             to the end of the event, checksum excluded
 * </pre>
 * In PARTIAL_UPDATE_ROWS (8.0.3 and later), which is of version 2, each after image begins with what tells its JSON
 * columns that are logged as differences; see {@link #isPartial()}.
 * <p>

 * Memory: borrowed. Threading: one thread at a time.
 *
 * @see <a href="https://dev.mysql.com/doc/dev/mysql-server/latest/classmysql_1_1binlog_1_1event_1_1Rows__event.html">
 *     Rows_event</a>
 */
public final class RowsEventFlyweight extends EventBodyFlyweight {

    /** Table id of an event that only ends a statement. */
    public static final long DUMMY_TABLE_ID = 0xff_ffffL;
    /** Flag: last event of its statement; the table maps are of no use any more. */
    public static final int STATEMENT_END = 0x01;

    private static final String STRUCTURE = "RowsEvent";

    private final FieldCursor cursor = new FieldCursor(STRUCTURE);
    private long tableId;
    private int flags;
    private int columnCount;
    private int beforeColumnsIndex;
    private int afterColumnsIndex;
    private int rowsIndex;
    private boolean isPartial;

    /**
     * @param buffer           borrowed
     * @param type             one of the rows events, of version 1 or 2
     * @param postHeaderLength as the format description gives it
     */
    public RowsEventFlyweight wrap(ByteBuf buffer, int index, int length, EventType type, int postHeaderLength) {
        wrapBody(buffer, index, length, TableMapEventFlyweight.TABLE_ID_LENGTH, STRUCTURE);
        cursor.wrap(buffer, index, end);
        tableId = cursor.readUnsigned(postHeaderLength == TableMapEventFlyweight.OLD_POST_HEADER_LENGTH
            ? Integer.BYTES : TableMapEventFlyweight.TABLE_ID_LENGTH, "tableId");
        flags = cursor.readUnsignedShort("flags");
        if (isVersion2(type)) {
            int extraLength = cursor.readUnsignedShort("extraLength");
            if (extraLength < Short.BYTES) {
                throw cursor.malformed("extraLength", extraLength, ">= 2");
            }
            cursor.skip(extraLength - Short.BYTES, "extra");
        }
        columnCount = cursor.readCount("columnCount", TableMapEventFlyweight.MAX_COLUMNS);
        int bitmapLength = (columnCount + Byte.SIZE - 1) / Byte.SIZE;
        beforeColumnsIndex = cursor.skip(bitmapLength, "columns");
        afterColumnsIndex = isUpdate(type) ? cursor.skip(bitmapLength, "afterColumns") : beforeColumnsIndex;
        rowsIndex = cursor.index();
        isPartial = type == EventType.PARTIAL_UPDATE_ROWS;
        return this;
    }

    private static boolean isVersion2(EventType type) {
        return type == EventType.WRITE_ROWS || type == EventType.UPDATE_ROWS || type == EventType.DELETE_ROWS
            || type == EventType.PARTIAL_UPDATE_ROWS;
    }

    private static boolean isUpdate(EventType type) {
        return type == EventType.UPDATE_ROWS || type == EventType.UPDATE_ROWS_V1
            || type == EventType.PARTIAL_UPDATE_ROWS;
    }

    public long tableId() {
        return tableId;
    }

    public int flagsRaw() {
        return flags;
    }

    public boolean isStatementEnd() {
        return (flags & STATEMENT_END) != 0;
    }

    /** Whether after images begin with the bitmap of JSON columns that have differences instead of a document. */
    public boolean isPartial() {
        return isPartial;
    }

    public int columnCount() {
        return columnCount;
    }

    /** Absolute index of the bitmap of columns in before images; least significant bit first. */
    public int beforeColumnsIndex() {
        return beforeColumnsIndex;
    }

    /** Absolute index of the bitmap of columns in after images; that of the before images unless an update. */
    public int afterColumnsIndex() {
        return afterColumnsIndex;
    }

    /** Absolute index of the first row image. */
    public int rowsIndex() {
        return rowsIndex;
    }

    /** Absolute index behind the last row image. */
    public int rowsEnd() {
        return end;
    }

    /** Appends what stands before the rows, with the 8-byte post-header and, for version 2, no extra data. */
    public static void write(ByteBuf out, EventType type, long tableId, int flags, int columnCount, byte[] columns,
        byte[] afterColumns) {
        out.writeIntLE((int) tableId).writeShortLE((int) (tableId >>> Integer.SIZE)).writeShortLE(flags);
        if (isVersion2(type)) {
            out.writeShortLE(Short.BYTES);
        }
        LengthEncoded.write(out, columnCount);
        out.writeBytes(columns);
        if (isUpdate(type)) {
            out.writeBytes(afterColumns);
        }
    }
}
