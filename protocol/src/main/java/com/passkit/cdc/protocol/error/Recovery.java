package com.passkit.cdc.protocol.error;

/** What the caller should do about an error. One supervisor turns it into action. */
public enum Recovery {
    /** The transport was lost or disturbed; connect again and go on from the last acknowledged commit. */
    RECONNECT,
    /** The stored position is of no use to this server; only a new snapshot helps. */
    RESNAPSHOT,
    /** Trying again cannot help; a person must change something. */
    STOP
}
