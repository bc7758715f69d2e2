package com.passkit.cdc.cli.config;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import com.passkit.cdc.protocol.client.TlsMode;
import com.passkit.cdc.protocol.client.TlsProvider;
import com.passkit.cdc.protocol.error.AuthenticationException;
import com.passkit.cdc.runtime.CdcConfig;
import com.passkit.cdc.runtime.CdcConfig.SnapshotMode;
import com.passkit.cdc.runtime.batch.BatchConfig;
import com.passkit.cdc.runtime.batch.BatchFormat;
import com.passkit.cdc.runtime.encode.EncodeConfig;
import com.passkit.cdc.runtime.publish.PublishAuth;
import com.passkit.cdc.runtime.publish.PublishConfig;
import com.passkit.cdc.runtime.publish.BodyCompression;
import com.passkit.cdc.runtime.publish.PublishProxy;
import com.passkit.cdc.runtime.publish.PublishTimeouts;
import com.passkit.cdc.runtime.publish.PublishTls;
import com.passkit.cdc.runtime.publish.RejectionConfig;
import com.passkit.cdc.runtime.publish.RetryConfig;
import com.passkit.cdc.runtime.source.ReconnectConfig;
import com.passkit.cdc.runtime.source.ReconnectConfig.OnLostPosition;
import com.passkit.cdc.runtime.rules.ColumnRules;
import com.passkit.cdc.runtime.source.SourceConfig;
import com.passkit.cdc.runtime.source.SourceConfig.Host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

class ConfigReaderTest {

    private static final String LEAST = """
        source: {user: cdc, password: ""}
        publish: {endpoint: "https://ingest.example.com/cdc"}
        """;

    @TempDir
    Path directory;

    private final Map<ConfigKey<?>, ConfigValue> flags = new HashMap<>();
    private final Map<String, String> environment = new HashMap<>();

    @Test
    void shouldHaveTheDocumentedDefaults() {
        CdcConfig config = read(LEAST).cdc();

        assertThat(config.name()).isEqualTo("passkit-cdc");
        assertThat(config.include()).isEmpty();
        assertThat(config.exclude()).isEmpty();
        assertThat(config.shadow()).containsExactly("*._*_gho", "*._*_ghc", "*._*_del", "*._*_new", "*._*_old");
        assertThat(config.keys()).isEmpty();
        assertThat(config.snapshotMode()).isEqualTo(SnapshotMode.INITIAL);
        assertThat(config.publishesSchema()).isFalse();
        assertThat(config.publishesQuery()).isFalse();
        assertThat(config.stateDirectory()).isEqualTo(directory.resolve("state"));
        assertThat(config.checkpointInterval()).isEqualTo(Duration.ofSeconds(1));
        assertThat(config.shutdownTimeout()).isEqualTo(Duration.ofSeconds(30));
        assertThat(config.batch()).isEqualTo(new BatchConfig(5_000, 4 << 20, Duration.ofMillis(50), 1));
        assertThat(config.encode()).isEqualTo(EncodeConfig.of("passkit-cdc"));

        SourceConfig source = config.source();
        assertThat(source.hosts()).containsExactly(new Host("127.0.0.1", 3306));
        assertThat(source.serverId()).isZero();
        assertThat(source.tls().mode()).isEqualTo(TlsMode.PREFERRED);
        assertThat(source.tls().ca()).isNull();
        assertThat(source.tls().clientCertificate()).isNull();
        assertThat(source.login().serverPublicKey()).isNull();
        assertThat(source.login().allowPublicKeyRetrieval()).isFalse();
        assertThat(source.login().allowClearPassword()).isFalse();
        assertThat(source.login().furtherPasswords()).isEmpty();
        assertThat(source.tls().provider()).isEqualTo(TlsProvider.AUTO);
        assertThat(source.tls().clientKeyPassword()).isNull();
        assertThat(source.heartbeat()).isEqualTo(Duration.ofSeconds(10));
        assertThat(source.login().connectTimeout()).isEqualTo(Duration.ofSeconds(10));

        PublishConfig publish = config.publish();
        assertThat(publish.auth()).isEqualTo(new PublishAuth.None());
        assertThat(publish.tls()).isEqualTo(PublishTls.DEFAULT);
        assertThat(publish.compression()).isEqualTo(BodyCompression.GZIP);
        assertThat(publish.retry()).isEqualTo(RetryConfig.DEFAULT);
        assertThat(publish.timeouts()).isEqualTo(PublishTimeouts.DEFAULT);
        assertThat(publish.heartbeat()).isZero();

        assertThat(read(LEAST).admin()).isEqualTo(new AdminConfig(true, "127.0.0.1", 8089));
    }

