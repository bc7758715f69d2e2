package com.passkit.cdc.it;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.passkit.cdc.it.harness.Answer;
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
import com.passkit.cdc.runtime.CdcConfig;
import com.passkit.cdc.runtime.batch.BatchConfig;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Definitions at every position, where the log does not carry them: columns that swap their names have the same types
 * before and after, so that only who follows the statements in their order calls each value by its name. A column
 * {@code a} is always even, a column {@code b} odd.
 */
class SchemaTrackingIT {

    private static final Duration LIMIT = Duration.ofSeconds(120);
    private static final String SWAP = "ALTER TABLE t CHANGE a b INT, CHANGE b a INT";

    @TempDir
    private Path directory;

    /** @return a server whose table maps carry no names */
    static RealServer minimal(MySqlVersion version, String... flags) {
        String metadata = version.isMariaDb() ? "--binlog-row-metadata=NO_LOG" : "--binlog-row-metadata=MINIMAL";
        return MySqlServers.shared(version, version.hasFullRowMetadata()
            ? Stream.concat(Stream.of(metadata), Stream.of(flags)).toArray(String[]::new) : flags);
    }

    @EveryServer
    void shouldDeliverTablesAlteredAndMadeWhileStreaming(MySqlVersion version) throws SQLException {
        try (TestDatabase database = minimal(version).freshDatabase(); Receiver receiver = Receiver.http()) {
            database.execute("CREATE TABLE t (id INT PRIMARY KEY, a INT, b INT)", "INSERT INTO t VALUES (1, 2, 3)",
                "CREATE TABLE u (x VARCHAR(20) CHARACTER SET latin1 NOT NULL, y INT NOT NULL, UNIQUE KEY k (x))",
                "INSERT INTO u VALUES ('é', 1)");
            try (RunningEngine engine = RunningEngine.launch(database, receiver, directory, 1)) {
                engine.awaitStreaming();
                database.execute("INSERT INTO t VALUES (2, 4, 5)", SWAP, "INSERT INTO t (id, a, b) VALUES (3, 6, 7)",
                    "ALTER TABLE t ADD COLUMN c ENUM('x', 'y') CHARACTER SET utf8 FIRST, MODIFY b INT AFTER id",
                    "INSERT INTO t (id, a, b, c) VALUES (4, 8, 9, 'y')",
                    "ALTER TABLE u DROP KEY k, ADD UNIQUE KEY k2 (y), CONVERT TO CHARACTER SET utf8",
                    "INSERT INTO u VALUES ('ü', 2)", "UPDATE u SET x = 'è' WHERE y = 1",
                    "RENAME TABLE t TO tmp, u TO t, tmp TO u", "INSERT INTO t VALUES ('ñ', 3)",
                    "INSERT INTO u (id, a, b, c) VALUES (5, 10, 11, 'x')", "DELETE FROM u WHERE id < 4",
                    "CREATE TABLE v LIKE u", "ALTER TABLE v DROP COLUMN c",
                    "INSERT INTO v (id, a, b) VALUES (1, 12, 13)", "DROP TABLE t",
                    "CREATE TABLE t (b TINYINT UNSIGNED, a SMALLINT UNSIGNED, PRIMARY KEY (b))",
                    "INSERT INTO t VALUES (201, 60000)", "ALTER TABLE t ADD d DECIMAL(10,3), RENAME TO w",
                    "INSERT INTO w VALUES (203, 60002, 1.5)");
                engine.awaitCaughtUp(database);
            }
            assertThat(receiver.records().differences(database, "v")).isEmpty();
            assertThat(receiver.events().stream().filter(event -> event.get("op").asText().equals("c"))
                .map(event -> event.get("source").get("table").asText() + event.get("after"))).containsExactly(
                    "t{\"id\":2,\"a\":4,\"b\":5}", "t{\"id\":3,\"b\":7,\"a\":6}",
                    "t{\"c\":\"y\",\"id\":4,\"b\":9,\"a\":8}", "u{\"x\":\"ü\",\"y\":2}",
                    "t{\"x\":\"ñ\",\"y\":3}", "u{\"c\":\"x\",\"id\":5,\"b\":11,\"a\":10}",
                    "v{\"id\":1,\"b\":13,\"a\":12}", "t{\"b\":201,\"a\":60000}",
                    "w{\"b\":203,\"a\":60002,\"d\":\"1.500\"}");
            assertThat(receiver.events().stream().filter(event -> event.path("after").has("y"))
                .map(event -> event.get("key").toString())).containsExactly(
                    "{\"x\":\"é\"}", "{\"y\":2}", "{\"y\":1}", "{\"y\":3}");
        }
    }

