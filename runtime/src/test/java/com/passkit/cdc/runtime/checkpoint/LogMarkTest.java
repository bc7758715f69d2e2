package com.passkit.cdc.runtime.checkpoint;

import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import com.passkit.cdc.protocol.position.Gtid;
import com.passkit.cdc.protocol.position.GtidKind;
import com.passkit.cdc.runtime.state.StateDirectory;
import com.passkit.cdc.runtime.xa.HeldTransactions;

import static org.assertj.core.api.Assertions.assertThat;

/** A position carries what tells its history from another with the same names and numbers. */
class LogMarkTest {

    private static final String SOURCE = "3e11fa47-71ca-11e1-9e33-c80aa9429562";

    private final Watermark watermark = new Watermark();

    @TempDir
    private Path directory;

    private void startAt(String file, long offset) {
        watermark.startAt(new Checkpoint(file, offset, "", SOURCE));
    }

    @Test
    void shouldNameTheFileThenTheLastTransactionInIt() {
        startAt("binlog.000007", 4);
        assertThat(watermark.published().mark()).isNull();

        watermark.onLogFile("binlog.000007", 1000);
        watermark.onCommit("binlog.000007", 200, null);
        assertThat(watermark.published().mark()).isEqualTo(new LogMark(1000, LogMark.NONE, null, 0, 0));

        watermark.onTransaction("binlog.000007", 200, 1005, 1_005_000_001L);
        watermark.onCommit("binlog.000007", 300, Gtid.parse(SOURCE + ":7"));
        LogMark behind = new LogMark(1000, 200, SOURCE + ":7", 1005, 1_005_000_001L);
        assertThat(watermark.published().mark()).isEqualTo(behind);

        watermark.onCommit("binlog.000007", 340, null);
        assertThat(watermark.published().mark()).isEqualTo(behind);
        watermark.onTransaction("binlog.000007", 340, 1006, 0);
        watermark.onCommit("binlog.000007", 400, null);
        assertThat(watermark.published().mark()).isEqualTo(new LogMark(1000, 340, null, 1006, 0));
    }

    /** What is not acknowledged yet must not tell of the history at the position before it. */
    @Test
    void shouldBePublishedWithItsCommit() {
        startAt("binlog.000007", 4);
        watermark.onLogFile("binlog.000007", 1000);
        watermark.onTransaction("binlog.000007", 200, 1005, 1);
        watermark.onCommit("binlog.000007", 300, Gtid.parse(SOURCE + ":7"));
        long first = watermark.onOpened();
        watermark.onTransaction("binlog.000007", 300, 1006, 2);
        watermark.onCommit("binlog.000007", 400, Gtid.parse(SOURCE + ":8"));
        watermark.onTransaction("binlog.000007", 400, 1007, 3);

        assertThat(watermark.published().mark()).isEqualTo(new LogMark(1000, 200, SOURCE + ":7", 1005, 1));
        assertThat(watermark.received().mark()).isEqualTo(new LogMark(1000, 300, SOURCE + ":8", 1006, 2));
        watermark.onAcknowledged(first);
        assertThat(watermark.published().mark()).isEqualTo(new LogMark(1000, 300, SOURCE + ":8", 1006, 2));
    }

    /** A rotate names the next file before anything is known of it: the mark of the old one would be wrong there. */
    @Test
    void shouldNotTakeTheMarkOfOneFileForThatOfAnother() {
        startAt("binlog.000007", 4);
        watermark.onLogFile("binlog.000007", 1000);
        watermark.onTransaction("binlog.000007", 200, 1005, 1);
        watermark.onCommit("binlog.000007", 300, Gtid.parse(SOURCE + ":7"));

        watermark.onCommit("binlog.000008", 4, null);
        assertThat(watermark.published().mark()).isNull();
        watermark.onLogFile("binlog.000008", 2000);
        watermark.onCommit("binlog.000008", 190, null);
        assertThat(watermark.published().mark()).isEqualTo(new LogMark(2000, LogMark.NONE, null, 0, 0));
    }

    /** A dump that goes on in the same file begins with the description of that file. */
    @Test
    void shouldStayWhereAStreamGoesOnInTheSameFile() {
        LogMark mark = new LogMark(1000, 200, SOURCE + ":7", 1005, 1);
        watermark.startAt(new Checkpoint(
            "binlog.000007", 300, SOURCE + ":1-7", SOURCE, GtidKind.MYSQL, HeldTransactions.NONE, mark));
        watermark.onLogFile("binlog.000007", 1000);
        watermark.onCommit("binlog.000007", 300, null);

        assertThat(watermark.published().mark()).isEqualTo(mark);
    }

    @Test
    void shouldBeStoredAndLoaded() {
        try (StateDirectory state = StateDirectory.open(directory, "loyalty")) {
            FilePositionStore store = new FilePositionStore(state);
            for (LogMark mark : new LogMark[] {null, new LogMark(1000, LogMark.NONE, null, 0, 0),
                new LogMark(1000, 5_000_000_000L, SOURCE + ":7", 1005, 1_790_000_000_000_001L)}) {
                StoredPosition position = new StoredPosition.At(new Checkpoint(
                    "binlog.000007", 300, SOURCE + ":1-7", SOURCE, GtidKind.MYSQL, HeldTransactions.NONE, mark));
                store.save(position);
                assertThat(store.load()).isEqualTo(position);
            }
        }
    }
}
