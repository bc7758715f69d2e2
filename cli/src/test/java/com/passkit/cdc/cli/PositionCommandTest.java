package com.passkit.cdc.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import com.passkit.cdc.runtime.checkpoint.Checkpoint;
import com.passkit.cdc.runtime.checkpoint.FilePositionStore;
import com.passkit.cdc.runtime.checkpoint.StoredPosition;
import com.passkit.cdc.runtime.state.StateDirectory;

import static org.assertj.core.api.Assertions.assertThat;

class PositionCommandTest {

    private static final String UUID = "3e11fa47-71ca-11e1-9e33-c80aa9429562";
    private static final Checkpoint CHECKPOINT = new Checkpoint("binlog.000007", 8912, UUID + ":1-23", UUID);

    @TempDir
    Path directory;

    private final CliRun run = new CliRun();

    @Test
    void shouldShowThatThereIsNone() {
        assertThat(run.execute("position", "show", "--state-dir", directory.toString())).isZero();
        assertThat(run.out()).isEqualToIgnoringNewLines("none");
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void shouldShowThePosition() {
        store(new StoredPosition.At(CHECKPOINT));

        assertThat(run.execute("position", "show", "--state-dir", directory.toString(), "--name", "loyalty")).isZero();
        assertThat(run.outLines()).containsExactly(
            "file:        binlog.000007", "offset:      8912", "gtids:       " + UUID + ":1-23",
            "server_uuid: " + UUID);
    }

    @Test
    void shouldShowThePositionAsJson() {
        store(new StoredPosition.At(CHECKPOINT));

        assertThat(run.environment("PASSKIT_CDC_STATE_DIR", directory.toString())
            .execute("position", "show", "--name", "loyalty", "--json")).isZero();
        assertThat(run.out()).isEqualToIgnoringNewLines("{\"connector\":\"loyalty\",\"state\":\"position\","
            + "\"file\":\"binlog.000007\",\"offset\":8912,\"gtids\":\"" + UUID + ":1-23\",\"serverUuid\":\"" + UUID
            + "\"}");
    }

    @Test
    void shouldForgetThePosition() throws IOException {
        store(new StoredPosition.At(CHECKPOINT));
        Path config = Files.writeString(directory.resolve("c.yaml"), "name: loyalty\nstate: {dir: .}\n");

        assertThat(run.execute("position", "reset", "-c", config.toString())).isZero();
        assertThat(new FilePositionStore(StateDirectory.peek(directory, "loyalty")).load())
            .isEqualTo(new StoredPosition.None());
        assertThat(run.lastErrLine()).startsWith("passkit-cdc: exit 0 (done): the position of ");
    }

    @Test
    void shouldNotForgetThePositionOfARunningConnector() {
        try (StateDirectory held = StateDirectory.open(directory, "loyalty")) {
            assertThat(run.execute("position", "reset", "--state-dir", directory.toString(), "--name", "loyalty"))
                .isEqualTo(6);
            assertThat(run.lastErrLine()).startsWith("passkit-cdc: exit 6 (the state directory cannot be used): "
                + held.path() + ": locked by another run");
        }
    }

    @Test
    void shouldReportADamagedPosition() throws IOException {
        store(new StoredPosition.At(CHECKPOINT));
        Path file = directory.resolve("loyalty").resolve("position");
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length - 5] ^= 1;
        Files.write(file, bytes);

        assertThat(run.execute("position", "show", "--state-dir", directory.toString(), "--name", "loyalty"))
            .isEqualTo(6);
        assertThat(run.lastErrLine()).startsWith("passkit-cdc: exit 6 (the state directory cannot be used): " + file);
        assertThat(Files.readAllBytes(file)).isEqualTo(bytes);
    }

    @Test
    void shouldReportEveryProblemOfTheConfiguration() throws IOException {
        Path config = Files.writeString(directory.resolve("c.yaml"), "nam: loyalty\nstte: {dir: .}\n");

        assertThat(run.execute("position", "show", "-c", config.toString())).isEqualTo(2);
        assertThat(run.err().lines()).containsExactly(
            "nam: unknown key (nearest known key: name) [" + config + "]",
            "stte: unknown key (nearest known key: state) [" + config + "]",
            "passkit-cdc: exit 2 (usage or configuration): nam: unknown key (nearest known key: name) [" + config
                + "]; and 1 more above");
    }

    private void store(StoredPosition position) {
        try (StateDirectory state = StateDirectory.open(directory, "loyalty")) {
            new FilePositionStore(state).save(position);
        }
    }
}
