package com.passkit.cdc.protocol.handshake;

/**
 * What a login wants of TLS.
 *
 * @param isWanted   whether TLS begins when the server offers it
 * @param isRequired whether a server without TLS is refused
 * @param isVerified whether the handshake fails when the certificate is not trusted
 */
public record TlsDemand(boolean isWanted, boolean isRequired, boolean isVerified) {

    /** Never TLS. */
    public static final TlsDemand NONE = new TlsDemand(false, false, false);
}
