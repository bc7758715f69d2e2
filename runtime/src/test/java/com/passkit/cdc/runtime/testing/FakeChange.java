package com.passkit.cdc.runtime.testing;

import java.util.List;

import com.passkit.cdc.protocol.position.TransactionId;
import com.passkit.cdc.protocol.row.ColumnDescriptor;
import com.passkit.cdc.protocol.row.ColumnType;
import com.passkit.cdc.protocol.row.RowView;
import com.passkit.cdc.protocol.row.TableDescriptor;
import com.passkit.cdc.runtime.change.ChangeKind;
import com.passkit.cdc.runtime.change.ChangeView;

/** A change whose parts a test sets. */
public class FakeChange implements ChangeView {

    public static final TableDescriptor MEMBERS = TableDescriptor.of("crm", "members", List.of(
        ColumnDescriptor.of("id", ColumnType.BIGINT, false),
        ColumnDescriptor.of("points", ColumnType.INT, true))).withKey(0);

    public ChangeKind kind = ChangeKind.INSERT;
    public TableDescriptor table = MEMBERS;
    public RowView before;
    public RowView after;
    public long timestampMs = 1_790_000_000_123L;
    public long serverId = 184_054;
    public TransactionId gtid;
    public long ordinal;
    public String file = "binlog.000007";
    public long position = 8912;
    public int rowIndex;
    public String snapshotId;
    public String snapshotGtids;
    public boolean last;
    public String statement;

    /** An insert into {@link #MEMBERS}, at a position that is its id. */
    public static FakeChange insert(long id, long points) {
        FakeChange change = new FakeChange();
        change.after = row(id, points);
        change.position = id;
        return change;
    }

    /** An update of {@link #MEMBERS}. */
    public static FakeChange update(long idBefore, long idAfter, long position) {
        FakeChange change = insert(idAfter, 1);
        change.kind = ChangeKind.UPDATE;
        change.before = row(idBefore, 0);
        change.position = position;
        return change;
    }

    public static RowView row(long id, long points) {
        return new FakeRow(MEMBERS, FakeRow.signed(id), FakeRow.signed(points));
    }

    @Override
    public ChangeKind kind() {
        return kind;
    }

    @Override
    public TableDescriptor table() {
        return table;
    }

    @Override
    public RowView before() {
        return before;
    }

    @Override
    public RowView after() {
        return after;
    }

    @Override
    public long timestampMs() {
        return timestampMs;
    }

    @Override
    public long serverId() {
        return serverId;
    }

    @Override
    public TransactionId gtid() {
        return gtid;
    }

    @Override
    public long ordinal() {
        return ordinal;
    }

    @Override
    public String file() {
        return file;
    }

    @Override
    public long position() {
        return position;
    }

    @Override
    public int rowIndex() {
        return rowIndex;
    }

    @Override
    public String snapshotId() {
        return snapshotId;
    }

    @Override
    public String snapshotGtids() {
        return snapshotGtids;
    }

    @Override
    public boolean isLastOfSnapshot() {
        return last;
    }

    @Override
    public String statement() {
        return statement;
    }
}
