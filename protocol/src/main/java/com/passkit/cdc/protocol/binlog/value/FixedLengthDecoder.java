package com.passkit.cdc.protocol.binlog.value;

import io.netty.buffer.ByteBuf;

/** The part that all encodings of a fixed length have in common. Threading: one thread at a time. */
abstract class FixedLengthDecoder implements ValueDecoder {

    private final String column;
    private final int length;

    FixedLengthDecoder(String column, int length) {
        this.column = column;
        this.length = length;
    }

    final int length() {
        return length;
    }

    @Override
    public final int fixedLength() {
        return length;
    }

    @Override
    public final int length(ByteBuf image, int index, int end) {
        return Bounds.check(column, length, index, end);
    }
}
