package com.passkit.cdc.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.passkit.cdc.it.harness.CommandRun;
import com.passkit.cdc.it.harness.ConnectorProcess;
import com.passkit.cdc.it.harness.ConnectorYaml;
import com.passkit.cdc.it.harness.EveryServer;
import com.passkit.cdc.it.harness.MySqlServers;
import com.passkit.cdc.it.harness.MySqlVersion;
import com.passkit.cdc.it.harness.RealServer;
import com.passkit.cdc.it.harness.Receiver;
import com.passkit.cdc.it.harness.RunningEngine;
import com.passkit.cdc.it.harness.TestDatabase;
import com.passkit.cdc.protocol.error.MySqlException;
import com.passkit.cdc.protocol.error.Recovery;
import com.passkit.cdc.runtime.checkpoint.Checkpoint;
import com.passkit.cdc.runtime.checkpoint.FilePositionStore;
import com.passkit.cdc.runtime.checkpoint.StoredPosition;
import com.passkit.cdc.runtime.state.StateDirectory;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Rows of XA transactions are delivered when they are committed, whatever happens since their preparation. */
class XaIT {

    private static final Duration LIMIT = Duration.ofSeconds(120);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int LARGE_ROW_COUNT = 1 << 17;

    @TempDir
    private Path directory;

    @EveryServer
    void shouldDeliverWhatIsCommittedAndNothingElse(MySqlVersion version) throws SQLException {
        try (TestDatabase database = MySqlServers.shared(version).freshDatabase();
            Receiver receiver = Receiver.http()) {
            createTables(database);
            try (RunningEngine engine = RunningEngine.launch(database, receiver, directory, 1)) {
                engine.awaitStreaming();
                decideSome(database, engine, receiver);
                assertThat(engine.engine().status().published().held().numbers()).isEmpty();
            }
            assertThat(receiver.records().differences(database, "t")).isEmpty();
            assertThat(receiver.records().differences(database, "u")).isEmpty();
            assertThat(receiver.records().repeatCount()).isZero();
            assertThat(ids(receiver.events(), "t")).containsExactly(100L, 1L, 101L, 2L, 3L, 4L, 3L);
            assertThat(stateFiles()).isEmpty();
        }
    }

    /** Several prepared at once, others between them; committed in another order, rolled back, in one phase. */
    private static void decideSome(TestDatabase database, RunningEngine engine, Receiver receiver)
        throws SQLException {
        try (XaSession first = XaSession.prepared(database, "INSERT INTO t VALUES (1, 'a')",
            "INSERT INTO u VALUES (1)");
            XaSession second = XaSession.prepared(database, "INSERT INTO t VALUES (2, 'b'), (3, 'c')",
                "UPDATE t SET v = 'cc' WHERE id = 3");
            XaSession third = XaSession.prepared(database, "INSERT INTO t VALUES (10, 'never')")) {
            database.execute("INSERT INTO t VALUES (100, 'plain')");
            Checkpoint at = engine.awaitCaughtUp(database);
            if (database.server().release() != MySqlVersion.V5_6) {
                assertThat(at.held().numbers()).hasSize(3);
                assertThat(engine.engine().status().heldXa()).isEqualTo(3);
            }
            assertThat(ids(receiver.events(), "t")).containsExactly(100L);

            first.commit();
            engine.awaitCaughtUp(database);
            assertThat(ids(receiver.events(), "t")).containsExactly(100L, 1L);
            third.rollback();
            database.execute("INSERT INTO t VALUES (101, 'plain')");
            second.commit();
        }
        try (XaSession onePhase = new XaSession(database)) {
            onePhase.begin("INSERT INTO t VALUES (4, 'd')", "SAVEPOINT s", "INSERT INTO t VALUES (5, 'no')",
                "ROLLBACK TO s", "DELETE FROM t WHERE id = 3");
            onePhase.commitInOnePhase();
        }
        try (XaSession empty = XaSession.prepared(database, "SELECT * FROM t")) {
            empty.commit();
        }
        engine.awaitCaughtUp(database);
    }

