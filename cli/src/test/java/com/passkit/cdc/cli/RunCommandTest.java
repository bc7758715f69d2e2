package com.passkit.cdc.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import com.passkit.cdc.cli.demo.FreePort;
import com.passkit.cdc.runtime.state.StateDirectory;

import static com.passkit.cdc.protocol.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

class RunCommandTest {

    private static final String UNKNOWN_HOST = "no-such-host.invalid";

    @TempDir
    Path directory;

    private final CliRun run = new CliRun().environment("PASSKIT_CDC_PASSWORD", "topsecret");

    @Test
    void shouldRefuseWhatIsMissingBeforeAnythingConnects() {
        assertThat(new CliRun().execute("run", "--state-dir", directory.toString())).isEqualTo(2);
        assertThat(run.execute("run", "--user", "cdc", "--state-dir", directory.toString())).isEqualTo(2);
        assertThat(run.lastErrLine()).startsWith("passkit-cdc: exit 2 (usage or configuration): publish.endpoint: "
            + "missing (expected: an absolute http or https address");
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void shouldAskForThePasswordOnATerminal() {
        CliRun typing = new CliRun().typing("topsecret");

        assertThat(typing.execute("run", "--user", "cdc", "--state-dir", directory.toString())).isEqualTo(2);
        assertThat(typing.err()).contains("publish.endpoint").doesNotContain("source.password");
    }

    @Test
    void shouldEndWithTheCodeOfAnUnknownHost() throws IOException {
        assertThat(run.execute("run", "-c", config(UNKNOWN_HOST, 3306), "--admin-port", "0")).isEqualTo(3);
        assertThat(run.lastErrLine()).startsWith("passkit-cdc: exit 3 (the source refused): ")
            .contains(UNKNOWN_HOST, "check source.hosts (--host, --port)").endsWith("; no position yet");
        assertThat(run.err()).doesNotContain("topsecret");
    }

    @Test
    void shouldEndWithTheCodeOfALockedStateDirectory() throws IOException {
        try (StateDirectory held = StateDirectory.open(directory, "passkit-cdc")) {
            assertThat(run.execute("run", "-c", config(UNKNOWN_HOST, 3306), "--admin-port", "0")).isEqualTo(6);
            assertThat(run.lastErrLine()).startsWith("passkit-cdc: exit 6 (the state directory cannot be used): "
                + held.path() + ": locked by another run");
        }
    }

    @Test
    void shouldEndWithTheCodeOfADamagedPosition() throws IOException {
        Path position = directory.resolve("passkit-cdc").resolve("position");
        Files.createDirectories(position.getParent());
        Files.writeString(position, "not a position");

        assertThat(run.execute("run", "-c", config(UNKNOWN_HOST, 3306), "--admin-port", "0")).isEqualTo(6);
        assertThat(run.lastErrLine()).startsWith("passkit-cdc: exit 6 (the state directory cannot be used): "
            + position);
        assertThat(position).hasContent("not a position");
    }

    @Test
    void shouldAnswerWhileItWaitsAndStopCleanly() throws Exception {
        String adminPort = Integer.toString(freePort());
        String config = config("127.0.0.1", freePort());
        run.context();
        CompletableFuture<Integer> code =
            CompletableFuture.supplyAsync(() -> run.execute("run", "-c", config, "--admin-port", adminPort));
        await().until(() -> {
            CliRun status = new CliRun();
            return status.execute("status", "--json", "--admin-port", adminPort) == 0
                && status.out().contains("\"state\":\"WAITING\"");
        });

        run.context().requestStop();
        assertThat(code.get(30, TimeUnit.SECONDS)).isZero();
        assertThat(run.lastErrLine()).isEqualTo("passkit-cdc: exit 0 (done): stopped cleanly; no position yet");
        try (StateDirectory free = StateDirectory.open(directory, "passkit-cdc")) {
            assertThat(free.exists()).isTrue();
        }
    }

    private String config(String host, int port) throws IOException {
        return Files.writeString(directory.resolve("c.yaml"), """
            source: {hosts: ["%s:%d"], user: cdc}
            publish: {endpoint: "http://127.0.0.1:9/cdc", stopTimeout: 1s}
            state: {dir: .}
            """.formatted(host, port)).toString();
    }

    private static int freePort() throws IOException {
        return FreePort.of("127.0.0.1");
    }
}
