package com.passkit.cdc.protocol.binlog.event;

import io.netty.buffer.ByteBuf;

/**
 * The seeds of RAND() in the statement behind it.
 * <pre>
 *  offset  length  field   type
 *       0       8  seed 1  uint64
 *       8       8  seed 2  uint64
 * </pre>
 * Memory: borrowed. Threading: one thread at a time.
 */
public final class RandEventFlyweight extends EventBodyFlyweight {

    private static final int SEED1_OFFSET = 0;
    private static final int SEED2_OFFSET = SEED1_OFFSET + Long.BYTES;
    private static final int LENGTH = SEED2_OFFSET + Long.BYTES;

    /** @param buffer borrowed */
    public RandEventFlyweight wrap(ByteBuf buffer, int index, int length) {
        wrapBody(buffer, index, length, LENGTH, "RandEvent");
        return this;
    }

    /** To be read as unsigned. */
    public long seed1() {
        return buffer.getLongLE(index + SEED1_OFFSET);
    }

    /** To be read as unsigned. */
    public long seed2() {
        return buffer.getLongLE(index + SEED2_OFFSET);
    }

    /** Appends a body. Memory: borrowed until this method returns. */
    public static void write(ByteBuf out, long seed1, long seed2) {
        out.writeLongLE(seed1).writeLongLE(seed2);
    }
}
