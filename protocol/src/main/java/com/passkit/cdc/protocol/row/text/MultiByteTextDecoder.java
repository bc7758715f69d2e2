package com.passkit.cdc.protocol.row.text;

import io.netty.buffer.ByteBuf;

/** gbk, big5, sjis, cp932, ujis, eucjpms, euckr, gb2312, by a {@link MultiByteTable}. Threading: any thread. */
final class MultiByteTextDecoder implements TextDecoder {

    private final MultiByteTable table;

    MultiByteTextDecoder(MultiByteTable table) {
        this.table = table;
    }

    @Override
    public int write(ByteBuf bytes, int index, int length, ByteBuf out, boolean escaped) {
        int end = index + length;
        int at = index;
        int replacedCount = 0;
        while (at < end) {
            at = AsciiRun.copy(bytes, at, end, out, escaped);
            if (at == end) {
                break;
            }
            int lead = bytes.getUnsignedByte(at);
            int characterLength = 1;
            int c = lead < 0x80 ? lead : table.one(lead);
            if (lead >= 0x80 && c == 0) {
                characterLength = table.hasThreeBytes(lead) ? 3 : 2;
                c = at + characterLength > end ? 0 : multiByte(bytes, at, lead, characterLength);
            }
            if (lead >= 0x80 && c == 0) {
                // the byte behind a wrong lead may begin the next character
                CodePoint.write(CodePoint.REPLACEMENT, out, escaped);
                replacedCount++;
                at++;
            } else {
                CodePoint.write(c, out, escaped);
                replacedCount += c == CodePoint.REPLACEMENT ? 1 : 0;
                at += characterLength;
            }
        }
        return replacedCount;
    }

    private char multiByte(ByteBuf bytes, int at, int lead, int length) {
        int second = bytes.getUnsignedByte(at + 1);
        return length == 2 ? table.two(lead, second) : table.three(second, bytes.getUnsignedByte(at + 2));
    }
}
