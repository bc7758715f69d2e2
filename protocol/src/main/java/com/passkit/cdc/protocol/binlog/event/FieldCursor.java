package com.passkit.cdc.protocol.binlog.event;

import java.nio.charset.Charset;

import com.passkit.cdc.protocol.error.MalformedPacketException;
import com.passkit.cdc.protocol.wire.LengthEncoded;

import io.netty.buffer.ByteBuf;

/**
 * Walks the variable part of an event, field by field, and never beyond its end. It moves no index of the buffer.
 * <p>
 * Memory: borrowed. Threading: one thread at a time; reuse one instance per flyweight.
 */
public final class FieldCursor {

    private final String structure;
    private ByteBuf buffer;
    private int index;
    private int end;

    /** @param structure name of the event, for errors */
    public FieldCursor(String structure) {
        this.structure = structure;
    }

    /**
     * @param buffer borrowed
     * @param index  absolute index of the first field
     * @param end    absolute index behind the last one
     */
    public FieldCursor wrap(ByteBuf buffer, int index, int end) {
        if (index > end) {
            throw malformed("length", index - end + " bytes missing", ">= 0 bytes left");
        }
        this.buffer = buffer;
        this.index = index;
        this.end = end;
        return this;
    }

    /** Absolute index of the next field. */
    public int index() {
        return index;
    }

    /** Bytes that are left. */
    public int remaining() {
        return end - index;
    }

    /** @return absolute index of the first byte skipped */
    public int skip(int length, String field) {
        if (length < 0 || length > end - index) {
            throw malformed(field, length + " bytes", "<= " + (end - index) + ", the bytes that are left");
        }
        int start = index;
        index += length;
        return start;
    }

    public int readUnsignedByte(String field) {
        return buffer.getUnsignedByte(skip(Byte.BYTES, field));
    }

    public int readUnsignedShort(String field) {
        return buffer.getUnsignedShortLE(skip(Short.BYTES, field));
    }

    /** Little endian integer of 1 to 8 bytes. */
    public long readUnsigned(int length, String field) {
        int start = skip(length, field);
        long value = 0;
        for (int i = length - 1; i >= 0; i--) {
            value = value << Byte.SIZE | buffer.getUnsignedByte(start + i);
        }
        return value;
    }

    /** uint32 that counts bytes or items which follow: one byte each at least. */
    public int readCount32(String field) {
        long count = readUnsigned(Integer.BYTES, field);
        if (count > end - index) {
            throw malformed(field, count, "<= " + (end - index) + ", the bytes that are left");
        }
        return (int) count;
    }

    /** Length-encoded integer, to be read as unsigned. */
    public long readLengthEncoded(String field) {
        if (index >= end) {
            throw malformed(field, "missing", "a length-encoded integer");
        }
        int start = skip(LengthEncoded.lengthAt(buffer, index), field);
        return LengthEncoded.get(buffer, start);
    }

    /** Length-encoded length of bytes that follow, checked against those that are left. */
    public int readLength(String field) {
        long length = readLengthEncoded(field);
        if (length < 0 || length > end - index) {
            throw malformed(field, Long.toUnsignedString(length), "<= " + (end - index) + ", the bytes that are left");
        }
        return (int) length;
    }

    /** Length-encoded integer that must not be larger than a limit. */
    public int readCount(String field, int max) {
        long count = readLengthEncoded(field);
        if (count < 0 || count > max) {
            throw malformed(field, Long.toUnsignedString(count), "<= " + max);
        }
        return (int) count;
    }

    /** String behind its length-encoded length. */
    public String readText(String field, Charset charset) {
        int length = readLength(field);
        return buffer.toString(skip(length, field), length, charset);
    }

    /**
     * Unsigned integer of MySQL's serialization library: as many trailing one bits in the first byte as bytes follow
     * it, then the value, little endian, above them.
     */
    public long readVarlen(String field) {
        int first = readUnsignedByte(field);
        int following = Integer.numberOfTrailingZeros(~first & 0x1ff);
        long rest = following == 0 ? 0 : readUnsigned(following, field);
        return following >= Byte.SIZE - 1 ? rest
            : rest << (Byte.SIZE - 1 - following) | first >>> (following + 1);
    }

    /** Signed integer of MySQL's serialization library: the sign in the lowest bit. */
    public long readVarlenSigned(String field) {
        long value = readVarlen(field);
        return value >>> 1 ^ -(value & 1);
    }

    /** An error in this structure. */
    public MalformedPacketException malformed(String field, Object value, String expected) {
        return MalformedPacketException.of(structure, field, value, expected);
    }
}
