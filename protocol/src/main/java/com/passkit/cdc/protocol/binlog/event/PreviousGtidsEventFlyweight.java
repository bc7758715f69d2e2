package com.passkit.cdc.protocol.binlog.event;

import com.passkit.cdc.protocol.position.GtidSet;

import io.netty.buffer.ByteBuf;

/**
 * The set of all transactions before this file. The body is an encoded set, see {@link GtidSet}.
 * Memory: borrowed. Threading: one thread at a time.
 */
public final class PreviousGtidsEventFlyweight extends EventBodyFlyweight {

    /** @param buffer borrowed */
    public PreviousGtidsEventFlyweight wrap(ByteBuf buffer, int index, int length) {
        wrapBody(buffer, index, length, Long.BYTES, "PreviousGtidsEvent");
        return this;
    }

    /** A new set, the caller's own. */
    public GtidSet gtids() {
        return GtidSet.decode(buffer, index, end - index);
    }

    /** Appends a body. Memory: borrowed until this method returns. */
    public static void write(ByteBuf out, GtidSet gtids) {
        gtids.encode(out);
    }
}
