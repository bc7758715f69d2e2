package com.passkit.cdc.benchmarks.workload;

import java.util.SplittableRandom;

import io.netty.buffer.ByteBuf;

/** DECIMAL values of up to 18 digits. Threading: any thread, no state. */
final class DecimalSource implements ValueSource {

    private static final int GROUP_DIGITS = 9;
    private static final int SIGN_BIT = 0x80;
    private static final int MAX_DIGITS = 18;

    private final int precision;
    private final int scale;

    DecimalSource(int precision, int scale) {
        this.precision = precision;
        this.scale = scale;
    }

    @Override
    public void write(SplittableRandom random, ByteBuf out) {
        int digitCount = random.nextInt(1, Math.min(precision, MAX_DIGITS) + 1);
        long unscaled = random.nextLong((long) Math.pow(10, digitCount));
        write(unscaled, unscaled != 0 && random.nextInt(4) == 0, out);
    }

    void write(long unscaled, boolean negative, ByteBuf out) {
        String digits = "0".repeat(precision - Long.toString(unscaled).length()) + unscaled;
        int start = out.writerIndex();
        int leading = (precision - scale) % GROUP_DIGITS;
        writeGroup(digits.substring(0, leading), out);
        int at = leading;
        for (; precision - at >= GROUP_DIGITS && at < precision - scale; at += GROUP_DIGITS) {
            writeGroup(digits.substring(at, at + GROUP_DIGITS), out);
        }
        for (; precision - at >= GROUP_DIGITS; at += GROUP_DIGITS) {
            writeGroup(digits.substring(at, at + GROUP_DIGITS), out);
        }
        writeGroup(digits.substring(at), out);
        for (int i = start; negative && i < out.writerIndex(); i++) {
            out.setByte(i, ~out.getByte(i));
        }
        out.setByte(start, out.getByte(start) ^ SIGN_BIT);
    }

    private static void writeGroup(String digits, ByteBuf out) {
        if (digits.isEmpty()) {
            return;
        }
        int value = Integer.parseInt(digits);
        int length = digits.length() == GROUP_DIGITS ? Integer.BYTES : (digits.length() + 1) / 2;
        for (int i = length - 1; i >= 0; i--) {
            out.writeByte(value >>> i * Byte.SIZE);
        }
    }
}
