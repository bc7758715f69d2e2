package com.passkit.cdc.protocol.row.json;

import io.netty.buffer.ByteBuf;

/** Writes whole numbers and fixed-width decimal fields as ASCII digits. Threading: any thread, no state. */
public final class JsonDigits {

    private static final int MAX_DIGITS = 20;
    private static final short[] PAIRS = new short[100];

    static {
        for (int i = 0; i < PAIRS.length; i++) {
            PAIRS[i] = (short) (('0' + i / 10) << 8 | '0' + i % 10);
        }
    }

    private JsonDigits() {
    }

    public static void writeSigned(long value, ByteBuf out) {
        if (value >= 0) {
            writePositive(value, out);
        } else {
            out.writeByte('-');
            // The magnitude of the smallest long is not a long, but is right when read as unsigned.
            writeUnsigned(-value, out);
        }
    }

    public static void writeUnsigned(long value, ByteBuf out) {
        if (value >= 0) {
            writePositive(value, out);
        } else {
            long quotient = Long.divideUnsigned(value, 10);
            writePositive(quotient, out);
            out.writeByte((int) ('0' + (value - quotient * 10)));
        }
    }

    /** @param value 0 to 99 */
    public static void writeTwo(int value, ByteBuf out) {
        out.writeShort(PAIRS[value]);
    }

    /** @param value 0 to 9999 */
    public static void writeFour(int value, ByteBuf out) {
        out.writeShort(PAIRS[value / 100]);
        out.writeShort(PAIRS[value % 100]);
    }

    /** Writes a point and the first digits of a fraction of six; nothing for none. */
    public static void writeFraction(int micros, int digitCount, ByteBuf out) {
        if (digitCount <= 0) {
            return;
        }
        out.writeByte('.');
        int rest = micros;
        int unit = 100_000;
        for (int i = 0; i < digitCount; i++) {
            out.writeByte('0' + rest / unit % 10);
            unit = Math.max(1, unit / 10);
        }
    }

    private static void writePositive(long value, ByteBuf out) {
        if (value < 10) {
            out.writeByte((int) ('0' + value));
            return;
        }
        int count = digitCount(value);
        out.ensureWritable(MAX_DIGITS);
        int begin = out.writerIndex();
        int index = begin + count;
        long rest = value;
        while (rest > Integer.MAX_VALUE) {
            long quotient = rest / 100;
            index -= 2;
            out.setShort(index, PAIRS[(int) (rest - quotient * 100)]);
            rest = quotient;
        }
        int small = (int) rest;
        while (small >= 100) {
            int quotient = small / 100;
            index -= 2;
            out.setShort(index, PAIRS[small - quotient * 100]);
            small = quotient;
        }
        if (small >= 10) {
            out.setShort(index - 2, PAIRS[small]);
        } else {
            out.setByte(index - 1, '0' + small);
        }
        out.writerIndex(begin + count);
    }

    private static int digitCount(long value) {
        int count = 1;
        long bound = 10;
        while (count < 19 && value >= bound) {
            count++;
            bound *= 10;
        }
        return count;
    }
}
