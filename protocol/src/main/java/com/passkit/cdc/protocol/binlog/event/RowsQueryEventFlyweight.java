package com.passkit.cdc.protocol.binlog.event;

import java.nio.charset.StandardCharsets;

import io.netty.buffer.ByteBuf;

/**
 * The statement whose rows follow: ROWS_QUERY of MySQL ({@code binlog_rows_query_log_events=ON}) and ANNOTATE_ROWS of
 * MariaDB ({@code binlog_annotate_row_events=ON}), which lacks the length.
 * <pre>
 *  offset  length  field   type
 *       0       1  length  uint8    ROWS_QUERY only: of the statement, cut to 8 bits: of no use
 *       1       n  sql     char[n]  to the end
 * </pre>
 * Memory: borrowed. Threading: one thread at a time.
 */
public final class RowsQueryEventFlyweight extends EventBodyFlyweight {

    private static final int LENGTH_OFFSET = 0;
    private static final int SQL_OFFSET = LENGTH_OFFSET + Byte.BYTES;
    private static final int LENGTH_MASK = 0xff;

    private int sqlIndex;

    /**
     * @param buffer borrowed
     * @param type   ROWS_QUERY or MARIADB_ANNOTATE_ROWS
     */
    public RowsQueryEventFlyweight wrap(ByteBuf buffer, int index, int length, EventType type) {
        int sqlOffset = type == EventType.ROWS_QUERY ? SQL_OFFSET : 0;
        wrapBody(buffer, index, length, sqlOffset, "RowsQueryEvent");
        sqlIndex = index + sqlOffset;
        return this;
    }

    /** The statement. The event does not name its character set: utf8mb4, the default of all clients, is assumed. */
    public String sql() {
        return buffer.toString(sqlIndex, end - sqlIndex, StandardCharsets.UTF_8);
    }

    /** Appends a body. Memory: borrowed until this method returns. */
    public static void write(ByteBuf out, EventType type, String sql) {
        byte[] bytes = sql.getBytes(StandardCharsets.UTF_8);
        if (type == EventType.ROWS_QUERY) {
            out.writeByte(bytes.length & LENGTH_MASK);
        }
        out.writeBytes(bytes);
    }
}
