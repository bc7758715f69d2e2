package com.passkit.cdc.protocol.row.json;

import java.nio.charset.StandardCharsets;
import java.util.List;

import com.passkit.cdc.protocol.error.MalformedPacketException;
import com.passkit.cdc.protocol.wire.LengthEncoded;

import io.netty.buffer.ByteBuf;

/**
 * Walks the differences between two versions of a document.
 * <pre>
 * Diffs     => Diff*
 * Diff      =>
 *   Operation   => uint8    0 replace, 1 insert, 2 remove
 *   PathLength  => lenenc
 *   Path        => utf8mb4[PathLength]   see {@link JsonPath}
 *   // replace and insert only
 *   ValueLength => lenenc
 *   Value       => bytes[ValueLength]    a document of its own, see {@link JsonBinary}
 * </pre>
 * Memory: borrowed. Threading: one thread at a time.
 * <p>
 * Source: sql/json_diff.h of the server.
 */
public final class JsonDiffCursor {

    /** The place gets another value. */
    public static final int REPLACE = 0;
    /** A new member of an object; a new cell of an array, before the one that is there. */
    public static final int INSERT = 1;
    /** The place goes, and in an array the cells behind it move up. */
    public static final int REMOVE = 2;

    private static final String STRUCTURE = "JsonDiff";

    private ByteBuf buffer;
    private int index;
    private int end;
    private int operation;
    private int pathIndex;
    private int pathLength;
    private int valueIndex;
    private int valueLength;

    JsonDiffCursor wrap(ByteBuf buffer, int index, int length) {
        this.buffer = buffer;
        this.index = index;
        end = index + length;
        return this;
    }

    /** @return false when there is no other difference */
    boolean next() {
        if (index == end) {
            return false;
        }
        operation = buffer.getUnsignedByte(index++);
        if (operation > REMOVE) {
            throw MalformedPacketException.of(STRUCTURE, "operation", operation, "0, 1 or 2");
        }
        pathLength = readLength("pathLength");
        pathIndex = index;
        index += pathLength;
        valueLength = operation == REMOVE ? 0 : readLength("valueLength");
        valueIndex = index;
        index += valueLength;
        return true;
    }

    private int readLength(String field) {
        int prefixLength = index < end ? LengthEncoded.lengthAt(buffer, index) : 1;
        long length = prefixLength > end - index ? -1 : LengthEncoded.get(buffer, index);
        if (length < 0 || length > end - index - prefixLength) {
            throw MalformedPacketException.of(STRUCTURE, field, length, "<= " + (end - index));
        }
        index += prefixLength;
        return (int) length;
    }

    int operation() {
        return operation;
    }

    List<JsonPath.Leg> path() {
        return JsonPath.parse(buffer, pathIndex, pathLength);
    }

    String pathText() {
        return buffer.toString(pathIndex, pathLength, StandardCharsets.UTF_8);
    }

    JsonNode value() {
        return JsonNode.ofDocument(buffer, valueIndex, valueLength);
    }

    /** Appends a difference. @param value binary form; ignored by {@link #REMOVE} */
    public static void write(ByteBuf out, int operation, String path, byte[] value) {
        byte[] utf8 = path.getBytes(StandardCharsets.UTF_8);
        out.writeByte(operation);
        LengthEncoded.write(out, utf8.length);
        out.writeBytes(utf8);
        if (operation != REMOVE) {
            LengthEncoded.write(out, value.length);
            out.writeBytes(value);
        }
    }
}
