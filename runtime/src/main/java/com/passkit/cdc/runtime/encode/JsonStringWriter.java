package com.passkit.cdc.runtime.encode;

import java.nio.charset.StandardCharsets;

import io.netty.buffer.ByteBuf;

/**
 * Writes UTF-8 bytes as the inside of a JSON string. Bytes without need of an escape are looked at eight at a time and
 * copied in runs; what is not UTF-8 becomes U+FFFD, one for each maximal invalid part, as Unicode recommends.
 * Threading: any thread, no state.
 */
final class JsonStringWriter {

    private static final long ONES = 0x0101010101010101L;
    private static final long HIGH_BITS = 0x8080808080808080L;
    private static final long QUOTES = ONES * '"';
    private static final long BACKSLASHES = ONES * '\\';
    private static final long SPACES = ONES * ' ';
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    private static final int REPLACEMENT = 0xefbfbd;

    private JsonStringWriter() {
    }

    /** @return number of replacements */
    static int write(ByteBuf in, int index, int length, ByteBuf out) {
        int end = index + length;
        int runStart = index;
        int i = index;
        int replacedCount = 0;
        while (i < end) {
            if (end - i >= Long.BYTES && isPlain(in.getLong(i))) {
                i += Long.BYTES;
                continue;
            }
            int value = in.getByte(i);
            if (value >= ' ' && value != '"' && value != '\\') {
                i++;
            } else if (value >= 0) {
                out.writeBytes(in, runStart, i - runStart);
                writeEscape(value, out);
                runStart = ++i;
            } else {
                int sequence = sequenceLength(in, i, end);
                if (sequence > 0) {
                    i += sequence;
                } else {
                    out.writeBytes(in, runStart, i - runStart);
                    out.writeMedium(REPLACEMENT);
                    replacedCount++;
                    i -= sequence;
                    runStart = i;
                }
            }
        }
        out.writeBytes(in, runStart, end - runStart);
        return replacedCount;
    }

    private static boolean isPlain(long word) {
        long quote = word ^ QUOTES;
        long backslash = word ^ BACKSLASHES;
        // A borrow can mark a byte too many above a true hit, never hide one: the byte loop decides.
        return ((quote - ONES | backslash - ONES | word - SPACES | word) & HIGH_BITS) == 0;
    }

    private static void writeEscape(int value, ByteBuf out) {
        switch (value) {
            case '"' -> out.writeShort('\\' << 8 | '"');
            case '\\' -> out.writeShort('\\' << 8 | '\\');
            case '\n' -> out.writeShort('\\' << 8 | 'n');
            case '\r' -> out.writeShort('\\' << 8 | 'r');
            case '\t' -> out.writeShort('\\' << 8 | 't');
            case '\b' -> out.writeShort('\\' << 8 | 'b');
            case '\f' -> out.writeShort('\\' << 8 | 'f');
            default -> out.writeInt('\\' << 24 | 'u' << 16 | '0' << 8 | '0')
                .writeShort(HEX[value >>> 4] << 8 | HEX[value & 15]);
        }
    }

    /** @return length of the sequence that begins here; minus the length of the invalid part when it is none */
    private static int sequenceLength(ByteBuf in, int index, int end) {
        int lead = in.getUnsignedByte(index);
        int length;
        int low = 0x80;
        int high = 0xbf;
        if (lead >= 0xc2 && lead <= 0xdf) {
            length = 2;
        } else if (lead >= 0xe0 && lead <= 0xef) {
            length = 3;
            low = lead == 0xe0 ? 0xa0 : 0x80;
            high = lead == 0xed ? 0x9f : 0xbf;
        } else if (lead >= 0xf0 && lead <= 0xf4) {
            length = 4;
            low = lead == 0xf0 ? 0x90 : 0x80;
            high = lead == 0xf4 ? 0x8f : 0xbf;
        } else {
            return -1;
        }
        for (int i = 1; i < length; i++) {
            int next = index + i < end ? in.getUnsignedByte(index + i) : -1;
            if (next < low || next > high) {
                return -i;
            }
            low = 0x80;
            high = 0xbf;
        }
        return length;
    }
}
