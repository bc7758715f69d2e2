package com.passkit.cdc.it;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;

import com.passkit.cdc.it.harness.AdminPage;
import com.passkit.cdc.it.harness.Answer;
import com.passkit.cdc.it.harness.ConnectorProcess;
import com.passkit.cdc.it.harness.ConnectorYaml;
import com.passkit.cdc.it.harness.MySqlServers;
import com.passkit.cdc.it.harness.MySqlVersion;
import com.passkit.cdc.it.harness.Receiver;
import com.passkit.cdc.it.harness.TestDatabase;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** More changes than buffers could ever hold, and a receiver that takes none of them for a while. */
class MemoryIT {

    private static final Duration LIMIT = Duration.ofSeconds(120);
    private static final int ROW_COUNT = 1 << 13;
    private static final int LONGEST_NOTE = 4 << 20;
    private static final int LONG_ROW = 36 << 20;
    private static final int MOST_BUFFERS = 6;
    private static final String BUFFERS_USED = "passkit_cdc_batch_buffers_used";

    @Test
    void shouldHoldNoMoreThanItsBuffersWhileTheReceiverStandsStill(@TempDir Path directory) throws Exception {
        try (Receiver receiver = Receiver.http();
            TestDatabase database = MySqlServers.shared(MySqlVersion.V8_0).freshDatabase()) {
            database.execute("CREATE TABLE wide (id INT PRIMARY KEY AUTO_INCREMENT, note MEDIUMTEXT NOT NULL)");
            AtomicBoolean isOpen = new AtomicBoolean(true);
            receiver.answer(delivery -> isOpen.get() ? Answer.OK : Answer.of(503));
            Path yaml = ConnectorYaml.write(directory, database, receiver.endpoint(),
                "batch: {maxBytes: 1MiB}", "retry: {initial: 50ms, max: 500ms}");
            Map<String, String> environment = Map.of(
                ConnectorProcess.PASSWORD_VARIABLE, database.server().password(),
                // These win over the options of the command line. No byte beyond them can be had.
                "_JAVA_OPTIONS", "-Xmx96m -XX:MaxDirectMemorySize=48m");
            try (ConnectorProcess connector = ConnectorProcess.start(directory, environment, "run", "-c",
                yaml.toString())) {
                int adminPort = connector.adminPort();
                connector.awaitLine(Pattern.compile("streaming from "));

                isOpen.set(false);
                // Transactions that double in size, 65 MB in all, and a row of 4 MB.
                database.execute("INSERT INTO wide (note) VALUES (REPEAT('x', 8000))");
                for (int rows = 1; rows < ROW_COUNT; rows *= 2) {
                    database.execute("INSERT INTO wide (note) SELECT note FROM wide");
                }
                database.execute("INSERT INTO wide (note) VALUES (REPEAT('y', " + LONGEST_NOTE + "))");
                await().atMost(LIMIT).until(() -> AdminPage.metric(adminPort, BUFFERS_USED) >= 3);
                await().during(Duration.ofSeconds(1)).atMost(LIMIT)
                    .until(() -> AdminPage.metric(adminPort, BUFFERS_USED) <= MOST_BUFFERS && connector.isRunning());

                isOpen.set(true);
                await().atMost(LIMIT).until(() -> {
                    assertThat(connector.isRunning()).as("connector runs").isTrue();
                    return receiver.eventCount() >= ROW_COUNT + 1;
                });
                connector.terminate();
                assertThat(connector.awaitExit(LIMIT)).as(connector.lastLine()).isZero();
                assertThat(connector.stderr()).doesNotContain("OutOfMemory");
            }
            assertThat(receiver.records().rows(database.name(), "wide")).hasSize(ROW_COUNT + 1)
                .anyMatch(row -> row.get("note").asText().length() == LONGEST_NOTE);
            assertThat(receiver.records().repeatCount()).isZero();
        }
    }

    /** Each row takes much of the memory, and two connections read at once what only one of them may hand on. */
    @Test
    void shouldReadLongRowsOverSeveralConnectionsOrRefuseThemInWords(@TempDir Path directory) throws Exception {
        try (TestDatabase database = MySqlServers.shared(MySqlVersion.V8_0).freshDatabase()) {
            long packet = Long.parseLong(database.value("SELECT @@GLOBAL.max_allowed_packet"));
            database.execute("SET GLOBAL max_allowed_packet = " + (128 << 20));
            try {
                database.reconnect();
                database.execute("CREATE TABLE a (id INT PRIMARY KEY, v LONGBLOB)",
                    "CREATE TABLE b (id INT PRIMARY KEY, v LONGBLOB)");
                for (int id = 1; id <= 2; id++) {
                    database.execute("INSERT INTO a VALUES (" + id + ", REPEAT('a', " + LONG_ROW + "))",
                        "INSERT INTO b VALUES (" + id + ", REPEAT('b', " + LONG_ROW + "))");
                }
                Path yaml = ConnectorYaml.write(directory, database, URI.create("http://127.0.0.1:1/"));
                Map<String, String> environment = Map.of(
                    ConnectorProcess.PASSWORD_VARIABLE, database.server().password(), "_JAVA_OPTIONS",
                    "-Xmx128m -XX:MaxDirectMemorySize=320m -Dio.netty.leakDetection.level=simple");

                ConnectorYaml.set(yaml, "", "snapshot: {threads: 2, maxRowBytes: 40MiB}");
                try (ConnectorProcess connector = ConnectorProcess.start(directory, environment, "snapshot", "-c",
                    yaml.toString(), "--stdout")) {
                    assertThat(connector.awaitExit(LIMIT)).as(connector.stderr()).isZero();
                }
                ConnectorYaml.set(yaml, "", "snapshot: {threads: 2, maxRowBytes: 20MiB}");
                try (ConnectorProcess connector = ConnectorProcess.start(directory, environment, "snapshot", "-c",
                    yaml.toString(), "--stdout")) {
                    assertThat(connector.awaitExit(LIMIT)).isEqualTo(3);
                    assertThat(connector.lastLine()).contains("snapshot.maxRowBytes: a row of " + database.name(),
                        "expected: <= " + (20 << 20), "raise the limit");
                }
            } finally {
                database.execute("SET GLOBAL max_allowed_packet = " + packet);
            }
        }
    }
}
