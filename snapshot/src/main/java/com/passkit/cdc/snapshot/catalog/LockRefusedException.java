package com.passkit.cdc.snapshot.catalog;

import com.passkit.cdc.protocol.error.MySqlException;
import com.passkit.cdc.protocol.error.Recovery;

/** The server does not let this user have a lock, or has no such lock. Another one may be had. */
public final class LockRefusedException extends MySqlException {

    private static final long serialVersionUID = 1L;

    public LockRefusedException(String message) {
        super(Recovery.STOP, message);
    }

    public LockRefusedException(String message, Throwable cause) {
        super(Recovery.STOP, message, cause);
    }
}
