package com.passkit.cdc.runtime.source;

import com.passkit.cdc.protocol.error.MySqlException;
import com.passkit.cdc.protocol.error.Recovery;

/** The server no longer has what follows the stored position, or never had it. Only a new snapshot helps. */
public final class PositionLostException extends MySqlException {

    private static final long serialVersionUID = 1L;

    public PositionLostException(String message) {
        super(Recovery.RESNAPSHOT, message);
    }
}
