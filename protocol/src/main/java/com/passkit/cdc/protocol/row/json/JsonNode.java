package com.passkit.cdc.protocol.row.json;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import com.passkit.cdc.protocol.error.MalformedPacketException;

import io.netty.buffer.ByteBuf;

/**
 * A value of a document that is being changed: as it is stored, or, for a container on the way to a change, opened into
 * its members. What is not opened keeps its bytes.
 * Memory: borrowed as long as the tree. Threading: one thread at a time.
 */
final class JsonNode {

    private static final String STRUCTURE = "JsonBinary";
    private static final int MAX_VAR_LENGTH_BYTES = 5;
    private static final int ABSENT = -1;

    private final ByteBuf source;
    private final int type;
    private final int index;
    private final int length;
    private List<byte[]> keys = List.of();
    private List<JsonNode> members;

    private JsonNode(ByteBuf source, int type, int index, int length) {
        this.source = source;
        this.type = type;
        this.index = index;
        this.length = length;
    }

    /** @param length of a document; 0 stands for the literal null */
    static JsonNode ofDocument(ByteBuf json, int index, int length) {
        if (length == 0) {
            throw MalformedPacketException.of(STRUCTURE, "length", 0, ">= 1, a value");
        }
        return of(json, json.getUnsignedByte(index), index + JsonContainer.TYPE_LENGTH, index + length);
    }

    private static JsonNode of(ByteBuf json, int type, int at, int end) {
        long length = switch (type) {
            case JsonType.SMALL_OBJECT, JsonType.LARGE_OBJECT, JsonType.SMALL_ARRAY, JsonType.LARGE_ARRAY ->
                new JsonContainer().wrap(json, type, at, end).length();
            case JsonType.LITERAL -> 1;
            case JsonType.INT16, JsonType.UINT16 -> Short.BYTES;
            case JsonType.INT32, JsonType.UINT32 -> Integer.BYTES;
            case JsonType.INT64, JsonType.UINT64, JsonType.DOUBLE -> Long.BYTES;
            case JsonType.STRING -> prefixed(json, at, end);
            case JsonType.OPAQUE -> 1 + prefixed(json, at + 1, end);
            default -> throw MalformedPacketException.of(STRUCTURE, "type", type, "0 to 12, or 15");
        };
        if (length > end - at) {
            throw MalformedPacketException.of(STRUCTURE, "value.length", length, "<= " + Math.max(0, end - at));
        }
        return new JsonNode(json, type, at, (int) length);
    }

    /** @return bytes of a variable length and what it counts */
    private static long prefixed(ByteBuf json, int at, int end) {
        long length = 0;
        for (int i = 0; i < MAX_VAR_LENGTH_BYTES && at + i < end; i++) {
            int b = json.getUnsignedByte(at + i);
            length |= (long) (b & 0x7f) << 7 * i;
            if (b < 0x80) {
                return i + 1 + length;
            }
        }
        throw MalformedPacketException.of(STRUCTURE, "length", "more than the bytes that are left",
            "1 to " + MAX_VAR_LENGTH_BYTES + " bytes");
    }

    boolean isObject() {
        return type == JsonType.SMALL_OBJECT || type == JsonType.LARGE_OBJECT;
    }

    boolean isArray() {
        return type == JsonType.SMALL_ARRAY || type == JsonType.LARGE_ARRAY;
    }

    boolean isOpened() {
        return members != null;
    }

    ByteBuf source() {
        return source;
    }

    /** Its type as it is stored; what an opened container is written as may be another. */
    int type() {
        return type;
    }

    int index() {
        return index;
    }

    int length() {
        return length;
    }

    /** Keys of an opened object, shortest first and by their bytes among those of one length. */
    List<byte[]> keys() {
        return keys;
    }

    List<JsonNode> members() {
        return members;
    }

    private void open() {
        if (isOpened()) {
            return;
        }
        JsonContainer container = new JsonContainer().wrap(source, type, index, index + length);
        int count = container.count();
        keys = container.isObject() ? new ArrayList<>(count) : List.of();
        members = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            if (container.isObject()) {
                keys.add(container.key(i));
            }
            members.add(of(source, container.valueType(i), container.valueIndex(i), container.end()));
        }
    }

    /** @return the member that a leg leads to; null when there is none */
    JsonNode find(JsonPath.Leg leg) {
        int place = place(leg);
        return place == ABSENT ? null : members.get(place);
    }

    private int place(JsonPath.Leg leg) {
        if (leg.isCell() ? !isArray() : !isObject()) {
            return ABSENT;
        }
        open();
        if (leg.isCell()) {
            long cell = leg.cell(members.size());
            return cell >= 0 && cell < members.size() ? (int) cell : ABSENT;
        }
        for (int i = 0; i < keys.size(); i++) {
            if (Arrays.equals(keys.get(i), leg.member())) {
                return i;
            }
        }
        return ABSENT;
    }

    /** @return whether there is such a member, which is another one then */
    boolean replace(JsonPath.Leg leg, JsonNode value) {
        int place = place(leg);
        if (place != ABSENT) {
            members.set(place, value);
        }
        return place != ABSENT;
    }

    /** @return whether there was such a member */
    boolean remove(JsonPath.Leg leg) {
        int place = place(leg);
        if (place != ABSENT) {
            members.remove(place);
            if (isObject()) {
                keys.remove(place);
            }
        }
        return place != ABSENT;
    }

    /**
     * Makes room for a value: in an array before the cell, behind the last one for a cell beyond; in an object where
     * its key belongs.
     *
     * @return false when this is no such container, or the key is there already
     */
    boolean insert(JsonPath.Leg leg, JsonNode value) {
        int place = place(leg);
        if (!isOpened() || leg.isCell() != isArray() || isObject() && place != ABSENT) {
            return false;
        }
        if (leg.isCell()) {
            long cell = leg.cell(members.size());
            members.add((int) Math.max(0, Math.min(cell, members.size())), value);
            return true;
        }
        int at = 0;
        while (at < keys.size() && compare(keys.get(at), leg.member()) < 0) {
            at++;
        }
        keys.add(at, leg.member());
        members.add(at, value);
        return true;
    }

    private static int compare(byte[] a, byte[] b) {
        return a.length != b.length ? a.length - b.length : Arrays.compareUnsigned(a, b);
    }
}
