package com.passkit.cdc.snapshot.read;

import com.passkit.cdc.protocol.error.MySqlException;
import com.passkit.cdc.protocol.error.Recovery;

/** The server does not let this user have a lock, or has no such lock. Another one may be had. */
final class LockRefusedException extends MySqlException {

    private static final long serialVersionUID = 1L;

    LockRefusedException(String message) {
        super(Recovery.STOP, message);
    }

    LockRefusedException(String message, Throwable cause) {
        super(Recovery.STOP, message, cause);
    }
}
