package com.passkit.cdc.protocol.examples;

import java.io.IOException;
import java.nio.file.Path;

import com.passkit.cdc.protocol.binlog.BinlogFileReader;
import com.passkit.cdc.protocol.binlog.BinlogHandler;
import com.passkit.cdc.protocol.binlog.EventView;
import com.passkit.cdc.protocol.binlog.RowChangeView;
import com.passkit.cdc.protocol.binlog.TableDefinitions;
import com.passkit.cdc.protocol.binlog.event.QueryEventFlyweight;
import com.passkit.cdc.protocol.pull.BinlogEvents;
import com.passkit.cdc.protocol.pull.BinlogItem;
import com.passkit.cdc.protocol.pull.RowEvent;
import com.passkit.cdc.protocol.row.Demand;

/**
 * Reads a binlog file, plain or compressed by gzip or zstd, in both styles: pushed to a handler, and pulled. Argument:
 * the file.
 */
public final class ReadBinlogFile {

    private ReadBinlogFile() {
    }

    private static final class Counter implements BinlogHandler {

        private long rowCount;
        private long statementCount;

        @Override
        public Demand onQuery(EventView event, QueryEventFlyweight body) {
            statementCount++;
            return Demand.CONTINUE;
        }

        @Override
        public Demand onRow(EventView event, RowChangeView row) {
            rowCount++;
            return Demand.CONTINUE;
        }
    }

    public static void main(String[] args) throws IOException {
        Path file = Path.of(args[0]);
        Counter counter = new Counter();
        try (BinlogFileReader reader = BinlogFileReader.open(file, TableDefinitions.NONE, counter)) {
            reader.read();
        }
        System.out.println(counter.rowCount + " rows, " + counter.statementCount + " statements");

        long inserted = 0;
        try (BinlogEvents events = BinlogEvents.ofFile(file, TableDefinitions.NONE)) {
            for (BinlogItem item : events) {
                if (item instanceof RowEvent row && row.before() == null) {
                    inserted++;
                }
            }
        }
        System.out.println(inserted + " of them inserted");
    }
}
