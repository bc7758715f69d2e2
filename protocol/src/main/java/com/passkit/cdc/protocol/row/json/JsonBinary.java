package com.passkit.cdc.protocol.row.json;

import com.passkit.cdc.protocol.error.MalformedPacketException;
import com.passkit.cdc.protocol.row.ShortestNumber;

import io.netty.buffer.ByteBuf;

/**
 * MySQL's binary JSON, written as compact JSON text: members in stored order, no white space, numbers and strings as
 * the server prints them.
 * <pre>
 * Document  => Type Value
 * Type      => uint8             see {@link JsonType}
 * Object    => Count Size KeyEntry* ValueEntry* Key* Value*
 * Array     => Count Size ValueEntry* Value*
 *   Count      => offset          number of members
 *   Size       => offset          bytes of the whole container, from Count on
 *   KeyEntry   => offset uint16   where the key is, its length
 *   ValueEntry => Type offset     where the value is, or the value itself where it fits: literals, 16-bit integers,
 *                                 in large containers 32-bit integers too
 * Literal   => uint8             0 null, 1 true, 2 false
 * Integer   => 2, 4 or 8 bytes
 * Double    => 8 bytes
 * String    => VarLength utf8mb4
 * Opaque    => uint8 VarLength bytes   see {@link JsonOpaque}
 * VarLength => 1 to 5 bytes      7 bits each, the lowest first; the high bit tells that another follows
 * </pre>
 * An offset has 2 bytes in a small container, 4 in a large one, and counts from the container's Count. All integers
 * little endian. In-place updates leave holes between values, so order and gaps are not checked, but every offset is.
 * <p>
 * Memory: borrowed until the method returns. Nothing is allocated for a document. Threading: one thread at a time.
 * <p>
 * Source: sql/json_binary.h of the server.
 */
public final class JsonBinary {

    /** Nesting that no server exceeds. */
    public static final int MAX_DEPTH = 100;

    private static final String STRUCTURE = "JsonBinary";
    private static final int SMALL_OFFSET_LENGTH = 2;
    private static final int LARGE_OFFSET_LENGTH = 4;
    private static final int KEY_LENGTH_LENGTH = 2;
    private static final int TYPE_LENGTH = 1;
    private static final int MAX_VAR_LENGTH_BYTES = 5;
    private static final byte[] NULL = {'n', 'u', 'l', 'l'};
    private static final byte[] TRUE = {'t', 'r', 'u', 'e'};
    private static final byte[] FALSE = {'f', 'a', 'l', 's', 'e'};

    private final boolean pointInWholeDoubles;
    private final ShortestNumber doubles = new ShortestNumber();
    private final JsonOpaque opaques = new JsonOpaque();
    /** Length of the variable length that was read last. */
    private int varLengthBytes;
    /** Members that may still be written: a valid document has no more than it has bytes for entries. */
    private int membersLeft;
    /** Bytes of keys, strings and opaque values that may still be written: in a valid document no two share any. */
    private int bytesLeft;

    private JsonBinary(boolean pointInWholeDoubles) {
        this.pointInWholeDoubles = pointInWholeDoubles;
    }

    /** For documents of a server of version 8.0 or later, which prints the double 1 as {@code 1.0}. */
    public JsonBinary() {
        this(true);
    }

    /** @param serverVersion as the server tells it; 5.7 prints the double 1 as {@code 1} */
    public static JsonBinary of(String serverVersion) {
        return new JsonBinary(!serverVersion.startsWith("5."));
    }

    /**
     * Appends a document.
     *
     * @param json   document in binary form
     * @param length 0 stands for the literal null
     * @throws MalformedPacketException when an offset, a length or a type is none; {@code out} may have a part of it
     */
    public void write(ByteBuf json, int index, int length, ByteBuf out) {
        if (length == 0) {
            out.writeBytes(NULL);
            return;
        }
        membersLeft = length;
        bytesLeft = length;
        writeValue(json, json.getUnsignedByte(index), index + TYPE_LENGTH, index + length, 1, out);
    }

