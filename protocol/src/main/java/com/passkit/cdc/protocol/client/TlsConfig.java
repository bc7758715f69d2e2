package com.passkit.cdc.protocol.client;

import java.nio.file.Path;
import java.util.Objects;

/**
 * TLS of a connection. Files are PEM and are read anew at each connect. Immutable.
 *
 * @param mode              how far TLS is demanded
 * @param ca                certificates to trust; null for those of the JDK
 * @param clientCertificate chain to present; null for none
 * @param clientKey         private key of the chain: PKCS#8, PKCS#1 or SEC 1, encrypted or not; null for none
 * @param clientKeyPassword secret that the key is encrypted with; never printed; null for none
 * @param provider          who does the cryptography
 */
public record TlsConfig(TlsMode mode, Path ca, Path clientCertificate, Path clientKey, String clientKeyPassword,
    TlsProvider provider) {

    /** MySQL's own default: TLS when offered, without verification. */
    public static final TlsConfig PREFERRED = builder().build();
    /** Never TLS. */
    public static final TlsConfig DISABLED = builder().mode(TlsMode.DISABLED).build();

    public TlsConfig {
        Objects.requireNonNull(mode, "mode");
        Objects.requireNonNull(provider, "provider");
        if ((clientCertificate == null) != (clientKey == null)) {
            throw new IllegalArgumentException("tls.cert and tls.key: only one is set (expected: both or neither)");
        }
    }

    /** With a key that is not encrypted, and the provider that is there. */
    public TlsConfig(TlsMode mode, Path ca, Path clientCertificate, Path clientKey) {
        this(mode, ca, clientCertificate, clientKey, null, TlsProvider.AUTO);
    }

    /** @return a builder with the defaults: PREFERRED, no files */
    public static Builder builder() {
        return new Builder();
    }

    @Override
    public String toString() {
        return "TlsConfig[mode=" + mode + ", ca=" + ca + ", clientCertificate=" + clientCertificate + ", clientKey="
            + clientKey + (clientKeyPassword == null ? "" : ", clientKeyPassword=<redacted>") + ", provider="
            + provider + ']';
    }

    /** Collects settings; {@link #build()} checks them. */
    public static final class Builder {

        private TlsMode mode = TlsMode.PREFERRED;
        private Path ca;
        private Path clientCertificate;
        private Path clientKey;
        private String clientKeyPassword;
        private TlsProvider provider = TlsProvider.AUTO;

        private Builder() {
        }

        public Builder mode(TlsMode value) {
            mode = value;
            return this;
        }

        public Builder ca(Path value) {
            ca = value;
            return this;
        }

        public Builder clientCertificate(Path value) {
            clientCertificate = value;
            return this;
        }

        public Builder clientKey(Path value) {
            clientKey = value;
            return this;
        }

        public Builder clientKeyPassword(String value) {
            clientKeyPassword = value;
            return this;
        }

        public Builder provider(TlsProvider value) {
            provider = value;
            return this;
        }

        public TlsConfig build() {
            return new TlsConfig(mode, ca, clientCertificate, clientKey, clientKeyPassword, provider);
        }
    }
}
