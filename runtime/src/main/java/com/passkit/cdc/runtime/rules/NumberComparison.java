package com.passkit.cdc.runtime.rules;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;

import io.netty.buffer.ByteBuf;

/**
 * Numbers, exactly: integers and DECIMAL digit by digit, whatever their size; a FLOAT with the literal as a FLOAT, a
 * DOUBLE with the literal as a DOUBLE. Threading: one thread at a time.
 */
final class NumberComparison extends ValueComparison {

    private static final BigInteger MAX_UNSIGNED = BigInteger.ONE.shiftLeft(Long.SIZE).subtract(BigInteger.ONE);

    private final int literalSign;
    private final float asFloat;
    private final double asDouble;
    /** The largest integer that is not greater than the literal, and how it lies to the range of a long. */
    private final long floor;
    private final int signedRange;
    private final int unsignedRange;
    private final boolean isInteger;
    private final byte[] integerDigits;
    private final byte[] fractionDigits;

    NumberComparison(BigDecimal literal) {
        literalSign = literal.signum();
        asFloat = literal.floatValue();
        asDouble = literal.doubleValue();
        BigInteger whole = literal.setScale(0, RoundingMode.FLOOR).toBigIntegerExact();
        floor = whole.longValue();
        signedRange = whole.bitLength() < Long.SIZE ? 0 : whole.signum();
        unsignedRange = whole.signum() < 0 ? -1 : whole.compareTo(MAX_UNSIGNED) > 0 ? 1 : 0;
        isInteger = literal.compareTo(new BigDecimal(whole)) == 0;
        String[] parts = literal.abs().stripTrailingZeros().toPlainString().split("\\.");
        integerDigits = ascii(parts[0].equals("0") ? "" : parts[0]);
        fractionDigits = ascii(parts.length == 1 ? "" : parts[1]);
    }

    private static byte[] ascii(String digits) {
        return digits.getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public void onSigned(int column, long value) {
        set(signedRange != 0 ? -signedRange : beside(Long.compare(value, floor)));
    }

    @Override
    public void onUnsigned(int column, long value) {
        set(unsignedRange != 0 ? -unsignedRange : beside(Long.compareUnsigned(value, floor)));
    }

    @Override
    public void onBit(int column, long bits) {
        onUnsigned(column, bits);
    }

    private int beside(int toFloor) {
        return toFloor == 0 && !isInteger ? -1 : toFloor;
    }

    @Override
    public void onFloat(int column, float value) {
        set(value < asFloat ? -1 : value > asFloat ? 1 : 0);
    }

    @Override
    public void onDouble(int column, double value) {
        set(value < asDouble ? -1 : value > asDouble ? 1 : 0);
    }

    @Override
    public void onDecimal(int column, ByteBuf ascii, int index, int length) {
        int end = index + length;
        boolean isNegative = ascii.getByte(index) == '-';
        int at = isNegative ? index + 1 : index;
        int point = at;
        while (point < end && ascii.getByte(point) != '.') {
            point++;
        }
        while (at < point && ascii.getByte(at) == '0') {
            at++;
        }
        int valueSign = isZero(ascii, at, end) ? 0 : isNegative ? -1 : 1;
        if (valueSign != literalSign || valueSign == 0) {
            set(Integer.compare(valueSign, literalSign));
            return;
        }
        set(valueSign * magnitude(ascii, at, point, end));
    }

    private static boolean isZero(ByteBuf ascii, int start, int end) {
        for (int i = start; i < end; i++) {
            if (ascii.getByte(i) != '0' && ascii.getByte(i) != '.') {
                return false;
            }
        }
        return true;
    }

    private int magnitude(ByteBuf ascii, int start, int point, int end) {
        if (point - start != integerDigits.length) {
            return point - start < integerDigits.length ? -1 : 1;
        }
        for (int i = 0; i < integerDigits.length; i++) {
            int difference = ascii.getByte(start + i) - integerDigits[i];
            if (difference != 0) {
                return difference < 0 ? -1 : 1;
            }
        }
        int count = Math.max(end - point - 1, fractionDigits.length);
        for (int i = 0; i < count; i++) {
            int ours = point + 1 + i < end ? ascii.getByte(point + 1 + i) : '0';
            int theirs = i < fractionDigits.length ? fractionDigits[i] : '0';
            if (ours != theirs) {
                return ours < theirs ? -1 : 1;
            }
        }
        return 0;
    }
}
