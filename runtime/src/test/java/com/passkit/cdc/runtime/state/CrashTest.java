package com.passkit.cdc.runtime.state;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionException;

import com.passkit.cdc.runtime.checkpoint.Checkpoint;
import com.passkit.cdc.runtime.checkpoint.FilePositionStore;
import com.passkit.cdc.runtime.checkpoint.StoredPosition;
import com.passkit.cdc.runtime.deadletter.DeadLetterConfig;
import com.passkit.cdc.runtime.deadletter.DeadLetterFiles;
import com.passkit.cdc.runtime.deadletter.DeadLetterWriter;
import com.passkit.cdc.runtime.deadletter.DeadLetters;
import com.passkit.cdc.runtime.incremental.QueueState;
import com.passkit.cdc.runtime.incremental.QueueStore;
import com.passkit.cdc.runtime.publish.DeadLetter;
import com.passkit.cdc.runtime.testing.CrashScene;
import com.passkit.cdc.runtime.testing.DiskHistory;
import com.passkit.cdc.runtime.testing.DiskHistory.Crash;
import com.passkit.cdc.snapshot.catalog.TableName;

import io.netty.buffer.Unpooled;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The machine stops after each single change of a file, in every way: what is found then is what was durable, or what
 * was being made durable, and never neither.
 */
class CrashTest {

    private static final String NAME = "loyalty";

    @TempDir
    private Path recorded;

    @TempDir
    private Path restored;

    @ParameterizedTest
    @EnumSource
    void shouldFindAPositionThatWasSaved(Crash crash) throws Exception {
        List<StoredPosition> positions = new ArrayList<>(List.of(new StoredPosition.None(),
            new StoredPosition.SnapshotInProgress("s1")));
        for (int i = 1; i <= 4; i++) {
            positions.add(new StoredPosition.At(new Checkpoint("binlog.00000" + i, 4L << 30, null, "server")));
        }
        crashEverywhere(crash, (directory, history) -> {
            FilePositionStore store = new FilePositionStore(directory);
            for (StoredPosition position : positions.subList(1, positions.size())) {
                store.save(position);
                history.mark();
            }
        }, (directory, doneCount) -> assertThat(new FilePositionStore(directory).load())
            .isIn(positions.subList(doneCount, Math.min(positions.size(), doneCount + 2))));
    }

    @ParameterizedTest
    @EnumSource
    void shouldForgetAPositionOrNot(Crash crash) throws Exception {
        StoredPosition position = new StoredPosition.At(new Checkpoint("binlog.000001", 4, null, "server"));
        crashEverywhere(crash, (directory, history) -> {
            FilePositionStore store = new FilePositionStore(directory);
            store.save(position);
            store.save(position);
            history.mark();
            store.save(new StoredPosition.None());
            history.mark();
        }, (directory, doneCount) -> {
            StoredPosition found = new FilePositionStore(directory).load();
            if (doneCount == 1) {
                assertThat(found).isIn(position, new StoredPosition.None());
            } else if (doneCount == 2) {
                assertThat(found).isEqualTo(new StoredPosition.None());
            }
        });
    }

    @ParameterizedTest
    @EnumSource
    void shouldGoOnSavingAfterTheCrash(Crash crash) throws Exception {
        StoredPosition last = new StoredPosition.At(new Checkpoint("binlog.000009", 9, null, "server"));
        crashEverywhere(crash, (directory, history) -> {
            FilePositionStore store = new FilePositionStore(directory);
            store.save(new StoredPosition.SnapshotInProgress("s1"));
            store.save(new StoredPosition.SnapshotInProgress("s2"));
            store.save(new StoredPosition.SnapshotInProgress("s3"));
        }, (directory, doneCount) -> {
            FilePositionStore store = new FilePositionStore(directory);
            store.load();
            store.save(last);
            assertThat(new FilePositionStore(directory).load()).isEqualTo(last);
        });
    }

    @ParameterizedTest
    @EnumSource
    void shouldFindTheProgressOfSnapshots(Crash crash) throws Exception {
        List<QueueState> states = List.of(QueueState.EMPTY,
            new QueueState(List.of(), Set.of(new TableName("crm", "a"))),
            new QueueState(List.of(), Set.of(new TableName("crm", "b"))),
            new QueueState(List.of(), Set.of(new TableName("crm", "c"))));
        crashEverywhere(crash, (directory, history) -> {
            QueueStore store = new QueueStore(directory);
            for (QueueState state : states.subList(1, states.size())) {
                store.save(state);
                history.mark();
            }
        }, (directory, doneCount) -> assertThat(new QueueStore(directory).load())
            .isIn(states.subList(doneCount, Math.min(states.size(), doneCount + 2))));
    }

    @ParameterizedTest
    @EnumSource
    void shouldFindTheEntriesOfALog(Crash crash) throws Exception {
        crashEverywhere(crash, (directory, history) -> {
            StateLog log = directory.log("log", "test", 1);
            log.create(List.of(bytes("a0")));
            history.mark();
            for (int i = 1; i < 4; i++) {
                log.append(List.of(bytes("a" + i), bytes("b" + i)));
                history.mark();
            }
            log.read();
            log.keep(3);
            history.mark();
        }, (directory, doneCount) -> {
            if (doneCount == 0) {
                return;
            }
            StateLog log = directory.log("log", "test", 1);
            List<String> entries = log.read().stream().map(entry -> new String(entry, StandardCharsets.UTF_8)).toList();
            List<String> all = List.of("a0", "a1", "b1", "a2", "b2", "a3", "b3");
            assertThat(entries).isEqualTo(all.subList(0, entries.size()));
            int durable = doneCount == 5 ? 3 : doneCount == 4 ? 3 : 2 * doneCount - 1;
            assertThat(entries).hasSizeGreaterThanOrEqualTo(durable);
            log.append(List.of(bytes("z")));
            assertThat(directory.log("log", "test", 1).read()).hasSize(entries.size() + 1);
        });
    }

