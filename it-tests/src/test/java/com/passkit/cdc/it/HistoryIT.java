package com.passkit.cdc.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import com.passkit.cdc.it.harness.ConnectorProcess;
import com.passkit.cdc.it.harness.ConnectorYaml;
import com.passkit.cdc.it.harness.MySqlServers;
import com.passkit.cdc.it.harness.MySqlVersion;
import com.passkit.cdc.it.harness.RealServer;
import com.passkit.cdc.it.harness.Receiver;
import com.passkit.cdc.it.harness.RunningEngine;
import com.passkit.cdc.it.harness.TcpRelay;
import com.passkit.cdc.it.harness.TestDatabase;
import com.passkit.cdc.protocol.error.MySqlException;
import com.passkit.cdc.protocol.error.Recovery;
import com.passkit.cdc.runtime.CdcConfig;
import com.passkit.cdc.runtime.batch.BatchConfig;
import com.passkit.cdc.runtime.checkpoint.Checkpoint;
import com.passkit.cdc.runtime.source.PositionLostException;
import com.passkit.cdc.runtime.source.ReconnectConfig;
import com.passkit.cdc.runtime.source.ReconnectConfig.OnLostPosition;
import com.passkit.cdc.runtime.source.SourceBehindException;
import com.passkit.cdc.runtime.source.SourceConfig;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** A server whose binary log is another one since: reset, or restored. Files and GTIDs begin anew with the same names. */
class HistoryIT {

    private static final Duration LIMIT = Duration.ofSeconds(120);

    @TempDir
    private Path directory;

    /** Without GTIDs the oldest, whose transactions begin without an event of their own, stands for itself. */
    static Stream<Arguments> servers() {
        return Stream.concat(MySqlVersion.everyServer().stream().map(version -> Arguments.of(version, true)),
            Stream.of(MySqlVersion.V5_6, MySqlVersion.V8_0).map(version -> Arguments.of(version, false)));
    }

    private static RealServer start(MySqlVersion version, boolean isGtidOn) {
        return MySqlServers.fresh(version, isGtidOn ? new String[0] : version.withoutGtids());
    }

    /** The log is longer than it was, every GTID and every file of the position is there again, and none is the same. */
    @ParameterizedTest(name = "{0}, GTIDs {1}")
    @MethodSource("servers")
    void shouldNoticeThatTheLogWasResetAndHasGrownPastThePosition(MySqlVersion version, boolean isGtidOn)
        throws SQLException {
        try (RealServer server = start(version, isGtidOn); TestDatabase database = server.freshDatabase();
            Receiver receiver = Receiver.http()) {
            database.execute("CREATE TABLE t (id INT PRIMARY KEY, v INT)", "INSERT INTO t VALUES (0, 0)",
                version.resetStatement());
            Checkpoint before = run(database, receiver, "INSERT INTO t VALUES (1, 1)", "INSERT INTO t VALUES (2, 1)");
            assertThat(before.mark()).isNotNull();
            assertThat(before.mark().hasTransaction()).isTrue();

            // The next second: files and, before 8.0, transactions are told apart by theirs.
            awaitNextSecond(database);
            database.execute(version.resetStatement());
            // The same statements, so that each transaction stands where the one before it stood.
            database.execute("INSERT INTO t VALUES (3, 1)", "INSERT INTO t VALUES (4, 1)", "UPDATE t SET v = 2");

            try (RunningEngine engine = launch(database, receiver, ReconnectConfig.DEFAULT)) {
                assertThat(engine.awaitFailure()).isInstanceOf(PositionLostException.class)
                    .hasMessageContainingAll("was reset", "position reset");
            }
            assertThat(receiver.events()).noneMatch(event -> event.path("after").path("id").asInt() > 2);

            try (RunningEngine engine = launch(database, receiver,
                ReconnectConfig.DEFAULT.withOnLostPosition(OnLostPosition.SNAPSHOT))) {
                engine.awaitStreaming();
                await().atMost(LIMIT).until(() -> receiver.records().differences(database, "t").isEmpty());
                database.execute("DELETE FROM t WHERE id = 4");
                await().atMost(LIMIT).until(() -> receiver.records().differences(database, "t").isEmpty());
            }
        }
    }

