package com.passkit.cdc.it;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;

import com.passkit.cdc.it.harness.AdminPage;
import com.passkit.cdc.it.harness.ConnectorProcess;
import com.passkit.cdc.it.harness.ConnectorYaml;
import com.passkit.cdc.it.harness.Gate;
import com.passkit.cdc.it.harness.MySqlServers;
import com.passkit.cdc.it.harness.MySqlVersion;
import com.passkit.cdc.it.harness.Receiver;
import com.passkit.cdc.it.harness.TcpRelay;
import com.passkit.cdc.it.harness.TestDatabase;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A receiver that stands still: it refuses nothing and answers nothing, it only stops reading. Then nothing more is read
 * from the server, and memory stays within its bounds. {@code -Dpasskit.cdc.it.still.seconds=600} stands longer.
 */
class SlowReceiverIT {

    private static final Duration LIMIT = Duration.ofSeconds(120);
    private static final Duration STILL = Duration.ofSeconds(Integer.getInteger("passkit.cdc.it.still.seconds", 3));
    private static final int ROW_COUNT = 8192;

    @Test
    void shouldPauseTheServerAndGoOnWithoutLossOrRepeat(@TempDir Path directory) throws Exception {
        Gate gate = new Gate();
        try (Receiver receiver = Receiver.http();
            TcpRelay relay = TcpRelay.to("127.0.0.1", receiver.endpoint().getPort());
            TestDatabase database = MySqlServers.shared(MySqlVersion.V8_0).freshDatabase()) {
            relay.pass(gate);
            database.execute("CREATE TABLE wide (id INT PRIMARY KEY AUTO_INCREMENT, note TEXT NOT NULL)");
            Path yaml = ConnectorYaml.write(directory, database, URI.create("http://" + relay.address() + "/cdc"),
                "batch: {maxBytes: 1MiB, compression: none}", "writeTimeout: 1h", "answerTimeout: 1h");
            Map<String, String> environment = Map.of(
                ConnectorProcess.PASSWORD_VARIABLE, database.server().password(),
                // These win over the options of the command line. No byte beyond them can be had.
                "_JAVA_OPTIONS", "-Xmx96m -XX:MaxDirectMemorySize=48m");
            try (ConnectorProcess connector = ConnectorProcess.start(directory, environment, "run", "-c",
                yaml.toString())) {
                int adminPort = connector.adminPort();
                connector.awaitLine(Pattern.compile("streaming from "));

                gate.shut();
                database.execute("INSERT INTO wide (note) VALUES (REPEAT('x', 8000))");
                for (int rows = 1; rows < ROW_COUNT; rows *= 2) {
                    database.execute("INSERT INTO wide (note) SELECT note FROM wide");
                }
                AtomicLong changes = new AtomicLong();
                await().during(STILL).atMost(STILL.plus(LIMIT)).until(() -> {
                    long now = AdminPage.status(adminPort).path("changes").asLong();
                    return now == changes.getAndSet(now) && now > 0;
                });
                assertThat(changes).as("read from the server").hasValueLessThan(ROW_COUNT / 2);
                assertThat(receiver.eventCount()).isLessThan(ROW_COUNT / 2);

                gate.open();
                await().atMost(LIMIT).until(() -> {
                    assertThat(connector.isRunning()).as("connector runs").isTrue();
                    return receiver.eventCount() >= ROW_COUNT;
                });
                connector.terminate();
                assertThat(connector.awaitExit(LIMIT)).as(connector.lastLine()).isZero();
                assertThat(connector.stderr()).doesNotContain("OutOfMemory");
            }
            assertThat(receiver.records().differences(database, "wide")).isEmpty();
            assertThat(receiver.records().repeatCount()).isZero();
        }
    }
}
