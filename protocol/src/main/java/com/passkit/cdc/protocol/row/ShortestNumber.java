package com.passkit.cdc.protocol.row;

import java.math.BigInteger;

import io.netty.buffer.ByteBuf;

/**
 * Prints a floating-point number with the fewest digits that read back to it, the nearest of those, in the notation of
 * the server: {@code 0.1}, {@code 123456789012345}, {@code 1e15}, {@code 1.5e-16}. Fixed notation is for numbers from
 * 1e-15 up to 1e15, and for greater ones with a fraction; there is no plus sign in an exponent.
 * <p>
 * The digits are found by R. Giulietti's Schubfach, with a table of powers of ten made at class loading: no allocation,
 * and none of the superfluous digits of {@code Double.toString} before JDK 19.
 * Threading: one thread at a time.
 */
public final class ShortestNumber {

    private static final int DOUBLE_FRACTION_BITS = 52;
    private static final int DOUBLE_EXPONENT_MASK = 0x7ff;
    private static final int DOUBLE_MIN_EXPONENT = -1074;
    private static final int FLOAT_FRACTION_BITS = 23;
    private static final int FLOAT_EXPONENT_MASK = 0xff;
    private static final int FLOAT_MIN_EXPONENT = -149;

    /** Limits of the decimal exponents that binary exponents lead to. */
    private static final int MIN_POWER = -324;
    private static final int MAX_POWER = 292;
    private static final int POWER_BITS = 126;
    private static final long MASK_63 = Long.MAX_VALUE;
    /** 10 to the power of minus {@code MIN_POWER + i}, scaled to 126 bits and rounded up: high and low 63 bits. */
    private static final long[] POWERS = powers();

    private static final int MAX_DIGITS = 20;
    /** Number of digits before the point up to which fixed notation is used. */
    private static final int MAX_FIXED_POINT = 15;
    private static final byte[] ZEROS = {'0', '0', '0', '0', '0', '0', '0', '0', '0', '0', '0', '0', '0', '0', '0'};

    private final byte[] digits = new byte[MAX_DIGITS];
    private int start;
    private int exponent;

    private static long[] powers() {
        long[] powers = new long[2 * (MAX_POWER - MIN_POWER + 1)];
        for (int power = MIN_POWER; power <= MAX_POWER; power++) {
            int shift = floorLog2Pow10(-power) - POWER_BITS + 1;
            BigInteger scaled;
            if (power <= 0) {
                BigInteger exact = BigInteger.TEN.pow(-power);
                scaled = shift >= 0 ? exact.shiftRight(shift) : exact.shiftLeft(-shift);
            } else {
                scaled = BigInteger.ONE.shiftLeft(-shift).divide(BigInteger.TEN.pow(power));
            }
            BigInteger rounded = scaled.add(BigInteger.ONE);
            int slot = 2 * (power - MIN_POWER);
            powers[slot] = rounded.shiftRight(Long.SIZE - 1).longValueExact();
            powers[slot + 1] = rounded.and(BigInteger.valueOf(MASK_63)).longValueExact();
        }
        return powers;
    }

    /** floor(log10(2^e)) for the exponents in use, in fixed point. */
    private static int floorLog10Pow2(int e) {
        return (int) (e * 661_971_961_083L >> 41);
    }

    /** floor(log10(3/4 × 2^e)). */
    private static int floorLog10ThreeQuartersPow2(int e) {
        return (int) (e * 661_971_961_083L - 274_743_187_321L >> 41);
    }

    /** floor(log2(10^e)). */
    private static int floorLog2Pow10(int e) {
        return (int) (e * 913_124_641_741L >> 38);
    }

    /**
     * @param value finite
     * @param out   written behind its writer index. Memory: borrowed until this method returns.
     */
    public void write(double value, ByteBuf out) {
        long bits = Double.doubleToRawLongBits(value);
        if (bits < 0) {
            out.writeByte('-');
        }
        int biased = (int) (bits >>> DOUBLE_FRACTION_BITS) & DOUBLE_EXPONENT_MASK;
        if (biased == DOUBLE_EXPONENT_MASK) {
            throw new IllegalArgumentException("value: " + value + " (expected: a finite number)");
        }
        write(bits & (1L << DOUBLE_FRACTION_BITS) - 1, biased, DOUBLE_FRACTION_BITS, DOUBLE_MIN_EXPONENT, out);
    }