    static Stream<Arguments> killed() {
        return Stream.of(Arguments.of(MySqlVersion.V5_7, MySqlVersion.V5_7.withoutGtids()),
            Arguments.of(MySqlVersion.V8_0, new String[0]), Arguments.of(MySqlVersion.MARIADB_10_11, new String[0]));
    }

    /** What was read is ahead of what is stored, by statements too: after a kill they come again. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("killed")
    void shouldHaveTheDefinitionsOfTheStoredPositionWhenKilled(MySqlVersion version, String[] flags) throws Exception {
        long seed = Long.getLong("passkit.cdc.it.seed", System.nanoTime());
        System.out.println("SchemaTrackingIT " + version + ": -Dpasskit.cdc.it.seed=" + seed);
        Random random = new Random(seed);
        try (TestDatabase database = minimal(version, flags).freshDatabase(); Receiver receiver = Receiver.http()) {
            receiver.answer(delivery -> Answer.OK.after(Duration.ofMillis(delivery.text().length() % 30)));
            database.execute("CREATE TABLE t (id INT PRIMARY KEY, a INT, b INT)");
            Path yaml = ConnectorYaml.write(directory, database, receiver.endpoint(),
                "batch: {maxEvents: 3, linger: 5ms}", "retry: {initial: 10ms, max: 200ms}");
            ConnectorYaml.set(yaml, "", "state: {dir: '" + directory.resolve("state") + "', interval: 10ms}");
            int rowCount = 240;
            CompletableFuture<Void> writes = null;
            for (int run = 0; run < 4; run++) {
                try (ConnectorProcess connector = ConnectorProcess.start(database, yaml, "run")) {
                    connector.awaitLine(Pattern.compile("streaming from"));
                    writes = writes != null ? writes
                        : CompletableFuture.runAsync(() -> swapAndInsert(database, rowCount));
                    int before = receiver.eventCount();
                    int wanted = before + random.nextInt(40);
                    await().atMost(LIMIT).until(() -> receiver.eventCount() >= Math.min(wanted, rowCount));
                    connector.exitsWithin(Duration.ofMillis(random.nextInt(30)));
                    connector.kill();
                }
            }
            try (ConnectorProcess connector = ConnectorProcess.start(database, yaml, "run")) {
                writes.join();
                await().atMost(LIMIT).until(() -> {
                    assertThat(connector.isRunning()).as(connector.lastLine()).isTrue();
                    return receiver.records().rows(database.name(), "t").size() == rowCount;
                });
                connector.terminate();
                assertThat(connector.awaitExit(LIMIT)).as(connector.lastLine()).isZero();
            }
            assertParity(receiver, database);
        }
    }

    private static void swapAndInsert(TestDatabase database, int rowCount) {
        try (Connection connection = database.connect(); Statement statement = connection.createStatement()) {
            for (int id = 1; id <= rowCount; id++) {
                statement.execute("INSERT INTO t (id, a, b) VALUES (" + id + ", " + 2 * id + ", " + (2 * id + 1) + ')');
                if (id % 4 == 0) {
                    statement.execute(SWAP);
                }
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The position is set to before and behind such statements; what the server has now is used as far as it holds. */
    @EveryServer
    void shouldUseTheServersDefinitionsAsFarAsTheyHold(MySqlVersion version) throws Exception {
        try (TestDatabase database = minimal(version).freshDatabase(); Receiver receiver = Receiver.http()) {
            Path yaml = ConnectorYaml.write(directory, database, receiver.endpoint());
            database.execute("CREATE TABLE t (id INT PRIMARY KEY, a INT, b INT)",
                "CREATE TABLE o (id INT PRIMARY KEY)");

            // A table that was changed, but had no rows before that.
            setPosition(yaml, position(database), database);
            database.execute("INSERT INTO o VALUES (1)", SWAP, "INSERT INTO t (id, a, b) VALUES (1, 2, 3)");
            try (RunningEngine engine = RunningEngine.launch(config(database, receiver))) {
                engine.awaitCaughtUp(database);
            }
            assertThat(rows(receiver, database, "o")).containsExactly("{\"id\":1}");
            assertThat(rows(receiver, database, "t")).containsExactly("{\"id\":1,\"b\":3,\"a\":2}");

            // One that had rows before: nobody knows which of both columns was which.
            setPosition(yaml, position(database), database);
            String swapped = SWAP + " /* again */";
            database.execute("INSERT INTO o VALUES (2)", "INSERT INTO t (id, a, b) VALUES (2, 4, 5)", swapped,
                "INSERT INTO t (id, a, b) VALUES (3, 6, 7)");
            try (RunningEngine engine = RunningEngine.launch(config(database, receiver))) {
                assertThat(engine.awaitFailure()).isInstanceOf(MySqlException.class)
                    .hasMessageContaining("definition of " + database.name() + ".t").hasMessageContaining(swapped)
                    .hasMessageContaining("position reset");
            }
            assertThat(rows(receiver, database, "o")).hasSize(2);
            assertThat(rows(receiver, database, "t")).hasSize(1);

            // The remedy works.
            CommandRun reset = command(database, "position", "reset", "-c", yaml.toString());
            assertThat(reset.exitCode()).as(reset.stderr()).isZero();
            try (RunningEngine engine = RunningEngine.launch(config(database, receiver))) {
                engine.awaitStreaming();
                engine.awaitCaughtUp(database);
            }
            assertThat(receiver.records().differences(database, "t")).isEmpty();
            assertParity(receiver, database);
        }
    }

