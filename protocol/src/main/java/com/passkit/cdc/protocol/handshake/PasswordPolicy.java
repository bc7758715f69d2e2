package com.passkit.cdc.protocol.handshake;

import java.security.PublicKey;

/**
 * How far a password may go.
 *
 * @param serverPublicKey             pinned RSA key; null for none
 * @param isPublicKeyRetrievalAllowed whether the server may be asked for that key without TLS
 * @param isClearPasswordAllowed      whether a password may be sent as it is to a server that is known to be the right
 *                                    one
 */
public record PasswordPolicy(
    PublicKey serverPublicKey, boolean isPublicKeyRetrievalAllowed, boolean isClearPasswordAllowed) {
}
