package com.passkit.cdc.snapshot.progress;

import java.util.List;

import org.junit.jupiter.api.Test;

import com.passkit.cdc.protocol.row.ColumnDescriptor;
import com.passkit.cdc.protocol.row.ColumnType;
import com.passkit.cdc.protocol.row.TableDescriptor;
import com.passkit.cdc.snapshot.progress.TableProgress.State;

import static org.assertj.core.api.Assertions.assertThat;

class SnapshotTrackerTest {

    private final SnapshotTracker tracker = new SnapshotTracker();

    private TableTracker add(String name, long rows, long bytes) {
        return tracker.add(TableDescriptor.of("db", name, List.of(ColumnDescriptor.of("id", ColumnType.INT, false))),
            rows, bytes);
    }

    @Test
    void shouldStartWithTheEstimatesOfTheServer() {
        add("a", 1000, 16384);

        assertThat(tracker.progress().tables())
            .containsExactly(new TableProgress("db.a", State.PENDING, 0, 1000, 0, 16384));
    }

    @Test
    void shouldEstimateBytesFromTheRowsThatCame() {
        TableTracker table = add("a", 1000, 16384);
        table.onStart();
        table.onRow(30);
        table.onRow(50);

        assertThat(table.progress()).isEqualTo(new TableProgress("db.a", State.READING, 2, 1000, 80, 40_000));
    }

    @Test
    void shouldNeverBeBehindWhatWasRead() {
        TableTracker table = add("a", 10, 0);
        table.onStart();
        for (int i = 0; i < 1000; i++) {
            table.onRow(7);
            TableProgress progress = table.progress();
            assertThat(progress.rowsEstimated()).isGreaterThan(progress.rowsDone());
            assertThat(progress.bytesEstimated()).isGreaterThan(progress.bytesDone());
        }
        assertThat(table.progress().rowsEstimated()).isEqualTo(1050);
    }

    @Test
    void shouldKnowInTheEndWhatThereWas() {
        TableTracker table = add("a", 1000, 16384);
        table.onStart();
        table.onRows(3, 90);
        table.onEnd();
        add("b", 0, 0).onEnd();

        assertThat(tracker.progress()).isEqualTo(new SnapshotProgress(2, 2, 3, 3, 90, 90, List.of(
            new TableProgress("db.a", State.DONE, 3, 3, 90, 90), new TableProgress("db.b", State.DONE, 0, 0, 0, 0))));
    }

    @Test
    void shouldTakeBackWhatWillBeReadAgain() {
        TableTracker table = add("a", 1000, 16384);
        table.onStart();
        table.onRows(100, 1000);
        table.onRows(-60, -600);

        assertThat(table.progress()).isEqualTo(new TableProgress("db.a", State.READING, 40, 1000, 400, 10_000));
    }
}
