package com.passkit.cdc.runtime.schema;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import com.passkit.cdc.protocol.row.Collation;
import com.passkit.cdc.protocol.row.ColumnDescriptor;
import com.passkit.cdc.protocol.row.ColumnType;
import com.passkit.cdc.protocol.row.TableDescriptor;
import com.passkit.cdc.runtime.schema.KnownDefinitions.Recorded;
import com.passkit.cdc.runtime.state.StateDirectory;
import com.passkit.cdc.runtime.state.StateException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class DefinitionStoreTest {

    private static final TableDescriptor MEMBERS = TableDescriptor.of("crm", "mem\"bers ☃", List.of(
        new ColumnDescriptor("id", ColumnType.BIGINT, true, false, 0, 0, Collation.BINARY, List.of()),
        new ColumnDescriptor("tier", ColumnType.ENUM, false, true, 0, 0, Collation.UTF8MB4, List.of("gold", "a,'b")),
        new ColumnDescriptor("points", ColumnType.DECIMAL, false, true, 10, 2, Collation.BINARY, List.of())))
        .withKey(1, 0).withHiddenColumns(1, 4);

    @TempDir
    Path parent;

    @Test
    void shouldLoadWhatWasSaved() {
        List<Recorded> recorded = List.of(new Recorded(MEMBERS, null), new Recorded(
            TableDescriptor.of("crm", "log", List.of(ColumnDescriptor.of("a", ColumnType.JSON, true))), "'ALTER' b:4"));
        try (StateDirectory directory = StateDirectory.open(parent, "c")) {
            new DefinitionStore(directory).save(recorded);
        }
        try (StateDirectory directory = StateDirectory.open(parent, "c")) {
            assertThat(new DefinitionStore(directory).load()).isEqualTo(recorded);
        }
    }

    @Test
    void shouldHaveNothingBeforeTheFirstSave() {
        try (StateDirectory directory = StateDirectory.open(parent, "c")) {
            assertThat(new DefinitionStore(directory).load()).isNull();
        }
    }

    @Test
    void shouldNameADamagedFileAndLeaveIt() throws IOException {
        try (StateDirectory directory = StateDirectory.open(parent, "c")) {
            new DefinitionStore(directory).save(List.of(new Recorded(MEMBERS, null)));
            Path file = directory.path().resolve("schemas");
            byte[] damaged = Files.readAllBytes(file);
            damaged[damaged.length - 5] ^= 1;
            Files.write(file, damaged);

            DefinitionStore store = new DefinitionStore(directory);
            assertThatThrownBy(store::load).isInstanceOf(StateException.class).hasMessageContaining(file.toString());
            assertThatThrownBy(() -> store.save(List.of())).isInstanceOf(StateException.class);
            assertThat(Files.readAllBytes(file)).isEqualTo(damaged);
        }
    }
}
