package com.passkit.cdc.protocol.binlog.value;

import com.passkit.cdc.protocol.row.ColumnVisitor;

import io.netty.buffer.ByteBuf;

/** DATETIME of a table made before 5.6.4: int64, little endian, the decimal digits yyyymmddhhmmss. */
final class OldDateTimeDecoder extends FixedLengthDecoder {

    private static final int FIELD = 100;
    private static final long TIME_DIGITS = 1_000_000;

    OldDateTimeDecoder(String column) {
        super(column, Long.BYTES);
    }

    @Override
    public void decode(ByteBuf image, int index, int column, ColumnVisitor visitor) {
        long digits = image.getLongLE(index);
        int date = (int) (digits / TIME_DIGITS);
        int time = (int) (digits % TIME_DIGITS);
        visitor.onDateTime(column, date / (FIELD * FIELD), date / FIELD % FIELD, date % FIELD,
            time / (FIELD * FIELD), time / FIELD % FIELD, time % FIELD, 0);
    }
}
