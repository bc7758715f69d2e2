package com.passkit.cdc.cli.config;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

import com.passkit.cdc.protocol.client.Compression;
import com.passkit.cdc.protocol.client.TlsMode;
import com.passkit.cdc.protocol.client.TlsProvider;
import com.passkit.cdc.runtime.CdcConfig.SnapshotMode;
import com.passkit.cdc.runtime.batch.BatchFormat;
import com.passkit.cdc.runtime.encode.EncodeConfig.BinaryForm;
import com.passkit.cdc.runtime.encode.EncodeConfig.NumberForm;
import com.passkit.cdc.runtime.encode.EncodeConfig.ZeroDateForm;
import com.passkit.cdc.runtime.publish.BodyCompression;
import com.passkit.cdc.runtime.publish.RejectionConfig.OnRejected;
import com.passkit.cdc.runtime.publish.RetryConfig.OnRefused;
import com.passkit.cdc.runtime.source.ClusterConfig;
import com.passkit.cdc.runtime.source.ReconnectConfig.OnLostPosition;
import com.passkit.cdc.snapshot.catalog.TableFilter;
import com.passkit.cdc.snapshot.catalog.LockMode;

/** Every key there is, with its rule and its default. */
public final class ConfigKeys {

    private static final List<ConfigKey<?>> KEYS = new ArrayList<>();
    private static final Pattern TABLE_GLOB = Pattern.compile("[^.\\s,]+\\.[^\\s,]+");
    private static final Pattern HOST = Pattern.compile("(\\[[0-9A-Fa-f:.%]+]|[^\\s:,\\[\\]]+)(:\\d{1,5})?");
    private static final Pattern COLUMN_GLOB = Pattern.compile("[^\\s,]+\\.[^\\s,]+\\.[^\\s,]+");
    private static final String COLUMN_GLOBS = "a list of db.table.column, where * and ? stand for any characters";
    private static final String GLOBS = "a list of db.table, where * and ? stand for any characters";

