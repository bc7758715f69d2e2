package com.passkit.cdc.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

import com.passkit.cdc.it.harness.CommandRun;
import com.passkit.cdc.it.harness.ConnectorProcess;
import com.passkit.cdc.it.harness.ConnectorYaml;
import com.passkit.cdc.it.harness.MySqlServers;
import com.passkit.cdc.it.harness.MySqlVersion;
import com.passkit.cdc.it.harness.RealServer;
import com.passkit.cdc.it.harness.Receiver;
import com.passkit.cdc.it.harness.RunningEngine;
import com.passkit.cdc.it.harness.TcpRelay;
import com.passkit.cdc.it.harness.TestAccount;
import com.passkit.cdc.it.harness.TestDatabase;
import com.passkit.cdc.protocol.client.MySqlClientConfig;
import com.passkit.cdc.protocol.client.TlsConfig;
import com.passkit.cdc.protocol.client.TlsMode;
import com.passkit.cdc.protocol.testing.TestAuthority;
import com.passkit.cdc.runtime.CdcConfig;
import com.passkit.cdc.runtime.batch.BatchConfig;
import com.passkit.cdc.runtime.source.LossCause;
import com.passkit.cdc.runtime.source.Outage;
import com.passkit.cdc.runtime.source.ReconnectConfig;
import com.passkit.cdc.runtime.source.SourceConfig;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The ways in which a source goes away without being down: each heals by itself, or ends the run in words. */
class SourceLossIT {

    private static final Duration LIMIT = Duration.ofSeconds(120);

    @TempDir
    private Path directory;

    private int lastMarker;

    /** One connector lives through all of it. */
    @ParameterizedTest(name = "{0}")
    @EnumSource(names = {"V5_7", "V8_0", "V9", "MARIADB_10_11"})
    void shouldComeBackWhateverKeepsItAway(MySqlVersion version) throws Exception {
        try (RealServer server = MySqlServers.fresh(version); TestDatabase database = server.freshDatabase();
            TestAccount account = new TestAccount(server, version.defaultAuthPlugin(), "first", "");
            Receiver receiver = Receiver.http(); TcpRelay relay = TcpRelay.to(server.host(), server.port());
            TcpRelay moved = TcpRelay.at("127.0.0.2", relay.port(), server.host(), server.port())) {
            account.execute("GRANT SELECT, RELOAD, LOCK TABLES, REPLICATION SLAVE, REPLICATION CLIENT ON *.* TO '"
                + account.name() + "'@'%'");
            database.execute("CREATE TABLE t (v INT PRIMARY KEY)");
            Path hosts = Files.writeString(directory.resolve("hosts"), "127.0.0.1 source.test\n");
            Path password = Files.writeString(directory.resolve("password"), "first\n");
            Path yaml = ConnectorYaml.write(directory, database, receiver.endpoint(), "batch: {linger: 5ms}");
            ConnectorYaml.set(yaml, "source", "hosts: ['source.test:" + relay.port() + "']", "user: " + account.name(),
                "password: ${file:" + password.getFileName() + "}", "heartbeat: 300ms", "connectTimeout: 2s",
                "reconnect: {initial: 50ms, max: 300ms, rotation: 60s}");
            try (ConnectorProcess connector = ConnectorProcess.start(directory,
                Map.of("JAVA_TOOL_OPTIONS", "-Djdk.net.hosts.file=" + hosts), "run", "-c", yaml.toString())) {
                awaitMarker(database, receiver, connector);

                relay.reset();
                awaitMarker(database, receiver, connector);

                relay.shut(true);
                relay.cut();
                connector.awaitLine(Pattern.compile("closed the connection during the login"));
                relay.shut(false);
                awaitMarker(database, receiver, connector);

                // The name leads elsewhere, and where it led nobody is any more.
                Files.writeString(hosts, "127.0.0.2 source.test\n");
                relay.leave();
                awaitMarker(database, receiver, connector);
                assertThat(moved.linkCount()).isPositive();

                // The account's password is another one a moment before the file has it.
                setPassword(account, "second");
                killDump(database);
                connector.awaitLine(Pattern.compile("server error 1045"));
                awaitOutage(connector, "credentials");
                Files.writeString(password, "second\n");
                awaitMarker(database, receiver, connector);

                // It expires, and is replaced by another one.
                expirePassword(account);
                killDump(database);
                connector.awaitLine(Pattern.compile("password has expired. Remedy: give it a new one"));
                awaitOutage(connector, "credentials");
                setPassword(account, "third");
                Files.writeString(password, "third\n");
                awaitMarker(database, receiver, connector);

                // It expires, and is set to what it was: here nothing changes.
                expirePassword(account);
                killDump(database);
                awaitOutage(connector, "credentials");
                setPassword(account, "third");
                awaitMarker(database, receiver, connector);

                database.execute("SET GLOBAL max_connections = 10");
                List<Connection> others = fill(server);
                killDump(database);
                connector.awaitLine(Pattern.compile("Too many connections"));
                awaitOutage(connector, "too_many_connections");
                database.execute("SET GLOBAL max_connections = 100");
                for (Connection other : others) {
                    other.close();
                }
                awaitMarker(database, receiver, connector);

                if (version != MySqlVersion.MARIADB_10_11) {
                    database.execute("SET GLOBAL offline_mode = ON");
                    connector.awaitLine(Pattern.compile("offline mode"));
                    awaitOutage(connector, "other");
                    database.execute("SET GLOBAL offline_mode = OFF");
                    awaitMarker(database, receiver, connector);
                }

                // A switch-over: what is read-only can be read.
                database.execute("SET GLOBAL read_only = ON");
                killDump(database);
                awaitMarker(database, receiver, connector);
                database.execute("SET GLOBAL read_only = OFF");

                // The engine is looked at once a second.
                String admin = Integer.toString(connector.adminPort());
                await().atMost(LIMIT).untilAsserted(() ->
                    assertThat(CommandRun.of(Map.of(), "status", "--json", "--admin-port", admin).stdout())
                        .contains("\"outage\":null", "\"state\":\"STREAMING\"", "\"hosts\":[{\"host\":\"source.test:"
                            + relay.port() + "\",\"followed\":true,\"standing\":\"fit\""));

                if (version != MySqlVersion.MARIADB_10_11) {
                    account.execute("ALTER USER '" + account.name() + "'@'%' ACCOUNT LOCK");
                    killDump(database);
                    assertThat(connector.awaitExit(LIMIT)).isEqualTo(3);
                    assertThat(connector.lastLine()).contains("exit 3", "The account is locked. Remedy: ALTER USER");
                } else {
                    connector.terminate();
                    assertThat(connector.awaitExit(LIMIT)).as(connector.lastLine()).isZero();
                }
                assertThat(connector.stderr()).doesNotContain("first\n", "second\n", "third\n");
            }
            assertThat(receiver.records().differences(database, "t")).isEmpty();
        }
    }

