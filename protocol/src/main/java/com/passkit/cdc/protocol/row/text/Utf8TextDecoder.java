package com.passkit.cdc.protocol.row.text;

import com.passkit.cdc.protocol.row.json.JsonEscape;

import io.netty.buffer.ByteBuf;

/**
 * utf8mb4 and utf8mb3: checked and copied in runs. Of an invalid sequence the longest part that could begin a valid one
 * becomes one U+FFFD, as Unicode recommends. Threading: any thread.
 */
final class Utf8TextDecoder implements TextDecoder {

    static final Utf8TextDecoder INSTANCE = new Utf8TextDecoder();

    private Utf8TextDecoder() {
    }

    @Override
    public int write(ByteBuf bytes, int index, int length, ByteBuf out, boolean escaped) {
        int end = index + length;
        int runStart = index;
        int at = index;
        int replacedCount = 0;
        while (at < end) {
            int b = bytes.getByte(at);
            if (b >= 0) {
                at = AsciiRun.end(bytes, at, end, escaped);
                if (at < end && bytes.getByte(at) >= 0) {
                    out.writeBytes(bytes, runStart, at - runStart);
                    JsonEscape.writeEscaped(bytes.getByte(at), out);
                    runStart = ++at;
                }
                continue;
            }
            int sequence = sequenceLength(bytes, at, end);
            if (sequence < 0) {
                out.writeBytes(bytes, runStart, at - runStart);
                CodePoint.write(CodePoint.REPLACEMENT, out, escaped);
                replacedCount++;
                at -= sequence;
                runStart = at;
            } else {
                at += sequence;
            }
        }
        out.writeBytes(bytes, runStart, end - runStart);
        return replacedCount;
    }

    /** @return bytes of the character; negative: bytes to replace */
    private static int sequenceLength(ByteBuf bytes, int at, int end) {
        int lead = bytes.getUnsignedByte(at);
        int length = lead < 0xc2 ? 0 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : lead < 0xf5 ? 4 : 0;
        if (length == 0) {
            return -1;
        }
        for (int i = 1; i < length; i++) {
            if (at + i == end || !isContinuation(lead, i, bytes.getUnsignedByte(at + i))) {
                return -i;
            }
        }
        return length;
    }

    /** Overlong forms, surrogates and what is beyond U+10FFFF show in the second byte. */
    private static boolean isContinuation(int lead, int i, int b) {
        int min = i == 1 && lead == 0xe0 ? 0xa0 : i == 1 && lead == 0xf0 ? 0x90 : 0x80;
        int max = i == 1 && lead == 0xed ? 0x9f : i == 1 && lead == 0xf4 ? 0x8f : 0xbf;
        return b >= min && b <= max;
    }
}
