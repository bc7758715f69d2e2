package com.passkit.cdc.protocol.position;

import io.netty.buffer.ByteBuf;

/**
 * Mutable set of GTIDs, kept as sorted intervals for each source id and tag.
 * Threading: one thread at a time; hand a {@link #copy()} to another.
 */
public final class GtidSet {

    /**
     * @param text as {@code @@GLOBAL.gtid_executed} prints it, line breaks and white space allowed; empty for the
     * empty set
     */
    public static GtidSet parse(String text) {
        throw new AssertionError(text);
    }

    /** Reads the encoding of PREVIOUS_GTIDS and COM_BINLOG_DUMP_GTID. Memory: borrowed until this method returns. */
    public static GtidSet decode(ByteBuf bytes, int index, int length) {
        throw new AssertionError();
    }

    /** Appends the encoding of COM_BINLOG_DUMP_GTID. Memory: borrowed until this method returns. */
    public void encode(ByteBuf out) {
        throw new AssertionError();
    }

    public boolean isEmpty() {
        throw new AssertionError();
    }

    /** @return false when it was in the set already */
    public boolean add(Gtid gtid) {
        throw new AssertionError(gtid);
    }

    public boolean contains(Gtid gtid) {
        throw new AssertionError(gtid);
    }

    /** @return whether every GTID of the other set is in this one */
    public boolean containsAll(GtidSet other) {
        throw new AssertionError(other);
    }

    /** Adds every GTID of the other set to this one. */
    public void addAll(GtidSet other) {
        throw new AssertionError(other);
    }

    /** @return a new set: this without the other */
    public GtidSet minus(GtidSet other) {
        throw new AssertionError(other);
    }

    /** @return a new set with the GTIDs that are in both */
    public GtidSet intersect(GtidSet other) {
        throw new AssertionError(other);
    }

    public GtidSet copy() {
        throw new AssertionError();
    }
}
