package com.passkit.cdc.protocol.binlog.value;

import com.passkit.cdc.protocol.row.ColumnVisitor;

import io.netty.buffer.ByteBuf;

/** DATE: uint24, little endian; from the least significant bit on 5 bits day, 4 bits month, 15 bits year. */
final class DateDecoder extends FixedLengthDecoder {

    private static final int DAY_MASK = 0x1f;
    private static final int MONTH_SHIFT = 5;
    private static final int MONTH_MASK = 0x0f;
    private static final int YEAR_SHIFT = 9;

    DateDecoder(String column) {
        super(column, 3);
    }

    @Override
    public void decode(ByteBuf image, int index, int column, ColumnVisitor visitor) {
        int packed = image.getUnsignedMediumLE(index);
        visitor.onDate(column, packed >>> YEAR_SHIFT, packed >>> MONTH_SHIFT & MONTH_MASK, packed & DAY_MASK);
    }
}
