package com.passkit.cdc.runtime.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import com.passkit.cdc.protocol.position.Gtid;
import com.passkit.cdc.runtime.xa.HeldTransactions;
import com.passkit.cdc.protocol.position.GtidKind;
import com.passkit.cdc.protocol.position.MariaDbGtid;
import org.junit.jupiter.api.Test;

class WatermarkTest {

    private static final UUID SOURCE = UUID.fromString("3e11fa47-71ca-11e1-9e33-c80aa9429562");
    private static final String FILE = "binlog.000001";

    private final Watermark watermark = new Watermark();

    @Test
    void shouldHaveNoPositionBeforeTheFirst() {
        assertThat(watermark.published()).isNull();
        assertThat(watermark.received()).isNull();
    }

    @Test
    void shouldPublishCommitAtOnceWhenNothingIsOnItsWay() {
        start("");
        watermark.onCommit(FILE, 200, Gtid.of(SOURCE, 1));
        assertThat(watermark.published()).isEqualTo(new Checkpoint(FILE, 200, SOURCE + ":1", "s1"));
    }

    @Test
    void shouldPublishCommitWhenEveryBatchBeforeItIsAcknowledged() {
        start("");
        long first = watermark.onOpened();
        long second = watermark.onOpened();
        watermark.onCommit(FILE, 200, Gtid.of(SOURCE, 1));
        long third = watermark.onOpened();
        watermark.onAcknowledged(second);
        assertThat(watermark.published().offset()).isEqualTo(100);
        watermark.onAcknowledged(first);
        assertThat(watermark.published().offset()).isEqualTo(200);
        assertThat(watermark.isIdle()).isFalse();
        watermark.onAcknowledged(third);
        assertThat(watermark.isIdle()).isTrue();
    }

    @Test
    void shouldKeepTheOffsetWhereAServerPassesOverWhatIsExecuted() {
        start("");
        watermark.onCommit("binlog.000002", 900, Gtid.of(SOURCE, 1));
        watermark.onCommit("binlog.000002", 157, null);
        watermark.onCommit(FILE, 4000, null);
        assertThat(watermark.published()).isEqualTo(new Checkpoint("binlog.000002", 900, SOURCE + ":1", "s1"));

        watermark.onCommit("binlog.000010", 157, null);
        assertThat(watermark.published().file()).isEqualTo("binlog.000010");
        watermark.onServer("s2");
        watermark.onCommit(FILE, 157, null);
        assertThat(watermark.received()).isEqualTo(new Checkpoint(FILE, 157, SOURCE + ":1", "s2"));
    }

    @Test
    void shouldPublishHeldTransactionsWithTheCommitBehindThem() {
        HeldTransactions prepared = new HeldTransactions(List.of(7L), 1);
        start("");
        watermark.onHeld(prepared);
        assertThat(watermark.published().held()).isEqualTo(HeldTransactions.NONE);
        watermark.onCommit(FILE, 200, Gtid.of(SOURCE, 1));
        assertThat(watermark.published().held()).isEqualTo(prepared);

        long batch = watermark.onOpened();
        watermark.onHeld(new HeldTransactions(List.of(), 2));
        watermark.onCommit(FILE, 300, Gtid.of(SOURCE, 2));
        assertThat(watermark.published().held()).isEqualTo(prepared);
        assertThat(watermark.received().held().numbers()).isEmpty();
        watermark.onAcknowledged(batch);
        assertThat(watermark.published().held()).isEqualTo(new HeldTransactions(List.of(), 2));
    }

    @Test
    void shouldRunATaskOnceEverythingBeforeItIsPublished() {
        start("");
        List<String> ran = new ArrayList<>();
        watermark.whenPublished(() -> ran.add("nothing before it"));
        assertThat(ran).hasSize(1);
        long first = watermark.onOpened();
        long second = watermark.onOpened();
        watermark.onCommit(FILE, 200, Gtid.of(SOURCE, 1));
        watermark.whenPublished(() -> ran.add(FILE + ':' + watermark.published().offset()));
        watermark.whenPublished(() -> ran.add("the next"));
        long third = watermark.onOpened();
        watermark.onAcknowledged(second);
        watermark.onAcknowledged(third);
        assertThat(ran).hasSize(1);
        watermark.onAcknowledged(first);
        assertThat(ran).containsExactly("nothing before it", FILE + ":200", "the next");
    }

