package com.passkit.cdc.it;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

import com.fasterxml.jackson.databind.JsonNode;

import com.passkit.cdc.it.harness.AdminPage;
import com.passkit.cdc.it.harness.Answer;
import com.passkit.cdc.it.harness.CommandRun;
import com.passkit.cdc.it.harness.ConnectorProcess;
import com.passkit.cdc.it.harness.ConnectorYaml;
import com.passkit.cdc.it.harness.EveryServer;
import com.passkit.cdc.it.harness.MySqlServers;
import com.passkit.cdc.it.harness.MySqlVersion;
import com.passkit.cdc.it.harness.Receiver;
import com.passkit.cdc.it.harness.TestDatabase;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** A snapshot under way tells how far it is: on the admin endpoint, in the log, on a terminal. */
class SnapshotProgressIT {

    private static final int ROWS = 4_000;
    private static final int FEW_ROWS = 300;
    private static final Duration LIMIT = Duration.ofSeconds(120);

    @TempDir
    private Path directory;

    /** Takes a batch for each permit; the others come again. */
    private final Semaphore permits = new Semaphore(0);

    @EveryServer
    void shouldTellOfEachTableAndOfAll(MySqlVersion version) throws Exception {
        try (TestDatabase database = MySqlServers.shared(version).freshDatabase(); Receiver receiver = Receiver.http()) {
            makeTables(database);
            receiver.answer(delivery -> permits.tryAcquire() ? Answer.OK : Answer.of(503));
            Path yaml = yaml(database, receiver);
            try (ConnectorProcess connector = ConnectorProcess.start(database, yaml, "run")) {
                int port = connector.adminPort();
                long rowsBefore = 0;
                boolean isRateSeen = false;
                // The buffers are full long before the rows are at their end.
                while (!"STREAMING".equals(AdminPage.status(port).path("state").asText())) {
                    permits.release(15);
                    long before = rowsBefore;
                    await().atMost(LIMIT).until(() -> AdminPage.status(port).at("/snapshot/rowsDone").asLong() > before
                        || "STREAMING".equals(AdminPage.status(port).path("state").asText()));
                    JsonNode snapshot = AdminPage.status(port).path("snapshot");
                    if (snapshot.isObject()) {
                        assertThat(snapshot.get("tablesTotal").asInt()).isEqualTo(3);
                        assertThat(snapshot.get("tables")).hasSize(3);
                        assertPlausible(snapshot);
                        snapshot.get("tables").forEach(SnapshotProgressIT::assertPlausible);
                        assertThat(snapshot.get("rowsDone").asLong()).isGreaterThanOrEqualTo(rowsBefore);
                        rowsBefore = snapshot.get("rowsDone").asLong();
                        isRateSeen |= snapshot.get("rowsPerSecond").asDouble() > 0;
                    }
                }
                assertThat(isRateSeen).isTrue();
                permits.release(Integer.MAX_VALUE / 2);

                await().atMost(LIMIT).until(() -> AdminPage.status(port).at("/snapshot/tablesDone").asInt() == 3);
                JsonNode end = AdminPage.status(port).path("snapshot");
                assertThat(end.get("rowsDone").asLong()).isEqualTo(ROWS + FEW_ROWS)
                    .isEqualTo(end.get("rowsEstimated").asLong());
                assertThat(end.get("bytesDone").asLong()).isGreaterThan(ROWS * 100L)
                    .isEqualTo(end.get("bytesEstimated").asLong());
                assertThat(end.get("secondsLeft").asLong()).isZero();
                for (JsonNode table : end.get("tables")) {
                    assertThat(table.get("state").asText()).isEqualTo("DONE");
                    assertThat(table.get("rowsDone")).isEqualTo(table.get("rowsEstimated"));
                }
                assertThat(AdminPage.text(port, "/metrics")).contains(
                    "passkit_cdc_snapshot_rows_total{connector=\"it\"} " + (ROWS + FEW_ROWS) + ".0",
                    "passkit_cdc_snapshot_rows_estimated{connector=\"it\"} " + (ROWS + FEW_ROWS) + ".0",
                    "passkit_cdc_snapshot_tables{connector=\"it\"} 3.0",
                    "passkit_cdc_snapshot_tables_included{connector=\"it\"} 3.0",
                    "passkit_cdc_snapshot_read_bytes_total{connector=\"it\"} ",
                    "passkit_cdc_snapshot_read_estimated_bytes{connector=\"it\"} ",
                    "passkit_cdc_snapshot_table_rows{connector=\"it\",table=\"" + database.name() + ".large\"} " + ROWS);
                assertThat(CommandRun.of(Map.of(), "status", "--admin-port", "" + port).stdout())
                    .contains("snapshot      3 of 3 tables, " + (ROWS + FEW_ROWS) + " of about " + (ROWS + FEW_ROWS)
                        + " rows, ", "(100 %)");
                // There is no terminal: no bar, and within a minute not a line.
                assertThat(connector.stderr()).doesNotContain("\u001b").doesNotContain(" % ");
            }
        }
    }

