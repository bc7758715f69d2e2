package com.passkit.cdc.cli.admin;

import java.util.List;

import org.junit.jupiter.api.Test;

import com.passkit.cdc.snapshot.progress.SnapshotProgress;
import com.passkit.cdc.snapshot.progress.TableProgress;
import com.passkit.cdc.snapshot.progress.TableProgress.State;

import static org.assertj.core.api.Assertions.assertThat;

class SnapshotReportTest {

    private static SnapshotProgress at(long rows, long bytes) {
        return SnapshotProgress.of(List.of(new TableProgress("db.a", State.READING, rows, 1000, bytes, 100_000),
            new TableProgress("db.b", State.PENDING, 0, 10, 0, 100_000)));
    }

    @Test
    void shouldTellHowLongTheRestTakesAtThePaceOfLate() {
        SnapshotReport report = SnapshotReport.between(at(100, 10_000), at(200, 20_000), 2);

        assertThat(report.pace()).isEqualTo(new Pace(50, 5000, 36));
        assertThat(report.tablePaces()).containsExactly(new Pace(50, 5000, 16), new Pace(0, 0, Pace.UNKNOWN));
        assertThat(SnapshotText.line(report)).isEqualTo("0 of 2 tables, 200 of about 1010 rows, 0.0 MiB of about "
            + "0.2 MiB (10 %), 50 rows/s, 0.0 MiB/s, 36s left, at db.a");
    }

    @Test
    void shouldNotInventATimeLeftWhileNothingMoves() {
        assertThat(SnapshotReport.between(at(100, 10_000), at(100, 10_000), 5).pace().secondsLeft())
            .isEqualTo(Pace.UNKNOWN);
        assertThat(SnapshotReport.between(at(100, 10_000), at(100, 10_000), 0).pace()).isEqualTo(Pace.NONE);
    }

    @Test
    void shouldTellASnapshotThatBeganAnew() {
        assertThat(SnapshotReport.isOther(at(100, 10_000), at(20, 2_000))).isTrue();
        assertThat(SnapshotReport.isOther(null, at(20, 2_000))).isTrue();
        assertThat(SnapshotReport.isOther(at(20, 2_000), at(20, 2_000))).isFalse();
        assertThat(SnapshotReport.isOther(at(20, 2_000), SnapshotProgress.of(List.of(
            new TableProgress("db.c", State.READING, 500, 1000, 5_000, 100_000),
            new TableProgress("db.b", State.PENDING, 0, 10, 0, 100_000))))).as("more rows, of another table").isTrue();
    }

    @Test
    void shouldSayHundredPercentOnlyWhenAllIsDone() {
        assertThat(SnapshotText.percent(999_999, 1_000_000)).isEqualTo(99);
        assertThat(SnapshotText.percent(1_000_000, 1_000_000)).isEqualTo(100);
        assertThat(SnapshotText.percent(0, 0)).isEqualTo(100);
    }
}
