package com.passkit.cdc.protocol.binlog.value;

import java.util.Arrays;

import com.passkit.cdc.protocol.row.ColumnVisitor;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/**
 * MariaDB's INET4, INET6 and UUID: a length and as many of their 4 or 16 bytes, without trailing zeros. They are pushed
 * as the text that the server prints, made in a buffer of the decoder's own. Threading: one thread at a time.
 */
final class AddressDecoder implements ValueDecoder {

    private static final int MAX_LENGTH = 16;
    private static final int INET4_LENGTH = 4;
    private static final int MAX_TEXT_LENGTH = 45;
    private static final int WORDS = MAX_LENGTH / Short.BYTES;
    /** Zero words at the start of an IPv6 address that has an IPv4 one at its end. */
    private static final int COMPATIBLE_ZEROS = 6;
    private static final int MAPPED_ZEROS = 5;
    private static final int MAPPED_WORD = 0xffff;
    private static final byte[] HEX = {'0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'};

    /** Which of the three. */
    enum Kind {
        INET4, INET6, UUID
    }

    private final String name;
    private final Kind kind;
    private final byte[] bytes = new byte[MAX_LENGTH];
    private final ByteBuf text = Unpooled.wrappedBuffer(new byte[MAX_TEXT_LENGTH]);

    AddressDecoder(String name, Kind kind) {
        this.name = name;
        this.kind = kind;
    }

    @Override
    public int length(ByteBuf image, int index, int end) {
        Bounds.check(name, Byte.BYTES, index, end);
        int length = image.getUnsignedByte(index);
        int max = kind == Kind.INET4 ? INET4_LENGTH : MAX_LENGTH;
        return Bounds.check(name, Byte.BYTES + length, index, Math.min(end, index + Byte.BYTES + max));
    }

    @Override
    public void decode(ByteBuf image, int index, int column, ColumnVisitor visitor) {
        int length = image.getUnsignedByte(index);
        image.getBytes(index + 1, bytes, 0, length);
        Arrays.fill(bytes, length, MAX_LENGTH, (byte) 0);
        text.clear();
        switch (kind) {
            case INET4 -> writeInet4(0);
            case INET6 -> writeInet6();
            case UUID -> writeUuid();
        }
        visitor.onString(column, text, 0, text.writerIndex());
    }

    private void writeInet4(int start) {
        for (int i = start; i < start + INET4_LENGTH; i++) {
            if (i > start) {
                text.writeByte('.');
            }
            int part = bytes[i] & 0xff;
            if (part >= 100) {
                text.writeByte('0' + part / 100);
            }
            if (part >= 10) {
                text.writeByte('0' + part / 10 % 10);
            }
            text.writeByte('0' + part % 10);
        }
    }

    private int word(int n) {
        return (bytes[2 * n] & 0xff) << Byte.SIZE | bytes[2 * n + 1] & 0xff;
    }

    /** The longest run of zero words is left out, the first of those of one length, be it of a single word. */
    private void writeInet6() {
        int gap = -1;
        int gapLength = 0;
        for (int n = 0, zeros = 0; n < WORDS; n++) {
            zeros = word(n) == 0 ? zeros + 1 : 0;
            if (zeros > gapLength) {
                gapLength = zeros;
                gap = n - zeros + 1;
            }
        }
        for (int n = 0; n < WORDS; n++) {
            if (n == gap) {
                if (n == 0) {
                    text.writeByte(':');
                }
                text.writeByte(':');
                n += gapLength - 1;
            } else if (n == COMPATIBLE_ZEROS && gap == 0 && (gapLength == COMPATIBLE_ZEROS
                || gapLength == MAPPED_ZEROS && word(MAPPED_ZEROS) == MAPPED_WORD)) {
                writeInet4(2 * n);
                return;
            } else {
                writeWord(word(n));
                if (n < WORDS - 1) {
                    text.writeByte(':');
                }
            }
        }
    }

    private void writeWord(int word) {
        for (int shift = word > 0xfff ? 12 : word > 0xff ? 8 : word > 0xf ? 4 : 0; shift >= 0; shift -= 4) {
            text.writeByte(HEX[word >>> shift & 0xf]);
        }
    }

    private void writeUuid() {
        for (int i = 0; i < MAX_LENGTH; i++) {
            if (i == 4 || i == 6 || i == 8 || i == 10) {
                text.writeByte('-');
            }
            text.writeByte(HEX[bytes[i] >>> 4 & 0xf]).writeByte(HEX[bytes[i] & 0xf]);
        }
    }
}
