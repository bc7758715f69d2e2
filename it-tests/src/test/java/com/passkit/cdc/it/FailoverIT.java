package com.passkit.cdc.it;

import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import com.passkit.cdc.it.harness.ConnectorProcess;
import com.passkit.cdc.it.harness.ConnectorYaml;
import com.passkit.cdc.it.harness.MySqlServers;
import com.passkit.cdc.it.harness.MySqlVersion;
import com.passkit.cdc.it.harness.RealServer;
import com.passkit.cdc.it.harness.Receiver;
import com.passkit.cdc.it.harness.RunningEngine;
import com.passkit.cdc.it.harness.TestDatabase;
import com.passkit.cdc.runtime.CdcConfig;
import com.passkit.cdc.runtime.CdcConfig.SnapshotMode;
import com.passkit.cdc.runtime.batch.BatchConfig;
import com.passkit.cdc.runtime.source.ReconnectConfig;
import com.passkit.cdc.runtime.source.ReconnectConfig.OnLostPosition;
import com.passkit.cdc.runtime.source.SourceConfig;
import com.passkit.cdc.runtime.source.SourceConfig.Host;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Two servers that have nothing in common but an account. What a cluster has in common is in {@link ClusterIT}. */
class FailoverIT {

    private static final MySqlVersion VERSION = MySqlVersion.V5_7;
    private static final Duration LIMIT = Duration.ofSeconds(120);

    @TempDir
    private Path directory;

    /** A position without GTIDs is good for one server: another one is refused in words, or read anew. */
    @Test
    void shouldNotGoOverToAnotherServerWithoutGtids() throws SQLException {
        RealServer other = MySqlServers.shared(VERSION, VERSION.withoutGtids());
        try (RealServer first = MySqlServers.fresh(VERSION, VERSION.withoutGtids());
            TestDatabase there = other.freshDatabase(); Receiver receiver = Receiver.http()) {
            String account = there.name();
            createAccount(there, account);
            try (TestDatabase here = first.freshDatabase()) {
                createAccount(here, account);
                here.execute("CREATE TABLE t (id INT PRIMARY KEY)", "INSERT INTO t VALUES (1)");
                there.execute("CREATE TABLE t (id INT PRIMARY KEY)", "INSERT INTO t VALUES (2)");
                List<RealServer> hosts = List.of(first, other);
                try (ConnectorProcess connector =
                    process(account, List.of(here, there), receiver, hosts)) {
                    connector.awaitLine(Pattern.compile("streaming from"));
                    await().atMost(LIMIT).until(() -> receiver.eventCount() == 1);
                    first.kill();
                    assertThat(connector.awaitExit(LIMIT)).as(connector.stderr()).isEqualTo(4);
                    assertThat(connector.lastLine()).contains("exit 4", "knows nothing of the position",
                        "without GTIDs a position means nothing on server", "passkit-cdc position reset");
                }
                assertThat(receiver.records().rows(there.name(), "t")).isEmpty();

                try (RunningEngine engine = RunningEngine.launch(
                    config(account, List.of(here, there), receiver, hosts, OnLostPosition.SNAPSHOT))) {
                    await().atMost(LIMIT).until(
                        () -> !receiver.records().rows(there.name(), "t").isEmpty());
                    there.execute("INSERT INTO t VALUES (3)");
                    engine.awaitCaughtUp(there);
                    assertThat(receiver.records().differences(there, "t")).isEmpty();
                }
                first.start();
                here.reconnect();
            } finally {
                there.execute("DROP USER '" + account + "'@'%'");
            }
        }
    }

    private static void createAccount(TestDatabase database, String name) throws SQLException {
        database.execute("CREATE USER '" + name + "'@'%' IDENTIFIED BY '" + name + '\'',
            "GRANT SELECT, RELOAD, REPLICATION SLAVE, REPLICATION CLIENT ON *.* TO '" + name + "'@'%'");
    }

    /** With the state of {@link #config}. */
    private ConnectorProcess process(String account, List<TestDatabase> databases, Receiver receiver,
        List<RealServer> servers) {
        Path yaml = ConnectorYaml.write(directory, databases.get(0), receiver.endpoint());
        ConnectorYaml.set(yaml, "", "state: {dir: '" + directory + "'}", "tables: {include: ["
            + databases.stream().map(database -> "'" + database.name() + ".*'").collect(Collectors.joining(", ")) + "]}");
        ConnectorYaml.set(yaml, "source", "user: " + account, "heartbeat: 500ms",
            "reconnect: {initial: 50ms, max: 500ms, catchUp: 1s}", "hosts: [" + servers.stream()
                .map(server -> "'" + server.host() + ':' + server.port() + '\'').collect(Collectors.joining(", ")) + ']');
        return ConnectorProcess.start(
            directory, Map.of(ConnectorProcess.PASSWORD_VARIABLE, account), "run", "-c", yaml.toString());
    }

    private CdcConfig config(String account, List<TestDatabase> databases, Receiver receiver, List<RealServer> servers,
        OnLostPosition onLost) {
        CdcConfig one = RunningEngine.config(databases.get(0), receiver.endpoint(), directory,
            databases.stream().map(database -> database.name() + ".*").toList(),
            new BatchConfig(1000, 1 << 20, Duration.ofMillis(10), 1));
        List<Host> hosts = servers.stream().map(server -> new Host(server.host(), server.port())).toList();
        SourceConfig source = new SourceConfig(hosts,
            one.source().login().toBuilder().user(account).password(account).build(), 0, one.source().heartbeat())
            .withReconnect(ReconnectConfig.DEFAULT.withWaits(Duration.ofMillis(50), Duration.ofMillis(500))
                .withCatchUp(Duration.ofSeconds(1)).withOnLostPosition(onLost));
        return new CdcConfig(one.name(), source, one.include(), List.of(), Map.of(), SnapshotMode.INITIAL,
            one.publish(), one.batch(), one.encode(), false, false, directory, one.checkpointInterval(),
            one.shutdownTimeout());
    }
}
