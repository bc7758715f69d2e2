package com.passkit.cdc.runtime.source;

import com.passkit.cdc.protocol.error.MySqlException;
import com.passkit.cdc.protocol.error.Recovery;

/**
 * A server answers but may not be read now: it has another part than is wanted, is behind, or is no working member of
 * its group. Time, or whoever runs the cluster, changes that; it is looked at again soon.
 */
public final class HostWaitException extends MySqlException {

    private static final long serialVersionUID = 1L;

    HostWaitException(String message) {
        super(Recovery.RECONNECT, message);
    }
}
