package com.passkit.cdc.cli.sandbox;

import java.nio.file.Path;
import java.util.Objects;

/**
 * How the sandbox listens. Immutable.
 *
 * @param bind           address to listen on; anything beyond loopback shows the records to others
 * @param port           TCP port; 0 for any free one
 * @param authToken      bearer token that deliveries must carry; null for none
 * @param tlsCertificate PEM chain; null for plain HTTP
 * @param tlsKey         PEM private key of the chain; null for plain HTTP
 * @param rememberedIds  how many event ids are kept to recognise a repeat
 */
public record SandboxConfig(
    String bind, int port, String authToken, Path tlsCertificate, Path tlsKey, int rememberedIds) {

    public static final String DEFAULT_BIND = "127.0.0.1";
    public static final int DEFAULT_PORT = 8090;
    public static final int DEFAULT_REMEMBERED_IDS = 200_000;

    private static final int MAX_PORT = 65_535;

    public SandboxConfig {
        Objects.requireNonNull(bind, "bind");
        if (port < 0 || port > MAX_PORT) {
            throw new IllegalArgumentException("port: " + port + " (expected: 0 to " + MAX_PORT + ')');
        }
        if ((tlsCertificate == null) != (tlsKey == null)) {
            throw new IllegalArgumentException(
                "tls-cert and tls-key: only one is set (expected: both or neither)");
        }
        if (authToken != null && authToken.isBlank()) {
            throw new IllegalArgumentException("auth-token: empty (expected: a token, or none)");
        }
        if (rememberedIds < 1) {
            throw new IllegalArgumentException("rememberedIds: " + rememberedIds + " (expected: >= 1)");
        }
    }

    /** Plain HTTP on loopback, open to every process of this machine. */
    public static SandboxConfig onLoopback(int port) {
        return new SandboxConfig(DEFAULT_BIND, port, null, null, null, DEFAULT_REMEMBERED_IDS);
    }

    @Override
    public String toString() {
        return "SandboxConfig[bind=" + bind + ", port=" + port + ", authToken="
            + (authToken == null ? "none" : "<redacted>") + ", tlsCertificate=" + tlsCertificate + ']';
    }
}
