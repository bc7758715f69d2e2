package com.passkit.cdc.protocol.binlog.event;

import io.netty.buffer.ByteBuf;

/**
 * Commit of a transaction in a transactional engine.
 * <pre>
 *  offset  length  field  type
 *       0       8  xid    uint64  number of the transaction in its server
 * </pre>
 * Memory: borrowed. Threading: one thread at a time.
 */
public final class XidEventFlyweight extends EventBodyFlyweight {

    private static final int XID_OFFSET = 0;

    /** Bytes of the body. */
    public static final int LENGTH = XID_OFFSET + Long.BYTES;

    /** @param buffer borrowed */
    public XidEventFlyweight wrap(ByteBuf buffer, int index, int length) {
        wrapBody(buffer, index, length, LENGTH, "XidEvent");
        return this;
    }

    /** Number of the transaction, to be read as unsigned. */
    public long xid() {
        return buffer.getLongLE(index + XID_OFFSET);
    }

    /** Appends a body. Memory: borrowed until this method returns. */
    public static void write(ByteBuf out, long xid) {
        out.writeLongLE(xid);
    }
}