    @ParameterizedTest
    @EnumSource
    void shouldFindEveryDeadLetterThatWasKept(Crash crash) throws Exception {
        crashEverywhere(crash, (directory, history) -> {
            DeadLetterWriter writer = writer(directory);
            for (int i = 0; i < 3; i++) {
                writer.keep(List.of(letter("a" + i), letter("b" + i))).join();
                history.mark();
            }
            writer.close().join();
        }, (directory, doneCount) -> {
            DeadLetterWriter writer = writer(directory);
            writer.keep(List.of(letter("last"))).join();
            writer.close().join();
            List<String> ids = ids(directory);
            List<String> all = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                all.add("a" + i);
                all.add("b" + i);
            }
            assertThat(ids).endsWith("last");
            assertThat(ids.subList(0, ids.size() - 1)).isEqualTo(all.subList(0, ids.size() - 1));
            assertThat(ids).hasSizeGreaterThan(2 * doneCount);
        });
    }

    @ParameterizedTest
    @EnumSource
    void shouldFindLettersWhileSomeAreRemoved(Crash crash) throws Exception {
        crashEverywhere(crash, (directory, history) -> {
            DeadLetterWriter writer = writer(directory);
            writer.keep(List.of(letter("a"), letter("b"), letter("c"))).join();
            writer.close().join();
            history.mark();
            new DeadLetters(directory).drop("b"::equals);
            history.mark();
            new DeadLetters(directory).drop(id -> true);
            history.mark();
        }, (directory, doneCount) -> {
            List<String> ids = ids(directory);
            switch (doneCount) {
                case 0 -> assertThat(ids).isEqualTo(List.of("a", "b", "c").subList(0, ids.size()));
                case 1 -> assertThat(ids).isIn(List.of("a", "b", "c"), List.of("a", "c"));
                case 2 -> assertThat(ids).isIn(List.of("a", "c"), List.of());
                default -> assertThat(ids).isEmpty();
            }
        });
    }

    @Test
    void shouldSayThatTheDiskIsFullKeepWhatWasAndGoOnWhenThereIsRoom() throws Exception {
        DiskHistory history = DiskHistory.of(recorded);
        try (StateDirectory directory = StateDirectory.open(history.directory(), NAME)) {
            FilePositionStore store = new FilePositionStore(directory);
            StoredPosition before = new StoredPosition.SnapshotInProgress("0");
            store.save(before);
            int failed = 0;
            for (int changes = 0; changes < 30; changes++) {
                StoredPosition next = new StoredPosition.SnapshotInProgress(Integer.toString(changes + 1));
                history.failAfter(changes);
                try {
                    store.save(next);
                    before = next;
                } catch (StateException e) {
                    failed++;
                    assertThat(e.problem()).isEqualTo(StateException.Problem.UNUSABLE);
                    assertThat(e).hasMessageContaining("loyalty/position").hasMessageContaining(
                        "No space left on device").hasMessageContaining("with free space");
                }
                history.mend();
                StoredPosition found = new FilePositionStore(directory).load();
                assertThat(found).isIn(before, next);
                store.save(next);
                assertThat(new FilePositionStore(directory).load()).isEqualTo(next);
                before = next;
            }
            assertThat(failed).as("each change of a save failed once").isBetween(8, 20);
        }
    }

    @Test
    void shouldKeepDeadLettersInOrderWhereTheDiskWasFull() throws Exception {
        DiskHistory history = DiskHistory.of(recorded);
        try (StateDirectory directory = StateDirectory.open(history.directory(), NAME)) {
            DeadLetterWriter writer = writer(directory);
            List<String> kept = new ArrayList<>();
            for (int changes = 0; changes < 20; changes++) {
                history.failAfter(changes);
                try {
                    writer.keep(List.of(letter("a" + changes), letter("b" + changes))).join();
                } catch (CompletionException e) {
                    assertThat(e.getCause()).isInstanceOfSatisfying(StateException.class,
                        failure -> assertThat(failure.problem()).isEqualTo(StateException.Problem.UNUSABLE));
                    history.mend();
                    // As the batch that comes again does.
                    writer.keep(List.of(letter("a" + changes), letter("b" + changes))).join();
                }
                kept.addAll(List.of("a" + changes, "b" + changes));
                assertThat(ids(directory)).isEqualTo(kept);
            }
            writer.close().join();
        }
    }

    private void crashEverywhere(Crash crash, CrashScene.Scenario scenario, CrashScene.Examination examination)
        throws Exception {
        CrashScene.everywhere(restored, crash, scenario, examination);
    }

    private static DeadLetterWriter writer(StateDirectory directory) {
        return new DeadLetterWriter(new DeadLetterFiles(directory), DeadLetterConfig.DEFAULT, Clock.systemUTC());
    }

    private static DeadLetter letter(String id) {
        return new DeadLetter(id, 400, "bad", "batch", 0, Unpooled.copiedBuffer("{\"id\":\"" + id + "\"}",
            StandardCharsets.UTF_8));
    }

    private static List<String> ids(StateDirectory directory) {
        List<String> ids = new ArrayList<>();
        assertThat(new DeadLetters(directory).forEach((head, event) -> ids.add(head.id())).damaged()).isEmpty();
        return ids;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
