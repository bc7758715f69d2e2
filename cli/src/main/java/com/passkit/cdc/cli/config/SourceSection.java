package com.passkit.cdc.cli.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import com.passkit.cdc.protocol.client.Compression;
import com.passkit.cdc.protocol.client.MySqlClientConfig;
import com.passkit.cdc.protocol.client.TlsConfig;
import com.passkit.cdc.protocol.client.TlsMode;
import com.passkit.cdc.protocol.client.TlsProvider;
import com.passkit.cdc.runtime.source.SourceConfig;
import com.passkit.cdc.runtime.source.SourceConfig.Host;

/** Reads {@code source}. */
final class SourceSection {

    private final ConfigSettings settings;

    SourceSection(ConfigSettings settings) {
        this.settings = settings;
    }

    /** @return null where there are problems */
    SourceConfig read() {
        List<Host> hosts = hosts();
        String user = settings.require(ConfigKeys.SOURCE_USER, "--user");
        String password = settings.require(ConfigKeys.SOURCE_PASSWORD, "--password-env NAME, --password-file FILE");
        Long serverId = settings.get(ConfigKeys.SOURCE_SERVER_ID);
        List<String> furtherPasswords = furtherPasswords();
        TlsConfig tls = tls();
        Path publicKey = settings.getFile(ConfigKeys.SOURCE_SERVER_PUBLIC_KEY);
        Boolean allowsRetrieval = settings.get(ConfigKeys.SOURCE_ALLOW_PUBLIC_KEY_RETRIEVAL);
        Boolean allowsClearPassword = settings.get(ConfigKeys.SOURCE_ALLOW_CLEAR_PASSWORD);
        Duration heartbeat = settings.get(ConfigKeys.SOURCE_HEARTBEAT);
        Duration connectTimeout = settings.get(ConfigKeys.SOURCE_CONNECT_TIMEOUT);
        Boolean semiSync = settings.get(ConfigKeys.SOURCE_SEMI_SYNC);
        Compression compression = settings.get(ConfigKeys.SOURCE_COMPRESSION);
        if (settings.hasProblems()) {
            return null;
        }
        MySqlClientConfig login = MySqlClientConfig.builder().user(user).password(password)
            .furtherPasswords(furtherPasswords).tls(tls).serverPublicKey(publicKey)
            .allowPublicKeyRetrieval(allowsRetrieval).allowClearPassword(allowsClearPassword)
            .compression(compression).connectTimeout(connectTimeout).build();
        return new SourceConfig(hosts, login, serverId == null ? 0 : serverId, heartbeat, semiSync);
    }

    /** Those of the factors behind the first one; the third needs the second. */
    private List<String> furtherPasswords() {
        String second = settings.get(ConfigKeys.SOURCE_PASSWORD2);
        String third = settings.get(ConfigKeys.SOURCE_PASSWORD3);
        if (settings.isSet(ConfigKeys.SOURCE_PASSWORD3)) {
            settings.requireBoth(ConfigKeys.SOURCE_PASSWORD2, ConfigKeys.SOURCE_PASSWORD3);
        }
        return Stream.of(Optional.ofNullable(second), Optional.ofNullable(third)).flatMap(Optional::stream).toList();
    }

    private List<Host> hosts() {
        Path socket = settings.get(ConfigKeys.SOURCE_SOCKET);
        if (socket != null) {
            if (settings.isSet(ConfigKeys.SOURCE_HOSTS) || settings.isSet(ConfigKeys.SOURCE_PORT)) {
                settings.refuse("source.socket: " + socket + " (expected: without source.hosts and source.port)");
            }
            return List.of(Host.ofSocket(socket));
        }
        List<String> texts = settings.get(ConfigKeys.SOURCE_HOSTS);
        Long port = settings.get(ConfigKeys.SOURCE_PORT);
        if (texts == null || port == null) {
            return null;
        }
        List<Host> hosts = new ArrayList<>();
        for (String text : texts) {
            int colon = text.lastIndexOf(':');
            boolean hasPort = colon > text.lastIndexOf(']');
            String name = hasPort ? text.substring(0, colon) : text;
            long hostPort = hasPort ? Long.parseLong(text.substring(colon + 1)) : port;
            if (hostPort < 1 || hostPort > 65_535) {
                settings.refuse("source.hosts: " + text + " (expected: a port from 1 to 65535)");
            } else {
                hosts.add(new Host(name.replaceAll("^\\[|]$", ""), (int) hostPort));
            }
        }
        if (texts.isEmpty()) {
            settings.refuse("source.hosts: none (expected: at least one host or host:port)");
        }
        return hosts;
    }

    private TlsConfig tls() {
        TlsMode mode = settings.get(ConfigKeys.SOURCE_TLS_MODE);
        Path ca = settings.getFile(ConfigKeys.SOURCE_TLS_CA);
        Path cert = settings.getFile(ConfigKeys.SOURCE_TLS_CERT);
        Path key = settings.getFile(ConfigKeys.SOURCE_TLS_KEY);
        String keyPassword = settings.get(ConfigKeys.SOURCE_TLS_KEY_PASSWORD);
        TlsProvider provider = settings.get(ConfigKeys.SOURCE_TLS_PROVIDER);
        settings.requireBoth(ConfigKeys.SOURCE_TLS_CERT, ConfigKeys.SOURCE_TLS_KEY);
        return settings.hasProblems() ? null : new TlsConfig(mode, ca, cert, key, keyPassword, provider);
    }
}
