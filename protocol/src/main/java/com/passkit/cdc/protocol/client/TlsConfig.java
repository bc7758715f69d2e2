package com.passkit.cdc.protocol.client;

import java.nio.file.Path;
import java.util.Objects;

/**
 * TLS of a connection. Files are PEM and are read anew at each connect.
 *
 * @param mode              how far TLS is demanded
 * @param ca                certificates to trust; null for those of the JDK
 * @param clientCertificate chain to present; null for none
 * @param clientKey         private key of the chain; null for none
 */
public record TlsConfig(TlsMode mode, Path ca, Path clientCertificate, Path clientKey) {

    /** MySQL's own default: TLS when offered, without verification. */
    public static final TlsConfig PREFERRED = new TlsConfig(TlsMode.PREFERRED, null, null, null);
    /** Never TLS. */
    public static final TlsConfig DISABLED = new TlsConfig(TlsMode.DISABLED, null, null, null);

    public TlsConfig {
        Objects.requireNonNull(mode, "mode");
        if ((clientCertificate == null) != (clientKey == null)) {
            throw new IllegalArgumentException("tls.cert and tls.key: only one is set (expected: both or neither)");
        }
    }
}
