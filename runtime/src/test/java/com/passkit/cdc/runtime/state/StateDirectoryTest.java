package com.passkit.cdc.runtime.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

import com.passkit.cdc.runtime.state.StateException.Problem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateDirectoryTest {

    @TempDir
    Path parent;

    @Test
    void shouldCreateDirectoryForItsOwnerOnly() throws IOException {
        try (StateDirectory directory = StateDirectory.open(parent.resolve("deep/state"), "loyalty")) {
            assertThat(directory.path()).isEqualTo(parent.resolve("deep/state/loyalty"));
            for (Path made : List.of(parent.resolve("deep"), parent.resolve("deep/state"), directory.path())) {
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(made))).as(made.toString())
                    .isEqualTo("rwx------");
            }
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.path().resolve("lock"))))
                .isEqualTo("rw-------");
        }
    }

    @Test
    void shouldRefuseASecondRunUntilTheFirstEnds() {
        StateDirectory first = StateDirectory.open(parent, "loyalty");
        assertThatThrownBy(() -> StateDirectory.open(parent, "loyalty"))
            .isInstanceOfSatisfying(StateException.class, e -> assertThat(e.problem()).isEqualTo(Problem.LOCKED))
            .hasMessageContaining("locked by another run");
        StateDirectory.open(parent, "other").close();
        first.close();
        StateDirectory.open(parent, "loyalty").close();
    }

    @Test
    void shouldRefuseAPathThatCannotBeADirectory() throws IOException {
        Path file = Files.writeString(parent.resolve("file"), "");
        assertThatThrownBy(() -> StateDirectory.open(file, "loyalty"))
            .isInstanceOfSatisfying(StateException.class, e -> assertThat(e.problem()).isEqualTo(Problem.UNUSABLE))
            .hasMessageContaining("cannot be created");
        Files.createDirectories(parent.resolve("loyalty/lock"));
        assertThatThrownBy(() -> StateDirectory.open(parent, "loyalty")).hasMessageContaining("not writable");
    }

    @Test
    void shouldLookWithoutCreatingOrLocking() {
        StateDirectory none = StateDirectory.peek(parent, "loyalty");
        assertThat(none.exists()).isFalse();
        assertThat(none.file("position", "position", 1).read()).isNull();
        assertThat(parent.resolve("loyalty")).doesNotExist();
        try (StateDirectory running = StateDirectory.open(parent, "loyalty")) {
            running.file("position", "position", 1).write(new byte[] {1});
            assertThat(StateDirectory.peek(parent, "loyalty").file("position", "position", 1).read()).containsExactly(1);
        }
    }
}
