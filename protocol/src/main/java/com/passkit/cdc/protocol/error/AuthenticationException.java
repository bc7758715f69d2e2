package com.passkit.cdc.protocol.error;

/** The login cannot succeed as configured: a plugin, TLS or key setting stands in its way. Names the remedy. */
public final class AuthenticationException extends MySqlException {

    private static final long serialVersionUID = 1L;

    public AuthenticationException(String message) {
        super(Recovery.STOP, message);
    }

    public AuthenticationException(String message, Throwable cause) {
        super(Recovery.STOP, message, cause);
    }
}
