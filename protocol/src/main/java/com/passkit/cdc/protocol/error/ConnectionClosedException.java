package com.passkit.cdc.protocol.error;

import java.util.Objects;

/** The connection could not be made, was lost, or was silent for longer than its read time-out. */
public final class ConnectionClosedException extends MySqlException {

    private static final long serialVersionUID = 1L;

    /** How it came. */
    public enum Reason {
        /** The host name has no address. */
        UNKNOWN_HOST,
        /** Nobody listens there, or nobody answers. */
        NOT_CONNECTED,
        /** Somebody listens, but did not let the login come to its end in time. */
        NO_LOGIN,
        /** The connection is open and nothing comes. */
        SILENT,
        /** It was there and is gone. */
        LOST
    }

    private final Reason reason;

    /** Of one that was there and is gone. */
    public ConnectionClosedException(String message) {
        this(Reason.LOST, message, null);
    }

    /** Of one that was there and is gone. */
    public ConnectionClosedException(String message, Throwable cause) {
        this(Reason.LOST, message, cause);
    }

    public ConnectionClosedException(Reason reason, String message, Throwable cause) {
        super(Recovery.RECONNECT, message, cause);
        this.reason = Objects.requireNonNull(reason, "reason");
    }

    /** @return how it came */
    public Reason reason() {
        return reason;
    }
}
