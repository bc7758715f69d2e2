package com.passkit.cdc.protocol.binlog.event;

import io.netty.buffer.ByteBuf;

/**
 * A number that the statement behind it needs to give the same result again.
 * <pre>
 *  offset  length  field  type
 *       0       1  kind   uint8   1 LAST_INSERT_ID, 2 INSERT_ID
 *       1       8  value  uint64
 * </pre>
 * Memory: borrowed. Threading: one thread at a time.
 *
 * @see <a href="https://dev.mysql.com/doc/dev/mysql-server/latest/classmysql_1_1binlog_1_1event_1_1Intvar__event.html">
 *     Intvar_event</a>
 */
public final class IntvarEventFlyweight extends EventBodyFlyweight {

    /** Kind: what LAST_INSERT_ID() returns in the statement. */
    public static final int LAST_INSERT_ID = 1;
    /** Kind: the first value that the statement's AUTO_INCREMENT column takes. */
    public static final int INSERT_ID = 2;

    private static final int KIND_OFFSET = 0;
    private static final int VALUE_OFFSET = KIND_OFFSET + Byte.BYTES;
    private static final int LENGTH = VALUE_OFFSET + Long.BYTES;

    /** @param buffer borrowed */
    public IntvarEventFlyweight wrap(ByteBuf buffer, int index, int length) {
        wrapBody(buffer, index, length, LENGTH, "IntvarEvent");
        return this;
    }

    /** {@link #LAST_INSERT_ID} or {@link #INSERT_ID}. */
    public int kindRaw() {
        return buffer.getUnsignedByte(index + KIND_OFFSET);
    }

    /** To be read as unsigned. */
    public long value() {
        return buffer.getLongLE(index + VALUE_OFFSET);
    }

    /** Appends a body. Memory: borrowed until this method returns. */
    public static void write(ByteBuf out, int kind, long value) {
        out.writeByte(kind).writeLongLE(value);
    }
}
