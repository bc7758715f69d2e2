package com.passkit.cdc.protocol.binlog.event;

/** Bits of {@link EventHeaderFlyweight#flagsRaw()}. */
public final class EventFlags {

    /** The file was not closed; set in its FORMAT_DESCRIPTION, whose checksum is computed without it. */
    public static final int BINLOG_IN_USE = 0x01;
    /** The statement needs its session's temporary tables. */
    public static final int THREAD_SPECIFIC = 0x04;
    /** The statement does not depend on the current database. */
    public static final int SUPPRESS_USE = 0x08;
    /** Made by the dump thread; is in no file. */
    public static final int ARTIFICIAL = 0x20;
    /** Made by a replica for its relay log. */
    public static final int RELAY_LOG = 0x40;
    /** A reader that does not know the type may pass over the event. */
    public static final int IGNORABLE = 0x80;
    /** Does not belong into the statement cache. */
    public static final int NO_FILTER = 0x100;

    private EventFlags() {
    }
}
