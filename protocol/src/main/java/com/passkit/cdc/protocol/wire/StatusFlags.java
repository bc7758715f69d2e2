package com.passkit.cdc.protocol.wire;

/** Status flags of OK and EOF packets, 16 bits. Source: MySQL Internals, "SERVER_STATUS_flags_enum". */
public final class StatusFlags {

    /** SERVER_STATUS_AUTOCOMMIT. */
    public static final int AUTOCOMMIT = 1 << 1;
    /** SERVER_MORE_RESULTS_EXISTS: another result follows this one. */
    public static final int MORE_RESULTS = 1 << 3;

    private StatusFlags() {
    }
}
