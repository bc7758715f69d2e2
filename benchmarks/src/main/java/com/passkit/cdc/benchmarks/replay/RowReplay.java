package com.passkit.cdc.benchmarks.replay;

import java.io.IOException;
import java.nio.file.Path;

import com.passkit.cdc.protocol.binlog.BinlogFileReader;
import com.passkit.cdc.protocol.binlog.BinlogHandler;
import com.passkit.cdc.protocol.binlog.EventView;
import com.passkit.cdc.protocol.binlog.RowChangeView;
import com.passkit.cdc.protocol.binlog.TableDefinitions;
import com.passkit.cdc.protocol.row.ColumnVisitor;
import com.passkit.cdc.protocol.row.Demand;

/** Reads a binlog file and pushes every column of every row to a visitor. Threading: one thread at a time. */
public final class RowReplay implements BinlogHandler {

    private final ColumnVisitor visitor;
    private long rowCount;

    public RowReplay(ColumnVisitor visitor) {
        this.visitor = visitor;
    }

    /** @return row changes handed over */
    public long read(Path file) throws IOException {
        long before = rowCount;
        try (BinlogFileReader reader = BinlogFileReader.open(file, TableDefinitions.NONE, this)) {
            reader.read();
        }
        return rowCount - before;
    }

    @Override
    public Demand onRow(EventView event, RowChangeView row) {
        if (row.before() != null) {
            row.before().forEach(visitor);
        }
        if (row.after() != null) {
            row.after().forEach(visitor);
        }
        rowCount++;
        return Demand.CONTINUE;
    }
}
