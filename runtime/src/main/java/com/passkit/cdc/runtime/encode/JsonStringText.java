package com.passkit.cdc.runtime.encode;

import com.passkit.cdc.runtime.rules.HmacSha256;

import io.netty.buffer.ByteBuf;

/**
 * The text that a JSON value stands for, as UTF-8: of a string its characters without quotes and escapes, of anything
 * else the value as it is written. Values are those that this package's writers wrote.
 * Memory: one piece of a value, whatever its length. Threading: one thread at a time.
 */
final class JsonStringText {

    private static final int PIECE_LENGTH = 4096;
    private static final int LONG_ESCAPE_LENGTH = 6;
    private static final int SHORT_ESCAPE_LENGTH = 2;

    private final byte[] piece = new byte[PIECE_LENGTH];

    /** @return whether it is the literal null */
    static boolean isNull(ByteBuf json, int start) {
        return json.getByte(start) == 'n';
    }

    /** Hashes the text of the value from start to end. @param json borrowed */
    void hash(ByteBuf json, int start, int end, HmacSha256 hash) {
        boolean isString = json.getByte(start) == '"';
        int at = isString ? start + 1 : start;
        int last = isString ? end - 1 : end;
        hash.begin();
        while (at < last) {
            int length = Math.min(PIECE_LENGTH, last - at);
            json.getBytes(at, piece, 0, length);
            at += isString ? hashUnescaped(length, hash) : hashAsItIs(length, hash);
        }
    }

    private int hashAsItIs(int length, HmacSha256 hash) {
        hash.update(piece, 0, length);
        return length;
    }

    /** @return bytes taken; an escape at the end that is not whole is left for the next piece */
    private int hashUnescaped(int length, HmacSha256 hash) {
        int to = 0;
        int from = 0;
        while (from < length) {
            if (piece[from] != '\\') {
                piece[to++] = piece[from++];
                continue;
            }
            boolean isLong = from + 1 < length && piece[from + 1] == 'u';
            int escapeLength = isLong ? LONG_ESCAPE_LENGTH : SHORT_ESCAPE_LENGTH;
            if (from + escapeLength > length) {
                break;
            }
            // Only control characters are written by their number.
            piece[to++] = isLong ? (byte) (digit(piece[from + 4]) << 4 | digit(piece[from + 5]))
                : character(piece[from + 1]);
            from += escapeLength;
        }
        hash.update(piece, 0, to);
        return from;
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
                at += json.getByte(at + 1) == 'u' ? LONG_ESCAPE_LENGTH : SHORT_ESCAPE_LENGTH;
            } else {
                at += b >= 0 ? 1 : (b & 0xff) < 0xe0 ? 2 : (b & 0xff) < 0xf0 ? 3 : 4;
            }
        }
        json.writerIndex(at).writeByte('"');
    }
}
