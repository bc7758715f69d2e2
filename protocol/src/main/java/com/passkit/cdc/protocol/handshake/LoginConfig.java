package com.passkit.cdc.protocol.handshake;

import java.util.List;
import java.util.Map;

/**
 * Who logs in, and how.
 *
 * @param user         MySQL user
 * @param passwords    secrets of the factors in their order, the first one at least; never printed; empty for none
 * @param tls          what is wanted of TLS
 * @param isUnixSocket whether the connection does not leave the machine
 * @param policy       how far a password may go
 * @param compression  capability flag of the compression to use, 0 for none; a server without it is refused
 * @param attributes   what {@code performance_schema.session_connect_attrs} shows
 */
public record LoginConfig(
    String user,
    List<String> passwords,
    TlsDemand tls,
    boolean isUnixSocket,
    PasswordPolicy policy,
    int compression,
    Map<String, String> attributes) {

    public LoginConfig {
        passwords = List.copyOf(passwords);
        attributes = Map.copyOf(attributes);
    }

    @Override
    public String toString() {
        return user + " (password <redacted>)";
    }
}
