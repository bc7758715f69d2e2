package com.passkit.cdc.protocol.binlog.image;

import io.netty.buffer.ByteBuf;

/** The bitmap of a rows event that says which columns its images have. Borrowed. Threading: one thread at a time. */
final class PresentColumns {

    private ByteBuf buffer;
    private int index;
    private int columnCount;
    private int count;

    PresentColumns wrap(ByteBuf buffer, int index, int columnCount) {
        this.buffer = buffer;
        this.index = index;
        this.columnCount = columnCount;
        count = 0;
        for (int column = 0; column < columnCount; column++) {
            if (contains(column)) {
                count++;
            }
        }
        return this;
    }

    boolean contains(int column) {
        return (buffer.getByte(index + column / Byte.SIZE) >> column % Byte.SIZE & 1) != 0;
    }

    int count() {
        return count;
    }

    boolean isAll() {
        return count == columnCount;
    }
}
