package com.passkit.cdc.runtime.source;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

import com.passkit.cdc.protocol.client.Compression;
import com.passkit.cdc.protocol.client.MySqlClientConfig;
import com.passkit.cdc.protocol.client.TlsConfig;

/**
 * The MySQL server, or servers of one cluster, to read from.
 *
 * @param hosts                   tried in order
 * @param user                    MySQL user
 * @param password                secret, empty for none
 * @param serverId                replica id to announce; 0 for a random one
 * @param tls                     TLS settings
 * @param serverPublicKey         pinned RSA key of the server; null for none
 * @param allowPublicKeyRetrieval whether that key may be fetched over plain TCP
 * @param compression             of every connection; a server that does not offer it is refused
 * @param heartbeat               how often an idle source speaks
 * @param connectTimeout          for TCP, TLS and login
 */
public record SourceConfig(
    List<Host> hosts,
    String user,
    String password,
    long serverId,
    TlsConfig tls,
    Path serverPublicKey,
    boolean allowPublicKeyRetrieval,
    Compression compression,
    Duration heartbeat,
    Duration connectTimeout) {

    public static final Duration DEFAULT_HEARTBEAT = Duration.ofSeconds(10);
    public static final Duration DEFAULT_CONNECT_TIMEOUT = Duration.ofSeconds(10);

    /** One address. */
    public record Host(String name, int port) {
        public Host {
            Objects.requireNonNull(name, "name");
            if (port < 1 || port > 65535) {
                throw new IllegalArgumentException("port: " + port + " (expected: 1 to 65535)");
            }
        }

        @Override
        public String toString() {
            return name + ':' + port;
        }
    }

    public SourceConfig {
        hosts = List.copyOf(hosts);
        Objects.requireNonNull(user, "user");
        Objects.requireNonNull(password, "password");
        Objects.requireNonNull(tls, "tls");
        Objects.requireNonNull(compression, "compression");
        Objects.requireNonNull(heartbeat, "heartbeat");
        Objects.requireNonNull(connectTimeout, "connectTimeout");
        if (hosts.isEmpty()) {
            throw new IllegalArgumentException("source.hosts: none (expected: at least one)");
        }
    }

    /** @return what the client needs to connect to one of the hosts */
    public MySqlClientConfig clientConfig(Host host, Duration readTimeout) {
        return MySqlClientConfig.builder().host(host.name()).port(host.port()).user(user).password(password).tls(tls)
            .serverPublicKey(serverPublicKey).allowPublicKeyRetrieval(allowPublicKeyRetrieval)
            .compression(compression).connectTimeout(connectTimeout).readTimeout(readTimeout).build();
    }

    @Override
    public String toString() {
        return "SourceConfig[hosts=" + hosts + ", user=" + user + ", password=<redacted>, serverId=" + serverId + ']';
    }
}
