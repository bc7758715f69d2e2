package com.passkit.cdc.cli.config;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

import com.passkit.cdc.cli.config.ConfigKeys.AuthType;
import com.passkit.cdc.runtime.publish.PublishAuth;
import com.passkit.cdc.runtime.publish.PublishConfig;
import com.passkit.cdc.runtime.publish.BodyCompression;
import com.passkit.cdc.runtime.publish.PublishProxy;
import com.passkit.cdc.runtime.publish.PublishTimeouts;
import com.passkit.cdc.runtime.publish.PublishTls;
import com.passkit.cdc.runtime.publish.RejectionConfig;
import com.passkit.cdc.runtime.publish.RetryConfig;

/** Reads {@code publish}, but its batches and the form of its values. */
final class PublishSection {

    private final ConfigSettings settings;

    PublishSection(ConfigSettings settings) {
        this.settings = settings;
    }

    /** @return null where there are problems */
    PublishConfig read() {
        URI endpoint = settings.require(ConfigKeys.PUBLISH_ENDPOINT, "--endpoint");
        PublishAuth auth = auth();
        PublishTls tls = tls();
        PublishProxy proxy = proxy();
        BodyCompression compression = settings.get(ConfigKeys.PUBLISH_BATCH_COMPRESSION);
        RetryConfig retry = retry();
        PublishTimeouts timeouts = timeouts();
        Duration heartbeat = settings.get(ConfigKeys.PUBLISH_HEARTBEAT);
        if (settings.hasProblems()) {
            return null;
        }
        return PublishConfig.builder(endpoint).auth(auth).tls(tls).proxy(proxy).compression(compression)
            .retry(retry).timeouts(timeouts).heartbeat(heartbeat).build();
    }

    private PublishAuth auth() {
        AuthType type = settings.get(ConfigKeys.PUBLISH_AUTH_TYPE);
        if (type == null) {
            return null;
        }
        for (ConfigKey<?> key : ConfigKeys.all()) {
            if (key.path().startsWith("publish.auth.") && key != ConfigKeys.PUBLISH_AUTH_TYPE
                && settings.isSet(key) && !keysOf(type).contains(key)) {
                settings.refuse(key.path() + ": set (expected: not with publish.auth.type "
                    + type.name().toLowerCase(Locale.ROOT) + ')');
            }
        }
        return switch (type) {
            case NONE -> new PublishAuth.None();
            case BEARER -> bearer();
            case BASIC -> basic();
            case PASSKIT -> passkit();
            case HMAC -> hmac();
        };
    }

    private static List<ConfigKey<?>> keysOf(AuthType type) {
        return switch (type) {
            case NONE -> List.of();
            case BEARER -> List.of(ConfigKeys.PUBLISH_AUTH_TOKEN);
            case BASIC -> List.of(ConfigKeys.PUBLISH_AUTH_USER, ConfigKeys.PUBLISH_AUTH_PASSWORD);
            case PASSKIT -> List.of(ConfigKeys.PUBLISH_AUTH_KEY, ConfigKeys.PUBLISH_AUTH_SECRET,
                ConfigKeys.PUBLISH_AUTH_ISSUED_BACK, ConfigKeys.PUBLISH_AUTH_EXPIRY_AHEAD);
            case HMAC -> List.of(ConfigKeys.PUBLISH_AUTH_SECRET);
        };
    }

    private PublishAuth bearer() {
        Secret token = signing(ConfigKeys.PUBLISH_AUTH_TOKEN);
        return token == null ? null : new PublishAuth.Bearer(token);
    }

    private PublishAuth basic() {
        String user = settings.require(ConfigKeys.PUBLISH_AUTH_USER, "");
        Secret password = settings.requireSecret(ConfigKeys.PUBLISH_AUTH_PASSWORD, "");
        return user == null || password == null ? null : new PublishAuth.Basic(user, password);
    }