    private CdcConfig config(TestDatabase database, Receiver receiver) {
        return RunningEngine.config(database, receiver.endpoint(), directory.resolve("state"),
            List.of(database.name() + ".*"), new BatchConfig(1000, 1 << 20, Duration.ofMillis(10), 1));
    }

    private static String position(TestDatabase database) throws SQLException {
        List<String> row = database.rows(database.server().release().positionStatement()).get(0);
        return "file:" + row.get(0) + ':' + row.get(1);
    }

    private static void setPosition(Path yaml, String position, TestDatabase database) {
        CommandRun set = command(database, "position", "set", position, "-c", yaml.toString());
        assertThat(set.exitCode()).as(set.stderr()).isZero();
    }

    private static CommandRun command(TestDatabase database, String... arguments) {
        return CommandRun.of(Map.of(ConnectorProcess.PASSWORD_VARIABLE, database.server().password()), arguments);
    }

    private static List<String> rows(Receiver receiver, TestDatabase database, String table) {
        return receiver.records().rows(database.name(), table).stream().map(JsonNode::toString).toList();
    }

    /** Every value of an inserted row bears the name of the column that it was inserted into. */
    private static void assertParity(Receiver receiver, TestDatabase database) {
        for (JsonNode event : receiver.events()) {
            JsonNode row = event.path("after");
            if (event.get("op").asText().equals("c") && row.has("a")) {
                assertThat(row.get("a").asInt() % 2).as(event.toString()).isZero();
                assertThat(row.get("b").asInt() % 2).as(event.toString()).isOne();
            }
        }
        assertThat(receiver.eventCount()).as(database.name()).isPositive();
    }
}
