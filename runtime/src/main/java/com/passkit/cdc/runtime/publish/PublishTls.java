package com.passkit.cdc.runtime.publish;

import java.nio.file.Path;

/**
 * TLS towards the endpoint; PEM files.
 *
 * @param ca                certificates to trust; null for those of the JDK
 * @param clientCertificate chain to present; null for none
 * @param clientKey         its private key; null for none
 */
public record PublishTls(Path ca, Path clientCertificate, Path clientKey) {

    public static final PublishTls DEFAULT = new PublishTls(null, null, null);

    public PublishTls {
        if ((clientCertificate == null) != (clientKey == null)) {
            throw new IllegalArgumentException(
                "publish.tls.cert and publish.tls.key: only one is set (expected: both or neither)");
        }
    }
}
