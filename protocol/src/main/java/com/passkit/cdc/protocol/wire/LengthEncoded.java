package com.passkit.cdc.protocol.wire;

import com.passkit.cdc.protocol.error.MalformedPacketException;

import io.netty.buffer.ByteBuf;

/**
 * Length-encoded integers of the client/server protocol and of binlog events.
 * <pre>
 *  first byte   bytes that follow   value
 *  0x00..0xfa   0                   the byte itself
 *  0xfb         0                   NULL of a text result row; not an integer
 *  0xfc         2                   uint16
 *  0xfd         3                   uint24
 *  0xfe         8                   uint64
 * </pre>
 * All little endian. Memory: borrowed until the method returns. Threading: any thread.
 * <p>
 * Source: MySQL Internals, "Protocol::LengthEncodedInteger".
 */
public final class LengthEncoded {

    /** First byte that stands for NULL in a text result row. */
    public static final int NULL_MARKER = 0xfb;

    private static final int MARKER_UINT16 = 0xfc;
    private static final int MARKER_UINT24 = 0xfd;
    private static final int MARKER_UINT64 = 0xfe;

    private LengthEncoded() {
    }

    /** @return bytes that the integer at this index occupies: 1, 3, 4 or 9 */
    public static int lengthAt(ByteBuf bytes, int index) {
        int first = bytes.getUnsignedByte(index);
        return switch (first) {
            case MARKER_UINT16 -> 3;
            case MARKER_UINT24 -> 4;
            case MARKER_UINT64 -> 9;
            case NULL_MARKER, 0xff -> throw MalformedPacketException.of(
                "LengthEncoded", "first byte", "0x" + Integer.toHexString(first), "0x00 to 0xfa, 0xfc, 0xfd or 0xfe");
            default -> 1;
        };
    }

    /** @return the integer at this absolute index, to be read as unsigned; its bytes are known to be there */
    public static long get(ByteBuf bytes, int index) {
        return switch (lengthAt(bytes, index)) {
            case 1 -> bytes.getUnsignedByte(index);
            case 3 -> bytes.getUnsignedShortLE(index + 1);
            case 4 -> bytes.getUnsignedMediumLE(index + 1);
            default -> bytes.getLongLE(index + 1);
        };
    }

    /** Reads the integer at the reader index, when the readable bytes hold it, and moves behind it. */
    public static long read(ByteBuf bytes) {
        int index = bytes.readerIndex();
        if (!bytes.isReadable() || lengthAt(bytes, index) > bytes.readableBytes()) {
            throw MalformedPacketException.of("LengthEncoded", "bytes left", bytes.readableBytes(),
                "an integer of 1, 3, 4 or 9");
        }
        long value = get(bytes, index);
        bytes.skipBytes(lengthAt(bytes, index));
        return value;
    }

    /**
     * Reads a length at the reader index and moves behind it.
     *
     * @param structure for the error
     * @param field     for the error
     * @return the length, checked against the bytes that remain behind it
     */
    public static int readLength(ByteBuf bytes, String structure, String field) {
        long length = read(bytes);
        if (length < 0 || length > bytes.readableBytes()) {
            throw MalformedPacketException.of(structure, field, Long.toUnsignedString(length),
                "<= " + bytes.readableBytes() + ", the bytes that are left");
        }
        return (int) length;
    }

    /** Appends the shortest encoding. */
    public static void write(ByteBuf out, long value) {
        if (value >= 0 && value < NULL_MARKER) {
            out.writeByte((int) value);
        } else if (value >= 0 && value <= 0xffff) {
            out.writeByte(MARKER_UINT16).writeShortLE((int) value);
        } else if (value >= 0 && value <= 0xff_ffff) {
            out.writeByte(MARKER_UINT24).writeMediumLE((int) value);
        } else {
            out.writeByte(MARKER_UINT64).writeLongLE(value);
        }
    }
}