    public static final ConfigKey<String> NAME = key("name",
        ValueRule.text("1 to 64 letters, digits, '.', '_' or '-', beginning with a letter or digit",
            Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}")), "passkit-cdc");

    public static final ConfigKey<List<String>> SOURCE_HOSTS = key("source.hosts",
        ValueRule.list("a list of host or host:port", HOST), "127.0.0.1");
    /** Of the hosts that are written without one. */
    public static final ConfigKey<Long> SOURCE_PORT = key("source.port", ValueRule.number(1, 65_535), "3306");
    /** Of a server on this machine, in place of hosts and port. */
    public static final ConfigKey<Path> SOURCE_SOCKET = key("source.socket", ValueRule.path(), null);
    public static final ConfigKey<String> SOURCE_USER = key("source.user",
        ValueRule.text("the MySQL user to log in as", Pattern.compile("\\S.{0,79}")), null);
    public static final ConfigKey<String> SOURCE_PASSWORD = secret("source.password",
        "the MySQL user's password, \"\" for none");
    public static final ConfigKey<String> SOURCE_PASSWORD2 = secret("source.password2",
        "the password of the second authentication factor");
    public static final ConfigKey<String> SOURCE_PASSWORD3 = secret("source.password3",
        "the password of the third authentication factor");
    /** Random when left out. */
    public static final ConfigKey<Long> SOURCE_SERVER_ID = key("source.serverId",
        ValueRule.number(1, 4_294_967_295L), null);
    public static final ConfigKey<TlsMode> SOURCE_TLS_MODE = key("source.tls.mode",
        ValueRule.choice(TlsMode.class), "PREFERRED");
    public static final ConfigKey<Path> SOURCE_TLS_CA = key("source.tls.ca", ValueRule.path(), null);
    public static final ConfigKey<Path> SOURCE_TLS_CERT = key("source.tls.cert", ValueRule.path(), null);
    public static final ConfigKey<Path> SOURCE_TLS_KEY = key("source.tls.key", ValueRule.path(), null);
    public static final ConfigKey<String> SOURCE_TLS_KEY_PASSWORD = secret("source.tls.keyPassword",
        "the password that source.tls.key is encrypted with");
    public static final ConfigKey<TlsProvider> SOURCE_TLS_PROVIDER = key("source.tls.provider",
        ValueRule.choice(TlsProvider.class), "auto");
    public static final ConfigKey<Compression> SOURCE_COMPRESSION = key("source.compression",
        ValueRule.choice(Compression.class), "none");
    public static final ConfigKey<Boolean> SOURCE_SEMI_SYNC = key("source.semiSync", ValueRule.truth(), "false");
    /** The part in the cluster that a server must have to be read. */
    public static final ConfigKey<ClusterConfig.Role> SOURCE_ROLE = key("source.role",
        ValueRule.choice(ClusterConfig.Role.class), "any");
    public static final ConfigKey<Boolean> SOURCE_ALLOW_PUBLIC_KEY_RETRIEVAL = key("source.allowPublicKeyRetrieval",
        ValueRule.truth(), "false");
    public static final ConfigKey<Boolean> SOURCE_ALLOW_CLEAR_PASSWORD = key("source.allowClearPassword",
        ValueRule.truth(), "false");
    public static final ConfigKey<Path> SOURCE_SERVER_PUBLIC_KEY = key("source.serverPublicKey",
        ValueRule.path(), null);
    public static final ConfigKey<Duration> SOURCE_HEARTBEAT = key("source.heartbeat",
        ValueRule.duration("100ms", "1h"), "10s");
    public static final ConfigKey<Duration> SOURCE_CONNECT_TIMEOUT = key("source.connectTimeout",
        ValueRule.duration("100ms", "10m"), "10s");

    public static final ConfigKey<Duration> SOURCE_RECONNECT_INITIAL = key("source.reconnect.initial",
        ValueRule.duration("1ms", "1h"), "250ms");
    public static final ConfigKey<Duration> SOURCE_RECONNECT_MAX = key("source.reconnect.max",
        ValueRule.duration("1ms", "24h"), "60s");
    /** How long the source may be lost before the run ends. */
    public static final ConfigKey<Duration> SOURCE_RECONNECT_LIMIT = key("source.reconnect.limit",
        ValueRule.durationOrNone("1s", "9999h"), "none");
    /** How long a server that lacks what was read before may take to execute it. */
    public static final ConfigKey<Duration> SOURCE_RECONNECT_CATCH_UP = key("source.reconnect.catchUp",
        ValueRule.duration("0s", "24h"), "30s");
    /** How long a login that had worked is tried again while passwords and certificates are replaced. */
    public static final ConfigKey<Duration> SOURCE_RECONNECT_ROTATION = key("source.reconnect.rotation",
        ValueRule.duration("0s", "24h"), "60s");
    /** As snapshot.mode says when left out. */
    public static final ConfigKey<OnLostPosition> SOURCE_ON_LOST_POSITION = key("source.onLostPosition",
        ValueRule.choice(OnLostPosition.class), null);

    public static final ConfigKey<List<String>> TABLES_INCLUDE = key("tables.include",
        ValueRule.list(GLOBS, TABLE_GLOB), "");
    public static final ConfigKey<List<String>> TABLES_EXCLUDE = key("tables.exclude",
        ValueRule.list(GLOBS, TABLE_GLOB), "");
    /** What gh-ost and pt-online-schema-change make and rename; empty to capture such tables. */
    public static final ConfigKey<List<String>> TABLES_SHADOW = key("tables.shadow",
        ValueRule.list(GLOBS, TABLE_GLOB), String.join(", ", TableFilter.SHADOW_TABLES));
    public static final ConfigKey<Map<String, List<String>>> TABLES_KEYS = key("tables.keys",
        ValueRule.lists("a map from db.table to a list of columns", Pattern.compile("[^.]+\\..+")), null);
    public static final ConfigKey<Map<String, String>> TABLES_ROWS = key("tables.rows",
        ValueRule.map("a map from db.table to a condition, such as \"status = 'active'\"", text -> text), null);
    public static final ConfigKey<List<String>> TABLES_COLUMNS_INCLUDE = key("tables.columns.include",
        ValueRule.list(COLUMN_GLOBS, COLUMN_GLOB), "");
    public static final ConfigKey<List<String>> TABLES_COLUMNS_EXCLUDE = key("tables.columns.exclude",
        ValueRule.list(COLUMN_GLOBS, COLUMN_GLOB), "");
    public static final ConfigKey<List<String>> TABLES_COLUMNS_HASH = key("tables.columns.hash",
        ValueRule.list(COLUMN_GLOBS, COLUMN_GLOB), "");
    /** Of the hashes: another one makes other hashes of the same values. */
    public static final ConfigKey<String> TABLES_COLUMNS_SALT = secret("tables.columns.salt",
        "a secret text, of which the hashes depend");
    public static final ConfigKey<Map<String, Integer>> TABLES_COLUMNS_TRUNCATE = key("tables.columns.truncate",
        ValueRule.map("a map from db.table.column to a number of characters from 0 to 1000000",
            text -> text.matches("\\d{1,6}|1000000") ? Integer.valueOf(text) : null), null);
    public static final ConfigKey<Map<String, String>> TABLES_COLUMNS_REPLACE = key("tables.columns.replace",
        ValueRule.map("a map from db.table.column to a text", text -> text), null);

    public static final ConfigKey<SnapshotMode> SNAPSHOT_MODE = key("snapshot.mode",
        ValueRule.choice(SnapshotMode.class), "initial");
    public static final ConfigKey<LockMode> SNAPSHOT_LOCK = key("snapshot.lock",
        ValueRule.choice(LockMode.class), "auto");
    public static final ConfigKey<Duration> SNAPSHOT_LOCK_TIMEOUT = key("snapshot.lockTimeout",
        ValueRule.duration("1s", "4m"), "30s");
    public static final ConfigKey<Long> SNAPSHOT_THREADS = key("snapshot.threads", ValueRule.number(1, 64), "1");
    public static final ConfigKey<Long> SNAPSHOT_CHUNK_ROWS = key("snapshot.chunkRows",
        ValueRule.number(1, 1_000_000_000), "50000");
    /** As much as there is memory for when left out. */
    public static final ConfigKey<Long> SNAPSHOT_MAX_ROW_BYTES = key("snapshot.maxRowBytes",
        ValueRule.size("1KiB", "1GiB"), null);

    public static final ConfigKey<String> PUBLISH_KIND = key("publish.kind", ValueRule.word("events"), "events");
    public static final ConfigKey<URI> PUBLISH_ENDPOINT = key("publish.endpoint", ValueRule.httpAddress(), null);
    public static final ConfigKey<AuthType> PUBLISH_AUTH_TYPE = key("publish.auth.type",
        ValueRule.choice(AuthType.class), "none");
    public static final ConfigKey<String> PUBLISH_AUTH_TOKEN = secret("publish.auth.token", "the bearer token");
    public static final ConfigKey<String> PUBLISH_AUTH_USER = key("publish.auth.user",
        ValueRule.text("a user name without ':'", Pattern.compile("[^:]+")), null);
    public static final ConfigKey<String> PUBLISH_AUTH_PASSWORD = secret("publish.auth.password",
        "the password of publish.auth.user");
    public static final ConfigKey<String> PUBLISH_AUTH_KEY = secret("publish.auth.key", "the PassKit API key");
    public static final ConfigKey<String> PUBLISH_AUTH_SECRET = secret("publish.auth.secret",
        "the secret that requests are signed with");
    public static final ConfigKey<Duration> PUBLISH_AUTH_ISSUED_BACK = key("publish.auth.issuedBack",
        ValueRule.duration("0s", "1h"), "30s");
    public static final ConfigKey<Duration> PUBLISH_AUTH_EXPIRY_AHEAD = key("publish.auth.expiryAhead",
        ValueRule.duration("1s", "1h"), "50s");
    public static final ConfigKey<Path> PUBLISH_TLS_CA = key("publish.tls.ca", ValueRule.path(), null);
    public static final ConfigKey<Path> PUBLISH_TLS_CERT = key("publish.tls.cert", ValueRule.path(), null);
    public static final ConfigKey<Path> PUBLISH_TLS_KEY = key("publish.tls.key", ValueRule.path(), null);
    public static final ConfigKey<String> PUBLISH_PROXY_ADDRESS = key("publish.proxy.address",
        ValueRule.text("host:port of an HTTP proxy", Pattern.compile("(\\[[0-9A-Fa-f:.]+]|[^\\s:/@]+):\\d{1,5}")),
        null);
    public static final ConfigKey<String> PUBLISH_PROXY_USER = key("publish.proxy.user",
        ValueRule.text("a user name without ':'", Pattern.compile("[^:]+")), null);
    public static final ConfigKey<String> PUBLISH_PROXY_PASSWORD = secret("publish.proxy.password",
        "the password of publish.proxy.user");
    public static final ConfigKey<Long> PUBLISH_LANES = key("publish.lanes", ValueRule.number(1, 64), "1");
    public static final ConfigKey<Long> PUBLISH_BATCH_MAX_EVENTS = key("publish.batch.maxEvents",
        ValueRule.number(1, 1_000_000), "5000");
    public static final ConfigKey<Long> PUBLISH_BATCH_MAX_BYTES = key("publish.batch.maxBytes",
        ValueRule.size("1KiB", "256MiB"), "4MiB");
    public static final ConfigKey<Duration> PUBLISH_BATCH_LINGER = key("publish.batch.linger",
        ValueRule.duration("0ms", "10m"), "50ms");
    public static final ConfigKey<BatchFormat> PUBLISH_BATCH_FORMAT = key("publish.batch.format",
        ValueRule.choice(BatchFormat.class), "batch");
    public static final ConfigKey<BodyCompression> PUBLISH_BATCH_COMPRESSION = key("publish.batch.compression",
        ValueRule.choice(BodyCompression.class), "gzip");
    public static final ConfigKey<Duration> PUBLISH_RETRY_INITIAL = key("publish.retry.initial",
        ValueRule.duration("1ms", "1h"), "250ms");
    public static final ConfigKey<Duration> PUBLISH_RETRY_MAX = key("publish.retry.max",
        ValueRule.duration("1ms", "24h"), "60s");
    public static final ConfigKey<OnRejected> PUBLISH_RETRY_ON_REJECTED = key("publish.retry.onRejected",
        ValueRule.choice(OnRejected.class), "deadLetter");
    /** Events rejected one after the other, none accepted between, that end the run. */
    public static final ConfigKey<Long> PUBLISH_RETRY_MAX_REJECTED_IN_ROW = key("publish.retry.maxRejectedInRow",
        ValueRule.number(1, 1_000_000_000), "1000");
    public static final ConfigKey<OnRefused> PUBLISH_RETRY_ON_REFUSED = key("publish.retry.onRefused",
        ValueRule.choice(OnRefused.class), "retry");
    /** Zero: an idle connector sends nothing. */
    public static final ConfigKey<Duration> PUBLISH_HEARTBEAT = key("publish.heartbeat",
        ValueRule.duration("0s", "24h"), "0s");
    public static final ConfigKey<Boolean> PUBLISH_SCHEMA_CHANGES = key("publish.schemaChanges",
        ValueRule.truth(), "false");
    public static final ConfigKey<Boolean> PUBLISH_QUERY = key("publish.query", ValueRule.truth(), "false");
    public static final ConfigKey<NumberForm> PUBLISH_BIGINT = key("publish.bigint",
        ValueRule.choice(NumberForm.class), "number");
    public static final ConfigKey<NumberForm> PUBLISH_DECIMAL = key("publish.decimal",
        ValueRule.choice(NumberForm.class), "string");
    public static final ConfigKey<BinaryForm> PUBLISH_BINARY = key("publish.binary",
        ValueRule.choice(BinaryForm.class), "base64");
    public static final ConfigKey<ZeroDateForm> PUBLISH_ZERO_DATES = key("publish.zeroDates",
        ValueRule.choice(ZeroDateForm.class), "keep");
    public static final ConfigKey<Duration> PUBLISH_CONNECT_TIMEOUT = key("publish.connectTimeout",
        ValueRule.duration("100ms", "10m"), "10s");
    /** Without a byte of a request going out. */
    public static final ConfigKey<Duration> PUBLISH_WRITE_TIMEOUT = key("publish.writeTimeout",
        ValueRule.duration("100ms", "1h"), "30s");
    public static final ConfigKey<Duration> PUBLISH_ANSWER_TIMEOUT = key("publish.answerTimeout",
        ValueRule.duration("100ms", "1h"), "60s");
    /** How long a stop waits for acknowledgements. */
    public static final ConfigKey<Duration> PUBLISH_STOP_TIMEOUT = key("publish.stopTimeout",
        ValueRule.duration("0s", "1h"), "30s");

    public static final ConfigKey<Path> STATE_DIR = key("state.dir", ValueRule.path(), "./state");
    public static final ConfigKey<Duration> STATE_INTERVAL = key("state.interval",
        ValueRule.duration("1ms", "10m"), "1s");

    /** Of all files of dead letters; the run ends when they are full. */
    public static final ConfigKey<Long> DEAD_LETTERS_MAX_BYTES = key("deadLetters.maxBytes",
        ValueRule.size("1KiB", "1024GiB"), "1GiB");

    public static final ConfigKey<Boolean> ADMIN_ENABLED = key("admin.enabled", ValueRule.truth(), "true");
    public static final ConfigKey<String> ADMIN_BIND = key("admin.bind",
        ValueRule.text("a host name or address", Pattern.compile("\\S+")), "127.0.0.1");
    /** Demanded of everybody but those who ask for health; needed where others than this machine reach the port. */
    public static final ConfigKey<String> ADMIN_TOKEN = secret("admin.token",
        "a secret text that those who ask the admin endpoint must send");
    /** Zero: any free port. */
    public static final ConfigKey<Long> ADMIN_PORT = key("admin.port", ValueRule.number(0, 65_535), "8089");

    /** How the connector proves to the endpoint who it is. */
    enum AuthType { NONE, BEARER, BASIC, PASSKIT, HMAC }

    private ConfigKeys() {
    }

    /** @return every key, in the order of the documentation */
    public static List<ConfigKey<?>> all() {
        return Collections.unmodifiableList(KEYS);
    }

    private static <T> ConfigKey<T> key(String path, ValueRule<T> rule, String defaultText) {
        return added(new ConfigKey<>(path, rule, defaultText, false));
    }

    private static ConfigKey<String> secret(String path, String expected) {
        return added(new ConfigKey<>(path, ValueRule.text(expected), null, true));
    }

    private static <T> ConfigKey<T> added(ConfigKey<T> key) {
        KEYS.add(key);
        return key;
    }
}
