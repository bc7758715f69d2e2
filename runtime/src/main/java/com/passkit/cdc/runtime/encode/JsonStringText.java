package com.passkit.cdc.runtime.encode;

import io.netty.buffer.ByteBuf;

/**
 * The text that a JSON value stands for, as UTF-8: of a string its characters without quotes and escapes, of anything
 * else the value as it is written.
 * Memory: retained, and used again for each value. Threading: one thread at a time.
 */
final class JsonStringText {

    private static final int INITIAL_CAPACITY = 256;
    private static final int MAX_KEPT_CAPACITY = 1 << 20;
    private static final int LONG_ESCAPE_LENGTH = 6;

    private byte[] bytes = new byte[INITIAL_CAPACITY];
    private int length;
    private boolean isString;

    byte[] array() {
        return bytes;
    }

    int length() {
        return length;
    }

    /** @return whether it was the JSON literal null */
    boolean isNull() {
        return !isString && length == 4 && bytes[0] == 'n' && bytes[1] == 'u' && bytes[2] == 'l' && bytes[3] == 'l';
    }

    /** @param json borrowed; holds one value from start to end, written by this package's writers */
    void set(ByteBuf json, int start, int end) {
        ensureRoom(end - start);
        isString = json.getByte(start) == '"';
        length = isString ? end - start - 2 : end - start;
        json.getBytes(isString ? start + 1 : start, bytes, 0, length);
        if (isString) {
            unescape();
        }
    }

    private void ensureRoom(int needed) {
        if (bytes.length < needed || bytes.length > MAX_KEPT_CAPACITY && needed <= MAX_KEPT_CAPACITY) {
            bytes = new byte[Math.max(INITIAL_CAPACITY, Integer.highestOneBit(Math.max(1, needed)) * 2)];
        }
    }

    /** In place: no escape is shorter than what it stands for. */
    private void unescape() {
        int to = indexOfEscape();
        int from = to;
        while (from < length) {
            byte b = bytes[from];
            if (b != '\\') {
                bytes[to++] = b;
                from++;
            } else if (bytes[from + 1] == 'u') {
                // Only control characters are written so.
                bytes[to++] = (byte) (digit(bytes[from + 4]) << 4 | digit(bytes[from + 5]));
                from += LONG_ESCAPE_LENGTH;
            } else {
                bytes[to++] = character(bytes[from + 1]);
                from += 2;
            }
        }
        length = to;
    }

    private int indexOfEscape() {
        int at = 0;
        while (at < length && bytes[at] != '\\') {
            at++;
        }
        return at;
    }

    private static int digit(byte hex) {
        return hex <= '9' ? hex - '0' : hex - 'a' + 10;
    }

    private static byte character(byte letter) {
        return (byte) switch (letter) {
            case 'b' -> '\b';
            case 't' -> '\t';
            case 'n' -> '\n';
            case 'f' -> '\f';
            case 'r' -> '\r';
            default -> letter;
        };
    }

    /**
     * Shortens a JSON string that stands at the end of a buffer.
     *
     * @param json          borrowed
     * @param start         of its opening quote
     * @param maxCharacters as Unicode counts them: a character is never cut apart, nor is an escape
     */
    static void truncate(ByteBuf json, int start, int maxCharacters) {
        int end = json.writerIndex() - 1;
        int at = start + 1;
        for (int count = 0; count < maxCharacters && at < end; count++) {
            int b = json.getByte(at);
            if (b == '\\') {
                at += json.getByte(at + 1) == 'u' ? LONG_ESCAPE_LENGTH : 2;
            } else {
                at += b >= 0 ? 1 : (b & 0xff) < 0xe0 ? 2 : (b & 0xff) < 0xf0 ? 3 : 4;
            }
        }
        json.writerIndex(at).writeByte('"');
    }
}
