package com.passkit.cdc.it;

import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

import com.passkit.cdc.it.harness.CommandRun;
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
import com.passkit.cdc.snapshot.SnapshotConfig;
import com.passkit.cdc.snapshot.catalog.LockMode;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/** When tables are read: at the first start, at each, when the position is lost, when asked, when they are new. */
class SnapshotModeIT {

    private static final Duration PATIENCE = Duration.ofSeconds(120);

    @TempDir
    private Path directory;

    @ParameterizedTest(name = "{0}")
    @EnumSource(names = {"V8_0", "MARIADB_10_11"})
    void shouldReadTablesAgainIntoARunningConnector(MySqlVersion release) throws Exception {
        try (TestDatabase database = MySqlServers.shared(release).freshDatabase(); Receiver receiver = Receiver.http();
            VersionedLoad load = new VersionedLoad(database)) {
            Path yaml = ConnectorYaml.write(directory, database, receiver.endpoint());
            ConnectorYaml.set(yaml, "", "snapshot: {chunkRows: 200}",
                "tables: {include: ['" + database.name() + ".*'], exclude: ['*.none']}");
            ConnectorYaml.set(yaml, "source", "heartbeat: 500ms");
            try (ConnectorProcess connector = ConnectorProcess.start(database, yaml, "run")) {
                String admin = "http://127.0.0.1:" + connector.adminPort();
                connector.awaitLine(Pattern.compile("streaming from"));
                int before = rowsRead(receiver, "wide");
                CommandRun asked = ask(admin, database.name() + ".w*," + database.name() + ".hot");
                assertThat(asked.exitCode()).as(asked.stderr()).isZero();
                assertThat(asked.stdout()).contains(database.name() + ".wide", database.name() + ".hot");
                connector.awaitLine(Pattern.compile("snapshot \\(asked for\\): complete, 2 tables"));
                assertThat(rowsRead(receiver, "wide")).isGreaterThan(before + VersionedLoad.ROW_COUNT / 2);

                assertThat(ask(admin, database.name() + ".gone").lastLine())
                    .contains("exit 2", "gone", "expected: a table that is there");
                assertThat(ask(admin, database.name() + ".none").lastLine())
                    .contains("exit 2", database.name() + ".none", "expected: tables that the connector captures");
                assertThat(ask("http://127.0.0.1:1", "a.b").lastLine())
                    .contains("exit 2", "no connector answers at http://127.0.0.1:1/snapshot");
                load.awaitMore(50);
                load.finish();
                awaitEqual(database, receiver, "wide", "hot", "plain", "emptied");
                connector.terminate();
                assertThat(connector.awaitExit(PATIENCE)).as(connector.lastLine()).isZero();
            }
            VersionedLoad.assertMonotonic(receiver.events());
        }
    }

    private static CommandRun ask(String admin, String tables) {
        return CommandRun.of(Map.of(), "snapshot", "--tables", tables, "--into-running", "--admin", admin);
    }

