package com.passkit.cdc.protocol.error;

/** The connection could not be made, was lost, or was silent for longer than its read time-out. */
public final class ConnectionClosedException extends MySqlException {

    private static final long serialVersionUID = 1L;

    public ConnectionClosedException(String message) {
        super(Recovery.RECONNECT, message);
    }

    public ConnectionClosedException(String message, Throwable cause) {
        super(Recovery.RECONNECT, message, cause);
    }
}
