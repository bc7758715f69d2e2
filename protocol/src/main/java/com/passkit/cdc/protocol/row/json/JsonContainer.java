package com.passkit.cdc.protocol.row.json;

import com.passkit.cdc.protocol.error.MalformedPacketException;

import io.netty.buffer.ByteBuf;

/**
 * Entries of an object or an array of binary JSON, whose layout {@link JsonBinary} shows.
 * Memory: borrowed. Threading: one thread at a time.
 */
final class JsonContainer {

    static final int KEY_LENGTH_LENGTH = 2;
    static final int TYPE_LENGTH = 1;

    private static final int SMALL_OFFSET_LENGTH = 2;
    private static final int LARGE_OFFSET_LENGTH = 4;
    private static final String STRUCTURE = "JsonContainer";

    private ByteBuf json;
    private boolean isLarge;
    private boolean isObject;
    private int start;
    private int count;
    private int headerLength;
    private int end;
    private int keyEntries;
    private int valueEntries;

    static int offsetLength(boolean isLarge) {
        return isLarge ? LARGE_OFFSET_LENGTH : SMALL_OFFSET_LENGTH;
    }

    /** Bytes from the count of members to the last entry. */
    static long headerLength(boolean isObject, boolean isLarge, long count) {
        int offsetLength = offsetLength(isLarge);
        int keyEntryLength = isObject ? offsetLength + KEY_LENGTH_LENGTH : 0;
        return 2L * offsetLength + count * (keyEntryLength + TYPE_LENGTH + offsetLength);
    }

    /**
     * @param type  one of the four of containers
     * @param start index of its count of members
     * @param end   where what it stands in ends
     */
    JsonContainer wrap(ByteBuf json, int type, int start, int end) {
        this.json = json;
        this.start = start;
        isLarge = type == JsonType.LARGE_OBJECT || type == JsonType.LARGE_ARRAY;
        isObject = type == JsonType.SMALL_OBJECT || type == JsonType.LARGE_OBJECT;
        int offsetLength = offsetLength(isLarge);
        if (end - start < 2 * offsetLength) {
            throw MalformedPacketException.of(STRUCTURE, "length", end - start, ">= " + 2 * offsetLength);
        }
        long members = offset(start);
        long size = offset(start + offsetLength);
        long length = headerLength(isObject, isLarge, members);
        if (size > end - start || length > size) {
            throw MalformedPacketException.of(STRUCTURE, "size", size + " for " + members + " members",
                length + " to " + (end - start));
        }
        count = (int) members;
        headerLength = (int) length;
        this.end = start + (int) size;
        keyEntries = start + 2 * offsetLength;
        valueEntries = keyEntries + (isObject ? count * (offsetLength + KEY_LENGTH_LENGTH) : 0);
        return this;
    }

    private long offset(int at) {
        return isLarge ? json.getUnsignedIntLE(at) : json.getUnsignedShortLE(at);
    }

    boolean isObject() {
        return isObject;
    }

    int count() {
        return count;
    }

    /** Bytes of the whole container. */
    int length() {
        return end - start;
    }

    /** @return the key of the i-th member, the caller's own */
    byte[] key(int i) {
        int entry = keyEntries + i * (offsetLength(isLarge) + KEY_LENGTH_LENGTH);
        byte[] key = new byte[json.getUnsignedShortLE(entry + offsetLength(isLarge))];
        json.getBytes(check(offset(entry), key.length, "key"), key);
        return key;
    }

    int valueType(int i) {
        return json.getUnsignedByte(valueEntry(i));
    }

    /** @return index of the value, in its entry or behind all of them */
    int valueIndex(int i) {
        int entry = valueEntry(i);
        return JsonType.isInlined(valueType(i), isLarge) ? entry + TYPE_LENGTH
            : check(offset(entry + TYPE_LENGTH), 1, "value");
    }

    private int valueEntry(int i) {
        return valueEntries + i * (TYPE_LENGTH + offsetLength(isLarge));
    }

    /** Index behind the last value. */
    int end() {
        return end;
    }

    private int check(long offset, int length, String field) {
        if (offset < headerLength || offset + length > end - start) {
            throw MalformedPacketException.of(STRUCTURE, field + ".offset", offset + " for " + length + " bytes",
                headerLength + " to " + (end - start - length));
        }
        return start + (int) offset;
    }
}
