package com.passkit.cdc.protocol.binlog.value;

import com.passkit.cdc.protocol.error.MalformedPacketException;

import io.netty.buffer.ByteBuf;

/**
 * Fraction of a second behind TIME2, DATETIME2 and TIMESTAMP2: big endian; 1 byte of hundredths for 1 or 2 digits, 2
 * bytes of ten-thousandths for 3 or 4, 3 bytes of microseconds for 5 or 6.
 */
final class Fraction {

    static final int MICROS_IN_SECOND = 1_000_000;

    private static final int HUNDREDTH_MICROS = 10_000;
    private static final int TEN_THOUSANDTH_MICROS = 100;

    private Fraction() {
    }

    /** Units of the last digit in a second. */
    static int unitsInSecond(int digits) {
        int units = 1;
        for (int n = 0; n < digits; n++) {
            units *= 10;
        }
        return units;
    }

    /** An unsigned number of up to 8 bytes. */
    static long bigEndian(ByteBuf image, int index, int length) {
        long number = 0;
        for (int i = 0; i < length; i++) {
            number = number << Byte.SIZE | image.getUnsignedByte(index + i);
        }
        return number;
    }

    static int length(int digits) {
        return (digits + 1) / 2;
    }

    static int unitMicros(int length) {
        return switch (length) {
            case 1 -> HUNDREDTH_MICROS;
            case 2 -> TEN_THOUSANDTH_MICROS;
            default -> 1;
        };
    }

    static int units(ByteBuf image, int index, int length) {
        return switch (length) {
            case 0 -> 0;
            case 1 -> image.getUnsignedByte(index);
            case 2 -> image.getUnsignedShort(index);
            default -> image.getUnsignedMedium(index);
        };
    }

    /** @throws MalformedPacketException when it is a second or more */
    static int micros(int units, int length) {
        return requireInSecond(units * unitMicros(length));
    }

    /** @throws MalformedPacketException when it is a second or more */
    static int requireInSecond(int micros) {
        if (micros >= MICROS_IN_SECOND) {
            throw MalformedPacketException.of("Fraction", "micros", micros, "< " + MICROS_IN_SECOND);
        }
        return micros;
    }

    static int micros(ByteBuf image, int index, int length) {
        return micros(units(image, index, length), length);
    }
}