    /** Server and client get other certificates one after the other. */
    @Test
    void shouldTakeANewCertificateAndThenItsAuthority() throws Exception {
        TestAuthority first = new TestAuthority();
        TestAuthority second = new TestAuthority();
        Path ca = TestAuthority.writePem(directory.resolve("ca.pem"), first.certificate());
        Path serverCa = TestAuthority.writePem(directory.resolve("server-ca.pem"), first.certificate());
        writeIdentity(first);
        try (RealServer server = MySqlServers.fresh(MySqlVersion.V8_0, "--ssl-ca=" + serverCa,
            "--ssl-cert=" + directory.resolve("server.pem"), "--ssl-key=" + directory.resolve("server-key.pem"));
            TestDatabase database = server.freshDatabase(); Receiver receiver = Receiver.http()) {
            database.execute("CREATE TABLE t (v INT PRIMARY KEY)");
            CdcConfig config = RunningEngine.config(database, receiver.endpoint(), directory,
                List.of(database.name() + ".*"), new BatchConfig(1000, 1 << 20, Duration.ofMillis(10), 1));
            SourceConfig plain = config.source();
            MySqlClientConfig login = plain.login().toBuilder().tls(TlsConfig.builder().mode(TlsMode.VERIFY_CA)
                .ca(ca).build()).build();
            ReconnectConfig reconnect =
                ReconnectConfig.DEFAULT.withWaits(Duration.ofMillis(50), Duration.ofMillis(300));
            try (RunningEngine engine = RunningEngine.launch(config.withSource(
                new SourceConfig(plain.hosts(), login, 0, plain.heartbeat()).withReconnect(reconnect)))) {
                engine.awaitStreaming();
                writeIdentity(second);
                TestAuthority.writePem(serverCa, second.certificate());
                server.restart();
                database.reconnect();
                await().atMost(LIMIT).until(() -> {
                    Outage outage = engine.engine().status().source().outage();
                    return outage != null && outage.cause() == LossCause.TLS;
                });
                TestAuthority.writePem(ca, second.certificate());
                engine.awaitStreaming();
                database.execute("INSERT INTO t VALUES (1)");
                await().atMost(LIMIT).until(() -> receiver.eventCount() == 1);
            }
        }
    }