    @Test
    void shouldAgreeWithTheDefaultsOfTheEngine() {
        PublishConfig publish = read(LEAST).cdc().publish();

        assertThat(publish).isEqualTo(PublishConfig.of(publish.endpoint()));
        assertThat(read(LEAST).cdc().batch()).isEqualTo(BatchConfig.DEFAULT);
        assertThat(read(LEAST).source().heartbeat()).isEqualTo(SourceConfig.DEFAULT_HEARTBEAT);
        assertThat(read(LEAST).source().login().connectTimeout()).isEqualTo(SourceConfig.DEFAULT_CONNECT_TIMEOUT);
        assertThat(read(LEAST).cdc().checkpointInterval()).isEqualTo(CdcConfig.DEFAULT_CHECKPOINT_INTERVAL);
        assertThat(read(LEAST).cdc().shutdownTimeout()).isEqualTo(CdcConfig.DEFAULT_SHUTDOWN_TIMEOUT);
    }

    @Test
    void shouldReadEveryKey() throws IOException {
        for (String file : List.of("ca.pem", "client.pem", "client.key", "server.pem")) {
            Files.writeString(directory.resolve(file), "pem");
        }
        Files.writeString(directory.resolve("mysql-password"), "s3cr3t\n");
        environment.put("PASSKIT_KEY", "the-key");
        environment.put("PASSKIT_SECRET", "the-secret");
        CdcConfig config = read("""
            name: loyalty
            source:
              hosts: [db1.example.com:3307, "[::1]:3308", db2]
              port: 3310
              user: passkit
              password: ${file:mysql-password}
              password2: two
              password3: ""
              serverId: 184054
              tls: {mode: verify_identity, ca: ca.pem, cert: client.pem, key: client.key, keyPassword: k3y,
                    provider: jdk}
              compression: none
              allowClearPassword: true
              allowPublicKeyRetrieval: true
              serverPublicKey: server.pem
              heartbeat: 5s
              connectTimeout: 2m
            tables:
              include: [crm.members, "crm.coupon_*"]
              exclude: ["*.tmp_*"]
              keys: {crm.audit: [tenant, seq]}
            snapshot: {mode: never, lock: auto, threads: 1}
            publish:
              kind: events
              endpoint: https://ingest.example.com/cdc
              auth: {type: passkit, key: "${env:PASSKIT_KEY}", secret: "${env:PASSKIT_SECRET}", issuedBack: 10s}
              tls: {ca: ca.pem, cert: client.pem, key: client.key}
              lanes: 4
              batch: {maxEvents: 100, maxBytes: 1MiB, linger: 1s, format: cloudEvents, compression: zstd}
              retry: {initial: 1s, max: 5m, onRejected: stop, onRefused: stop, maxRejectedInRow: 7}
              heartbeat: 30s
              schemaChanges: true
              query: true
              bigint: string
              decimal: number
              binary: hex
              zeroDates: null
              connectTimeout: 3s
              answerTimeout: 4s
              stopTimeout: 5s
            state: {dir: /var/lib/passkit-cdc, interval: 250ms}
            deadLetters: {maxBytes: 16MiB}
            admin: {enabled: false, bind: 0.0.0.0, port: 0}
            """).cdc();

        assertThat(config.name()).isEqualTo("loyalty");
        assertThat(config.source().hosts())
            .containsExactly(new Host("db1.example.com", 3307), new Host("::1", 3308), new Host("db2", 3310));
        assertThat(config.source().login().password()).isEqualTo("s3cr3t");
        assertThat(config.source().login().furtherPasswords()).containsExactly("two", "");
        assertThat(config.source().login().allowClearPassword()).isTrue();
        assertThat(config.source().tls().clientKeyPassword()).isEqualTo("k3y");
        assertThat(config.source().tls().provider()).isEqualTo(TlsProvider.JDK);
        assertThat(config.source() + " " + config.source().login() + config.source().tls())
            .doesNotContain("s3cr3t", "two", "k3y");
        assertThat(config.source().serverId()).isEqualTo(184_054);
        assertThat(config.source().tls().mode()).isEqualTo(TlsMode.VERIFY_IDENTITY);
        assertThat(config.source().tls().clientKey()).isEqualTo(directory.resolve("client.key"));
        assertThat(config.source().login().serverPublicKey()).isEqualTo(directory.resolve("server.pem"));
        assertThat(config.source().login().connectTimeout()).isEqualTo(Duration.ofMinutes(2));
        assertThat(config.include()).containsExactly("crm.members", "crm.coupon_*");
        assertThat(config.exclude()).containsExactly("*.tmp_*");
        assertThat(config.keys()).isEqualTo(Map.of("crm.audit", List.of("tenant", "seq")));
        assertThat(config.snapshotMode()).isEqualTo(SnapshotMode.NEVER);
        assertThat(config.publish().endpoint()).isEqualTo(URI.create("https://ingest.example.com/cdc"));
        assertThat(config.publish().auth()).isInstanceOfSatisfying(PublishAuth.PassKit.class, auth -> {
            assertThat(auth.key().get()).isEqualTo("the-key");
            assertThat(auth.secret().get()).isEqualTo("the-secret");
            assertThat(auth.issuedBackSeconds()).isEqualTo(10);
            assertThat(auth.expiryAheadSeconds()).isEqualTo(50);
        });
        assertThat(config.publish().tls().clientCertificate()).isEqualTo(directory.resolve("client.pem"));
        assertThat(config.publish().retry()).isEqualTo(
            new RetryConfig(Duration.ofSeconds(1), Duration.ofMinutes(5), RetryConfig.OnRefused.STOP,
                new RejectionConfig(RejectionConfig.OnRejected.STOP, 7)));
        assertThat(config.deadLetters().maxBytes()).isEqualTo(16L << 20);
        assertThat(config.publish().compression()).isEqualTo(BodyCompression.ZSTD);
        assertThat(config.publish().heartbeat()).isEqualTo(Duration.ofSeconds(30));
        assertThat(config.publish().timeouts().answer()).isEqualTo(Duration.ofSeconds(4));
        assertThat(config.batch()).isEqualTo(new BatchConfig(100, 1 << 20, Duration.ofSeconds(1), 4,
            BatchFormat.CLOUDEVENTS));
        assertThat(config.encode()).isEqualTo(new EncodeConfig("loyalty", EncodeConfig.NumberForm.STRING,
            EncodeConfig.NumberForm.NUMBER, EncodeConfig.BinaryForm.HEX, EncodeConfig.ZeroDateForm.NULL));
        assertThat(config.publishesSchema()).isTrue();
        assertThat(config.publishesQuery()).isTrue();
        assertThat(config.stateDirectory()).isEqualTo(Path.of("/var/lib/passkit-cdc"));
        assertThat(config.checkpointInterval()).isEqualTo(Duration.ofMillis(250));
        assertThat(config.shutdownTimeout()).isEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void shouldTakeASocketInPlaceOfHosts() {
        List<Host> hosts = read("source: {user: cdc, password: p, socket: mysql.sock}").source().hosts();
        assertThat(hosts).containsExactly(Host.ofSocket(directory.resolve("mysql.sock")));
        assertThat(hosts.get(0)).hasToString(directory.resolve("mysql.sock").toString());

        assertThatThrownBy(() -> read("source: {user: c, password: p, socket: /s, hosts: [db]}").source())
            .hasMessageContaining("source.socket: /s (expected: without source.hosts and source.port)");
        assertThatThrownBy(() -> read("source: {user: c, password: p, password3: hush}").source())
            .hasMessageContaining("source.password2: missing (expected: together with source.password3)")
            .hasMessageNotContaining("hush");
    }

    @Test
    void shouldTakeFlagBeforeEnvironmentBeforeFileBeforeDefault() {
        String yaml = "source: {user: of-file, password: p}";
        assertThat(read("# nothing yet\n").name()).isEqualTo("passkit-cdc");
        assertThat(read(yaml).source().user()).isEqualTo("of-file");
        environment.put("PASSKIT_CDC_SOURCE_USER", "of-environment");
        assertThat(read(yaml).source().user()).isEqualTo("of-environment");
        flags.put(ConfigKeys.SOURCE_USER, ConfigValue.ofFlag("--user", "of-flag"));
        assertThat(read(yaml).source().user()).isEqualTo("of-flag");
    }

    @Test
    void shouldNameTheEnvironmentVariableOfEachKey() {
        assertThat(ConfigKeys.SOURCE_SERVER_ID.environmentVariable()).isEqualTo("PASSKIT_CDC_SOURCE_SERVER_ID");
        assertThat(ConfigKeys.PUBLISH_BATCH_MAX_EVENTS.environmentVariable())
            .isEqualTo("PASSKIT_CDC_PUBLISH_BATCH_MAX_EVENTS");
        assertThat(ConfigKeys.all()).extracting(ConfigKey::environmentVariable).doesNotHaveDuplicates();
    }

    @Test
    void shouldTakeListsFromTheEnvironment() {
        environment.put("PASSKIT_CDC_TABLES_INCLUDE", "crm.members, crm.coupon_*");

        assertThat(read(LEAST).include()).containsExactly("crm.members", "crm.coupon_*");
    }

    @Test
    void shouldTakeThePasswordFromItsWellKnownVariable() {
        environment.put("PASSKIT_CDC_PASSWORD", "hunter2");

        assertThat(read("source: {user: cdc}").source().login().password()).isEqualTo("hunter2");
        assertThat(read("source: {user: cdc, password: other}").source().login().password()).isEqualTo("other");
    }

    @Test
    void shouldKeepAPasswordThatLooksLikeANumber() {
        assertThat(read("source: {user: cdc, password: 007}").source().login().password()).isEqualTo("007");
    }

    @Test
    void shouldTakeADoubledDollarForItself() {
        assertThat(read("source: {user: cdc, password: 'a$${b}$c'}").source().login().password()).isEqualTo("a${b}$c");
    }

    @Test
    void shouldNotReplacePlaceholdersOutsideOfTheFile() {
        environment.put("PASSKIT_CDC_SOURCE_PASSWORD", "${env:HOME}");

        assertThat(read(LEAST).source().login().password()).isEqualTo("${env:HOME}");
    }

    @Test
    void shouldAskOnlyForWhatIsNeeded() {
        assertThat(read("publish: {auth: {type: bearer, token: '${env:UNSET}'}}").name()).isEqualTo("passkit-cdc");
    }

    @Test
    void shouldReadRulesOfTablesAndColumns() {
        environment.put("SALT", "pepper");
        ConfigReader reader = read(LEAST + """
            tables:
              keys: {"crm.b*": [id], "crm.a*": [id]}
              rows: {crm.members: "status = 'active' AND points >= 10"}
              columns: {include: [crm.t.*], exclude: [crm.members.ssn, "*.*.secret_*"], hash: [crm.members.email],
                truncate: {crm.notes.text: 20}, replace: {"*.*.phone": "***"}, salt: "${env:SALT}"}
            """);
        CdcConfig config = reader.cdc();

        assertThat(config.keys().keySet()).containsExactly("crm.b*", "crm.a*");
        assertThat(config.rows().isEmpty()).isFalse();
        assertThat(config.encode().columns()).isEqualTo(new ColumnRules(List.of("crm.t.*"),
            List.of("crm.members.ssn", "*.*.secret_*"), List.of("crm.members.email"), Map.of("crm.notes.text", 20),
            Map.of("*.*.phone", "***"), "pepper"));
        assertThat(config.toString()).doesNotContain("pepper");
        assertThat(reader.encode().columns()).as("what tail and decode print").isEqualTo(config.encode().columns());
        assertThat(reader.tail().rules().columns()).isEqualTo(config.encode().columns());
        assertThat(reader.tail().rules().rows().isEmpty()).isFalse();
    }

    @Test
    void shouldReportRulesThatAreNone() {
        assertThat(problems(LEAST + """
            tables: {rows: {crm.members: "status = "}, columns: {hash: [crm.members.email]}, include: [a.b.c]}
            """)).containsExactly("tables: table pattern 'a.b.c': it has more than one dot (expected: database.table,"
            + " with * and ?; a dot that belongs to a name is written \\. or between backticks)");
        assertThat(problems(LEAST + """
            tables: {rows: {crm.members: "status = "}}
            """)).containsExactly("tables.rows.crm.members: character 10: the end (expected: a number, a string in"
            + " quotes, TRUE, FALSE or NULL)");
        assertThat(problems(LEAST + "tables: {columns: {hash: [crm.members.email]}}\n")).singleElement().asString()
            .startsWith("tables.columns.salt: missing");
        assertThat(problems(LEAST + """
            tables: {columns: {truncate: {crm.notes.text: few}, replace: [a], hash: [crm.email]}, rows: {a.b: [c]}}
            """)).containsExactly(
            "tables.rows: {a.b=[c]} (expected: a map from db.table to a condition, such as \"status = 'active'\")"
                + " [passkit-cdc.yaml]",
            "tables.columns.hash: [crm.email] (expected: a list of db.table.column, where * and ? stand for any"
                + " characters) [passkit-cdc.yaml]",
            "tables.columns.truncate: {crm.notes.text=few} (expected: a map from db.table.column to a number of"
                + " characters from 0 to 1000000) [passkit-cdc.yaml]",
            "tables.columns.replace: [a] (expected: a map from db.table.column to a text) [passkit-cdc.yaml]");
    }

    /** A statement shows values that a mask hides. */
    @Test
    void shouldRefuseStatementsTogetherWithMasks() {
        assertThat(problems(LEAST.replace("{endpoint", "{query: true, schemaChanges: true, endpoint")
            + "tables: {columns: {exclude: [crm.members.ssn]}}\n")).containsExactly(
            "publish.query: true (expected: false together with tables.columns: a statement may contain what is to be"
                + " hidden)",
            "publish.schemaChanges: true (expected: false together with tables.columns: a statement may contain what is"
                + " to be hidden)");
    }

    @Test
    void shouldDemandATokenWhereOthersReachTheAdminEndpoint() {
        for (String open : List.of("0.0.0.0", "'::'", "192.0.2.7")) {
            assertThat(problems(LEAST + "admin: {bind: " + open + "}\n")).singleElement().asString()
                .startsWith("admin.bind: " + open.replace("'", "") + " (expected: an address of this machine alone")
                .contains("admin.token to be set");
            assertThat(read(LEAST + "admin: {bind: " + open + ", token: t0ken}\n").admin().token().get())
                .isEqualTo("t0ken");
            assertThat(read(LEAST + "admin: {bind: " + open + ", enabled: false}\n").admin().isEnabled()).isFalse();
        }
        for (String own : List.of("127.0.0.1", "localhost", "'::1'", "127.1.2.3")) {
            assertThat(read(LEAST + "admin: {bind: " + own + "}\n").admin().token()).isNull();
        }
        assertThat(problems(LEAST + "admin: {token: ''}\n")).singleElement().asString()
            .startsWith("admin.token: empty");
    }

    @Test
    void shouldReportMisspelledKeys() {
        assertThat(problems("""
            source: {user: cdc, pasword: hunter2, tsl: {mode: REQUIRED}}
            publsh: {endpoint: "https://ingest.example.com/cdc"}
            user: cdc
            tables: {colums: {exclude: [crm.members.ssn]}}
            """)).startsWith(
            "source.pasword: unknown key (nearest known key: source.password) [passkit-cdc.yaml]",
            "source.tsl: unknown key (nearest known key: source.tls) [passkit-cdc.yaml]",
            "publsh: unknown key (nearest known key: publish) [passkit-cdc.yaml]",
            "user: unknown key (nearest known key: source.user) [passkit-cdc.yaml]",
            "tables.colums: unknown key (nearest known key: tables.columns) [passkit-cdc.yaml]");
    }

    @Test
    void shouldReportValuesOutOfRangeAndOfTheWrongKind() {
        assertThat(problems(LEAST.replace("{endpoint", "{lanes: 99, bigint: text, batch: {linger: 50, maxBytes: 1TB, "
            + "maxEvents: [1]}, schemaChanges: yes, endpoint").replace("source: {", """
            name: "-x"
            admin: {port: 70000}
            source: {serverId: 0, tls: {mode: ON}, hosts: ["a:b"], heartbeat: 2 days,\s"""))).containsExactly(
            "source.hosts: [a:b] (expected: a list of host or host:port) [passkit-cdc.yaml]",
            "source.serverId: 0 (expected: a whole number from 1 to 4294967295) [passkit-cdc.yaml]",
            "source.tls.mode: ON (expected: one of DISABLED, PREFERRED, REQUIRED, VERIFY_CA, VERIFY_IDENTITY) "
                + "[passkit-cdc.yaml]",
            "source.heartbeat: 2 days (expected: a duration from 100ms to 1h, with its unit: ms, s, m or h) "
                + "[passkit-cdc.yaml]",
            "name: -x (expected: 1 to 64 letters, digits, '.', '_' or '-', beginning with a letter or digit) "
                + "[passkit-cdc.yaml]",
            "publish.lanes: 99 (expected: a whole number from 1 to 64) [passkit-cdc.yaml]",
            "publish.batch.maxEvents: [1] (expected: a whole number from 1 to 1000000) [passkit-cdc.yaml]",
            "publish.batch.maxBytes: 1TB (expected: a size from 1KiB to 256MiB, in bytes or with KiB, MiB or GiB) "
                + "[passkit-cdc.yaml]",
            "publish.batch.linger: 50 (expected: a duration from 0ms to 10m, with its unit: ms, s, m or h) "
                + "[passkit-cdc.yaml]",
            "publish.schemaChanges: yes (expected: true or false) [passkit-cdc.yaml]",
            "publish.bigint: text (expected: one of number, string) [passkit-cdc.yaml]",
            "admin.port: 70000 (expected: a whole number from 0 to 65535) [passkit-cdc.yaml]");
    }

    @Test
    void shouldReadTheProxyAndTheTimeouts() {
        environment.put("PROXY_SECRET", "hush");
        PublishConfig publish = read(LEAST.replace("{endpoint", "{connectTimeout: 1s, writeTimeout: 2s, answerTimeout: 3s, "
            + "proxy: {address: 'proxy.example.com:3128', user: cdc, password: '${env:PROXY_SECRET}'}, endpoint"))
            .cdc().publish();
        assertThat(publish.timeouts()).isEqualTo(
            new PublishTimeouts(Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofSeconds(3)));
        assertThat(publish.proxy().address()).isEqualTo("proxy.example.com:3128");
        assertThat(publish.proxy().user()).isEqualTo("cdc");
        assertThat(publish.proxy().password().get()).isEqualTo("hush");
        assertThat(publish.toString()).doesNotContain("hush");

        assertThat(read(LEAST.replace("{endpoint", "{proxy: {address: '[::1]:3128'}, endpoint")).cdc().publish().proxy())
            .isEqualTo(new PublishProxy("::1", 3128, null, null));
        assertThat(problems(LEAST.replace("{endpoint", "{proxy: {address: 'http://a:b@proxy:3128'}, endpoint")))
            .containsExactly("publish.proxy.address: http://<redacted>@proxy:3128 (expected: host:port of an HTTP proxy) "
                + "[passkit-cdc.yaml]");
        assertThat(problems(LEAST.replace("{endpoint", "{proxy: {address: 'p:70000'}, endpoint")))
            .containsExactly("publish.proxy.address: p:70000 (expected: a port from 1 to 65535)");
        assertThat(problems(LEAST.replace("{endpoint", "{proxy: {user: cdc}, endpoint"))).containsExactly(
            "publish.proxy.password: missing (expected: together with publish.proxy.user)",
            "publish.proxy.address: missing (expected: together with publish.proxy.user)");
    }

    @Test
    void shouldNameTheAllowedValuesWhereOnlySomeAreThere() {
        assertThat(problems(LEAST.replace("{endpoint", "{kind: records, batch: {format: avro, compression: br}, "
            + "retry: {onRejected: never, maxRejectedInRow: 0}, endpoint").replace("source: {", """
            deadLetters: {maxBytes: 1000}
            snapshot: {lock: global, threads: 65, chunkRows: 0, maxRowBytes: 2GiB}
            source: {compression: lz4,\s"""))).containsExactly(
            "source.compression: lz4 (expected: one of none, zlib, zstd) [passkit-cdc.yaml]",
            "publish.batch.compression: br (expected: one of none, gzip, zstd) [passkit-cdc.yaml]",
            "publish.retry.onRejected: never (expected: one of deadLetter, stop) [passkit-cdc.yaml]",
            "publish.retry.maxRejectedInRow: 0 (expected: a whole number from 1 to 1000000000) [passkit-cdc.yaml]",
            "snapshot.lock: global (expected: one of auto, none, minimal, tables, backup) [passkit-cdc.yaml]",
            "snapshot.threads: 65 (expected: a whole number from 1 to 64) [passkit-cdc.yaml]",
            "snapshot.chunkRows: 0 (expected: a whole number from 1 to 1000000000) [passkit-cdc.yaml]",
            "snapshot.maxRowBytes: 2GiB (expected: a size from 1KiB to 1GiB, in bytes or with KiB, MiB or GiB) "
                + "[passkit-cdc.yaml]",
            "publish.kind: records (expected: events) [passkit-cdc.yaml]",
            "publish.batch.format: avro (expected: one of batch, ndjson, cloudevents) [passkit-cdc.yaml]",
            "deadLetters.maxBytes: 1000 (expected: a size from 1KiB to 1024GiB, in bytes or with KiB, MiB or GiB) "
                + "[passkit-cdc.yaml]");
    }

    @Test
    void shouldReadWhatIsDoneWhenTheSourceIsLost() {
        assertThat(read(LEAST).source().reconnect()).isEqualTo(ReconnectConfig.DEFAULT);
        assertThat(read(LEAST.replace("source: {", "source: {onLostPosition: snapshot, reconnect: {initial: 1s,"
            + " max: 2m, limit: 3h, catchUp: 0s, rotation: 5s}, ")).source().reconnect()).isEqualTo(
            new ReconnectConfig(Duration.ofSeconds(1), Duration.ofMinutes(2), Duration.ofHours(3), Duration.ZERO,
                Duration.ofSeconds(5), OnLostPosition.SNAPSHOT));
        assertThat(read(LEAST.replace("source: {", "source: {reconnect: {limit: none}, ")).source().reconnect()
            .limit()).isZero();
        for (String mode : List.of("whenNeeded", "always")) {
            assertThat(read("snapshot: {mode: " + mode + "}\n" + LEAST).source().reconnect().onLostPosition())
                .isEqualTo(OnLostPosition.SNAPSHOT);
        }
    }

    @Test
    void shouldRefuseAnEndOfALostPositionThatContradictsTheModeOfSnapshots() {
        assertThat(problems("snapshot: {mode: whenNeeded}\n"
            + LEAST.replace("source: {", "source: {onLostPosition: stop, reconnect: {initial: 2s, max: 1s}, ")))
            .containsExactly("source.onLostPosition: stop (expected: snapshot, or left out, because snapshot.mode says"
                + " that tables are read again; or snapshot.mode: initial)",
                "source.reconnect.max: 1000ms (expected: at least source.reconnect.initial, 2000ms)");
        assertThat(problems("snapshot: {mode: never}\n"
            + LEAST.replace("source: {", "source: {onLostPosition: snapshot, ")))
            .containsExactly("source.onLostPosition: snapshot (expected: stop, or left out, because of"
                + " snapshot.mode: never)");
    }

    /** A password that is rotated is asked for at the next connect, and never printed. */
    @Test
    void shouldReadPasswordsFromFilesAnewAtEachConnect() throws IOException {
        Path file = Files.writeString(directory.resolve("password"), "first\n");
        SourceConfig source = read(LEAST.replaceFirst("password: [^,}]+", "password: '\\${file:password}'")).source();
        assertThat(source.renewsLogin()).isTrue();
        assertThat(source.clientConfig(source.hosts().get(0), Duration.ZERO).password()).isEqualTo("first");

        Files.writeString(file, "second\n");
        assertThat(source.clientConfig(source.hosts().get(0), Duration.ZERO).password()).isEqualTo("second");
        assertThat(source.toString() + source.passwords()).doesNotContain("first", "second");
        Files.delete(file);
        assertThatThrownBy(() -> source.clientConfig(source.hosts().get(0), Duration.ZERO))
            .isInstanceOf(AuthenticationException.class).hasMessageContainingAll("source.password", "${file:password}");
        assertThat(read(LEAST).source().renewsLogin()).isFalse();
    }

    @Test
    void shouldReportWhatIsMissing() {
        assertThat(problems("publish: {auth: {type: basic, user: me}, tls: {cert: none.pem}}")).containsExactly(
            "source.user: missing (expected: the MySQL user to log in as; set --user, PASSKIT_CDC_SOURCE_USER or "
                + "source.user in the file)",
            "source.password: missing (expected: the MySQL user's password, \"\" for none; set --password-env NAME, "
                + "--password-file FILE, PASSKIT_CDC_SOURCE_PASSWORD or source.password in the file)",
            "publish.endpoint: missing (expected: an absolute http or https address without user, password and "
                + "fragment; set --endpoint, PASSKIT_CDC_PUBLISH_ENDPOINT or publish.endpoint in the file)",
            "publish.auth.password: missing (expected: the password of publish.auth.user; set "
                + "PASSKIT_CDC_PUBLISH_AUTH_PASSWORD or publish.auth.password in the file)",
            "publish.tls.cert: " + directory.resolve("none.pem") + " (expected: a readable file) [passkit-cdc.yaml]",
            "publish.tls.key: missing (expected: together with publish.tls.cert)");
    }

    @Test
    void shouldReportPlaceholdersThatLeadNowhere() {
        assertThat(problems("""
            source: {user: cdc, password: "${env:NOT_SET}"}
            publish:
              endpoint: https://ingest.example.com/cdc
              auth: {type: hmac, secret: "${file:no/such/file}"}
            """)).containsExactly(
            "source.password: ${env:NOT_SET} (expected: the environment variable NOT_SET to be set) "
                + "[passkit-cdc.yaml]",
            "publish.auth.secret: ${file:no/such/file} (expected: a readable file; there is none) "
                + "[passkit-cdc.yaml]");
        assertThat(problems(LEAST.replace("\"\"", "'topsecret${sys:x}'"))).containsExactly(
            "source.password: ${…} (expected: ${env:NAME} or ${file:PATH}; $${ for the characters ${) "
                + "[passkit-cdc.yaml]");
    }

    @Test
    void shouldNeverRepeatASecret() {
        environment.put("TOKEN", "topsecret");
        environment.put("PASSKIT_CDC_SOURCE_PASSWORD", "topsecret");
        flags.put(ConfigKeys.NAME, ConfigValue.ofFlag("--name", "-"));
        ConfigException refused = refused("""
            source: {user: cdc, passwort: topsecret}
            topsecret: [
            """.replace("topsecret: [", "admin: {port: \"${env:TOKEN}\"}") + """
            publish:
              endpoint: https://me:topsecret@ingest.example.com/cdc
              auth: {type: bearer, token: [topsecret]}
            """);

        assertThat(refused).hasMessageNotContaining("topsecret");
        assertThat(refused.problems()).contains(
            "admin.port: ${env:TOKEN} (expected: a whole number from 0 to 65535) [passkit-cdc.yaml]",
            "publish.endpoint: https://<redacted>@ingest.example.com/cdc (expected: an absolute http or https address "
                + "without user, password and fragment) [passkit-cdc.yaml]",
            "publish.auth.token: <redacted> (expected: the bearer token) [passkit-cdc.yaml]",
            "name: - (expected: 1 to 64 letters, digits, '.', '_' or '-', beginning with a letter or digit) "
                + "[--name]");
        assertThat(ConfigValue.ofFlag("--password-env", "topsecret").toString()).doesNotContain("topsecret");
    }

    @Test
    void shouldRefuseKeysOfAnotherKindOfAuthentication() {
        assertThat(problems(LEAST.replace("{endpoint", "{auth: {type: bearer, token: t, user: me}, endpoint")))
            .containsExactly("publish.auth.user: set (expected: not with publish.auth.type bearer)");
    }

    @Test
    void shouldReportWhereTheFileIsNotYaml() {
        assertThat(problems("source: {user: cdc\npublish: topsecret")).containsExactly(
            "passkit-cdc.yaml: not YAML in line 2, column 8 (expected: maps with an indentation of spaces, "
                + "each key once)");
        assertThat(problems("name: a\nname: b")).containsExactly("passkit-cdc.yaml: not YAML in line 2, column 1 "
            + "(expected: maps with an indentation of spaces, each key once)");
        assertThat(problems("- a")).containsExactly(
            "passkit-cdc.yaml: not a map (expected: sections such as source and publish)");
        assertThat(problems("state: here")).contains(
            "state: not a section (expected: a map of dir, interval) [passkit-cdc.yaml]");
    }

    @Test
    void shouldReportAFileThatIsNotThere() {
        Path file = directory.resolve("none.yaml");

        assertThat(catchThrowableOfType(ConfigException.class, () -> ConfigFile.read(file)).problems())
            .containsExactly("--config: " + file + " (expected: a YAML file; there is none)");
    }

    private ConfigReader read(String yaml) {
        return new ConfigReader(new ConfigSettings(
            flags, environment, ConfigFile.parse("passkit-cdc.yaml", directory, yaml)));
    }

    private List<String> problems(String yaml) {
        return refused(yaml).problems();
    }

    private ConfigException refused(String yaml) {
        return catchThrowableOfType(ConfigException.class, () -> {
            read(yaml).cdc();
            read(yaml).admin();
        });
    }
}
