package com.passkit.cdc.protocol.binlog;

/** What came of an event's checksum. */
public enum ChecksumVerdict {
    /** The event carries none. */
    NONE,
    /** It fits the bytes. */
    OK,
    /** It does not. Only seen when events are listed; elsewhere it stops the stream. */
    MISMATCH
}
