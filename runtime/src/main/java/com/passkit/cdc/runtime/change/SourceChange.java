package com.passkit.cdc.runtime.change;

import com.passkit.cdc.protocol.position.TransactionId;
import com.passkit.cdc.protocol.row.RowView;
import com.passkit.cdc.protocol.row.TableDescriptor;

/** The one reused {@link ChangeView} of an adapter; the adapter sets its fields before each hand-over. */
final class SourceChange implements ChangeView {

    ChangeKind kind;
    TableDescriptor table;
    RowView before;
    RowView after;
    long timestampMs;
    long serverId;
    TransactionId gtid;
    long ordinal;
    String file;
    long position;
    int rowIndex;
    String snapshotId;
    String snapshotGtids;
    boolean isLastOfSnapshot;
    String statement;

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
        return isLastOfSnapshot;
    }

    @Override
    public String statement() {
        return statement;
    }
}