    @Test
    void shouldNotMoveForABatchWithoutACommit() {
        start("");
        long moves = watermark.moveCount();
        watermark.onAcknowledged(watermark.onOpened());
        assertThat(watermark.moveCount()).isEqualTo(moves);
        assertThat(watermark.published().offset()).isEqualTo(100);
    }

    @Test
    void shouldKeepReceivedAheadOfPublished() {
        start("");
        watermark.onOpened();
        watermark.onCommit(FILE, 200, Gtid.of(SOURCE, 1));
        assertThat(watermark.received()).isEqualTo(new Checkpoint(FILE, 200, SOURCE + ":1", "s1"));
        assertThat(watermark.published()).isEqualTo(new Checkpoint(FILE, 100, "", "s1"));
    }

    @Test
    void shouldNotInventASetWhereTheStartHasNone() {
        watermark.startAt(new Checkpoint(FILE, 100, null, "s1"));
        watermark.onOpened();
        watermark.onCommit(FILE, 200, Gtid.of(SOURCE, 7));
        watermark.onAcknowledged(1);
        assertThat(watermark.published()).isEqualTo(new Checkpoint(FILE, 200, null, "s1"));
    }

    @Test
    void shouldPublishPositionOfASnapshotBehindItsRows() {
        long rows = watermark.onOpened();
        watermark.onPosition(new Checkpoint(FILE, 157, SOURCE + ":1-5", "s1"));
        watermark.onCommit(FILE, 300, Gtid.of(SOURCE, 6));
        assertThat(watermark.published()).isNull();
        watermark.onAcknowledged(rows);
        assertThat(watermark.published()).isEqualTo(new Checkpoint(FILE, 300, SOURCE + ":1-6", "s1"));
    }

    @Test
    void shouldNameTheServerOfEachCommit() {
        start("");
        long before = watermark.onOpened();
        watermark.onCommit(FILE, 200, null);
        long after = watermark.onOpened();
        watermark.onServer("s2");
        watermark.onCommit("other.000009", 4, null);
        watermark.onAcknowledged(before);
        assertThat(watermark.published()).isEqualTo(new Checkpoint(FILE, 200, "", "s1"));
        watermark.onAcknowledged(after);
        assertThat(watermark.published()).isEqualTo(new Checkpoint("other.000009", 4, "", "s2"));
    }

    @Test
    void shouldRefuseAnAcknowledgementThatCannotBe() {
        start("");
        long first = watermark.onOpened();
        long second = watermark.onOpened();
        watermark.onAcknowledged(second);
        assertThatThrownBy(() -> watermark.onAcknowledged(second)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> watermark.onAcknowledged(second + 1)).isInstanceOf(IllegalStateException.class);
        watermark.onAcknowledged(first);
        assertThatThrownBy(() -> watermark.onAcknowledged(first)).isInstanceOf(IllegalStateException.class);
    }

    private void start(String gtids) {
        watermark.startAt(new Checkpoint(FILE, 100, gtids, "s1"));
    }

    /** The order of the log counts, not that of the numbers. */
    @Test
    void shouldFollowTheDomainsOfMariaDb() {
        watermark.startAt(new Checkpoint(FILE, 100, "0-1-5", "1", GtidKind.MARIADB));
        watermark.onServer("1");
        long batch = watermark.onOpened();
        watermark.onCommit(FILE, 200, new MariaDbGtid(0, 1, 100));
        watermark.onCommit(FILE, 300, new MariaDbGtid(7, 1, 1));
        watermark.onCommit(FILE, 400, new MariaDbGtid(0, 2, 50));
        assertThat(watermark.published()).isEqualTo(new Checkpoint(FILE, 100, "0-1-5", "1", GtidKind.MARIADB));
        watermark.onAcknowledged(batch);
        assertThat(watermark.published())
            .isEqualTo(new Checkpoint(FILE, 400, "0-2-50,7-1-1", "1", GtidKind.MARIADB)).isEqualTo(watermark.received());
    }
}
