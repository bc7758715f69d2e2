package com.passkit.cdc.benchmarks;

import com.passkit.cdc.benchmarks.replay.BatchReplay;
import com.passkit.cdc.benchmarks.replay.ColumnSum;
import com.passkit.cdc.benchmarks.replay.RowReplay;
import com.passkit.cdc.benchmarks.rival.ConnectorColumnVisitor;
import com.passkit.cdc.benchmarks.rival.ConnectorJsonWriter;
import com.passkit.cdc.benchmarks.rival.ConnectorReader;
import com.passkit.cdc.runtime.encode.RowJson;

/** What both sides do with the same file. */
enum Comparison {
    READ("read every column") {
        @Override
        Pass ours() {
            return RowReplay.of(new ColumnSum())::read;
        }

        @Override
        Pass theirs() {
            ConnectorReader reader = new ConnectorReader();
            ConnectorColumnVisitor visitor = new ConnectorColumnVisitor();
            return file -> reader.read(file, visitor);
        }
    },
    JSON("write every row as JSON") {
        @Override
        Pass ours() {
            RowJson json = new RowJson();
            return new RowReplay(json)::read;
        }

        @Override
        Pass theirs() {
            return rowsAsJson();
        }
    },
    /** Ours goes all the way, with the event around the rows; theirs writes bare rows, as before. */
    BATCHES("ours: whole events, sealed batches") {
        @Override
        Pass ours() {
            return new BatchReplay()::read;
        }

        @Override
        Pass theirs() {
            return rowsAsJson();
        }
    };

    private final String title;

    Comparison(String title) {
        this.title = title;
    }

    String title() {
        return title;
    }

    abstract Pass ours();

    abstract Pass theirs();

    private static Pass rowsAsJson() {
        ConnectorReader reader = new ConnectorReader();
        ConnectorJsonWriter writer = new ConnectorJsonWriter();
        return file -> reader.read(file, writer);
    }
}
