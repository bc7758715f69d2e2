package com.passkit.cdc.protocol.row.json;

import io.netty.buffer.ByteBuf;

/** Base64 as the server writes it, with an escaped line break between lines of 76 characters. */
final class Base64Lines {

    private static final int LINE_GROUPS = 76 / 4;
    private static final byte[] ALPHABET = alphabet();

    private Base64Lines() {
    }

    private static byte[] alphabet() {
        byte[] alphabet = new byte[64];
        for (int i = 0; i < 26; i++) {
            alphabet[i] = (byte) ('A' + i);
            alphabet[26 + i] = (byte) ('a' + i);
        }
        for (int i = 0; i < 10; i++) {
            alphabet[52 + i] = (byte) ('0' + i);
        }
        alphabet[62] = '+';
        alphabet[63] = '/';
        return alphabet;
    }

    static void write(ByteBuf bytes, int index, int length, ByteBuf out) {
        int groups = 0;
        for (int at = 0; at < length; at += 3, groups++) {
            if (groups == LINE_GROUPS) {
                out.writeByte('\\').writeByte('n');
                groups = 0;
            }
            int left = length - at;
            int bits = bytes.getUnsignedByte(index + at) << 16
                | (left > 1 ? bytes.getUnsignedByte(index + at + 1) << 8 : 0)
                | (left > 2 ? bytes.getUnsignedByte(index + at + 2) : 0);
            out.writeByte(ALPHABET[bits >>> 18]).writeByte(ALPHABET[bits >>> 12 & 0x3f])
                .writeByte(left > 1 ? ALPHABET[bits >>> 6 & 0x3f] : '=')
                .writeByte(left > 2 ? ALPHABET[bits & 0x3f] : '=');
        }
    }
}
