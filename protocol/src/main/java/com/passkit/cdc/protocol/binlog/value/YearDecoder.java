package com.passkit.cdc.protocol.binlog.value;

import com.passkit.cdc.protocol.row.ColumnVisitor;

import io.netty.buffer.ByteBuf;

/** YEAR: one byte, years since 1900; 0 is the year 0000. */
final class YearDecoder extends FixedLengthDecoder {

    private static final int BASE = 1900;

    YearDecoder(String column) {
        super(column, 1);
    }

    @Override
    public void decode(ByteBuf image, int index, int column, ColumnVisitor visitor) {
        int year = image.getUnsignedByte(index);
        visitor.onSigned(column, year == 0 ? 0 : BASE + year);
    }
}