    /** Fewer transactions than before: on its own such a server is not waited for longer than is configured. */
    @ParameterizedTest(name = "{0}")
    @EnumSource(names = {"V8_0", "MARIADB_10_11"})
    void shouldNotWaitForEverForAServerThatWasResetOrRestored(MySqlVersion version) throws SQLException {
        try (RealServer server = start(version, true); TestDatabase database = server.freshDatabase();
            Receiver receiver = Receiver.http()) {
            database.execute("CREATE TABLE t (id INT PRIMARY KEY, v INT)");
            run(database, receiver, "INSERT INTO t VALUES (1, 1)", "INSERT INTO t VALUES (2, 1)");

            database.execute(version.resetStatement(), "INSERT INTO t VALUES (3, 1)");
            long startNs = System.nanoTime();
            try (RunningEngine engine = launch(database, receiver,
                ReconnectConfig.DEFAULT.withCatchUp(Duration.ofMillis(700)))) {
                assertThat(engine.awaitFailure()).isInstanceOf(SourceBehindException.class)
                    .hasMessageContainingAll("it lacks", "position reset");
            }
            assertThat(Duration.ofNanos(System.nanoTime() - startNs)).isGreaterThanOrEqualTo(Duration.ofMillis(700));
            assertThat(receiver.events()).noneMatch(event -> event.path("after").path("id").asInt() > 2);
        }
    }

    /** The dump goes on with a file that is no longer there, or does not: nothing of the new one may be taken for it. */
    @ParameterizedTest(name = "{0}, GTIDs {1}")
    @MethodSource("servers")
    void shouldNoticeThatTheLogIsResetWhileItIsRead(MySqlVersion version, boolean isGtidOn) throws SQLException {
        try (RealServer server = start(version, isGtidOn); TestDatabase database = server.freshDatabase();
            Receiver receiver = Receiver.http()) {
            database.execute("CREATE TABLE t (id INT PRIMARY KEY, v INT)", version.resetStatement());
            try (RunningEngine engine = launch(database, receiver,
                ReconnectConfig.DEFAULT.withCatchUp(Duration.ofMillis(200)))) {
                engine.awaitStreaming();
                database.execute("INSERT INTO t VALUES (1, 1)", "INSERT INTO t VALUES (2, 1)");
                engine.awaitCaughtUp(database);

                database.execute(version.resetStatement(), "INSERT INTO t VALUES (3, 1)");

                assertThat(engine.awaitFailure()).hasMessageContaining("position reset")
                    .isInstanceOfSatisfying(MySqlException.class,
                        lost -> assertThat(lost.recovery()).isEqualTo(Recovery.RESNAPSHOT));
                assertThat(receiver.eventCount()).isEqualTo(2);
            }
        }
    }

    /** The backup is older than the position, and the restored server has made as many transactions of its own since. */
    @ParameterizedTest(name = "{0}, GTIDs {1}")
    @MethodSource("restorable")
    void shouldNoticeThatTheServerWasRestoredFromABackup(MySqlVersion version, boolean isGtidOn) throws Exception {
        try (RealServer server = start(version, isGtidOn); TestDatabase database = server.freshDatabase();
            Receiver receiver = Receiver.http()) {
            database.execute("CREATE TABLE t (id INT PRIMARY KEY, v INT)", "INSERT INTO t VALUES (1, 1)");
            run(database, receiver, "INSERT INTO t VALUES (2, 1)");
            Path data = server.ca().getParent();
            Path backup = directory.resolve("backup");
            server.stop();
            copy(data, backup);
            server.start();
            database.reconnect();
            run(database, receiver, "INSERT INTO t VALUES (3, 1)", "INSERT INTO t VALUES (4, 1)");

            awaitNextSecond(database);
            server.stop();
            copy(backup, data);
            server.start();
            database.reconnect();
            database.execute("INSERT INTO t VALUES (13, 1)", "INSERT INTO t VALUES (14, 1)", "UPDATE t SET v = 2");

            try (RunningEngine engine = launch(database, receiver,
                ReconnectConfig.DEFAULT.withCatchUp(Duration.ofMillis(500)))) {
                assertThat(engine.awaitFailure()).isInstanceOf(PositionLostException.class)
                    .hasMessageContaining("position reset");
            }
            assertThat(receiver.events()).noneMatch(event -> event.path("after").path("id").asInt() > 10);
        }
    }

    static Stream<Arguments> restorable() {
        return Stream.of(Arguments.of(MySqlVersion.V8_0, true), Arguments.of(MySqlVersion.V5_7, false),
            Arguments.of(MySqlVersion.MARIADB_10_11, true));
    }

