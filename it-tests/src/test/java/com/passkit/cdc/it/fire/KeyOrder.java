package com.passkit.cdc.it.fire;

import java.util.HashMap;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * The number {@code v} that was delivered last for each key, which every change raises. A change begins with what the
 * last one left.
 */
final class KeyOrder {

    /** In the lowest bit; the others are the number. */
    private static final long DELETED = 1;

    private final boolean isComplete;
    private final Map<String, Map<Long, Long>> tables = new HashMap<>();

    /** @param isComplete whether the first event for a key of a row that was there is never a change */
    KeyOrder(boolean isComplete) {
        this.isComplete = isComplete;
    }

    /** A new snapshot tells everything anew. */
    void forget() {
        tables.clear();
    }

    /** Fails when an event is not what follows for its key; not to be called for repeats. */
    void follow(JsonNode event, String op, String table) {
        Map<Long, Long> rows = tables.computeIfAbsent(table, name -> new HashMap<>());
        JsonNode before = event.path("before");
        JsonNode after = event.path("after");
        if ("t".equals(op)) {
            rows.clear();
        }
        if (before.isObject()) {
            long v = before.get("v").asLong();
            Long known = rows.put(before.get("id").asLong(), v << 1 | DELETED);
            boolean isFirst = known == null && !isComplete;
            require(isFirst || known != null && known == v << 1, event, known);
        }
        if (after.isObject()) {
            long v = after.get("v").asLong();
            Long known = rows.put(after.get("id").asLong(), v << 1);
            boolean isNewer = known == null || v << 1 > known;
            boolean isRead = "r".equals(op) && known != null && v << 1 == known;
            boolean isFree = known == null || (known & DELETED) != 0 || "r".equals(op);
            require(isRead || isNewer && isFree, event, known);
        }
    }

    private static void require(boolean condition, JsonNode event, Long known) {
        if (!condition) {
            String last = known == null ? "nothing" : (known >> 1) + ((known & DELETED) != 0 ? ", deleted" : "");
            throw new AssertionError("key: " + event + " came when v was " + last
                + " (expected: changes of a key in their order)");
        }
    }
}
