package com.passkit.cdc.protocol.binlog.value;

import com.passkit.cdc.protocol.row.ColumnVisitor;

import io.netty.buffer.ByteBuf;

/**
 * TIME2: a fixed-point number of 3 bytes and a fraction, big endian. Its integer part has from the least significant
 * bit on 6 bits second, 6 bits minute, 10 bits hour, an unused bit and the sign bit, which is set for values that are
 * not negative. A negative value is the two's complement of the whole, fraction included: -00:00:00.01 is an integer
 * part of -1 and a fraction of 255 hundredths, counted from there.
 */
final class TimeDecoder extends FixedLengthDecoder {

    private static final int INTEGER_LENGTH = 3;
    private static final int OFFSET = 0x80_0000;
    private static final int SIX_BITS = 0x3f;
    private static final int MINUTE_SHIFT = 6;
    private static final int HOUR_SHIFT = 12;
    private static final int HOUR_MASK = 0x3ff;

    private final int fractionLength;

    TimeDecoder(String column, int fractionDigits) {
        super(column, INTEGER_LENGTH + Fraction.length(fractionDigits));
        this.fractionLength = Fraction.length(fractionDigits);
    }

    @Override
    public void decode(ByteBuf image, int index, int column, ColumnVisitor visitor) {
        int integer = image.getUnsignedMedium(index) - OFFSET;
        long fraction = Fraction.units(image, index + INTEGER_LENGTH, fractionLength);
        int fractionBits = fractionLength * Byte.SIZE;
        long value = ((long) integer << fractionBits) + fraction;
        long magnitude = Math.abs(value);
        int hms = (int) (magnitude >>> fractionBits);
        int units = (int) (magnitude & (1L << fractionBits) - 1);
        visitor.onTime(column, value < 0, hms >>> HOUR_SHIFT & HOUR_MASK, hms >>> MINUTE_SHIFT & SIX_BITS,
            hms & SIX_BITS, Fraction.micros(units, fractionLength));
    }
}
