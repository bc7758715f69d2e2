package com.passkit.cdc.protocol.row.json;

import java.util.IdentityHashMap;
import java.util.Map;

import com.passkit.cdc.protocol.error.MalformedPacketException;

import io.netty.buffer.ByteBuf;

/**
 * Writes a document in binary form, each container in the small one where it fits. One instance a document: it keeps
 * how long the opened containers become. Threading: one thread at a time.
 */
final class JsonNodeEncoder {

    private static final int MAX_SMALL_LENGTH = 0xffff;

    private final Map<JsonNode, Long> containerLengths = new IdentityHashMap<>();

    /** @return bytes of the document */
    long measure(JsonNode document) {
        return JsonContainer.TYPE_LENGTH + measureValue(document);
    }

    private long measureValue(JsonNode node) {
        if (!node.isOpened()) {
            return node.length();
        }
        for (JsonNode member : node.members()) {
            measureValue(member);
        }
        long length = containerLength(node, false);
        if (length > MAX_SMALL_LENGTH) {
            length = containerLength(node, true);
        }
        containerLengths.put(node, length);
        return length;
    }

    private long containerLength(JsonNode node, boolean isLarge) {
        long length = JsonContainer.headerLength(node.isObject(), isLarge, node.members().size());
        for (byte[] key : node.keys()) {
            length += key.length;
        }
        for (JsonNode member : node.members()) {
            length += JsonType.isInlined(member.type(), isLarge) ? 0 : length(member);
        }
        return length;
    }

    private long length(JsonNode node) {
        return node.isOpened() ? containerLengths.get(node) : node.length();
    }

    private boolean isLarge(JsonNode container) {
        return length(container) > MAX_SMALL_LENGTH;
    }

    /** Appends the document that was measured. */
    void write(JsonNode document, ByteBuf out) {
        out.writeByte(type(document));
        writeValue(document, out);
    }

    private int type(JsonNode node) {
        if (!node.isOpened()) {
            return node.type();
        }
        if (node.isObject()) {
            return isLarge(node) ? JsonType.LARGE_OBJECT : JsonType.SMALL_OBJECT;
        }
        return isLarge(node) ? JsonType.LARGE_ARRAY : JsonType.SMALL_ARRAY;
    }

    private void writeValue(JsonNode node, ByteBuf out) {
        if (node.isOpened()) {
            writeContainer(node, isLarge(node), out);
        } else {
            out.writeBytes(node.source(), node.index(), node.length());
        }
    }

    private void writeContainer(JsonNode node, boolean isLarge, ByteBuf out) {
        int start = out.writerIndex();
        int count = node.members().size();
        int headerLength = (int) JsonContainer.headerLength(node.isObject(), isLarge, count);
        writeOffset(count, isLarge, out);
        writeOffset((int) length(node), isLarge, out);
        int keyOffset = headerLength;
        for (byte[] key : node.keys()) {
            if (key.length > MAX_SMALL_LENGTH) {
                throw MalformedPacketException.of("JsonBinary", "key.length", key.length, "<= " + MAX_SMALL_LENGTH);
            }
            writeOffset(keyOffset, isLarge, out);
            out.writeShortLE(key.length);
            keyOffset += key.length;
        }
        long valueOffset = keyOffset;
        for (JsonNode member : node.members()) {
            out.writeByte(type(member));
            if (JsonType.isInlined(member.type(), isLarge)) {
                writeOffset(inlined(member), isLarge, out);
            } else {
                writeOffset((int) valueOffset, isLarge, out);
                valueOffset += length(member);
            }
        }
        for (byte[] key : node.keys()) {
            out.writeBytes(key);
        }
        for (JsonNode member : node.members()) {
            if (!JsonType.isInlined(member.type(), isLarge)) {
                writeValue(member, out);
            }
        }
        if (out.writerIndex() - start != length(node)) {
            throw new AssertionError("written " + (out.writerIndex() - start) + " of " + length(node) + " bytes");
        }
    }

    private static int inlined(JsonNode member) {
        return switch (member.type()) {
            case JsonType.LITERAL -> member.source().getUnsignedByte(member.index());
            case JsonType.INT16 -> member.source().getShortLE(member.index());
            case JsonType.UINT16 -> member.source().getUnsignedShortLE(member.index());
            default -> member.source().getIntLE(member.index());
        };
    }

    private static void writeOffset(int offset, boolean isLarge, ByteBuf out) {
        if (isLarge) {
            out.writeIntLE(offset);
        } else {
            out.writeShortLE(offset);
        }
    }
}