    /** What a person has to mend ends the program with the code and the words for it. All at once, for they only wait. */
    @Test
    void shouldEndWithCodeAndRemedyWhereNothingHeals() throws Exception {
        RealServer server = MySqlServers.shared(MySqlVersion.V8_0);
        try (TestDatabase database = server.freshDatabase(); Receiver receiver = Receiver.http();
            TestAccount poor = new TestAccount(server, "mysql_native_password", "pw", "");
            TestAccount expired = new TestAccount(server, "mysql_native_password", "pw", "PASSWORD EXPIRE");
            TestAccount locked = new TestAccount(server, "mysql_native_password", "pw", "ACCOUNT LOCK")) {
            database.execute("CREATE TABLE t (v INT PRIMARY KEY)");
            Path foreignCa =
                TestAuthority.writePem(directory.resolve("foreign.pem"), new TestAuthority().certificate());
            List<Ending> endings = List.of(
                new Ending("denied", List.of("password: wrong"), 3, "server error 1045", "check source.user"),
                new Ending("expired", List.of("user: " + expired.name(), "password: pw"), 3, "has expired", "Remedy"),
                new Ending("locked", List.of("user: " + locked.name(), "password: pw"), 3, "is locked", "Remedy"),
                new Ending("poor", List.of("user: " + poor.name(), "password: pw"), 3, "REPLICATION", "GRANT"),
                new Ending("unknown", List.of("hosts: [nowhere.invalid]"), 3, "unknown host", "check source.hosts"),
                new Ending("limit", List.of("hosts: ['127.0.0.1:1']", "reconnect: {limit: 1s}"), 3,
                    "source.reconnect.limit", "refused"),
                new Ending("tls", List.of("tls: {mode: VERIFY_CA, ca: '" + foreignCa + "'}"), 3,
                    "nobody that is trusted", "tls.ca"));
            List<ConnectorProcess> processes = new ArrayList<>();
            try {
                for (Ending ending : endings) {
                    Path own = Files.createDirectory(directory.resolve(ending.name));
                    Path yaml = ConnectorYaml.write(own, database, receiver.endpoint());
                    ConnectorYaml.set(yaml, "source", ending.settings.toArray(String[]::new));
                    processes.add(ConnectorProcess.start(database, yaml, "run"));
                }
                for (int i = 0; i < endings.size(); i++) {
                    Ending ending = endings.get(i);
                    assertThat(processes.get(i).awaitExit(LIMIT)).as(ending.name).isEqualTo(ending.exitCode);
                    assertThat(processes.get(i).lastLine()).as(ending.name)
                        .contains("exit " + ending.exitCode, ending.cause, ending.remedy);
                }
            } finally {
                processes.forEach(ConnectorProcess::close);
            }
        }
    }

    /** A connector, and how it ends. */
    private record Ending(String name, List<String> settings, int exitCode, String cause, String remedy) {
    }

    private void writeIdentity(TestAuthority authority) {
        TestAuthority.Identity own = authority.issue("127.0.0.1");
        TestAuthority.writePem(directory.resolve("server.pem"), own.certificate());
        TestAuthority.writePem(directory.resolve("server-key.pem"), own.keys());
    }

    private static void expirePassword(TestAccount account) throws SQLException {
        account.execute("ALTER USER '" + account.name() + "'@'%' PASSWORD EXPIRE");
    }

    private static void setPassword(TestAccount account, String password) throws SQLException {
        String name = "'" + account.name() + "'@'%'";
        account.execute(account.server().release() == MySqlVersion.MARIADB_10_11
            ? "SET PASSWORD FOR " + name + " = PASSWORD('" + password + "')"
            : "ALTER USER " + name + " IDENTIFIED BY '" + password + '\'');
    }

    /** Takes all connections there may be. @return them */
    private static List<Connection> fill(RealServer server) {
        List<Connection> taken = new ArrayList<>();
        try {
            while (taken.size() < 50) {
                taken.add(server.connect());
            }
        } catch (SQLException e) {
            return taken;
        }
        throw new AssertionError("connections: " + taken.size() + " (expected: refused before)");
    }

    private static void awaitOutage(ConnectorProcess connector, String cause) {
        String admin = Integer.toString(connector.adminPort());
        await().atMost(LIMIT).until(() -> CommandRun.of(Map.of(), "status", "--json", "--admin-port", admin).stdout()
            .contains("\"outage\":{\"cause\":\"" + cause + '"'));
        assertThat(CommandRun.of(Map.of(), "status", "--admin-port", admin).stdout()).contains("lost ", "attempts failed");
    }

    private static void killDump(TestDatabase database) throws SQLException {
        String id = database.value("SELECT MAX(id) FROM information_schema.processlist WHERE command LIKE 'Binlog Dump%'");
        database.execute("KILL " + id);
    }

    /** A row written now arrives: the connector is connected again. */
    private void awaitMarker(TestDatabase database, Receiver receiver, ConnectorProcess connector)
        throws SQLException, IOException {
        int marker = ++lastMarker;
        database.execute("INSERT INTO t VALUES (" + marker + ')');
        await().atMost(LIMIT).until(() -> {
            assertThat(connector.isRunning()).as("connector runs: %s", connector.lastLine()).isTrue();
            return receiver.events().stream().anyMatch(event -> event.path("after").path("v").asLong() == marker);
        });
    }
}
