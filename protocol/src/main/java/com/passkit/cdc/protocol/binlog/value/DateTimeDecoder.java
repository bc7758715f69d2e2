package com.passkit.cdc.protocol.binlog.value;

import com.passkit.cdc.protocol.row.ColumnVisitor;

import io.netty.buffer.ByteBuf;

/**
 * DATETIME2: 5 bytes and a fraction, big endian. From the least significant bit on 6 bits second, 6 bits minute, 5 bits
 * hour, 5 bits day, 17 bits year × 13 + month, and a bit that is always set.
 */
final class DateTimeDecoder extends FixedLengthDecoder {

    private static final int INTEGER_LENGTH = 5;
    private static final int SIX_BITS = 0x3f;
    private static final int FIVE_BITS = 0x1f;
    private static final int MINUTE_SHIFT = 6;
    private static final int HOUR_SHIFT = 12;
    private static final int DAY_SHIFT = 17;
    private static final int MONTHS_SHIFT = 22;
    private static final int MONTHS_MASK = 0x1_ffff;
    private static final int MONTHS_OF_YEAR = 13;

    private final int fractionLength;

    DateTimeDecoder(String column, int fractionDigits) {
        super(column, INTEGER_LENGTH + Fraction.length(fractionDigits));
        this.fractionLength = Fraction.length(fractionDigits);
    }

    @Override
    public void decode(ByteBuf image, int index, int column, ColumnVisitor visitor) {
        long packed = (long) image.getUnsignedByte(index) << Integer.SIZE | image.getUnsignedInt(index + 1);
        int months = (int) (packed >>> MONTHS_SHIFT) & MONTHS_MASK;
        visitor.onDateTime(column, months / MONTHS_OF_YEAR, months % MONTHS_OF_YEAR,
            (int) (packed >>> DAY_SHIFT) & FIVE_BITS, (int) (packed >>> HOUR_SHIFT) & FIVE_BITS,
            (int) (packed >>> MINUTE_SHIFT) & SIX_BITS, (int) packed & SIX_BITS,
            Fraction.micros(image, index + INTEGER_LENGTH, fractionLength));
    }
}
