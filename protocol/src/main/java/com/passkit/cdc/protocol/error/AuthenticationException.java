package com.passkit.cdc.protocol.error;

/** The login cannot succeed as configured: a plugin, TLS or key setting stands in its way. Names the remedy. */
public final class AuthenticationException extends MySqlException {

    private static final long serialVersionUID = 1L;

    private final boolean isOfTls;

    public AuthenticationException(String message) {
        this(message, null, false);
    }

    public AuthenticationException(String message, Throwable cause) {
        this(message, cause, false);
    }

    private AuthenticationException(String message, Throwable cause, boolean isOfTls) {
        super(Recovery.STOP, message, cause);
        this.isOfTls = isOfTls;
    }

    /** TLS did not come up. */
    public static AuthenticationException ofTls(String message, Throwable cause) {
        return new AuthenticationException(message, cause, true);
    }

    /** @return whether TLS did not come up, before anything was said of the account */
    public boolean isOfTls() {
        return isOfTls;
    }
}
