package com.passkit.cdc.benchmarks.rival;

import java.util.Arrays;

/** A growing array of bytes with what JSON needs. Threading: one thread at a time. */
final class JsonBytes {

    private static final int INITIAL_LENGTH = 1 << 21;
    private static final byte[] HEX = {'0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'};

    private byte[] bytes = new byte[INITIAL_LENGTH];
    private int length;

    int length() {
        return length;
    }

    byte[] array() {
        return bytes;
    }

    void clear() {
        length = 0;
    }

    void put(int value) {
        if (length == bytes.length) {
            bytes = Arrays.copyOf(bytes, bytes.length * 2);
        }
        bytes[length++] = (byte) value;
    }

    void put(byte[] source) {
        while (length + source.length > bytes.length) {
            bytes = Arrays.copyOf(bytes, bytes.length * 2);
        }
        System.arraycopy(source, 0, bytes, length, source.length);
        length += source.length;
    }

    void putAscii(String text) {
        for (int i = 0; i < text.length(); i++) {
            put(text.charAt(i));
        }
    }

    void putLong(long value) {
        if (value == Long.MIN_VALUE) {
            putAscii("-9223372036854775808");
            return;
        }
        if (value < 0) {
            put('-');
        }
        long rest = Math.abs(value);
        int digitCount = 1;
        for (long bound = rest / 10; bound > 0; bound /= 10) {
            digitCount++;
        }
        putPadded(rest, digitCount);
    }

    /** Decimal digits with leading zeros. */
    void putPadded(long value, int digitCount) {
        int start = length;
        for (int i = 0; i < digitCount; i++) {
            put('0');
        }
        long rest = value;
        for (int i = start + digitCount - 1; rest > 0; i--) {
            bytes[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
    }

    /** A JSON string of bytes that are UTF-8. */
    void putQuoted(byte[] utf8) {
        put('"');
        for (byte value : utf8) {
            if (value == '"' || value == '\\') {
                put('\\');
                put(value);
            } else if (value >= 0 && value < ' ') {
                putControl(value);
            } else {
                put(value);
            }
        }
        put('"');
    }

    private void putControl(byte value) {
        switch (value) {
            case '\b' -> putAscii("\\b");
            case '\f' -> putAscii("\\f");
            case '\n' -> putAscii("\\n");
            case '\r' -> putAscii("\\r");
            case '\t' -> putAscii("\\t");
            default -> {
                putAscii("\\u00");
                put(HEX[value >> 4]);
                put(HEX[value & 0xf]);
            }
        }
    }
}
