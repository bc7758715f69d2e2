package com.passkit.cdc.protocol.row.json;

import io.netty.buffer.ByteBuf;

/** Integers as decimal digits. Threading: any thread. */
final class JsonDigits {

    private static final int MAX_DIGITS = 20;

    private JsonDigits() {
    }

    static void write(long value, ByteBuf out) {
        if (value < 0) {
            out.writeByte('-');
        }
        writeUnsigned(Math.abs(value), out);
    }

    static void writeUnsigned(long value, ByteBuf out) {
        out.ensureWritable(MAX_DIGITS);
        int digits = 1;
        for (long rest = Long.divideUnsigned(value, 10); rest != 0; rest /= 10) {
            digits++;
        }
        writePadded(value, digits, out);
    }

    /** The low digits, with leading zeros. */
    static void writePadded(long value, int digits, ByteBuf out) {
        int start = out.writerIndex();
        out.writeZero(digits);
        long rest = value;
        for (int i = start + digits - 1; i >= start; i--) {
            long quotient = Long.divideUnsigned(rest, 10);
            out.setByte(i, '0' + (int) (rest - 10 * quotient));
            rest = quotient;
        }
    }
}
