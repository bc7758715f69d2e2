package com.passkit.cdc.protocol.row.json;

import io.netty.buffer.ByteBuf;
import io.netty.util.ByteProcessor;

/**
 * Escapes of JSON strings as the server writes them: {@code \b \t \n \f \r \" \\}, four lower-case hexadecimal digits
 * for the other characters below U+0020, and everything else as it is. Threading: any thread.
 */
public final class JsonEscape {

    /** Stops at the first byte that needs an escape. Bytes of multi-byte UTF-8 sequences are negative. */
    private static final ByteProcessor PLAIN = b -> b < 0 || b >= ' ' && b != '"' && b != '\\';
    private static final byte[] HEX = {'0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'};

    private JsonEscape() {
    }

    /** @return whether a character is written as it is */
    public static boolean isPlain(int codePoint) {
        return codePoint >= ' ' && codePoint != '"' && codePoint != '\\';
    }

    /**
     * Appends UTF-8 bytes with what must be escaped escaped, without quotes.
     * Memory: both buffers borrowed until this method returns.
     */
    public static void write(ByteBuf utf8, int index, int length, ByteBuf out) {
        int end = index + length;
        int at = index;
        while (at < end) {
            int special = utf8.forEachByte(at, end - at, PLAIN);
            int runEnd = special < 0 ? end : special;
            out.writeBytes(utf8, at, runEnd - at);
            if (special < 0) {
                return;
            }
            writeEscaped(utf8.getByte(special), out);
            at = special + 1;
        }
    }

    /** Appends the escape of a character that is not plain. */
    public static void writeEscaped(int special, ByteBuf out) {
        switch (special) {
            case '\b' -> writeShort('b', out);
            case '\t' -> writeShort('t', out);
            case '\n' -> writeShort('n', out);
            case '\f' -> writeShort('f', out);
            case '\r' -> writeShort('r', out);
            case '"', '\\' -> writeShort(special, out);
            default -> out.writeByte('\\').writeByte('u').writeByte('0').writeByte('0')
                .writeByte(HEX[special >>> 4]).writeByte(HEX[special & 0xf]);
        }
    }

    private static void writeShort(int letter, ByteBuf out) {
        out.writeByte('\\').writeByte(letter);
    }
}
