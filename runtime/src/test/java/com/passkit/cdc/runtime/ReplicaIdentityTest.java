package com.passkit.cdc.runtime;

import java.nio.file.Path;
import java.util.UUID;

import com.passkit.cdc.runtime.state.StateDirectory;
import com.passkit.cdc.runtime.state.StateException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ReplicaIdentityTest {

    @TempDir
    private Path parent;

    @Test
    void shouldBeTheSameInEachRunAndAnotherInEachDirectory() {
        UUID one;
        try (StateDirectory state = StateDirectory.open(parent, "one")) {
            one = ReplicaIdentity.of(state);
        }
        try (StateDirectory state = StateDirectory.open(parent, "one")) {
            assertThat(ReplicaIdentity.of(state)).isEqualTo(one);
        }
        try (StateDirectory state = StateDirectory.open(parent, "two")) {
            assertThat(ReplicaIdentity.of(state)).isNotEqualTo(one);
        }
    }

    @Test
    void shouldNameWhatIsNoUuid() {
        try (StateDirectory state = StateDirectory.open(parent, "one")) {
            state.file("replica", "replica", 1).write("me".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
            assertThatThrownBy(() -> ReplicaIdentity.of(state)).isInstanceOf(StateException.class)
                .hasMessageContaining("replica: 'me' (expected: a UUID");
        }
    }
}