    @Test
    void shouldDrawABarOnATerminalOnly() throws Exception {
        try (TestDatabase database = MySqlServers.shared(MySqlVersion.V8_0).freshDatabase();
            Receiver receiver = Receiver.http()) {
            makeTables(database);
            receiver.answer(delivery -> Answer.OK.after(Duration.ofMillis(100)));

            String screen = onTerminal(database, yaml(database, receiver), "snapshot");
            assertThat(screen).containsPattern("\\[#* *] +\\d+ % \\d/3 tables, \\d+ rows, [0-9.]+ MiB, \\d+ rows/s, ")
                .contains("\u001b[2K", "admin endpoint at", "snapshot ended");

            String quiet = onTerminal(database, yaml(database, receiver), "snapshot", "--quiet");
            assertThat(quiet).contains("snapshot ended").doesNotContain("\u001b", " % ");
        }
    }

    /** Runs a command whose standard streams are a terminal of its own. */
    private String onTerminal(TestDatabase database, Path yaml, String... arguments) throws Exception {
        String command = "stty cols 150; " + Path.of(System.getProperty("java.home"), "bin/java") + " -Xmx512m -jar "
            + Path.of(System.getProperty("passkit.cdc.it.jar")).normalize() + ' ' + String.join(" ", arguments) + " -c "
            + yaml;
        ProcessBuilder builder = new ProcessBuilder("script", "-qec", command, "/dev/null")
            .redirectErrorStream(true).redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
        builder.environment().put(ConnectorProcess.PASSWORD_VARIABLE, database.server().password());
        builder.environment().put("TERM", "xterm");
        Process process = builder.start();
        try {
            String screen = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).as(screen).isZero();
            return screen;
        } finally {
            process.destroyForcibly();
        }
    }

    private Path yaml(TestDatabase database, Receiver receiver) {
        return ConnectorYaml.write(directory, database, receiver.endpoint(), "batch: {maxEvents: 100, maxBytes: 64KiB}",
            "retry: {initial: 10ms, max: 100ms}");
    }

    /** Nothing is beyond the whole, and no time is negative. */
    private static void assertPlausible(JsonNode node) {
        assertThat(node.get("rowsDone").asLong()).isBetween(0L, node.get("rowsEstimated").asLong());
        assertThat(node.get("bytesDone").asLong()).isBetween(0L, node.get("bytesEstimated").asLong());
        assertThat(node.get("rowsPerSecond").asDouble()).isNotNegative();
        assertThat(node.get("bytesPerSecond").asDouble()).isNotNegative();
        assertThat(node.get("secondsLeft").asLong(0)).isNotNegative();
    }

    private static void makeTables(TestDatabase database) throws Exception {
        database.execute("CREATE TABLE nothing (id INT PRIMARY KEY)",
            "CREATE TABLE large (id INT PRIMARY KEY AUTO_INCREMENT, note VARCHAR(200))",
            "CREATE TABLE small (id INT PRIMARY KEY AUTO_INCREMENT, note VARCHAR(200))");
        String row = "(REPEAT('x', 150))";
        database.execute("INSERT INTO large (note) VALUES " + String.join(", ", Collections.nCopies(ROWS, row)),
            "INSERT INTO small (note) VALUES " + String.join(", ", Collections.nCopies(FEW_ROWS, row)),
            "ANALYZE TABLE large", "ANALYZE TABLE small");
    }
}
