package com.passkit.cdc.protocol.error;

import java.util.Objects;

/**
 * Root of everything this module throws. The subtype says who is at fault, {@link #recovery()} what to do about it.
 * Messages never carry a secret.
 */
public class MySqlException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final Recovery recovery;

    public MySqlException(Recovery recovery, String message) {
        super(message);
        this.recovery = Objects.requireNonNull(recovery, "recovery");
    }

    public MySqlException(Recovery recovery, String message, Throwable cause) {
        super(message, cause);
        this.recovery = Objects.requireNonNull(recovery, "recovery");
    }

    /** @return what the caller should do about it */
    public Recovery recovery() {
        return recovery;
    }
}
