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
import com.passkit.cdc.runtime.CdcConfig.SnapshotMode;
import com.passkit.cdc.runtime.source.ClusterConfig;
import com.passkit.cdc.runtime.source.ReconnectConfig;
import com.passkit.cdc.runtime.source.ReconnectConfig.OnLostPosition;
import com.passkit.cdc.runtime.source.SourceConfig;
import com.passkit.cdc.runtime.source.SourceConfig.Host;
import com.passkit.cdc.runtime.source.SourcePasswords;

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
        Secret password = settings.requireSecret(
            ConfigKeys.SOURCE_PASSWORD, "--password-env NAME, --password-file FILE");
        Long serverId = settings.get(ConfigKeys.SOURCE_SERVER_ID);
        List<Secret> furtherPasswords = furtherPasswords();
        TlsConfig tls = tls();
        Path publicKey = settings.getFile(ConfigKeys.SOURCE_SERVER_PUBLIC_KEY);
        Boolean allowsRetrieval = settings.get(ConfigKeys.SOURCE_ALLOW_PUBLIC_KEY_RETRIEVAL);
        Boolean allowsClearPassword = settings.get(ConfigKeys.SOURCE_ALLOW_CLEAR_PASSWORD);
        Duration heartbeat = settings.get(ConfigKeys.SOURCE_HEARTBEAT);
        Duration connectTimeout = settings.get(ConfigKeys.SOURCE_CONNECT_TIMEOUT);
        Boolean semiSync = settings.get(ConfigKeys.SOURCE_SEMI_SYNC);
        Compression compression = settings.get(ConfigKeys.SOURCE_COMPRESSION);
        ReconnectConfig reconnect = reconnect();
        ClusterConfig.Role role = settings.get(ConfigKeys.SOURCE_ROLE);
        if (settings.hasProblems()) {
            return null;
        }
        MySqlClientConfig login = MySqlClientConfig.builder().user(user).password(password.get())
            .furtherPasswords(furtherPasswords.stream().map(Secret::get).toList()).tls(tls).serverPublicKey(publicKey)
            .allowPublicKeyRetrieval(allowsRetrieval).allowClearPassword(allowsClearPassword)
            .compression(compression).connectTimeout(connectTimeout).build();
        boolean mayChange =
            password.mayChange() || furtherPasswords.stream().anyMatch(Secret::mayChange);
        return new SourceConfig(hosts, login, serverId == null ? 0 : serverId, heartbeat, semiSync,
            new SourcePasswords(password, furtherPasswords, mayChange), reconnect, new ClusterConfig(role));
    }

    /** Those of the factors behind the first one; the third needs the second. */
    private List<Secret> furtherPasswords() {
        Secret second = settings.getSecret(ConfigKeys.SOURCE_PASSWORD2);
        Secret third = settings.getSecret(ConfigKeys.SOURCE_PASSWORD3);
        if (settings.isSet(ConfigKeys.SOURCE_PASSWORD3)) {
            settings.requireBoth(ConfigKeys.SOURCE_PASSWORD2, ConfigKeys.SOURCE_PASSWORD3);
        }
        return Stream.of(Optional.ofNullable(second), Optional.ofNullable(third)).flatMap(Optional::stream).toList();
    }

    /** One says when everything is read, the other what becomes of a lost position: they must not contradict. */
    private ReconnectConfig reconnect() {
        Duration initial = settings.get(ConfigKeys.SOURCE_RECONNECT_INITIAL);
        Duration max = settings.get(ConfigKeys.SOURCE_RECONNECT_MAX);
        Duration limit = settings.get(ConfigKeys.SOURCE_RECONNECT_LIMIT);
        Duration catchUp = settings.get(ConfigKeys.SOURCE_RECONNECT_CATCH_UP);
        Duration rotation = settings.get(ConfigKeys.SOURCE_RECONNECT_ROTATION);
        OnLostPosition onLost = settings.get(ConfigKeys.SOURCE_ON_LOST_POSITION);
        SnapshotMode mode = settings.get(ConfigKeys.SNAPSHOT_MODE);
        boolean isSnapshotDue = mode == SnapshotMode.WHEN_NEEDED || mode == SnapshotMode.ALWAYS;
        if (onLost == OnLostPosition.STOP && isSnapshotDue) {
            settings.refuse("source.onLostPosition: stop (expected: snapshot, or left out, because snapshot.mode says"
                + " that tables are read again; or snapshot.mode: initial)");
        }
        if (onLost == OnLostPosition.SNAPSHOT && mode == SnapshotMode.NEVER) {
            settings.refuse("source.onLostPosition: snapshot (expected: stop, or left out, because of"
                + " snapshot.mode: never)");
        }
        if (initial != null && max != null && max.compareTo(initial) < 0) {
            settings.refuse("source.reconnect.max: " + max.toMillis() + "ms (expected: at least"
                + " source.reconnect.initial, " + initial.toMillis() + "ms)");
        }
        return settings.hasProblems() ? null : new ReconnectConfig(initial, max, limit, catchUp, rotation,
            onLost == null ? isSnapshotDue ? OnLostPosition.SNAPSHOT : OnLostPosition.STOP : onLost);
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
