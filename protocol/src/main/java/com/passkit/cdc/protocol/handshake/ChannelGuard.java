package com.passkit.cdc.protocol.handshake;

/** What keeps others from reading along, or from standing in between. */
public enum ChannelGuard {
    /** Nothing. */
    NONE,
    /** TLS with whoever answered. */
    TLS,
    /** TLS, and the certificate was verified. */
    VERIFIED_TLS,
    /** The connection does not leave the machine. */
    UNIX_SOCKET;

    /** @return whether TLS is up */
    boolean isTls() {
        return this == TLS || this == VERIFIED_TLS;
    }

    /** @return whether the other side is known to be the server that is meant */
    boolean isAuthentic() {
        return this == VERIFIED_TLS || this == UNIX_SOCKET;
    }
}