    private PublishAuth passkit() {
        Secret key = signing(ConfigKeys.PUBLISH_AUTH_KEY);
        Secret secret = signing(ConfigKeys.PUBLISH_AUTH_SECRET);
        Duration issuedBack = settings.get(ConfigKeys.PUBLISH_AUTH_ISSUED_BACK);
        Duration expiryAhead = settings.get(ConfigKeys.PUBLISH_AUTH_EXPIRY_AHEAD);
        if (settings.hasProblems()) {
            return null;
        }
        return new PublishAuth.PassKit(key, secret, (int) issuedBack.toSeconds(), (int) expiryAhead.toSeconds());
    }

    private PublishAuth hmac() {
        Secret secret = signing(ConfigKeys.PUBLISH_AUTH_SECRET);
        return secret == null ? null : new PublishAuth.Hmac(secret);
    }

    /** A secret that proves nothing when it is empty. */
    private Secret signing(ConfigKey<String> key) {
        Secret secret = settings.requireSecret(key, "");
        if (secret != null && settings.get(key).isEmpty()) {
            settings.refuse(key.path() + ": empty (expected: " + key.expected() + ')');
        }
        return secret;
    }

    private PublishTls tls() {
        Path ca = settings.getFile(ConfigKeys.PUBLISH_TLS_CA);
        Path cert = settings.getFile(ConfigKeys.PUBLISH_TLS_CERT);
        Path key = settings.getFile(ConfigKeys.PUBLISH_TLS_KEY);
        settings.requireBoth(ConfigKeys.PUBLISH_TLS_CERT, ConfigKeys.PUBLISH_TLS_KEY);
        return settings.hasProblems() ? null : new PublishTls(ca, cert, key);
    }

    /** @return null where there is none, or where there are problems */
    private PublishProxy proxy() {
        String address = settings.get(ConfigKeys.PUBLISH_PROXY_ADDRESS);
        String user = settings.get(ConfigKeys.PUBLISH_PROXY_USER);
        Secret password = settings.getSecret(ConfigKeys.PUBLISH_PROXY_PASSWORD);
        settings.requireBoth(ConfigKeys.PUBLISH_PROXY_USER, ConfigKeys.PUBLISH_PROXY_PASSWORD);
        if (settings.isSet(ConfigKeys.PUBLISH_PROXY_USER)) {
            settings.requireBoth(ConfigKeys.PUBLISH_PROXY_ADDRESS, ConfigKeys.PUBLISH_PROXY_USER);
        }
        if (address == null || settings.hasProblems()) {
            return null;
        }
        int colon = address.lastIndexOf(':');
        int port = Integer.parseInt(address.substring(colon + 1));
        if (port < 1 || port > 65_535) {
            settings.refuse("publish.proxy.address: " + address + " (expected: a port from 1 to 65535)");
            return null;
        }
        return new PublishProxy(address.substring(0, colon).replaceAll("^\\[|]$", ""), port, user, password);
    }

    private PublishTimeouts timeouts() {
        Duration connect = settings.get(ConfigKeys.PUBLISH_CONNECT_TIMEOUT);
        Duration write = settings.get(ConfigKeys.PUBLISH_WRITE_TIMEOUT);
        Duration answer = settings.get(ConfigKeys.PUBLISH_ANSWER_TIMEOUT);
        return settings.hasProblems() ? null : new PublishTimeouts(connect, write, answer);
    }

    private RetryConfig retry() {
        Duration initial = settings.get(ConfigKeys.PUBLISH_RETRY_INITIAL);
        Duration max = settings.get(ConfigKeys.PUBLISH_RETRY_MAX);
        RetryConfig.OnRefused onRefused = settings.get(ConfigKeys.PUBLISH_RETRY_ON_REFUSED);
        RejectionConfig.OnRejected onRejected = settings.get(ConfigKeys.PUBLISH_RETRY_ON_REJECTED);
        Long maxRejected = settings.get(ConfigKeys.PUBLISH_RETRY_MAX_REJECTED_IN_ROW);
        if (initial != null && max != null && max.compareTo(initial) < 0) {
            settings.refuse("publish.retry.max: " + max.toMillis() + "ms (expected: at least publish.retry.initial, "
                + initial.toMillis() + "ms)");
        }
        return settings.hasProblems() ? null : new RetryConfig(initial, max, onRefused,
            new RejectionConfig(onRejected, maxRejected.intValue()));
    }
}
