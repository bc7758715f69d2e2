package com.passkit.cdc.protocol.client;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Where and how to connect. Immutable.
 *
 * @param host                    name or address
 * @param port                    1 to 65535
 * @param socket                  path of the server's Unix domain socket, which goes before host and port; null for TCP
 * @param user                    MySQL user
 * @param password                secret; empty for none; never printed
 * @param furtherPasswords        secrets of the second and third authentication factor, at most two; never printed
 * @param tls                     TLS settings. Over a Unix socket TLS begins only when required
 * @param serverPublicKey         PEM of the server's RSA key for the full exchange of {@code caching_sha2_password}
 *                                without TLS; null for none
 * @param allowPublicKeyRetrieval whether that key may be fetched from the server over plain TCP, unauthenticated
 * @param allowClearPassword      whether a server that asks for it ({@code mysql_clear_password}) gets the password as
 *                                it is; even then only inside verified TLS or over a Unix socket
 * @param compression             of the connection; a server that does not offer it is refused
 * @param connectTimeout          for TCP, TLS and login together
 * @param readTimeout             silence after which a connection that expects an answer counts as lost; zero for never
 */
public record MySqlClientConfig(
    String host,
    int port,
    Path socket,
    String user,
    String password,
    List<String> furtherPasswords,
    TlsConfig tls,
    Path serverPublicKey,
    boolean allowPublicKeyRetrieval,
    boolean allowClearPassword,
    Compression compression,
    Duration connectTimeout,
    Duration readTimeout) {

    public static final int DEFAULT_PORT = 3306;

    private static final int MAX_FURTHER_PASSWORD_COUNT = 2;

    public MySqlClientConfig {
        Objects.requireNonNull(host, "host");
        Objects.requireNonNull(user, "user");
        Objects.requireNonNull(password, "password");
        furtherPasswords = List.copyOf(furtherPasswords);
        Objects.requireNonNull(tls, "tls");
        Objects.requireNonNull(compression, "compression");
        Objects.requireNonNull(connectTimeout, "connectTimeout");
        Objects.requireNonNull(readTimeout, "readTimeout");
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException("port: " + port + " (expected: 1 to 65535)");
        }
        if (furtherPasswords.size() > MAX_FURTHER_PASSWORD_COUNT) {
            throw new IllegalArgumentException("furtherPasswords.size: " + furtherPasswords.size()
                + " (expected: at most " + MAX_FURTHER_PASSWORD_COUNT + ')');
        }
    }

    /** @return a builder with the defaults: port 3306, TLS preferred, uncompressed, 10 s to connect, no read limit */
    public static Builder builder() {
        return new Builder();
    }

    /** @return a builder with these settings */
    public Builder toBuilder() {
        Builder builder = new Builder().host(host).port(port).socket(socket).user(user).password(password).tls(tls)
            .serverPublicKey(serverPublicKey).allowPublicKeyRetrieval(allowPublicKeyRetrieval)
            .allowClearPassword(allowClearPassword).compression(compression).connectTimeout(connectTimeout)
            .readTimeout(readTimeout);
        builder.furtherPasswords.addAll(furtherPasswords);
        return builder;
    }

    /** @return the socket's path, else host and port, as they stand in messages */
    public String address() {
        return socket != null ? socket.toString() : host + ':' + port;
    }

    @Override
    public String toString() {
        return user + '@' + address() + " (password <redacted>, tls " + tls.mode() + ')';
    }

    /** Collects settings; {@link #build()} checks them. */
    public static final class Builder {

        private String host = "127.0.0.1";
        private int port = DEFAULT_PORT;
        private Path socket;
        private String user = "";
        private String password = "";
        private final List<String> furtherPasswords = new ArrayList<>();
        private TlsConfig tls = TlsConfig.PREFERRED;
        private Path serverPublicKey;
        private boolean allowPublicKeyRetrieval;
        private boolean allowClearPassword;
        private Compression compression = Compression.NONE;
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

        /** @param value path of a Unix domain socket; null for TCP */
        public Builder socket(Path value) {
            socket = value;
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

        /** @param values of the second and third authentication factor, as many as there are */
        public Builder furtherPasswords(List<String> values) {
            furtherPasswords.clear();
            furtherPasswords.addAll(values);
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

        public Builder allowClearPassword(boolean value) {
            allowClearPassword = value;
            return this;
        }

        public Builder compression(Compression value) {
            compression = value;
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
            return new MySqlClientConfig(host, port, socket, user, password, furtherPasswords, tls, serverPublicKey,
                allowPublicKeyRetrieval, allowClearPassword, compression, connectTimeout, readTimeout);
        }
    }
}
