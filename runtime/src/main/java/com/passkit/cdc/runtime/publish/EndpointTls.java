package com.passkit.cdc.runtime.publish;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

import javax.net.ssl.SSLException;

import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import reactor.netty.http.Http2SslContextSpec;

/**
 * TLS settings from PEM files, which may be replaced while the connector runs. The peer's name is verified always.
 * Threading: any thread. Blocking: looks at files, and reads them when they have changed.
 */
final class EndpointTls {

    private final PublishTls tls;
    private List<Object> usedState;
    private List<Object> brokenState;

    EndpointTls(PublishTls tls) {
        this.tls = Objects.requireNonNull(tls, "tls");
    }

    /** @throws IllegalArgumentException when a file cannot be used */
    synchronized SslContext load() {
        List<Object> state = state();
        SslContext context = context();
        usedState = state;
        return context;
    }

    /**
     * @return a new context when a file has changed since the last one; null when none has, or when what is there now
     *     was refused before
     * @throws IllegalArgumentException when a file has changed and cannot be used: once for each change
     */
    synchronized SslContext reload() {
        List<Object> state = state();
        if (state.equals(usedState) || state.equals(brokenState)) {
            return null;
        }
        try {
            SslContext context = context();
            usedState = state;
            brokenState = null;
            return context;
        } catch (IllegalArgumentException e) {
            brokenState = state;
            throw e;
        }
    }

    private SslContext context() {
        Http2SslContextSpec http2 = Http2SslContextSpec.forClient();
        http2.configure(this::configure);
        try {
            return http2.sslContext();
        } catch (SSLException e) {
            throw new IllegalArgumentException("publish.tls: " + e.getMessage()
                + " (expected: a certificate and the private key that belongs to it)", e);
        }
    }

    private void configure(SslContextBuilder builder) {
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
                KeyPairCheck.verify(tls.clientCertificate(), tls.clientKey());
            }
        } catch (IllegalArgumentException e) {
            throw unusable("publish.tls.cert, publish.tls.key", tls.clientCertificate(),
                "a certificate chain and its private key in PEM", e);
        }
    }

    /** What tells that a file was written, replaced, or a link to it set anew. */
    private List<Object> state() {
        List<Object> state = new ArrayList<>();
        Stream.of(tls.ca(), tls.clientCertificate(), tls.clientKey()).filter(Objects::nonNull).forEach(file -> {
            try {
                BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
                state.add(attributes.lastModifiedTime());
                state.add(attributes.size());
                state.add(String.valueOf(attributes.fileKey()));
            } catch (IOException e) {
                state.add("unreadable");
            }
        });
        return state;
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
