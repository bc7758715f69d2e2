package com.passkit.cdc.runtime.source;

import com.passkit.cdc.protocol.error.MySqlException;
import com.passkit.cdc.protocol.error.Recovery;

/**
 * The server has not executed all that was read before. It may catch up: the dump sends a transaction a moment before
 * {@code gtid_executed} names it, and a replica lags. When it does not, it was reset or restored, and only a new
 * snapshot helps.
 */
public final class SourceBehindException extends MySqlException {

    private static final long serialVersionUID = 1L;

    public SourceBehindException(String message) {
        super(Recovery.RESNAPSHOT, message);
    }
}
