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
import com.passkit.cdc.protocol.row.TableDescriptor;

/** Reads a binlog file and hands on its rows. Threading: one thread at a time. */
public final class RowReplay implements BinlogHandler {

    private final BinlogHandler rows;
    private long rowCount;

    /** @param rows is told of table maps and rows */
    public RowReplay(BinlogHandler rows) {
        this.rows = rows;
    }

    /** Pushes every column of every row to a visitor. */
    public static RowReplay of(ColumnVisitor visitor) {
        return new RowReplay((event, row) -> {
            if (row.before() != null) {
                row.before().forEach(visitor);
            }
            if (row.after() != null) {
                row.after().forEach(visitor);
            }
            return Demand.CONTINUE;
        });
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
    public boolean onTableMap(EventView event, TableDescriptor table) {
        return rows.onTableMap(event, table);
    }

    @Override
    public Demand onRow(EventView event, RowChangeView row) {
        rowCount++;
        return rows.onRow(event, row);
    }
}