    private void writeValue(ByteBuf json, int type, int at, int end, int depth, ByteBuf out) {
        switch (type) {
            case JsonType.SMALL_OBJECT -> writeContainer(json, true, SMALL_OFFSET_LENGTH, at, end, depth, out);
            case JsonType.LARGE_OBJECT -> writeContainer(json, true, LARGE_OFFSET_LENGTH, at, end, depth, out);
            case JsonType.SMALL_ARRAY -> writeContainer(json, false, SMALL_OFFSET_LENGTH, at, end, depth, out);
            case JsonType.LARGE_ARRAY -> writeContainer(json, false, LARGE_OFFSET_LENGTH, at, end, depth, out);
            case JsonType.LITERAL -> writeLiteral(require(json, at, 1, end).getUnsignedByte(at), out);
            case JsonType.INT16 -> JsonDigits.writeSigned(require(json, at, 2, end).getShortLE(at), out);
            case JsonType.UINT16 -> JsonDigits.writeSigned(require(json, at, 2, end).getUnsignedShortLE(at), out);
            case JsonType.INT32 -> JsonDigits.writeSigned(require(json, at, 4, end).getIntLE(at), out);
            case JsonType.UINT32 -> JsonDigits.writeSigned(require(json, at, 4, end).getUnsignedIntLE(at), out);
            case JsonType.INT64 -> JsonDigits.writeSigned(require(json, at, 8, end).getLongLE(at), out);
            case JsonType.UINT64 -> JsonDigits.writeUnsigned(require(json, at, 8, end).getLongLE(at), out);
            case JsonType.DOUBLE -> writeDouble(require(json, at, 8, end).getDoubleLE(at), out);
            case JsonType.STRING -> {
                int length = varLength(json, at, end);
                writeString(json, at + varLengthBytes, length, out);
            }
            case JsonType.OPAQUE -> {
                int opaqueType = require(json, at, TYPE_LENGTH, end).getUnsignedByte(at);
                int length = varLength(json, at + TYPE_LENGTH, end);
                takeBytes(length);
                opaques.write(opaqueType, json, at + TYPE_LENGTH + varLengthBytes, length, out);
            }
            default -> throw MalformedPacketException.of(STRUCTURE, "type", type, "0 to 12, or 15");
        }
    }

    private void writeContainer(
        ByteBuf json, boolean isObject, int offsetLength, int start, int end, int depth, ByteBuf out) {
        if (depth > MAX_DEPTH) {
            throw MalformedPacketException.of(STRUCTURE, "depth", depth, "<= " + MAX_DEPTH);
        }
        require(json, start, 2 * offsetLength, end);
        long count = offset(json, start, offsetLength);
        long size = offset(json, start + offsetLength, offsetLength);
        int keyEntryLength = isObject ? offsetLength + KEY_LENGTH_LENGTH : 0;
        int valueEntryLength = TYPE_LENGTH + offsetLength;
        long headerLength = 2L * offsetLength + count * (keyEntryLength + valueEntryLength);
        if (size > end - start || headerLength > size) {
            throw MalformedPacketException.of(STRUCTURE, "container.size", size + " for " + count + " members",
                headerLength + " to " + (end - start));
        }
        takeMembers((int) count);
        int containerEnd = start + (int) size;
        int keyEntry = start + 2 * offsetLength;
        int valueEntry = keyEntry + (int) count * keyEntryLength;
        out.writeByte(isObject ? '{' : '[');
        for (int i = 0; i < count; i++) {
            if (i > 0) {
                out.writeByte(',');
            }
            if (isObject) {
                writeKey(json, keyEntry, offsetLength, start, (int) headerLength, containerEnd, out);
                keyEntry += keyEntryLength;
            }
            int type = json.getUnsignedByte(valueEntry);
            if (JsonType.isInlined(type, offsetLength == LARGE_OFFSET_LENGTH)) {
                writeValue(json, type, valueEntry + TYPE_LENGTH, valueEntry + valueEntryLength, depth, out);
            } else {
                long offset = offset(json, valueEntry + TYPE_LENGTH, offsetLength);
                int at = start + checkOffset(offset, headerLength, size);
                writeValue(json, type, at, containerEnd, depth + 1, out);
            }
            valueEntry += valueEntryLength;
        }
        out.writeByte(isObject ? '}' : ']');
    }

