package com.passkit.cdc.it;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.passkit.cdc.it.harness.CommandRun;
import com.passkit.cdc.it.harness.ConnectorProcess;
import com.passkit.cdc.it.harness.ConnectorYaml;
import com.passkit.cdc.it.harness.EveryServer;
import com.passkit.cdc.it.harness.MySqlServers;
import com.passkit.cdc.it.harness.MySqlVersion;
import com.passkit.cdc.it.harness.Receiver;
import com.passkit.cdc.it.harness.RunningEngine;
import com.passkit.cdc.it.harness.TestDatabase;
import com.passkit.cdc.protocol.error.MySqlException;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Statements that the server takes and the connector cannot read: an ENUM's label written as a number. */
class LostDefinitionIT {

    private static final Duration LIMIT = Duration.ofSeconds(120);
    private static final String UNREADABLE =
        "ALTER TABLE t ADD COLUMN e ENUM(0x78, 'y') FIRST, CHANGE a b INT, CHANGE b a INT";
    private static final String SWAP = "ALTER TABLE t CHANGE a b INT, CHANGE b a INT";

    @TempDir
    private Path directory;

    @EveryServer
    void shouldAskTheServerAboutWhatItCannotRead(MySqlVersion version) throws Exception {
        try (TestDatabase database = SchemaTrackingIT.minimal(version).freshDatabase();
            Receiver receiver = Receiver.http()) {
            database.execute("CREATE TABLE t (id INT PRIMARY KEY, a INT, b INT)",
                "CREATE TABLE other (id INT PRIMARY KEY)");
            List<String> include = List.of(database.name() + ".t");
            try (RunningEngine engine = RunningEngine.launch(database, receiver, directory, 1, include)) {
                engine.awaitStreaming();
                database.execute("INSERT INTO t (id, a, b) VALUES (1, 2, 3)",
                    "ALTER TABLE other ADD COLUMN e ENUM(0x78, 'y')", "INSERT INTO other VALUES (1, 'x')", UNREADABLE,
                    "INSERT INTO t (id, a, b, e) VALUES (2, 4, 5, 'x')");
                engine.awaitCaughtUp(database);
                database.execute(SWAP, "INSERT INTO t (id, a, b, e) VALUES (3, 6, 7, 'y')");
                engine.awaitCaughtUp(database);
            }
            database.execute("INSERT INTO t (id, a, b) VALUES (4, 8, 9)");
            try (RunningEngine engine = RunningEngine.launch(database, receiver, directory, 1, include)) {
                engine.awaitCaughtUp(database);
            }
            assertThat(inserted(receiver)).endsWith("{\"e\":\"y\",\"id\":3,\"a\":6,\"b\":7}",
                "{\"e\":null,\"id\":4,\"a\":8,\"b\":9}").contains("{\"id\":1,\"a\":2,\"b\":3}").hasSize(4);
        }
    }

    static Stream<MySqlVersion> olderAndNewer() {
        return Stream.of(MySqlVersion.V5_7, MySqlVersion.V8_0);
    }