    static Stream<Arguments> killedOn() {
        return Stream.of(Arguments.of(MySqlVersion.V5_7, true), Arguments.of(MySqlVersion.V8_0, false),
            Arguments.of(MySqlVersion.V9, true), Arguments.of(MySqlVersion.MARIADB_10_11, true));
    }

    @ParameterizedTest(name = "{0}, GTIDs {1}")
    @MethodSource("killedOn")
    void shouldDeliverOnceAfterAKillBetweenPreparationAndCommit(MySqlVersion version, boolean hasGtids)
        throws SQLException {
        RealServer server = MySqlServers.shared(version, hasGtids ? new String[0] : version.withoutGtids());
        try (TestDatabase database = server.freshDatabase(); Receiver receiver = Receiver.http()) {
            createTables(database);
            Path yaml = ConnectorYaml.write(directory, database, receiver.endpoint());
            ConnectorYaml.set(yaml, "", "state: {dir: '" + directory.resolve("state") + "', interval: 20ms}");
            XaSession committed;
            XaSession rolledBack;
            try (ConnectorProcess connector = ConnectorProcess.start(database, yaml, "run")) {
                connector.awaitLine(Pattern.compile("streaming from "));
                committed = XaSession.prepared(database, "INSERT INTO t VALUES (1, 'a'), (2, 'b')");
                rolledBack = XaSession.prepared(database, "INSERT INTO t VALUES (3, 'c')");
                await().atMost(LIMIT).until(() -> position().held().numbers().size() == 2);
                connector.kill();
            }
            committed.leave();
            rolledBack.leave();
            committed.decideElsewhere("XA COMMIT");
            rolledBack.decideElsewhere("XA ROLLBACK");
            database.execute("INSERT INTO t VALUES (100, 'last')");
            try (ConnectorProcess connector = ConnectorProcess.start(database, yaml, "run")) {
                await().atMost(LIMIT).until(() -> receiver.eventCount() >= 3);
                await().atMost(LIMIT).until(() -> position().held().numbers().isEmpty() && stateFiles().isEmpty());
                connector.terminate();
                assertThat(connector.awaitExit(LIMIT)).as(connector.lastLine()).isZero();
            }
            assertThat(receiver.records().differences(database, "t")).isEmpty();
            assertThat(ids(receiver.events(), "t")).containsExactly(1L, 2L, 100L);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"V8_0", "V9"})
    void shouldDeliverWhatIsCommittedAfterARestartOfTheServer(MySqlVersion version) throws SQLException {
        try (RealServer server = MySqlServers.fresh(version); TestDatabase database = server.freshDatabase();
            Receiver receiver = Receiver.http()) {
            createTables(database);
            try (RunningEngine engine = RunningEngine.launch(database, receiver, directory, 1)) {
                engine.awaitStreaming();
                XaSession session = XaSession.prepared(database, "INSERT INTO t VALUES (1, 'a')");
                session.leave();
                engine.awaitCaughtUp(database);
                server.kill();
                server.start();
                database.reconnect();
                session.decideElsewhere("XA COMMIT");
                database.execute("INSERT INTO t VALUES (2, 'b')");
                engine.awaitCaughtUp(database);
            }
            assertThat(ids(receiver.events(), "t")).containsExactly(1L, 2L);
            assertThat(receiver.records().differences(database, "t")).isEmpty();
        }
    }

