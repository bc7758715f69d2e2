package com.passkit.cdc.protocol.row.json;

import java.util.List;

import com.passkit.cdc.protocol.error.MalformedPacketException;

import io.netty.buffer.ByteBuf;

/**
 * Applies differences to a document: the result prints as the server prints its own. Only containers on the way to a
 * change are taken apart; what they hold beside keeps its bytes.
 * <p>
 * Memory: borrowed until the method returns; what is allocated for it grows with the bytes of the document and of its
 * differences, and with nothing they say. Threading: any thread.
 */
public final class JsonPatch {

    /** No entry of a container takes more than twice its room in the other form. */
    private static final int MAX_GROWTH = 2;
    private static final int SLACK_LENGTH = 64;

    private JsonPatch() {
    }

    /**
     * Appends the document as the differences leave it, in binary form.
     *
     * @param json  the document before, in binary form
     * @param diffs as {@link JsonDiffCursor} reads them
     * @return bytes appended
     * @throws MalformedPacketException when a difference does not fit the document, or bytes are none of either
     */
    public static int apply(ByteBuf json, int index, int length, ByteBuf diffs, int diffsIndex, int diffsLength,
        ByteBuf out) {
        JsonNode document = JsonNode.ofDocument(json, index, length);
        JsonDiffCursor diff = new JsonDiffCursor().wrap(diffs, diffsIndex, diffsLength);
        while (diff.next()) {
            applyOne(document, diff);
        }
        JsonNodeEncoder encoder = new JsonNodeEncoder();
        long patchedLength = encoder.measure(document);
        long maxLength = MAX_GROWTH * ((long) length + diffsLength) + SLACK_LENGTH;
        if (patchedLength > Math.min(maxLength, Integer.MAX_VALUE)) {
            throw MalformedPacketException.of("JsonDiff", "patched.length", patchedLength,
                "<= " + maxLength + ", values that do not overlap");
        }
        encoder.write(document, out);
        return (int) patchedLength;
    }

    private static void applyOne(JsonNode document, JsonDiffCursor diff) {
        List<JsonPath.Leg> path = diff.path();
        JsonNode parent = path.isEmpty() ? null : document;
        for (int i = 0; i < path.size() - 1 && parent != null; i++) {
            parent = parent.find(path.get(i));
        }
        JsonPath.Leg last = path.isEmpty() ? null : path.get(path.size() - 1);
        boolean isApplied = parent != null && switch (diff.operation()) {
            case JsonDiffCursor.REPLACE -> parent.replace(last, diff.value());
            case JsonDiffCursor.INSERT -> parent.insert(last, diff.value());
            default -> parent.remove(last);
        };
        if (!isApplied) {
            throw MalformedPacketException.of("JsonDiff", "path", diff.pathText(),
                "a place in the document before, for operation " + diff.operation());
        }
    }
}