    /** The same statement may have been read by nobody: what rows before the next change looked like is not known. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("olderAndNewer")
    void shouldStopInWordsWhereTheServerKnowsNoMore(MySqlVersion version) throws Exception {
        try (TestDatabase database = SchemaTrackingIT.minimal(version).freshDatabase();
            Receiver receiver = Receiver.http()) {
            database.execute("CREATE TABLE t (id INT PRIMARY KEY, a INT, b INT)");
            Path yaml = ConnectorYaml.write(directory, database, receiver.endpoint());
            Path state = directory.resolve("state");
            try (RunningEngine engine = RunningEngine.launch(database, receiver, state, 1)) {
                engine.awaitStreaming();
                database.execute("INSERT INTO t VALUES (1, 2, 3)");
                engine.awaitCaughtUp(database);
            }
            database.execute("INSERT INTO t VALUES (2, 4, 5)", UNREADABLE,
                "INSERT INTO t (id, a, b) VALUES (3, 6, 7)", SWAP, "INSERT INTO t (id, a, b) VALUES (4, 8, 9)");
            for (int run = 0; run < 2; run++) {
                try (RunningEngine engine = RunningEngine.launch(database, receiver, state, 1)) {
                    assertThat(engine.awaitFailure()).isInstanceOf(MySqlException.class)
                        .hasMessageContaining("definition of " + database.name() + ".t")
                        .hasMessageContaining(UNREADABLE).hasMessageContaining(SWAP)
                        .hasMessageMatching("(?s).*at \\S+\\.\\d{6}:\\d+.*")
                        .hasMessageContaining("passkit-cdc position reset");
                }
            }
            assertThat(inserted(receiver)).containsExactly("{\"id\":1,\"a\":2,\"b\":3}", "{\"id\":2,\"a\":4,\"b\":5}");

            CommandRun reset = CommandRun.of(Map.of(ConnectorProcess.PASSWORD_VARIABLE, database.server().password()),
                "position", "reset", "-c", yaml.toString());
            assertThat(reset.exitCode()).as(reset.stderr()).isZero();
            try (RunningEngine engine = RunningEngine.launch(database, receiver, state, 1)) {
                engine.awaitStreaming();
                engine.awaitCaughtUp(database);
            }
            assertThat(receiver.records().differences(database, "t")).isEmpty();
        }
    }

    static Stream<MySqlVersion> full() {
        return MySqlVersion.everyServer().stream().filter(MySqlVersion::hasFullRowMetadata);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("full")
    void shouldNotEvenLoadTheGrammarWhereTheLogTellsEverything(MySqlVersion version) throws Exception {
        try (TestDatabase database = MySqlServers.shared(version).freshDatabase();
            Receiver receiver = Receiver.http()) {
            database.execute("CREATE TABLE t (id INT PRIMARY KEY, a INT, b INT)");
            Path yaml = ConnectorYaml.write(directory, database, receiver.endpoint());
            Path classes = directory.resolve("classes.log");
            Map<String, String> environment = Map.of(
                ConnectorProcess.PASSWORD_VARIABLE, database.server().password(),
                "JAVA_TOOL_OPTIONS", "-Xlog:class+load:file=" + classes);
            try (ConnectorProcess connector =
                ConnectorProcess.start(directory, environment, "run", "-c", yaml.toString())) {
                connector.awaitLine(Pattern.compile("streaming from"));
                database.execute(UNREADABLE, "INSERT INTO t (id, a, b, e) VALUES (1, 2, 3, 'x')", SWAP,
                    "CREATE TABLE made (id INT PRIMARY KEY, e ENUM(0x78, 'y'))", "INSERT INTO made VALUES (1, 'x')",
                    "INSERT INTO t (id, a, b, e) VALUES (2, 4, 5, 'y')", "RENAME TABLE t TO r",
                    "INSERT INTO r (id, a, b, e) VALUES (3, 6, 7, 'x')");
                await().atMost(LIMIT).until(() -> {
                    assertThat(connector.isRunning()).as(connector.lastLine()).isTrue();
                    return inserted(receiver).size() == 4;
                });
                connector.terminate();
                assertThat(connector.awaitExit(LIMIT)).as(connector.lastLine()).isZero();
            }
            assertThat(inserted(receiver)).containsExactly("{\"e\":\"x\",\"id\":1,\"b\":3,\"a\":2}",
                "{\"id\":1,\"e\":\"x\"}", "{\"e\":\"y\",\"id\":2,\"a\":4,\"b\":5}",
                "{\"e\":\"x\",\"id\":3,\"a\":6,\"b\":7}");
            assertThat(Files.readString(classes)).contains("com.passkit.cdc.runtime.schema.KnownDefinitions")
                .doesNotContain("DdlApplier", "DefinitionGrammar", "org.antlr");
        }
    }

    /** FULL metadata names primary keys only. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("full")
    void shouldFollowTheKeyOfATableWithoutAPrimaryKeyUnderFullMetadata(MySqlVersion version) throws Exception {
        try (TestDatabase database = MySqlServers.shared(version).freshDatabase();
            Receiver receiver = Receiver.http()) {
            database.execute("CREATE TABLE t (x INT NOT NULL, y INT NOT NULL, UNIQUE KEY k (x))");
            try (RunningEngine engine = RunningEngine.launch(database, receiver, directory, 1)) {
                engine.awaitStreaming();
                database.execute("INSERT INTO t VALUES (1, 2)", "ALTER TABLE t DROP KEY k, ADD UNIQUE KEY l (y)",
                    "INSERT INTO t VALUES (3, 4)", "DROP INDEX l ON t", "CREATE UNIQUE INDEX m ON t (y, x)",
                    "INSERT INTO t VALUES (5, 6)", "CREATE TABLE u (z INT NOT NULL, w INT NOT NULL UNIQUE)",
                    "INSERT INTO u VALUES (7, 8)", "ALTER TABLE t ADD PRIMARY KEY (x)", "INSERT INTO t VALUES (9, 10)");
                engine.awaitCaughtUp(database);
            }
            assertThat(receiver.events()).map(event -> event.get("key").toString()).containsExactly("{\"x\":1}",
                "{\"y\":4}", "{\"y\":6,\"x\":5}", "{\"w\":8}", "{\"x\":9}");
        }
    }

    private static List<String> inserted(Receiver receiver) {
        return receiver.events().stream().filter(event -> event.get("op").asText().equals("c"))
            .map(event -> event.get("after")).map(JsonNode::toString).toList();
    }
}
