package com.passkit.cdc.protocol.row.text;

import io.netty.buffer.ByteBuf;

/** utf32: 4 bytes a character, big endian; a leading U+FEFF is a character like any other. Threading: any thread. */
final class Utf32TextDecoder implements TextDecoder {

    static final Utf32TextDecoder INSTANCE = new Utf32TextDecoder();

    private Utf32TextDecoder() {
    }

    @Override
    public int write(ByteBuf bytes, int index, int length, ByteBuf out, boolean escaped) {
        int end = index + length;
        int replacedCount = 0;
        for (int at = index; at < end; at += Integer.BYTES) {
            int character = end - at < Integer.BYTES ? -1 : bytes.getInt(at);
            if (!Character.isValidCodePoint(character) || Character.getType(character) == Character.SURROGATE) {
                character = CodePoint.REPLACEMENT;
                replacedCount++;
            }
            CodePoint.write(character, out, escaped);
        }
        return replacedCount;
    }
}
