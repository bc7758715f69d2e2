package com.passkit.cdc.cli.sandbox;

import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** The latest rows of one table by key, in the order of their last change. Threading: one thread at a time. */
final class SandboxTable {

    private final Map<String, SandboxRow> rows = new LinkedHashMap<>();
    private List<String> keyColumns = List.of();
    private long eventCount;

    /** Applies one change. */
    void apply(JsonNode event, String op, long sequence) {
        eventCount++;
        JsonNode key = event.get("key");
        if (key != null && key.isObject()) {
            keyColumns = names(key);
        }
        JsonNode before = event.get("before");
        JsonNode after = event.get("after");
        switch (op) {
            case "c", "r" -> put(key, after, op, sequence, 1);
            case "u" -> update(key, before, after, sequence);
            case "d" -> remove(key, before);
            case "t" -> rows.clear();
            default -> { }
        }
    }

    int rowCount() {
        return rows.size();
    }

    long eventCount() {
        return eventCount;
    }

    /** @return names of the key's columns; empty for a table without a key */
    List<String> keyColumns() {
        return keyColumns;
    }

    /** @return all rows by the text of their key, the longest unchanged first */
    Map<String, SandboxRow> rows() {
        return rows;
    }

    private void update(JsonNode key, JsonNode before, JsonNode after, long sequence) {
        String oldKey = keyText(key, before);
        SandboxRow old = rows.get(oldKey);
        JsonNode whole = after;
        if (old != null && isObject(key)) {
            // Columns that the server did not log keep the value they had.
            whole = overlay(old.json(), after);
        }
        remove(key, before);
        put(key, whole, "u", sequence, 1);
    }

    private void put(JsonNode key, JsonNode row, String op, long sequence, int copies) {
        String text = keyText(key, row);
        SandboxRow old = rows.remove(text);
        int total = isObject(key) || old == null ? copies : old.copies() + copies;
        rows.put(text, new SandboxRow(row.toString(), sequence, op, total));
    }

    private void remove(JsonNode key, JsonNode before) {
        String text = keyText(key, before);
        SandboxRow old = rows.remove(text);
        if (old != null && old.copies() > 1) {
            rows.put(text, new SandboxRow(old.json(), old.sequence(), old.op(), old.copies() - 1));
        }
    }

    /** The key's values as this image has them, for an update may change them; without a key the row is its own. */
    private static String keyText(JsonNode key, JsonNode image) {
        if (!isObject(key)) {
            return String.valueOf(image);
        }
        StringBuilder text = new StringBuilder();
        for (String column : names(key)) {
            JsonNode value = image == null ? null : image.get(column);
            text.append(value == null ? key.get(column) : value).append('\u0000');
        }
        return text.toString();
    }

    private static JsonNode overlay(String json, JsonNode newer) {
        try {
            JsonNode old = SandboxRecords.JSON.readTree(json);
            if (old.size() <= newer.size()) {
                return newer;
            }
            return ((ObjectNode) old).setAll((ObjectNode) newer);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isObject(JsonNode key) {
        return key != null && key.isObject();
    }

    private static List<String> names(JsonNode object) {
        List<String> names = new ArrayList<>(object.size());
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }
}
