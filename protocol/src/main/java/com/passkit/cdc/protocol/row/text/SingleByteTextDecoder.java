package com.passkit.cdc.protocol.row.text;

import java.util.HashMap;
import java.util.Map;

import com.passkit.cdc.protocol.error.UnsupportedFeatureException;

import io.netty.buffer.ByteBuf;

/** A character set of 256 characters, by a table recorded from a server. Threading: any thread. */
final class SingleByteTextDecoder implements TextDecoder {

    private static final int SIZE = 256;
    private static final int HALF = 128;
    private static final int HEX_DIGITS = 4;
    private static final Map<String, SingleByteTextDecoder> BY_NAME = read();

    private final char[] characters;
    private final boolean containsAscii;

    private SingleByteTextDecoder(char[] characters, boolean containsAscii) {
        this.characters = characters;
        this.containsAscii = containsAscii;
    }

    static SingleByteTextDecoder of(String charset) {
        SingleByteTextDecoder decoder = BY_NAME.get(charset);
        if (decoder == null) {
            throw new UnsupportedFeatureException(
                "collation.charset: " + charset + " (expected: a character set of MySQL up to 9)");
        }
        return decoder;
    }

    private static Map<String, SingleByteTextDecoder> read() {
        Map<String, SingleByteTextDecoder> decoders = new HashMap<>();
        CharsetResource.forEachLine("single-byte-charsets.txt", words -> decoders.put(words[0], parse(words[1])));
        return decoders;
    }

    private static SingleByteTextDecoder parse(String hex) {
        int count = hex.length() / HEX_DIGITS;
        char[] characters = new char[SIZE];
        for (int i = 0; i < HALF; i++) {
            characters[i] = (char) i;
        }
        for (int i = 0; i < count; i++) {
            String digits = hex.substring(i * HEX_DIGITS, (i + 1) * HEX_DIGITS);
            characters[SIZE - count + i] = (char) Integer.parseInt(digits, 16);
        }
        return new SingleByteTextDecoder(characters, count == HALF);
    }

    @Override
    public int write(ByteBuf bytes, int index, int length, ByteBuf out, boolean escaped) {
        int end = index + length;
        int at = index;
        int replacedCount = 0;
        while (at < end) {
            if (containsAscii) {
                at = AsciiRun.copy(bytes, at, end, out, escaped);
                if (at == end) {
                    break;
                }
            }
            char c = characters[bytes.getUnsignedByte(at++)];
            CodePoint.write(c, out, escaped);
            replacedCount += c == CodePoint.REPLACEMENT ? 1 : 0;
        }
        return replacedCount;
    }
}