    /** As {@link #write(double, ByteBuf)}, with the digits that are enough for a float. */
    public void write(float value, ByteBuf out) {
        int bits = Float.floatToRawIntBits(value);
        if (bits < 0) {
            out.writeByte('-');
        }
        int biased = bits >>> FLOAT_FRACTION_BITS & FLOAT_EXPONENT_MASK;
        if (biased == FLOAT_EXPONENT_MASK) {
            throw new IllegalArgumentException("value: " + value + " (expected: a finite number)");
        }
        write(bits & (1 << FLOAT_FRACTION_BITS) - 1, biased, FLOAT_FRACTION_BITS, FLOAT_MIN_EXPONENT, out);
    }

    private void write(long fraction, int biased, int fractionBits, int minExponent, ByteBuf out) {
        if (fraction == 0 && biased == 0) {
            out.writeByte('0');
            return;
        }
        long hidden = 1L << fractionBits;
        long significand = biased == 0 ? fraction : fraction | hidden;
        int binaryExponent = minExponent + Math.max(biased, 1) - 1;
        // a power of two is nearer to its predecessor than to its successor
        boolean regular = significand != hidden || biased <= 1;
        setDigits(shortest(significand, binaryExponent, regular));
        print(out);
    }

    /** @return the decimal digits; {@link #exponent} is the power of ten that they are to be multiplied by */
    private long shortest(long significand, int binaryExponent, boolean regular) {
        int odd = (int) significand & 1;
        long middle = significand << 2;
        long right = middle + 2;
        long left = regular ? middle - 2 : middle - 1;
        int power = regular ? floorLog10Pow2(binaryExponent) : floorLog10ThreeQuartersPow2(binaryExponent);
        int shift = binaryExponent + floorLog2Pow10(-power) + 2;
        long high = POWERS[2 * (power - MIN_POWER)];
        long low = POWERS[2 * (power - MIN_POWER) + 1];
        long scaled = multiply(high, low, middle << shift);
        long scaledLeft = multiply(high, low, left << shift);
        long scaledRight = multiply(high, low, right << shift);
        long down = scaled >> 2;
        exponent = power;
        if (down >= 10) {
            long tensDown = down / 10 * 10;
            long tensUp = tensDown + 10;
            boolean downIn = scaledLeft + odd <= tensDown << 2;
            boolean upIn = (tensUp << 2) + odd <= scaledRight;
            if (downIn != upIn) {
                return downIn ? tensDown : tensUp;
            }
        }
        long up = down + 1;
        boolean downIn = scaledLeft + odd <= down << 2;
        boolean upIn = (up << 2) + odd <= scaledRight;
        if (downIn != upIn) {
            return downIn ? down : up;
        }
        long order = scaled - (down + up << 1);
        return order < 0 || order == 0 && (down & 1) == 0 ? down : up;
    }

    /** The product of a 126-bit power and a number, without its low bits but with one bit for whether they are zero. */
    private static long multiply(long high, long low, long number) {
        long lowProduct = Math.multiplyHigh(low, number);
        long highProductLow = high * number;
        long highProduct = Math.multiplyHigh(high, number);
        long sum = (highProductLow >>> 1) + lowProduct;
        return highProduct + (sum >>> 63) | (sum & MASK_63) + MASK_63 >>> 63;
    }

    private void setDigits(long value) {
        long rest = value;
        while (rest % 10 == 0) {
            rest /= 10;
            exponent++;
        }
        int at = MAX_DIGITS;
        while (rest != 0) {
            digits[--at] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        start = at;
    }

    private void print(ByteBuf out) {
        int count = MAX_DIGITS - start;
        // number of digits before the point; 0 or less for a number under 0.1
        int point = count + exponent;
        boolean fixed = point > -MAX_FIXED_POINT && (point <= MAX_FIXED_POINT || count > point);
        if (!fixed) {
            printScientific(count, point - 1, out);
        } else if (point <= 0) {
            out.writeByte('0').writeByte('.').writeBytes(ZEROS, 0, -point).writeBytes(digits, start, count);
        } else if (point < count) {
            out.writeBytes(digits, start, point).writeByte('.').writeBytes(digits, start + point, count - point);
        } else {
            out.writeBytes(digits, start, count).writeBytes(ZEROS, 0, point - count);
        }
    }

    private void printScientific(int count, int power, ByteBuf out) {
        out.writeByte(digits[start]);
        if (count > 1) {
            out.writeByte('.').writeBytes(digits, start + 1, count - 1);
        }
        out.writeByte('e');
        int magnitude = Math.abs(power);
        if (power < 0) {
            out.writeByte('-');
        }
        if (magnitude >= 100) {
            out.writeByte('0' + magnitude / 100);
        }
        if (magnitude >= 10) {
            out.writeByte('0' + magnitude / 10 % 10);
        }
        out.writeByte('0' + magnitude % 10);
    }
}
