package com.passkit.cdc.runtime.publish;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;

/** TLS settings from PEM files. The peer's name is verified always. Threading: any thread. Blocking: reads files. */
final class EndpointTls {

    private EndpointTls() {
    }

    /** @throws IllegalArgumentException when a file cannot be used */
    static void configure(SslContextBuilder builder, PublishTls tls) {
        // The JDK's, whatever else is there: it negotiates with endpoints that know no ALPN.
        builder.sslProvider(SslProvider.JDK);
        try {
            if (tls.ca() != null) {
                readable("publish.tls.ca", tls.ca());
                builder.trustManager(tls.ca().toFile());
            }
        } catch (IllegalArgumentException e) {
            throw unusable("publish.tls.ca", tls.ca(), "certificates in PEM", e);
        }
        try {
            if (tls.clientCertificate() != null) {
                readable("publish.tls.cert", tls.clientCertificate());
                readable("publish.tls.key", tls.clientKey());
                builder.keyManager(tls.clientCertificate().toFile(), tls.clientKey().toFile());
            }
        } catch (IllegalArgumentException e) {
            throw unusable("publish.tls.cert, publish.tls.key", tls.clientCertificate(),
                "a certificate chain and its private key in PEM", e);
        }
    }

    private static void readable(String field, Path path) {
        try (var in = Files.newInputStream(path)) {
            in.read();
        } catch (IOException e) {
            throw new IllegalArgumentException(field + ": " + path + " (expected: a file that can be read)", e);
        }
    }

    private static IllegalArgumentException unusable(
        String field, Path path, String expected, IllegalArgumentException cause) {
        return cause.getMessage() != null && cause.getMessage().startsWith("publish.tls") ? cause
            : new IllegalArgumentException(field + ": " + path + " (expected: " + expected + ')', cause);
    }
}