    /** Overlapping containers could make a short document long without end. */
    private void takeMembers(int count) {
        membersLeft -= count;
        if (membersLeft < 0) {
            throw MalformedPacketException.of(STRUCTURE, "container.count", count, "fewer members than bytes");
        }
    }

    private void takeBytes(int length) {
        bytesLeft -= length;
        if (bytesLeft < 0) {
            throw MalformedPacketException.of(STRUCTURE, "value.length", length, "values that do not overlap");
        }
    }

    private void writeKey(
        ByteBuf json, int entry, int offsetLength, int start, int headerLength, int end, ByteBuf out) {
        long offset = offset(json, entry, offsetLength);
        int length = json.getUnsignedShortLE(entry + offsetLength);
        // an empty key may lie at the very end
        int at = start + checkOffset(offset, headerLength, (long) end - start + 1);
        require(json, at, length, end);
        writeString(json, at, length, out);
        out.writeByte(':');
    }

    private void writeString(ByteBuf json, int at, int length, ByteBuf out) {
        takeBytes(length);
        out.writeByte('"');
        JsonEscape.write(json, at, length, out);
        out.writeByte('"');
    }

    private static void writeLiteral(int literal, ByteBuf out) {
        switch (literal) {
            case JsonType.LITERAL_NULL -> out.writeBytes(NULL);
            case JsonType.LITERAL_TRUE -> out.writeBytes(TRUE);
            case JsonType.LITERAL_FALSE -> out.writeBytes(FALSE);
            default -> throw MalformedPacketException.of(STRUCTURE, "literal", literal, "0, 1 or 2");
        }
    }

    private void writeDouble(double value, ByteBuf out) {
        if (!Double.isFinite(value)) {
            throw MalformedPacketException.of(STRUCTURE, "double", value, "a finite number");
        }
        int start = out.writerIndex();
        doubles.write(value, out);
        if (pointInWholeDoubles && isDigitsOnly(out, start)) {
            out.writeByte('.').writeByte('0');
        }
    }

    private static boolean isDigitsOnly(ByteBuf out, int start) {
        for (int i = start; i < out.writerIndex(); i++) {
            int c = out.getByte(i);
            if (c == '.' || c == 'e') {
                return false;
            }
        }
        return true;
    }

    private static long offset(ByteBuf json, int at, int offsetLength) {
        return offsetLength == SMALL_OFFSET_LENGTH ? json.getUnsignedShortLE(at) : json.getUnsignedIntLE(at);
    }

    private static int checkOffset(long offset, long min, long max) {
        if (offset < min || offset >= max) {
            throw MalformedPacketException.of(STRUCTURE, "container.offset", offset, min + " to " + (max - 1));
        }
        return (int) offset;
    }

    /** Reads a length that is followed by as many bytes; sets {@link #varLengthBytes}. */
    private int varLength(ByteBuf json, int at, int end) {
        long length = 0;
        for (int i = 0; i < MAX_VAR_LENGTH_BYTES; i++) {
            int b = require(json, at + i, 1, end).getUnsignedByte(at + i);
            length |= (long) (b & 0x7f) << 7 * i;
            if (b < 0x80) {
                varLengthBytes = i + 1;
                require(json, at + i + 1, length, end);
                return (int) length;
            }
        }
        throw MalformedPacketException.of(STRUCTURE, "length", "more than " + MAX_VAR_LENGTH_BYTES + " bytes",
            "1 to " + MAX_VAR_LENGTH_BYTES + " bytes");
    }

    private static ByteBuf require(ByteBuf json, int at, long length, int end) {
        if (length > end - at) {
            throw MalformedPacketException.of(STRUCTURE, "value.length", length, "<= " + Math.max(0, end - at));
        }
        return json;
    }
}
