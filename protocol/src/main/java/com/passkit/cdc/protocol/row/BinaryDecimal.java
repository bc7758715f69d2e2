package com.passkit.cdc.protocol.row;

import com.passkit.cdc.protocol.error.MalformedPacketException;

import io.netty.buffer.ByteBuf;

/**
 * DECIMAL as the server stores it, in row images and inside binary JSON.
 * <pre>
 * Decimal  =>              first bit inverted; all bits inverted when negative
 *   Leading  => bytes[0-4]   the digits of the integer part that do not fill a group
 *   Group*   => uint32       9 digits of the integer part each
 *   Group*   => uint32       9 digits of the fraction each
 *   Trailing => bytes[0-4]   the digits of the fraction that do not fill a group
 * </pre>
 * All big endian; n digits that do not fill a group take (n + 1) / 2 bytes. Memory: borrowed until the method returns.
 * Threading: any thread.
 */
public final class BinaryDecimal {

    /** Largest precision of a DECIMAL column. */
    public static final int MAX_PRECISION = 65;
    /** Largest precision inside JSON: the server rounds up to whole groups, of which it calculates with 9. */
    public static final int MAX_JSON_PRECISION = 81;
    /** Largest scale of a DECIMAL: 30 in MySQL, 38 in MariaDB. */
    public static final int MAX_SCALE = 38;
    /** Bytes of the longest text: sign, point, a zero before it. */
    public static final int MAX_TEXT_LENGTH = MAX_JSON_PRECISION + 3;

    private static final int GROUP_DIGITS = 9;
    private static final int GROUP_LENGTH = 4;
    private static final int SIGN_BIT = 0x80;
    /** Digits of 0 to 99: two by two they come out in half the divisions. */
    private static final byte[] TENS = new byte[100];
    private static final byte[] ONES = new byte[100];
    /** One more than the largest value of a group, by its digits. */
    private static final int[] LIMITS = new int[GROUP_DIGITS + 1];

    static {
        for (int pair = 0; pair < TENS.length; pair++) {
            TENS[pair] = (byte) ('0' + pair / 10);
            ONES[pair] = (byte) ('0' + pair % 10);
        }
        LIMITS[0] = 1;
        for (int digits = 1; digits < LIMITS.length; digits++) {
            LIMITS[digits] = LIMITS[digits - 1] * 10;
        }
    }

    private BinaryDecimal() {
    }

    /** @return whether a column can have this precision and scale */
    public static boolean isValid(int precision, int scale) {
        return isValid(precision, scale, MAX_PRECISION);
    }

    /** @return whether a value in JSON can have this precision and scale */
    public static boolean isValidInJson(int precision, int scale) {
        return isValid(precision, scale, MAX_JSON_PRECISION);
    }

    private static boolean isValid(int precision, int scale, int maxPrecision) {
        return precision >= 1 && precision <= maxPrecision && scale >= 0 && scale <= MAX_SCALE && scale <= precision;
    }

    /** @return bytes that a value takes */
    public static int encodedLength(int precision, int scale) {
        return partLength(precision - scale) + partLength(scale);
    }

    private static int partLength(int digits) {
        return digits / GROUP_DIGITS * GROUP_LENGTH + (digits % GROUP_DIGITS + 1) / 2;
    }

    /**
     * Prints a value as the server does: all digits of the scale, no leading zeros but one before the point, no sign
     * for zero.
     *
     * @param index of its first byte; the bounds hold
     * @param out   at least {@link #MAX_TEXT_LENGTH} bytes
     * @return bytes written
     * @throws MalformedPacketException when a group has more digits than it has room for
     */
    public static int print(ByteBuf bytes, int index, int precision, int scale, byte[] out) {
        boolean negative = (bytes.getByte(index) & SIGN_BIT) == 0;
        int at = 1;
        int source = index;
        int integerDigits = precision - scale;
        int leading = integerDigits % GROUP_DIGITS;
        boolean zero = true;
        if (leading > 0) {
            int value = group(bytes, source, index, leading, negative);
            source += (leading + 1) / 2;
            at = value == 0 ? at : printLeading(value, out, at);
        }
        for (int i = integerDigits / GROUP_DIGITS; i > 0; i--, source += GROUP_LENGTH) {
            int value = group(bytes, source, index, GROUP_DIGITS, negative);
            if (at > 1) {
                at = printPadded(value, GROUP_DIGITS, out, at);
            } else if (value != 0) {
                at = printLeading(value, out, at);
            }
        }
        if (at == 1) {
            out[at++] = '0';
        } else {
            zero = false;
        }
        if (scale > 0) {
            out[at++] = '.';
            for (int left = scale; left > 0; left -= GROUP_DIGITS) {
                int digits = Math.min(left, GROUP_DIGITS);
                int value = group(bytes, source, index, digits, negative);
                source += (digits + 1) / 2 - (digits == GROUP_DIGITS ? 1 : 0);
                zero &= value == 0;
                at = printPadded(value, digits, out, at);
            }
        }
        if (negative && !zero) {
            out[0] = '-';
            return at;
        }
        System.arraycopy(out, 1, out, 0, at - 1);
        return at - 1;
    }

    private static int group(ByteBuf bytes, int at, int start, int digits, boolean negative) {
        int length = digits == GROUP_DIGITS ? GROUP_LENGTH : (digits + 1) / 2;
        int value = switch (length) {
            case 1 -> bytes.getUnsignedByte(at);
            case 2 -> bytes.getUnsignedShort(at);
            case 3 -> bytes.getUnsignedMedium(at);
            default -> bytes.getInt(at);
        };
        int unused = Integer.SIZE - length * Byte.SIZE;
        if (at == start) {
            value ^= SIGN_BIT << Integer.SIZE - Byte.SIZE >>> unused;
        }
        if (negative) {
            value ^= -1 >>> unused;
        }
        if (Integer.compareUnsigned(value, LIMITS[digits]) >= 0) {
            throw MalformedPacketException.of("Decimal", "group", Integer.toUnsignedString(value),
                "< " + LIMITS[digits] + ", " + digits + " digits");
        }
        return value;
    }

    private static int printLeading(int value, byte[] out, int at) {
        int digits = 1;
        for (long limit = 10; value >= limit; limit *= 10) {
            digits++;
        }
        return printPadded(value, digits, out, at);
    }

    private static int printPadded(int value, int digits, byte[] out, int at) {
        int rest = value;
        int i = at + digits - 1;
        for (; i > at; i -= 2) {
            int quotient = rest / 100;
            int pair = rest - quotient * 100;
            rest = quotient;
            out[i - 1] = TENS[pair];
            out[i] = ONES[pair];
        }
        if (i == at) {
            out[i] = (byte) ('0' + rest % 10);
        }
        return at + digits;
    }
}
