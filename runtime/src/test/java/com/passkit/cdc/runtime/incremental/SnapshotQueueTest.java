package com.passkit.cdc.runtime.incremental;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

import com.passkit.cdc.runtime.state.StateDirectory;
import com.passkit.cdc.runtime.state.StateException;
import com.passkit.cdc.runtime.testing.FakeChange;
import com.passkit.cdc.snapshot.catalog.TableName;
import com.passkit.cdc.snapshot.incremental.KeyedTable;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class SnapshotQueueTest {

    private static final TableName A = new TableName("crm", "a");
    private static final TableName B = new TableName("crm", "b.c\"`");

    @TempDir
    private Path directory;

    @Test
    void shouldGoOnInTheNextProcessWhereItStood() {
        KeyedTable table = KeyedTable.of(FakeChange.MEMBERS, List.of());
        try (StateDirectory state = StateDirectory.open(directory, "it");
            SnapshotQueue queue = new SnapshotQueue(new QueueStore(state), failure -> { })) {
            queue.restart(List.of(A, B));
            queue.add("initial", List.of(new QueuedTable(A, 10, 100), new QueuedTable(B, 20, 200)));
            queue.onTableEnd();
            queue.onChunk(table, List.of("42", "_latin1 X'61'"), 7, 70);
            queue.save(queue.state()).join();
        }
        try (StateDirectory state = StateDirectory.open(directory, "it");
            SnapshotQueue queue = new SnapshotQueue(new QueueStore(state), failure -> { })) {
            queue.restore(new QueueStore(state).load());

            assertThat(queue.known()).containsExactlyInAnyOrder(A, B);
            QueuedRequest request = queue.current();
            assertThat(request.tables()).containsExactly(new QueuedTable(B, 20, 200));
            assertThat(request.after()).containsExactly("42", "_latin1 X'61'");
            assertThat(request.definition()).isEqualTo(table.fingerprint());
            assertThat(queue.progress().rowsDone()).isEqualTo(7);
            assertThat(queue.onTableEnd()).isNotNull();
            assertThat(queue.isEmpty()).isTrue();
        }
    }

    @Test
    void shouldDropTablesThatAreNotCapturedAnyMore() {
        try (SnapshotQueue queue = new SnapshotQueue(null, failure -> { })) {
            queue.restart(List.of(A, B));
            queue.add("initial", List.of(new QueuedTable(A, 10, 100), new QueuedTable(B, 20, 200)));
            queue.onChunk(KeyedTable.of(FakeChange.MEMBERS, List.of()), List.of("1"), 1, 1);

            assertThat(queue.retain(Set.of(B))).containsExactly(A);
            assertThat(queue.current().after()).isEmpty();
            assertThat(queue.known()).containsExactly(B);
        }
    }

    @Test
    void shouldReadALaterRequestBehindTheFirst() {
        try (SnapshotQueue queue = new SnapshotQueue(null, failure -> { })) {
            queue.add("initial", List.of(new QueuedTable(A, 10, 100)));
            queue.add("asked for", List.of(new QueuedTable(A, 10, 100), new QueuedTable(B, 1, 1)));

            assertThat(queue.tablesLeft()).isEqualTo(3);
            assertThat(queue.isLastTable()).isTrue();
            assertThat(queue.onTableEnd().reason()).isEqualTo("initial");
            assertThat(queue.isLastTable()).isFalse();
            assertThat(queue.onTableEnd()).isNull();
            assertThat(queue.onTableEnd().reason()).isEqualTo("asked for");
            assertThat(queue.isEmpty()).isTrue();
        }
    }

    @Test
    void shouldNameADamagedFile() throws Exception {
        try (StateDirectory state = StateDirectory.open(directory, "it")) {
            QueueStore store = new QueueStore(state);
            store.save(QueueState.EMPTY);
            Path file = state.path().resolve("snapshot");
            Files.writeString(file, Files.readString(file).replace("requests", "rows"));

            assertThatThrownBy(() -> new QueueStore(state).load()).isInstanceOf(StateException.class)
                .hasMessageContaining("snapshot");
        }
    }
}
