package com.passkit.cdc.protocol.handshake;

import java.security.PublicKey;
import java.util.Map;

/**
 * Who logs in, and how.
 *
 * @param user                       MySQL user
 * @param password                   secret, never printed; empty for none
 * @param isTlsWanted                whether TLS begins when the server offers it
 * @param isTlsRequired              whether a server without TLS is refused
 * @param serverPublicKey            pinned RSA key; null for none
 * @param isPublicKeyRetrievalAllowed whether the server may be asked for that key without TLS
 * @param attributes                 what {@code performance_schema.session_connect_attrs} shows
 */
public record LoginConfig(
    String user,
    String password,
    boolean isTlsWanted,
    boolean isTlsRequired,
    PublicKey serverPublicKey,
    boolean isPublicKeyRetrievalAllowed,
    Map<String, String> attributes) {

    @Override
    public String toString() {
        return user + " (password <redacted>)";
    }
}
