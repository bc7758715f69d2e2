package com.passkit.cdc.cli;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.passkit.cdc.runtime.state.StateDirectory;
import com.passkit.cdc.snapshot.catalog.Preflight.Finding;
import com.passkit.cdc.snapshot.catalog.Preflight.Level;

import static org.assertj.core.api.Assertions.assertThat;

class CheckCommandTest {

    @TempDir
    Path directory;

    private final CliRun run = new CliRun().environment("PASSKIT_CDC_PASSWORD", "topsecret");
    private int closedPort;

    @BeforeEach
    void findAClosedPort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            closedPort = socket.getLocalPort();
        }
    }

    @Test
    void shouldReportAServerThatDoesNotAnswer() throws IOException {
        assertThat(run.execute("check", "-c", config())).isEqualTo(1);
        assertThat(run.outLines()).anySatisfy(line -> assertThat(line).startsWith("ok       state.dir: "
            + directory.resolve("passkit-cdc")));
        assertThat(run.outLines()).anySatisfy(line -> assertThat(line)
            .startsWith("failure  source 127.0.0.1:" + closedPort + ": ")
            .contains("check source.hosts (--host, --port), that the server is up, and the network between"));
        assertThat(run.lastErrLine()).startsWith("passkit-cdc: exit 1 (check found a failure): ");
        assertThat(run.out() + run.err()).doesNotContain("topsecret");
    }

    @Test
    void shouldReportALockedStateDirectory() throws IOException {
        try (StateDirectory held = StateDirectory.open(directory, "passkit-cdc")) {
            assertThat(run.execute("check", "--json", "-c", config())).isEqualTo(1);
            JsonNode answer = new ObjectMapper().readTree(run.out());
            assertThat(answer.path("ready").asBoolean(true)).isFalse();
            JsonNode state = answer.path("checks").path(0);
            assertThat(state.path("level").asText()).isEqualTo("failure");
            assertThat(state.path("id").asText()).isEqualTo("state.dir");
            assertThat(state.path("message").asText()).startsWith(held.path() + ": locked by another run");
        }
    }

    @Test
    void shouldRefuseAWrongConfiguration() throws IOException {
        assertThat(run.execute("check", "-c", config(), "--tls-mode", "SOMETIMES")).isEqualTo(2);
        assertThat(run.out()).isEmpty();
    }

    @Test
    void shouldPutAFindingOnOneLine() {
        assertThat(CheckCommand.line(new Finding(Level.WARNING, "a", "gtid_mode", "OFF", "SET a;\nSET b")))
            .isEqualTo("warning  gtid_mode: OFF -> SET a;; SET b");
        assertThat(CheckCommand.line(new Finding(Level.OK, "a", "log_bin", "ON", "")))
            .isEqualTo("ok       log_bin: ON");
    }

    private String config() throws IOException {
        return Files.writeString(directory.resolve("c.yaml"), """
            source: {hosts: ["127.0.0.1:%d"], user: cdc}
            publish: {endpoint: "http://127.0.0.1:%d/cdc"}
            state: {dir: .}
            """.formatted(closedPort, closedPort)).toString();
    }
}
