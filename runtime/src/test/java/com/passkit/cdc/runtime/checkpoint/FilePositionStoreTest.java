package com.passkit.cdc.runtime.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import com.passkit.cdc.protocol.position.GtidKind;
import com.passkit.cdc.runtime.state.StateDirectory;
import com.passkit.cdc.runtime.state.StateException;
import com.passkit.cdc.runtime.xa.HeldTransactions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FilePositionStoreTest {

    private static final StoredPosition FIRST =
        new StoredPosition.At(new Checkpoint("binlog.000001", 5_000_000_000L,
            "3e11fa47-71ca-11e1-9e33-c80aa9429562:1-5", "uuid"));
    private static final StoredPosition SECOND =
        new StoredPosition.At(new Checkpoint("binlog.000002", 4, null, "uuid"));
    private static final StoredPosition OF_MARIADB =
        new StoredPosition.At(new Checkpoint("binlog.000002", 4, "0-1-5,1-1-7", "1", GtidKind.MARIADB));

    private static final StoredPosition WITH_HELD_XA = new StoredPosition.At(
        new Checkpoint("binlog.000002", 4, null, "uuid").holding(HeldTransactions.of(List.of(3L, 5_000_000_000L))));

    @TempDir
    Path parent;

    private StateDirectory directory;

    @BeforeEach
    void open() {
        directory = StateDirectory.open(parent, "loyalty");
    }

    @AfterEach
    void close() {
        directory.close();
    }

    @Test
    void shouldHoldNothingAtFirst() {
        assertThat(store().load()).isEqualTo(new StoredPosition.None());
    }

    @Test
    void shouldReadBackEachState() {
        StoredPosition snapshot = new StoredPosition.SnapshotInProgress("s-1");
        for (StoredPosition position : new StoredPosition[] {snapshot, FIRST, SECOND, OF_MARIADB, WITH_HELD_XA,
            new StoredPosition.None()}) {
            store().save(position);
            assertThat(store().load()).isEqualTo(position);
        }
    }

    @Test
    void shouldKeepThePreviousPosition() throws IOException {
        store().save(FIRST);
        store().save(SECOND);
        Path file = directory.path().resolve("position");
        Files.copy(directory.path().resolve("position.previous"), file,
            java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        assertThat(store().load()).isEqualTo(FIRST);
    }

    @Test
    void shouldNameADamagedFileAndNeverOverwriteIt() throws IOException {
        store().save(FIRST);
        Path file = directory.path().resolve("position");
        String damaged = Files.readString(file).replace("binlog.000001", "binlog.000009");
        Files.writeString(file, damaged);
        assertThatThrownBy(() -> store().load()).isInstanceOf(StateException.class)
            .hasMessageContaining(file.toString()).hasMessageContaining("damaged");
        assertThatThrownBy(() -> store().save(SECOND)).isInstanceOf(StateException.class);
        assertThat(Files.readString(file)).isEqualTo(damaged);
    }

    private PositionStore store() {
        return new FilePositionStore(directory);
    }
}
