package com.passkit.cdc.protocol.error;

/**
 * The server sent something well formed that this version does not read. Names what, and what can be set on the
 * server.
 */
public final class UnsupportedFeatureException extends MySqlException {

    private static final long serialVersionUID = 1L;

    public UnsupportedFeatureException(String message) {
        super(Recovery.STOP, message);
    }
}
