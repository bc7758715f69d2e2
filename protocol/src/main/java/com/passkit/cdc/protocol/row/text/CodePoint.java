package com.passkit.cdc.protocol.row.text;

import com.passkit.cdc.protocol.row.json.JsonEscape;

import io.netty.buffer.ByteBuf;

/** Writes single characters. */
final class CodePoint {

    static final int REPLACEMENT = 0xfffd;

    private static final int CONTINUATION = 0x80;
    private static final int CONTINUATION_MASK = 0x3f;

    private CodePoint() {
    }

    static void write(int codePoint, ByteBuf out, boolean escaped) {
        if (codePoint < 0x80) {
            if (escaped && !JsonEscape.isPlain(codePoint)) {
                JsonEscape.writeEscaped(codePoint, out);
            } else {
                out.writeByte(codePoint);
            }
        } else if (codePoint < 0x800) {
            out.writeByte(0xc0 | codePoint >>> 6).writeByte(continuation(codePoint));
        } else if (codePoint < 0x1_0000) {
            out.writeByte(0xe0 | codePoint >>> 12).writeByte(continuation(codePoint >>> 6))
                .writeByte(continuation(codePoint));
        } else {
            out.writeByte(0xf0 | codePoint >>> 18).writeByte(continuation(codePoint >>> 12))
                .writeByte(continuation(codePoint >>> 6)).writeByte(continuation(codePoint));
        }
    }

    private static int continuation(int bits) {
        return CONTINUATION | bits & CONTINUATION_MASK;
    }
}