    /** As after a stop that was longer than logs are kept. Of several hosts none has what comes next. */
    @ParameterizedTest(name = "{0}")
    @EnumSource(names = {"V8_0", "MARIADB_10_11"})
    void shouldEndOnceWhatIsUnreadWasPurgedAndTakeASnapshotWhereThatIsWanted(MySqlVersion version) throws Exception {
        try (RealServer server = start(version, true); TestDatabase database = server.freshDatabase();
            Receiver receiver = Receiver.http(); TcpRelay other = TcpRelay.to(server.host(), server.port())) {
            database.execute("CREATE TABLE t (id INT PRIMARY KEY, v INT)");
            Path yaml = ConnectorYaml.write(directory, database, receiver.endpoint());
            ConnectorYaml.set(yaml, "source", "heartbeat: 500ms");
            try (ConnectorProcess connector = ConnectorProcess.start(database, yaml, "run")) {
                connector.awaitLine(Pattern.compile("streaming from"));
                database.execute("INSERT INTO t VALUES (1, 1)", "FLUSH BINARY LOGS");
                await().atMost(LIMIT).until(() -> receiver.eventCount() == 1);
                connector.terminate();
                assertThat(connector.awaitExit(LIMIT)).as(connector.lastLine()).isZero();
            }
            database.execute("INSERT INTO t VALUES (2, 1)", "FLUSH BINARY LOGS");
            await().atMost(LIMIT).until(() -> {
                List<List<String>> logs = database.rows("SHOW BINARY LOGS");
                database.execute("PURGE BINARY LOGS TO '" + logs.get(logs.size() - 1).get(0) + '\'');
                return database.rows("SHOW BINARY LOGS").size() == 1;
            });
            try (ConnectorProcess connector = ConnectorProcess.start(database, yaml, "run")) {
                assertThat(connector.awaitExit(LIMIT)).isEqualTo(4);
                assertThat(connector.lastLine()).contains("exit 4", "purged", "passkit-cdc position reset");
            }
            ConnectorYaml.set(yaml, "source",
                "hosts: ['" + server.host() + ':' + server.port() + "', '" + other.address() + "']");
            try (ConnectorProcess connector = ConnectorProcess.start(database, yaml, "run")) {
                assertThat(connector.awaitExit(LIMIT)).isEqualTo(4);
                assertThat(connector.lastLine()).contains("exit 4", "passkit-cdc position reset")
                    .containsPattern(":" + server.port() + ", primary .* purged .*:" + other.port() + ", primary .* purged ");
            }
            ConnectorYaml.set(yaml, "source", "onLostPosition: snapshot");
            try (ConnectorProcess connector = ConnectorProcess.start(database, yaml, "run")) {
                connector.awaitLine(Pattern.compile("a new snapshot is taken instead, as source.onLostPosition says"));
                connector.awaitLine(Pattern.compile("streaming from"));
                database.execute("INSERT INTO t VALUES (3, 1)");
                await().atMost(LIMIT).until(() -> receiver.records().differences(database, "t").isEmpty());
                connector.terminate();
                assertThat(connector.awaitExit(LIMIT)).as(connector.lastLine()).isZero();
            }
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> old = Files.exists(to) ? Files.walk(to).sorted(Comparator.reverseOrder()) : Stream.of()) {
            for (Path path : old.toList()) {
                if (!path.equals(to)) {
                    Files.delete(path);
                }
            }
        }
        try (Stream<Path> files = Files.walk(from)) {
            for (Path path : files.toList()) {
                Path target = to.resolve(from.relativize(path));
                if (Files.isDirectory(path)) {
                    Files.createDirectories(target);
                } else if (Files.isRegularFile(path)) {
                    Files.copy(path, target);
                }
            }
        }
    }

    private RunningEngine launch(TestDatabase database, Receiver receiver, ReconnectConfig reconnect) {
        CdcConfig config = RunningEngine.config(database, receiver.endpoint(), directory,
            List.of(database.name() + ".*"), new BatchConfig(1000, 1 << 20, Duration.ofMillis(10), 1));
        SourceConfig source = config.source();
        return RunningEngine.launch(config.withSource(new SourceConfig(
            source.hosts(), source.login(), 0, Duration.ofMillis(300)).withReconnect(reconnect)));
    }

    /** A run of the connector in which statements are executed, stopped when they were delivered. */
    private Checkpoint run(TestDatabase database, Receiver receiver, String... statements) throws SQLException {
        try (RunningEngine engine = launch(database, receiver, ReconnectConfig.DEFAULT)) {
            engine.awaitStreaming();
            database.execute(statements);
            return engine.awaitCaughtUp(database);
        }
    }

    private static void awaitNextSecond(TestDatabase database) throws SQLException {
        String now = database.value("SELECT UNIX_TIMESTAMP()");
        await().atMost(LIMIT).pollInterval(Duration.ofMillis(50))
            .until(() -> !database.value("SELECT UNIX_TIMESTAMP()").equals(now));
    }
}
