package com.passkit.cdc.benchmarks.workload;

import java.util.List;
import java.util.SplittableRandom;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/** Makes row images of one table. Threading: one thread at a time. */
final class RowSource {

    /** One column in so many changes when a row is updated. */
    private static final int CHANGED_COLUMNS = 4;
    private static final int WEIGHTS = 100;

    private final List<WorkloadColumn> columns;
    private final SplittableRandom random;
    private final byte[][] values;
    private final ByteBuf scratch = Unpooled.buffer();

    RowSource(WorkloadTable table, SplittableRandom random) {
        columns = table.columns();
        this.random = random;
        values = new byte[columns.size()][];
    }

    /** Appends a new row. */
    void writeNew(ByteBuf out) {
        for (int column = 0; column < values.length; column++) {
            fill(column);
        }
        writeImage(out);
    }

    /** Appends a row as it was and as it is: the key stays, some columns change. */
    void writeUpdate(ByteBuf out) {
        writeNew(out);
        for (int column = 1; column < values.length; column++) {
            if (random.nextInt(CHANGED_COLUMNS) == 0) {
                fill(column);
            }
        }
        writeImage(out);
    }

    private void fill(int column) {
        WorkloadColumn definition = columns.get(column);
        if (random.nextInt(WEIGHTS) < definition.nullWeight()) {
            values[column] = null;
            return;
        }
        scratch.clear();
        definition.values().write(random, scratch);
        values[column] = new byte[scratch.readableBytes()];
        scratch.readBytes(values[column]);
    }

    private void writeImage(ByteBuf out) {
        int nullsIndex = out.writerIndex();
        out.writeZero((values.length + Byte.SIZE - 1) / Byte.SIZE);
        for (int column = 0; column < values.length; column++) {
            if (values[column] == null) {
                int index = nullsIndex + column / Byte.SIZE;
                out.setByte(index, out.getByte(index) | 1 << column % Byte.SIZE);
            } else {
                out.writeBytes(values[column]);
            }
        }
    }
}
