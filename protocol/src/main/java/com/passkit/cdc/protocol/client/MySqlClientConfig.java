package com.passkit.cdc.protocol.client;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;

/**
 * Where and how to connect. Immutable.
 *
 * @param host                    name or address
 * @param port                    1 to 65535
 * @param user                    MySQL user
 * @param password                secret; empty for none; never printed
 * @param tls                     TLS settings
 * @param serverPublicKey         PEM of the server's RSA key for the full exchange of {@code caching_sha2_password}
 *                                without TLS; null for none
 * @param allowPublicKeyRetrieval whether that key may be fetched from the server over plain TCP, unauthenticated
 * @param connectTimeout          for TCP, TLS and login together
 * @param readTimeout             silence after which a connection that expects an answer counts as lost; zero for never
 */
public record MySqlClientConfig(
    String host,
    int port,
    String user,
    String password,
    TlsConfig tls,
    Path serverPublicKey,
    boolean allowPublicKeyRetrieval,
    Duration connectTimeout,
    Duration readTimeout) {

    public static final int DEFAULT_PORT = 3306;

    public MySqlClientConfig {
        Objects.requireNonNull(host, "host");
        Objects.requireNonNull(user, "user");
        Objects.requireNonNull(password, "password");
        Objects.requireNonNull(tls, "tls");
        Objects.requireNonNull(connectTimeout, "connectTimeout");
        Objects.requireNonNull(readTimeout, "readTimeout");
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException("port: " + port + " (expected: 1 to 65535)");
        }
    }

    /** @return a builder with the defaults: port 3306, TLS preferred, 10 s to connect, no read time-out */
    public static Builder builder() {
        return new Builder();
    }

    @Override
    public String toString() {
        return user + '@' + host + ':' + port + " (password <redacted>, tls " + tls.mode() + ')';
    }

    /** Collects settings; {@link #build()} checks them. */
    public static final class Builder {

        private String host = "127.0.0.1";
        private int port = DEFAULT_PORT;
        private String user = "";
        private String password = "";
        private TlsConfig tls = TlsConfig.PREFERRED;
        private Path serverPublicKey;
        private boolean allowPublicKeyRetrieval;
        private Duration connectTimeout = Duration.ofSeconds(10);
        private Duration readTimeout = Duration.ZERO;

        private Builder() {
        }

        public Builder host(String value) {
            host = value;
            return this;
        }

        public Builder port(int value) {
            port = value;
            return this;
        }

        public Builder user(String value) {
            user = value;
            return this;
        }

        public Builder password(String value) {
            password = value;
            return this;
        }

        public Builder tls(TlsConfig value) {
            tls = value;
            return this;
        }

        public Builder serverPublicKey(Path value) {
            serverPublicKey = value;
            return this;
        }

        public Builder allowPublicKeyRetrieval(boolean value) {
            allowPublicKeyRetrieval = value;
            return this;
        }

        public Builder connectTimeout(Duration value) {
            connectTimeout = value;
            return this;
        }

        public Builder readTimeout(Duration value) {
            readTimeout = value;
            return this;
        }

        public MySqlClientConfig build() {
            return new MySqlClientConfig(host, port, user, password, tls, serverPublicKey, allowPublicKeyRetrieval,
                connectTimeout, readTimeout);
        }
    }
}
