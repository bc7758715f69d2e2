package com.passkit.cdc.cli.sandbox;

import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;

/**
 * Everything the sandbox was sent, as tables of records. Repeats of an event id are dropped. Memory grows with the
 * number of records; ids and events kept for show are bounded.
 * Threading: any thread.
 */
public final class SandboxRecords {

    /** Keeps every digit of every number. */
    static final ObjectMapper JSON = JsonMapper.builder()
        .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
        .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES).build();

    static final int SHOWN_EVENTS = 200;

    /** What is counted. */
    enum Total { BATCHES, EVENTS, REPEATS, BYTES, READS, INSERTS, UPDATES, DELETES, TRUNCATES, SCHEMAS }

    /** An event kept for show. */
    record ShownEvent(long sequence, JsonNode event) {
    }

    private final Clock clock;
    private final SeenIds seenIds;
    private final Map<String, SandboxTable> tables = new TreeMap<>();
    private final Map<Total, Long> totals = new EnumMap<>(Total.class);
    private final Deque<ShownEvent> shown = new ArrayDeque<>();
    private final RateHistory rates = new RateHistory();
    private String connector;
    private long lastBatchMs;
    private long lagMs;
    private long sequence;

    SandboxRecords(int rememberedIds, Clock clock) {
        this.clock = clock;
        this.seenIds = new SeenIds(rememberedIds);
    }

    /**
     * Applies a batch as a whole, or nothing of it.
     *
     * @param batch  parsed body
     * @param length of the body on the wire
     * @throws IllegalArgumentException when it is not a batch of change events
     */
    void apply(JsonNode batch, int length) {
        JsonNode events = batch.get("events");
        require(events != null && events.isArray(), "events", events, "an array");
        for (JsonNode event : events) {
            validate(event);
        }
        synchronized (this) {
            long now = clock.millis();
            int fresh = 0;
            for (JsonNode event : events) {
                if (seenIds.add(event.get("id").asText())) {
                    apply(event);
                    fresh++;
                } else {
                    add(Total.REPEATS, 1);
                }
            }
            if (fresh > 0) {
                lagMs = Math.max(0, now - events.get(events.size() - 1).path("ts_ms").asLong(now));
            }
            add(Total.BATCHES, 1);
            add(Total.BYTES, length);
            rates.add(now, fresh);
            connector = batch.path("connector").asText(connector);
            lastBatchMs = now;
        }
    }

    /** @return how many different events were taken */
    public synchronized long eventCount() {
        return total(Total.EVENTS);
    }

    /** @return how many rows of a snapshot were taken */
    public synchronized long rowsRead() {
        return total(Total.READS);
    }

    /** @return how many events came again and were dropped */
    public synchronized long repeatCount() {
        return total(Total.REPEATS);
    }

    /** @return rows of a table as they are now, parsed, in the order of their last change */
    public synchronized List<JsonNode> rows(String table) {
        SandboxTable found = tables.get(table);
        List<JsonNode> rows = new ArrayList<>();
        if (found != null) {
            for (SandboxRow row : found.rows().values()) {
                for (int copy = 0; copy < row.copies(); copy++) {
                    rows.add(parse(row.json()));
                }
            }
        }
        return rows;
    }

    /** @return what the page shows; the caller must hold this object's monitor while it reads it */
    Map<String, SandboxTable> tables() {
        return tables;
    }

    Deque<ShownEvent> shown() {
        return shown;
    }

    Map<Total, Long> totals() {
        Map<Total, Long> copy = new LinkedHashMap<>();
        for (Total total : Total.values()) {
            copy.put(total, total(total));
        }
        return copy;
    }

    long[] rates() {
        return rates.counts(clock.millis());
    }

    long nowMs() {
        return clock.millis();
    }

    /** @return name of the connector that delivered last, null before the first */
    String connector() {
        return connector;
    }

    long lastBatchMs() {
        return lastBatchMs;
    }

    /** @return time from the source's commit to the arrival here, of the last event */
    public synchronized long lagMs() {
        return lagMs;
    }

    private void apply(JsonNode event) {
        String op = event.get("op").asText();
        JsonNode source = event.get("source");
        sequence++;
        if (!"s".equals(op)) {
            String name = source.get("db").asText() + '.' + source.get("table").asText();
            tables.computeIfAbsent(name, table -> new SandboxTable()).apply(event, op, sequence);
        }
        shown.addLast(new ShownEvent(sequence, event));
        if (shown.size() > SHOWN_EVENTS) {
            shown.removeFirst();
        }
        add(Total.EVENTS, 1);
        add(totalOf(op), 1);
    }

    private static Total totalOf(String op) {
        return switch (op) {
            case "r" -> Total.READS;
            case "c" -> Total.INSERTS;
            case "u" -> Total.UPDATES;
            case "d" -> Total.DELETES;
            case "t" -> Total.TRUNCATES;
            case "s" -> Total.SCHEMAS;
            default -> throw new IllegalArgumentException("op: " + op + " (expected: r, c, u, d, t or s)");
        };
    }

    private static void validate(JsonNode event) {
        require(event.path("id").isTextual(), "id", event.get("id"), "a string");
        String op = event.path("op").asText();
        totalOf(op);
        JsonNode source = event.path("source");
        if (!"s".equals(op)) {
            require(source.path("db").isTextual(), "source.db", source.get("db"), "a string");
            require(source.path("table").isTextual(), "source.table", source.get("table"), "a string");
        }
        if ("r".equals(op) || "c".equals(op) || "u".equals(op)) {
            require(event.path("after").isObject(), "after", event.get("after"), "a row for op " + op);
        }
        if ("d".equals(op)) {
            require(event.path("before").isObject(), "before", event.get("before"), "a row for op d");
        }
    }

    private static void require(boolean holds, String field, JsonNode value, String rule) {
        if (!holds) {
            throw new IllegalArgumentException(field + ": " + value + " (expected: " + rule + ')');
        }
    }

    private static JsonNode parse(String json) {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("row: " + json + " (expected: JSON)", e);
        }
    }

    private long total(Total total) {
        return totals.getOrDefault(total, 0L);
    }

    private void add(Total total, long count) {
        totals.merge(total, count, Long::sum);
    }
}
