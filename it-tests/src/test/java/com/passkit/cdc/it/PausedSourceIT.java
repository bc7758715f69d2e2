package com.passkit.cdc.it;

import java.net.URI;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import com.passkit.cdc.it.harness.ConnectorProcess;
import com.passkit.cdc.it.harness.ConnectorYaml;
import com.passkit.cdc.it.harness.Gate;
import com.passkit.cdc.it.harness.MySqlServers;
import com.passkit.cdc.it.harness.MySqlVersion;
import com.passkit.cdc.it.harness.RealServer;
import com.passkit.cdc.it.harness.Receiver;
import com.passkit.cdc.it.harness.TcpRelay;
import com.passkit.cdc.it.harness.TestDatabase;
import com.passkit.cdc.runtime.source.ReconnectConfig.OnLostPosition;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Binary logs that are purged while a connected connector waits for its receiver. */
class PausedSourceIT {

    private static final Duration LIMIT = Duration.ofSeconds(120);
    private static final int FILES = 6;
    private static final int ROWS_PER_FILE = 300;
    private static final int ROWS = FILES * ROWS_PER_FILE;
    private static final String DUMPS =
        "SELECT COUNT(*) FROM information_schema.processlist WHERE command LIKE 'Binlog Dump%'";

    static Stream<Arguments> servers() {
        return Stream.of(Arguments.of(MySqlVersion.V8_0, true, OnLostPosition.STOP),
            Arguments.of(MySqlVersion.V8_0, false, OnLostPosition.SNAPSHOT),
            Arguments.of(MySqlVersion.V5_7, true, OnLostPosition.SNAPSHOT),
            Arguments.of(MySqlVersion.V5_7, false, OnLostPosition.STOP),
            Arguments.of(MySqlVersion.MARIADB_10_11, true, OnLostPosition.STOP));
    }

    /**
     * A server keeps the file that a dump reads, and all behind it, as long as the dump is there. It is there no longer
     * once the server could not send a byte for {@code net_write_timeout}; the connector, which does not read, learns
     * of it, and of what was purged since, when it wakes up.
     */
    @ParameterizedTest(name = "{0}, GTIDs {1}, {2}")
    @MethodSource("servers")
    void shouldNoticeWhatWasPurgedWhileItWaited(MySqlVersion version, boolean isGtidOn, OnLostPosition onLost,
        @TempDir Path directory) throws Exception {
        Gate gate = new Gate();
        try (RealServer server = MySqlServers.fresh(version, isGtidOn ? new String[0] : version.withoutGtids());
            TestDatabase database = server.freshDatabase(); Receiver receiver = Receiver.http();
            TcpRelay relay = TcpRelay.to("127.0.0.1", receiver.endpoint().getPort())) {
            relay.pass(gate);
            database.execute("CREATE TABLE t (id INT PRIMARY KEY, note TEXT NOT NULL)");
            Path yaml = ConnectorYaml.write(directory, database, URI.create("http://" + relay.address() + "/cdc"),
                "batch: {maxBytes: 128KiB, compression: none}", "writeTimeout: 1h", "answerTimeout: 1h");
            ConnectorYaml.set(yaml, "source", "heartbeat: 300ms", "reconnect: {initial: 20ms, max: 250ms}",
                "onLostPosition: " + onLost.name().toLowerCase());
            try (ConnectorProcess connector = ConnectorProcess.start(database, yaml, "run")) {
                connector.awaitLine(Pattern.compile("streaming from"));
                if (onLost == OnLostPosition.STOP) {
                    gate.shut();
                    fill(database, 1);
                    purge(database);
                    assertThat(database.rows("SHOW BINARY LOGS")).as("kept for the dump").hasSizeGreaterThan(1);
                    gate.open();
                    awaitSame(receiver, connector, database);
                    assertThat(receiver.eventCount()).isEqualTo(ROWS);
                }

                // It is asked for a moment before the server has it.
                await().atMost(LIMIT).until(() -> !database.value(DUMPS).equals("0"));
                database.execute("SET GLOBAL net_write_timeout = 1",
                    "KILL " + database.value(DUMPS.replace("COUNT(*)", "MIN(id)")));
                await().atMost(LIMIT).until(() -> connector.stderr().split("streaming from").length > 2);
                gate.shut();
                fill(database, receiver.eventCount() + 1);
                // Another session may read a file for a moment, to see whether the log is still the same.
                await().atMost(LIMIT).until(() -> {
                    purge(database);
                    return database.rows("SHOW BINARY LOGS").size() == 1;
                });
                gate.open();

                if (onLost == OnLostPosition.STOP) {
                    assertThat(connector.awaitExit(LIMIT)).as(connector.stderr()).isEqualTo(4);
                    assertThat(connector.lastLine()).contains("exit 4", "passkit-cdc position reset");
                    assertThat(connector.lastLine()).containsAnyOf("it purged", "one of the server's binary logs");
                } else {
                    connector.awaitLine(Pattern.compile("a new snapshot is taken instead, as source.onLostPosition says"));
                    awaitSame(receiver, connector, database);
                    database.execute("DELETE FROM t WHERE id % 300 = 0");
                    awaitSame(receiver, connector, database);
                    connector.terminate();
                    assertThat(connector.awaitExit(LIMIT)).as(connector.lastLine()).isZero();
                }
            }
            // What came of the changes before the loss came in order and without a gap.
            List<Integer> inserted = receiver.events().stream().filter(event -> "c".equals(event.get("op").asText()))
                .map(event -> event.at("/after/id").asInt()).distinct().toList();
            assertThat(inserted).isEqualTo(IntStream.rangeClosed(1, inserted.size()).boxed().toList())
                .hasSizeLessThan(onLost == OnLostPosition.STOP ? 2 * ROWS : ROWS);
        }
    }

    private static void awaitSame(Receiver receiver, ConnectorProcess connector, TestDatabase database) {
        await().atMost(LIMIT).until(() -> {
            assertThat(connector.isRunning()).as("connector runs: %s", connector.lastLine()).isTrue();
            return receiver.records().differences(database, "t").isEmpty();
        });
    }

    /** Writes rows, a transaction to each file of the log. */
    private static void fill(TestDatabase database, int firstId) throws SQLException {
        for (int file = 0; file < FILES; file++) {
            int first = firstId + file * ROWS_PER_FILE;
            database.execute("INSERT INTO t VALUES " + IntStream.range(first, first + ROWS_PER_FILE)
                .mapToObj(id -> "(" + id + ", REPEAT('x', 8000))").collect(Collectors.joining(", ")),
                "FLUSH BINARY LOGS");
        }
    }

    private static void purge(TestDatabase database) throws SQLException {
        List<List<String>> logs = database.rows("SHOW BINARY LOGS");
        database.execute("PURGE BINARY LOGS TO '" + logs.get(logs.size() - 1).get(0) + '\'');
    }
}
