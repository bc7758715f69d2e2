package com.passkit.cdc.protocol.binlog;

import com.passkit.cdc.protocol.binlog.image.RowsCursor;
import com.passkit.cdc.protocol.row.RowView;
import com.passkit.cdc.protocol.row.TableDescriptor;

/** The row at hand of a rows event. Threading: one thread at a time. */
final class RowChange implements RowChangeView {

    private final RowsCursor rows;
    private RowChangeKind kind;

    RowChange(RowsCursor rows) {
        this.rows = rows;
    }

    void kind(RowChangeKind kind) {
        this.kind = kind;
    }

    @Override
    public RowChangeKind kind() {
        return kind;
    }

    @Override
    public TableDescriptor table() {
        return rows.layout().table();
    }

    @Override
    public int rowIndex() {
        return rows.rowIndex();
    }

    @Override
    public RowView before() {
        return rows.before();
    }

    @Override
    public RowView after() {
        return rows.after();
    }
}
