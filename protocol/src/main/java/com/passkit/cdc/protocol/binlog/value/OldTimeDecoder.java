package com.passkit.cdc.protocol.binlog.value;

import com.passkit.cdc.protocol.row.ColumnVisitor;

import io.netty.buffer.ByteBuf;

/** TIME of a table made before 5.6.4: int24, little endian, the decimal digits hhhmmss. */
final class OldTimeDecoder extends FixedLengthDecoder {

    private static final int FIELD = 100;

    OldTimeDecoder(String column) {
        super(column, 3);
    }

    @Override
    public void decode(ByteBuf image, int index, int column, ColumnVisitor visitor) {
        int digits = image.getMediumLE(index);
        int value = Math.abs(digits);
        visitor.onTime(column, digits < 0, value / (FIELD * FIELD), value / FIELD % FIELD, value % FIELD, 0);
    }
}
