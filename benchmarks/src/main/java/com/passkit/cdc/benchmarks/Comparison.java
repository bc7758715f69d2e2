package com.passkit.cdc.benchmarks;

import com.passkit.cdc.benchmarks.replay.ColumnSum;
import com.passkit.cdc.benchmarks.replay.RowReplay;
import com.passkit.cdc.benchmarks.rival.ConnectorColumnVisitor;
import com.passkit.cdc.benchmarks.rival.ConnectorReader;

/** What both sides do with the same file. */
enum Comparison {
    READ("read every column") {
        @Override
        Pass ours() {
            return new RowReplay(new ColumnSum())::read;
        }

        @Override
        Pass theirs() {
            ConnectorReader reader = new ConnectorReader();
            ConnectorColumnVisitor visitor = new ConnectorColumnVisitor();
            return file -> reader.read(file, visitor);
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
}
