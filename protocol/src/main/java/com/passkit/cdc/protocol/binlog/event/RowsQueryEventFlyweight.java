package com.passkit.cdc.protocol.binlog.event;

import java.nio.charset.StandardCharsets;

import io.netty.buffer.ByteBuf;

/**
 * The statement whose rows follow, with {@code binlog_rows_query_log_events=ON}.
 * <pre>
 *  offset  length  field   type
 *       0       1  length  uint8    of the statement, cut to 8 bits: of no use
 *       1       n  sql     char[n]  to the end
 * </pre>
 * Memory: borrowed. Threading: one thread at a time.
 */
public final class RowsQueryEventFlyweight extends EventBodyFlyweight {

    private static final int LENGTH_OFFSET = 0;
    private static final int SQL_OFFSET = LENGTH_OFFSET + Byte.BYTES;
    private static final int LENGTH_MASK = 0xff;

    /** @param buffer borrowed */
    public RowsQueryEventFlyweight wrap(ByteBuf buffer, int index, int length) {
        wrapBody(buffer, index, length, SQL_OFFSET, "RowsQueryEvent");
        return this;
    }

    /** The statement. The event does not name its character set: utf8mb4, the default of all clients, is assumed. */
    public String sql() {
        return buffer.toString(index + SQL_OFFSET, end - index - SQL_OFFSET, StandardCharsets.UTF_8);
    }

    /** Appends a body. Memory: borrowed until this method returns. */
    public static void write(ByteBuf out, String sql) {
        byte[] bytes = sql.getBytes(StandardCharsets.UTF_8);
        out.writeByte(bytes.length & LENGTH_MASK).writeBytes(bytes);
    }
}