    /** They are read once, with what was written to them while nobody captured them, and beside the stream. */
    @ParameterizedTest(name = "{0}")
    @EnumSource(names = {"V5_6", "V5_7", "V8_0", "MARIADB_10_11"})
    void shouldReadTablesThatAreNewToTheConnector(MySqlVersion release) throws SQLException {
        try (TestDatabase database = MySqlServers.shared(release).freshDatabase(); Receiver receiver = Receiver.http();
            VersionedLoad load = new VersionedLoad(database)) {
            try (RunningEngine engine = RunningEngine.launch(
                config(database, receiver, SnapshotMode.INITIAL, LockMode.AUTO, "hot"))) {
                engine.awaitStreaming();
                load.awaitMore(20);
            }
            assertThat(rowsRead(receiver, "wide")).isZero();
            int hot = rowsRead(receiver, "hot");
            load.awaitMore(20);
            for (int start = 0; start < 2; start++) {
                try (RunningEngine engine = RunningEngine.launch(
                    config(database, receiver, SnapshotMode.INITIAL, LockMode.AUTO, "*"))) {
                    LockFreeSnapshotIT.awaitTablesRead(engine, start == 0);
                    load.awaitMore(20);
                    if (start == 1) {
                        load.finish();
                        engine.awaitCaughtUp(database);
                    }
                }
            }
            VersionedLoad.assertDelivered(database, receiver);
            assertThat(rowsRead(receiver, "hot")).isEqualTo(hot);
            assertThat(rowsRead(receiver, "wide")).isBetween(VersionedLoad.ROW_COUNT / 2, VersionedLoad.ROW_COUNT);
        }
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource(names = {"AUTO", "NONE"})
    void shouldReadEverythingAgainWhereThePositionIsPurged(LockMode lock) throws SQLException {
        try (RealServer server = MySqlServers.fresh(MySqlVersion.V8_0);
            TestDatabase database = server.freshDatabase(); Receiver receiver = Receiver.http()) {
            database.execute("CREATE TABLE t (id INT PRIMARY KEY, v INT)", "INSERT INTO t VALUES (1, 1), (2, 1)");
            CdcConfig config = config(database, receiver, SnapshotMode.WHEN_NEEDED, lock, "*");
            try (RunningEngine engine = RunningEngine.launch(config)) {
                engine.awaitStreaming();
                awaitEqual(database, receiver, "t");
            }
            database.execute("INSERT INTO t VALUES (3, 1)", "UPDATE t SET v = 2", "FLUSH BINARY LOGS");
            // A file that the ended dump still reads is left where it is.
            Awaitility.await().atMost(PATIENCE).until(() -> {
                database.execute("PURGE BINARY LOGS BEFORE NOW() + INTERVAL 1 DAY");
                return database.rows("SHOW BINARY LOGS").size() == 1;
            });
            try (RunningEngine engine = RunningEngine.launch(
                config(database, receiver, SnapshotMode.INITIAL, lock, "*"))) {
                assertThat(engine.awaitFailure()).hasMessageContaining("purged");
            }
            try (RunningEngine engine = RunningEngine.launch(config)) {
                engine.awaitStreaming();
                database.execute("INSERT INTO t VALUES (4, 1)");
                awaitEqual(database, receiver, "t");
            }
            // The last row was inserted while the tables were read, or behind that.
            assertThat(rowsRead(receiver, "t")).isBetween(5, 6);
        }
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource(names = {"AUTO", "NONE"})
    void shouldReadEverythingAtEachStart(LockMode lock) throws SQLException {
        try (TestDatabase database = MySqlServers.shared(MySqlVersion.V8_0).freshDatabase();
            Receiver receiver = Receiver.http()) {
            database.execute("CREATE TABLE t (id INT PRIMARY KEY, v INT)", "INSERT INTO t VALUES (1, 1), (2, 1)");
            for (int start = 1; start <= 3; start++) {
                int reads = 2 * start;
                try (RunningEngine engine = RunningEngine.launch(
                    config(database, receiver, SnapshotMode.ALWAYS, lock, "*"))) {
                    Awaitility.await().atMost(PATIENCE).until(() -> rowsRead(receiver, "t") == reads);
                    engine.awaitStreaming();
                    database.execute("UPDATE t SET v = v + 1");
                    awaitEqual(database, receiver, "t");
                }
            }
            assertThat(receiver.records().repeatCount()).isZero();
        }
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource(names = {"AUTO", "NONE"})
    void shouldEndBehindTheSnapshotWhenThatIsAll(LockMode lock) throws Exception {
        try (TestDatabase database = MySqlServers.shared(MySqlVersion.V5_7).freshDatabase();
            Receiver receiver = Receiver.http()) {
            database.execute("CREATE TABLE t (id INT PRIMARY KEY, v INT)", "INSERT INTO t VALUES (1, 1), (2, 1)");
            try (RunningEngine engine = RunningEngine.launch(
                config(database, receiver, SnapshotMode.ONLY, lock, "*"))) {
                engine.engine().completion().get(60, TimeUnit.SECONDS);
            }
            assertThat(receiver.records().differences(database, "t")).isEmpty();
            database.execute("UPDATE t SET v = 2");
            try (RunningEngine engine = RunningEngine.launch(
                config(database, receiver, SnapshotMode.INITIAL, lock, "*"))) {
                engine.awaitStreaming();
                awaitEqual(database, receiver, "t");
            }
            assertThat(rowsRead(receiver, "t")).isEqualTo(2);
        }
    }

    private CdcConfig config(
        TestDatabase database, Receiver receiver, SnapshotMode mode, LockMode lock, String tables) {
        BatchConfig batch = new BatchConfig(200, 1 << 20, Duration.ofMillis(10), 1);
        CdcConfig config = RunningEngine.config(database, receiver.endpoint(), directory,
            List.of(database.name() + '.' + tables), batch)
            .withSnapshot(SnapshotConfig.DEFAULT.withLock(lock).withChunkRows(200));
        return new CdcConfig(config.name(), config.source(), config.include(), config.exclude(), config.keys(), mode,
            config.publish(), config.batch(), config.encode(), false, false, config.stateDirectory(),
            config.checkpointInterval(), config.shutdownTimeout()).withSnapshot(config.snapshot());
    }

    private static void awaitEqual(TestDatabase database, Receiver receiver, String... tables) {
        Awaitility.await().atMost(PATIENCE).untilAsserted(() -> {
            for (String table : tables) {
                assertThat(receiver.records().differences(database, table)).as(table).isEmpty();
            }
        });
    }

    private static int rowsRead(Receiver receiver, String table) {
        return (int) receiver.events().stream().filter(event -> "r".equals(event.get("op").asText())
            && table.equals(event.at("/source/table").asText())).count();
    }
}
