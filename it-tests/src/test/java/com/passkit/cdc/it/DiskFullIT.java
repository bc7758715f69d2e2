package com.passkit.cdc.it;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

import com.passkit.cdc.it.harness.Answer;
import com.passkit.cdc.it.harness.CommandRun;
import com.passkit.cdc.it.harness.ConnectorProcess;
import com.passkit.cdc.it.harness.ConnectorYaml;
import com.passkit.cdc.it.harness.MySqlServers;
import com.passkit.cdc.it.harness.MySqlVersion;
import com.passkit.cdc.it.harness.Receiver;
import com.passkit.cdc.it.harness.TestDatabase;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** A running connector that cannot write its state any more: it ends in words, and goes on later without loss. */
class DiskFullIT {

    private static final Duration LIMIT = Duration.ofSeconds(120);

    @TempDir
    private Path directory;

    /** The operating system refuses to write beyond the first bytes of any file (EFBIG), as it refuses when full. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldEndInWordsAndGoOnWithoutLoss(boolean isRejected) throws Exception {
        try (TestDatabase database = MySqlServers.shared(MySqlVersion.V8_0).freshDatabase();
            Receiver receiver = Receiver.http()) {
            database.execute("CREATE TABLE t (id INT PRIMARY KEY, v VARCHAR(20))", "INSERT INTO t VALUES (1, 'a')");
            receiver.answer(delivery -> delivery.text().contains("\"v\":\"bad\"") ? Answer.of(422) : Answer.OK);
            Path yaml = ConnectorYaml.write(directory, database, receiver.endpoint());
            ConnectorYaml.set(yaml, "", "state: {dir: '" + directory.resolve("state") + "', interval: 50ms}");
            Process connector = start(database, yaml);
            // Through a pipe, for the limit holds for a file of log lines too.
            CompletableFuture<String> log = CompletableFuture.supplyAsync(() -> read(connector));
            try {
                database.execute("INSERT INTO t VALUES (2, 'b')");
                await().atMost(LIMIT).until(() -> receiver.eventCount() == 2 && show(database, yaml).contains("binlog."));
                limit(connector.pid(), "--fsize=64");
                database.execute("INSERT INTO t VALUES (3, '" + (isRejected ? "bad" : "c") + "')");

                assertThat(connector.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).as("ends").isTrue();
                assertThat(connector.exitValue()).isEqualTo(6);
                List<String> lines = log.get(LIMIT.toSeconds(), TimeUnit.SECONDS).strip().lines().toList();
                assertThat(lines.get(lines.size() - 1)).startsWith("passkit-cdc: exit 6 (the state directory")
                    .contains("state/it/", "cannot be written: File too large", "with free space");
            } finally {
                connector.destroyForcibly();
            }
            assertThat(show(database, yaml)).as("the position is whole").contains("binlog.");

            database.execute("INSERT INTO t VALUES (4, 'd')");
            try (ConnectorProcess again = ConnectorProcess.start(database, yaml, "run")) {
                await().atMost(LIMIT).until(() -> receiver.events().stream()
                    .anyMatch(event -> event.path("key").path("id").asInt() == 4));
                again.terminate();
                assertThat(again.awaitExit(LIMIT)).isZero();
            }
            if (isRejected) {
                receiver.answer(delivery -> Answer.OK);
                assertThat(CommandRun.of(password(database), "dead-letters", "replay", "--all", "-c", yaml.toString())
                    .lastLine()).contains("1 events accepted");
            }
            assertThat(receiver.records().differences(database, "t")).isEmpty();
        }
    }

    /** By its permissions, and, where this machine lets a process have mounts of its own, by its file system. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldEndInWordsOnceTheStateIsReadOnly(boolean isMounted) throws Exception {
        try (TestDatabase database = MySqlServers.shared(MySqlVersion.V8_0).freshDatabase();
            Receiver receiver = Receiver.http()) {
            database.execute("CREATE TABLE t (id INT PRIMARY KEY)", "INSERT INTO t VALUES (1)");
            Path state = directory.resolve("state");
            Path yaml = ConnectorYaml.write(directory, database, receiver.endpoint());
            ConnectorYaml.set(yaml, "", "state: {dir: '" + state + "', interval: 50ms}");
            ReadOnlyFolder folder = ReadOnlyFolder.of(state.resolve("it"), isMounted);
            try (ConnectorProcess connector = ConnectorProcess.startBy(folder.launcher(), ConnectorProcess.jar(),
                directory, password(database), "run", "-c", yaml.toString())) {
                connector.awaitLine(Pattern.compile("streaming from"));
                database.execute("INSERT INTO t VALUES (2)");
                await().atMost(LIMIT).until(() -> receiver.eventCount() == 2);
                folder.begin(connector.pid());
                // Of what is accepted from now on no position can be kept.
                database.execute("INSERT INTO t VALUES (3)", "INSERT INTO t VALUES (4)");

                assertThat(connector.awaitExit(LIMIT)).as(connector.stderr()).isEqualTo(6);
                assertThat(connector.lastLine()).startsWith("passkit-cdc: exit 6 (the state directory")
                    .contains("state/it/", "cannot be written: " + folder.reason(), "this user may write");
            } finally {
                folder.end();
            }
            assertThat(show(database, yaml)).as("the position is whole").contains("binlog.");
            database.execute("INSERT INTO t VALUES (5)");
            try (ConnectorProcess again = ConnectorProcess.start(database, yaml, "run")) {
                await().atMost(LIMIT).until(() -> receiver.events().stream()
                    .anyMatch(event -> event.path("key").path("id").asInt() == 5));
                again.terminate();
                assertThat(again.awaitExit(LIMIT)).isZero();
            }
            assertThat(receiver.records().differences(database, "t")).isEmpty();
        }
    }

    private Process start(TestDatabase database, Path yaml) throws IOException {
        Path jar = Path.of(System.getProperty("passkit.cdc.it.jar", "../cli/target/passkit-cdc.jar")).normalize();
        ProcessBuilder builder = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin/java").toString(),
            "-Xmx256m", "-XX:-UsePerfData", "-jar", jar.toString(), "run", "-c", yaml.toString())
            .directory(directory.toFile()).redirectOutput(ProcessBuilder.Redirect.DISCARD);
        builder.environment().putAll(password(database));
        Process process = builder.start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
        return process;
    }

    private static void limit(long pid, String limit) throws Exception {
        assertThat(new ProcessBuilder("prlimit", "--pid", Long.toString(pid), limit).inheritIO().start().waitFor())
            .isZero();
    }

    private static String read(Process process) {
        try {
            return new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static String show(TestDatabase database, Path yaml) {
        return CommandRun.of(password(database), "position", "show", "-c", yaml.toString()).stdout();
    }

    private static Map<String, String> password(TestDatabase database) {
        return Map.of(ConnectorProcess.PASSWORD_VARIABLE, database.server().password());
    }
}