    /** The transaction is compressed as a whole where the server can. */
    @Test
    void shouldHoldMoreThanTheHeapTakes() throws SQLException {
        RealServer server = MySqlServers.shared(MySqlVersion.V9);
        try (TestDatabase database = server.freshDatabase(); Receiver receiver = Receiver.http()) {
            createTables(database);
            database.execute("CREATE TABLE seed (note VARCHAR(500))", "INSERT INTO seed VALUES (REPEAT('x', 500))",
                "CREATE TABLE wide (id INT PRIMARY KEY AUTO_INCREMENT, note VARCHAR(500))");
            for (int rows = 1; rows < LARGE_ROW_COUNT; rows *= 2) {
                database.execute("INSERT INTO seed SELECT * FROM seed");
            }
            Path yaml = ConnectorYaml.write(directory, database, receiver.endpoint(), "batch: {maxBytes: 1MiB}");
            ConnectorYaml.set(yaml, "", "tables: {include: ['" + database.name() + ".wide']}");
            Map<String, String> environment = Map.of(
                ConnectorProcess.PASSWORD_VARIABLE, server.password(),
                "_JAVA_OPTIONS", "-Xmx64m -XX:MaxDirectMemorySize=48m");
            try (ConnectorProcess connector = ConnectorProcess.start(directory, environment, "run", "-c",
                yaml.toString())) {
                connector.awaitLine(Pattern.compile("streaming from "));
                for (boolean isCompressed : List.of(false, true)) {
                    int before = receiver.eventCount();
                    int count = isCompressed ? LARGE_ROW_COUNT / 8 : LARGE_ROW_COUNT;
                    try (XaSession session = new XaSession(database)) {
                        session.execute("SET binlog_transaction_compression = " + (isCompressed ? "ON" : "OFF"));
                        session.begin("INSERT INTO wide (note) SELECT note FROM seed LIMIT " + count);
                        session.run("XA PREPARE ");
                        assertThat(receiver.eventCount()).isEqualTo(before);
                        session.commit();
                    }
                    await().atMost(LIMIT).until(() -> {
                        assertThat(connector.isRunning()).as(connector.lastLine()).isTrue();
                        return receiver.eventCount() >= before + count;
                    });
                }
                connector.terminate();
                assertThat(connector.awaitExit(LIMIT)).as(connector.lastLine()).isZero();
                assertThat(connector.stderr()).doesNotContain("OutOfMemory");
            }
            assertThat(receiver.records().rows(database.name(), "wide")).hasSize(LARGE_ROW_COUNT + LARGE_ROW_COUNT / 8);
            assertThat(receiver.records().repeatCount()).isZero();
        }
    }

    /** A snapshot does not see the rows, and the stream that follows it begins behind them. */
    @EveryServer
    void shouldFindWhatWasPreparedBeforeTheSnapshot(MySqlVersion version) throws SQLException {
        try (TestDatabase database = MySqlServers.shared(version).freshDatabase();
            Receiver receiver = Receiver.http()) {
            createTables(database);
            database.execute("INSERT INTO t VALUES (50, 'old')");
            try (XaSession first = XaSession.prepared(database, "INSERT INTO t VALUES (1, 'a'), (2, 'b')")) {
                database.execute("FLUSH BINARY LOGS");
                try (XaSession second = XaSession.prepared(database, "INSERT INTO t VALUES (3, 'c')");
                    RunningEngine engine = RunningEngine.launch(database, receiver, directory, 1)) {
                    engine.awaitStreaming();
                    database.execute("INSERT INTO t VALUES (51, 'new')", "FLUSH BINARY LOGS");
                    first.commit();
                    database.execute("INSERT INTO t VALUES (52, 'new')");
                    second.commit();
                    engine.awaitCaughtUp(database);
                }
            }
            assertThat(ids(receiver.events(), "t")).containsExactly(50L, 51L, 1L, 2L, 52L, 3L);
            assertThat(receiver.records().differences(database, "t")).isEmpty();
        }
    }

    @Test
    void shouldAskForANewSnapshotWhereThePreparationIsPurged() throws SQLException {
        try (RealServer server = MySqlServers.fresh(MySqlVersion.V8_0); TestDatabase database = server.freshDatabase();
            Receiver receiver = Receiver.http()) {
            createTables(database);
            try (XaSession session = XaSession.prepared(database, "INSERT INTO t VALUES (1, 'a')")) {
                database.execute("FLUSH BINARY LOGS", "FLUSH BINARY LOGS");
                String newest = database.rows(server.release().positionStatement()).get(0).get(0);
                database.execute("PURGE BINARY LOGS TO '" + newest + "'");
                try (RunningEngine engine = RunningEngine.launch(database, receiver, directory, 1)) {
                    engine.awaitStreaming();
                    session.commit();
                    assertThat(engine.awaitFailure()).isInstanceOf(MySqlException.class)
                        .hasMessageContaining("XA transaction X'").hasMessageContaining("committed at " + newest)
                        .hasMessageContaining("position reset")
                        .satisfies(e -> assertThat(((MySqlException) e).recovery()).isEqualTo(Recovery.RESNAPSHOT));
                }
            }
            assertThat(ids(receiver.events(), "t")).isEmpty();
        }
    }

