package com.passkit.cdc.runtime.incremental;

import java.util.List;

import com.passkit.cdc.protocol.row.RowView;
import com.passkit.cdc.protocol.row.TableDescriptor;
import com.passkit.cdc.runtime.change.ChangeKind;
import com.passkit.cdc.runtime.encode.EncodeConfig;
import com.passkit.cdc.runtime.encode.JsonEventEncoder;
import com.passkit.cdc.runtime.testing.FakeChange;
import com.passkit.cdc.runtime.testing.FakeRow;
import com.passkit.cdc.snapshot.incremental.KeyedTable;
import com.passkit.cdc.snapshot.incremental.RowBuffer;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class NotedKeysTest {

    private final NotedKeys noted = new NotedKeys(new JsonEventEncoder(EncodeConfig.of("it"), "1")::writeKey);

    @BeforeEach
    void open() {
        noted.open(KeyedTable.of(FakeChange.MEMBERS, List.of()));
    }

    @Test
    void shouldNoteBothKeysOfAnUpdate() {
        noted.note(FakeChange.update(1, 2, 10));

        assertThat(noted.contains(FakeChange.row(1, 7))).isTrue();
        assertThat(noted.contains(FakeChange.row(2, 7))).isTrue();
        assertThat(noted.contains(FakeChange.row(3, 7))).isFalse();
    }

    @Test
    void shouldNoteADeletedKey() {
        FakeChange change = FakeChange.insert(5, 1);
        change.kind = ChangeKind.DELETE;
        change.before = change.after;
        change.after = null;
        noted.note(change);

        assertThat(noted.contains(FakeChange.row(5, 1))).isTrue();
    }

    /** A configured key need not tell rows apart: what is noted is the key that the table is read by. */
    @Test
    void shouldNoteTheKeyOfTheTableAndNotTheDeliveredOne() {
        FakeChange change = FakeChange.insert(5, 77);
        change.table = FakeChange.MEMBERS.withKey(1);
        noted.note(change);

        assertThat(noted.contains(FakeChange.row(5, 1))).isTrue();
        assertThat(noted.contains(FakeChange.row(6, 77))).isFalse();
    }

    @Test
    void shouldCompleteAnImageThatLacksTheKey() {
        FakeChange change = FakeChange.update(8, 8, 10);
        change.after = new FakeRow(FakeChange.MEMBERS, FakeRow.ABSENT, FakeRow.signed(3));
        noted.note(change);

        assertThat(noted.contains(FakeChange.row(8, 1))).isTrue();
    }

    @Test
    void shouldIgnoreOtherTables() {
        FakeChange change = FakeChange.insert(5, 1);
        change.table = TableDescriptor.of("crm", "coupons", FakeChange.MEMBERS.columns()).withKey(0);
        noted.note(change);

        assertThat(noted.contains(FakeChange.row(5, 1))).isFalse();
        assertThat(noted.notedBytes()).isZero();
    }

    @Test
    void shouldInvalidateWhatWasReadWhenAColumnOfTheKeyIsGone() {
        FakeChange change = FakeChange.insert(5, 1);
        change.table = TableDescriptor.of("crm", "members", List.of(FakeChange.MEMBERS.column(1)));
        noted.note(change);

        assertThat(noted.isInvalid()).isTrue();
    }

    /** However long the stream takes to the high mark, what is kept is bounded by the rows of the piece. */
    @Test
    void shouldKeepOnlyKeysOfThePieceOnceItIsThere() {
        noted.note(FakeChange.insert(1, 1));
        noted.note(FakeChange.insert(100, 1));
        RowBuffer rows = new RowBuffer(FakeChange.MEMBERS);
        for (RowView row : List.of(FakeChange.row(1, 1), FakeChange.row(2, 1))) {
            rows.append(row);
        }
        noted.onRead(rows);
        long bytes = noted.notedBytes();
        for (int id = 200; id < 300; id++) {
            noted.note(FakeChange.insert(id, 1));
        }

        assertThat(noted.notedBytes()).isEqualTo(bytes);
        assertThat(noted.contains(rows.row(0))).isTrue();
        assertThat(noted.contains(rows.row(1))).isFalse();
        noted.note(FakeChange.insert(2, 5));
        assertThat(noted.contains(rows.row(1))).isTrue();
    }

    @Test
    void shouldForgetWithTheNextPiece() {
        noted.note(FakeChange.insert(1, 1));
        noted.open(KeyedTable.of(FakeChange.MEMBERS, List.of()));

        assertThat(noted.contains(FakeChange.row(1, 1))).isFalse();
    }
}
