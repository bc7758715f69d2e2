package com.passkit.cdc.runtime.encode;

import java.nio.charset.StandardCharsets;

import io.netty.buffer.ByteBuf;

/** Writes bytes as base64 or hexadecimal digits, straight from one buffer to the other. Threading: any thread. */
final class BinaryText {

    private static final byte[] BASE64 =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    private BinaryText() {
    }

    /** @param zeroCount zero bytes to append to the input */
    static void writeBase64(ByteBuf in, int index, int length, int zeroCount, ByteBuf out) {
        out.ensureWritable((length + zeroCount + 2) / 3 * 4);
        int end = index + length;
        int total = end + zeroCount;
        int i = index;
        for (; i + 3 <= end; i += 3) {
            writeGroup(in.getUnsignedMedium(i), out);
        }
        for (; i + 3 <= total; i += 3) {
            writeGroup(byteAt(in, i, end) << 16 | byteAt(in, i + 1, end) << 8 | byteAt(in, i + 2, end), out);
        }
        if (i + 1 == total) {
            int group = byteAt(in, i, end) << 16;
            out.writeByte(BASE64[group >>> 18]).writeByte(BASE64[group >>> 12 & 63]).writeByte('=').writeByte('=');
        } else if (i + 2 == total) {
            int group = byteAt(in, i, end) << 16 | byteAt(in, i + 1, end) << 8;
            out.writeByte(BASE64[group >>> 18]).writeByte(BASE64[group >>> 12 & 63])
                .writeByte(BASE64[group >>> 6 & 63]).writeByte('=');
        }
    }

    /** @param zeroCount zero bytes to append to the input */
    static void writeHex(ByteBuf in, int index, int length, int zeroCount, ByteBuf out) {
        out.ensureWritable((length + zeroCount) * 2);
        int end = index + length;
        for (int i = index; i < end + zeroCount; i++) {
            int value = byteAt(in, i, end);
            out.writeShort(HEX[value >>> 4] << 8 | HEX[value & 15]);
        }
    }

    private static void writeGroup(int group, ByteBuf out) {
        out.writeInt(BASE64[group >>> 18] << 24 | BASE64[group >>> 12 & 63] << 16
            | BASE64[group >>> 6 & 63] << 8 | BASE64[group & 63]);
    }

    private static int byteAt(ByteBuf in, int index, int end) {
        return index < end ? in.getUnsignedByte(index) : 0;
    }
}
