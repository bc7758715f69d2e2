package com.passkit.cdc.runtime.source;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

import com.passkit.cdc.protocol.client.MySqlClientConfig;
import com.passkit.cdc.protocol.client.TlsConfig;

/**
 * The MySQL server, or servers of one cluster, to read from.
 *
 * @param hosts     tried in order
 * @param login     how to log in to each of them; its own address does not count
 * @param serverId  replica id to announce; 0 for a random one
 * @param heartbeat how often an idle source speaks
 * @param semiSync  whether a source that waits for acknowledgements is given them, once a transaction is delivered
 * @param passwords asked at each connect, and go before those of {@code login}; null for the latter
 * @param reconnect what is done when the source is lost
 * @param cluster   which of the servers may be read
 */
public record SourceConfig(List<Host> hosts, MySqlClientConfig login, long serverId, Duration heartbeat,
    boolean semiSync, SourcePasswords passwords, ReconnectConfig reconnect, ClusterConfig cluster) {

    public static final Duration DEFAULT_HEARTBEAT = Duration.ofSeconds(10);
    public static final Duration DEFAULT_CONNECT_TIMEOUT = Duration.ofSeconds(10);

    private static final int UNIX_SOCKET = 0;

    /**
     * One address.
     *
     * @param name host name or address; of a Unix domain socket its path
     * @param port 1 to 65535; of a Unix domain socket 0
     */
    public record Host(String name, int port) {
        public Host {
            Objects.requireNonNull(name, "name");
            if (port < UNIX_SOCKET || port > 65535) {
                throw new IllegalArgumentException("port: " + port + " (expected: 1 to 65535)");
            }
        }

        /** @return the address of a server on this machine */
        public static Host ofSocket(Path socket) {
            return new Host(socket.toAbsolutePath().toString(), UNIX_SOCKET);
        }

        /** @return whether it is a Unix domain socket */
        public boolean isSocket() {
            return port == UNIX_SOCKET;
        }

        @Override
        public String toString() {
            return isSocket() ? name : name + ':' + port;
        }
    }

    public SourceConfig {
        hosts = List.copyOf(hosts);
        Objects.requireNonNull(login, "login");
        Objects.requireNonNull(heartbeat, "heartbeat");
        Objects.requireNonNull(reconnect, "reconnect");
        Objects.requireNonNull(cluster, "cluster");
        if (hosts.isEmpty()) {
            throw new IllegalArgumentException("source.hosts: none (expected: at least one)");
        }
    }

    /** With the passwords of the login, which never change, and of servers any of which may be read. */
    public SourceConfig(
        List<Host> hosts, MySqlClientConfig login, long serverId, Duration heartbeat, boolean semiSync) {
        this(hosts, login, serverId, heartbeat, semiSync, null, ReconnectConfig.DEFAULT,
            ClusterConfig.ANY);
    }

    /** An asynchronous replica. */
    public SourceConfig(List<Host> hosts, MySqlClientConfig login, long serverId, Duration heartbeat) {
        this(hosts, login, serverId, heartbeat, false);
    }

    /** With a login by password alone. */
    public SourceConfig(List<Host> hosts, String user, String password, long serverId, TlsConfig tls,
        Path serverPublicKey, boolean allowPublicKeyRetrieval, Duration heartbeat, Duration connectTimeout) {
        this(hosts, MySqlClientConfig.builder().user(user).password(password).tls(tls)
            .serverPublicKey(serverPublicKey).allowPublicKeyRetrieval(allowPublicKeyRetrieval)
            .connectTimeout(connectTimeout).build(), serverId, heartbeat);
    }

    /** @return MySQL user */
    public String user() {
        return login.user();
    }

    /** @return TLS settings */
    public TlsConfig tls() {
        return login.tls();
    }

    /** @return the same with passwords that are asked at each connect */
    public SourceConfig withPasswords(SourcePasswords newPasswords) {
        return new SourceConfig(hosts, login, serverId, heartbeat, semiSync, newPasswords, reconnect, cluster);
    }

    /** @return the same that deals otherwise with a lost source */
    public SourceConfig withReconnect(ReconnectConfig newReconnect) {
        return new SourceConfig(hosts, login, serverId, heartbeat, semiSync, passwords, newReconnect, cluster);
    }

    /** @return the same, choosing otherwise which of the servers may be read */
    public SourceConfig withCluster(ClusterConfig newCluster) {
        return new SourceConfig(hosts, login, serverId, heartbeat, semiSync, passwords, reconnect, newCluster);
    }

    /** @return whether what is needed to log in is read anew each time, and so may be replaced while this runs */
    public boolean renewsLogin() {
        TlsConfig tls = tls();
        return passwords != null && passwords.mayChange() || tls.ca() != null || tls.clientCertificate() != null;
    }

    /** @return what the client needs to connect to one of the hosts */
    public MySqlClientConfig clientConfig(Host host, Duration readTimeout) {
        MySqlClientConfig.Builder builder = login.toBuilder().readTimeout(readTimeout);
        if (passwords != null) {
            passwords.applyTo(builder);
        }
        return (host.isSocket() ? builder.socket(Path.of(host.name())) : builder.host(host.name()).port(host.port()))
            .build();
    }

    @Override
    public String toString() {
        return "SourceConfig[hosts=" + hosts + ", user=" + user() + ", password=<redacted>, serverId=" + serverId
            + ']';
    }
}