    @EveryServer
    void shouldPrintWhatIsCommittedAndTellWhatIsNot(MySqlVersion version) throws SQLException, IOException {
        try (TestDatabase database = MySqlServers.shared(version).freshDatabase()) {
            createTables(database);
            database.execute("FLUSH BINARY LOGS");
            String first = database.rows(version.positionStatement()).get(0).get(0);
            XaSession committed = XaSession.prepared(database, "INSERT INTO t VALUES (1, 'a')");
            XaSession left = XaSession.prepared(database, "INSERT INTO t VALUES (2, 'b')");
            database.execute("FLUSH BINARY LOGS");
            String second = database.rows(version.positionStatement()).get(0).get(0);
            committed.commit();
            database.execute("INSERT INTO t VALUES (100, 'last')", "FLUSH BINARY LOGS");
            Path folder = Path.of(database.value("SELECT @@datadir"));
            String include = database.name() + ".*";

            CommandRun both = CommandRun.of(Map.of(), "decode", folder.resolve(first).toString(),
                folder.resolve(second).toString(), "--include", include);
            CommandRun last =
                CommandRun.of(Map.of(), "decode", folder.resolve(second).toString(), "--include", include);
            Path yaml = ConnectorYaml.write(directory, database, URI.create("http://127.0.0.1:1/cdc"));
            CommandRun tail = CommandRun.of(Map.of(ConnectorProcess.PASSWORD_VARIABLE, database.server().password()),
                "tail", "-c", yaml.toString(), "--from", "file:" + first + ":4", "--until-current");
            left.rollback();
            committed.close();
            left.close();

            assertThat(both.exitCode()).as(both.stderr()).isZero();
            assertThat(ids(lines(both.stdout()), "t")).containsExactly(1L, 100L);
            assertThat(last.exitCode()).as(last.stderr()).isZero();
            assertThat(tail.exitCode()).as(tail.stderr()).isZero();
            assertThat(ids(lines(tail.stdout()), "t")).containsExactly(1L, 100L);
            if (version == MySqlVersion.V5_6) {
                // The log has a plain transaction, at its commit.
                assertThat(ids(lines(last.stdout()), "t")).containsExactly(1L, 100L);
            } else {
                assertThat(both.lastLine()).contains("prepared and not decided");
                assertThat(tail.lastLine()).contains("prepared and not decided, so not printed: 1 XA");
                assertThat(ids(lines(last.stdout()), "t")).containsExactly(100L);
                assertThat(last.stderr()).contains("prepared before the files at hand");
            }
        }
    }

    private static void createTables(TestDatabase database) throws SQLException {
        database.execute("CREATE TABLE t (id INT PRIMARY KEY, v VARCHAR(20))", "CREATE TABLE u (id INT PRIMARY KEY)");
    }

    private static List<JsonNode> lines(String ndjson) throws IOException {
        List<JsonNode> events = new ArrayList<>();
        for (String line : ndjson.lines().toList()) {
            events.add(JSON.readTree(line));
        }
        return events;
    }

    private static List<Long> ids(List<JsonNode> events, String table) {
        return events.stream().filter(event -> event.path("source").path("table").asText().equals(table))
            .filter(event -> !event.path("op").asText().equals("u"))
            .map(event -> event.path(event.path("op").asText().equals("d") ? "before" : "after"))
            // Without metadata a file does not tell the names of columns.
            .map(row -> row.path(row.has("id") ? "id" : "@1").asLong()).toList();
    }

    private Checkpoint position() {
        StoredPosition stored =
            new FilePositionStore(StateDirectory.peek(directory.resolve("state"), "it")).load();
        return stored instanceof StoredPosition.At at ? at.checkpoint() : new Checkpoint("", 0, null, "");
    }

    private List<Path> stateFiles() {
        Path folder = directory.resolve(Files.isDirectory(directory.resolve("state")) ? "state/it/xa" : "it/xa");
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
