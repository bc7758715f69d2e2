package com.passkit.cdc.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import com.passkit.cdc.it.harness.RecordsView;

/**
 * What a receiver knows that forgets the events: of every key the version that it was told last. It fails at the first
 * event that is older than one already delivered for its key, and at the first change that begins with another state
 * than the last one left. Repeats, told by their ids, are let pass. The rows of the large table are kept in arrays, so
 * that there may be millions.
 * <p>
 * A snapshot that begins anew replaces what is known, but nothing in it may be older than what was delivered before. One
 * that goes on after an interruption adds to it.
 * Threading: one thread at a time, but for the counters.
 */
final class ProofLedger implements Consumer<byte[]> {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final String largeTable;
    private final Set<String> withoutKey;
    private final boolean isGoingOn;
    private final Cells large;
    private final Map<String, Integer> indexes = new HashMap<>();
    private final Cells small = new Cells(1 << 12);
    private final Set<String> changeIds = new HashSet<>();
    private final AtomicLong events = new AtomicLong();
    private final AtomicLong changes = new AtomicLong();
    private RecordsView records = new RecordsView();
    private String snapshot = "";
    private int epoch;
    private int repeatCount;
    private volatile boolean isComplete;
    private volatile long firstRowNs;
    private volatile long lastRowNs;

    /** What is known of rows, by index. */
    private static final class Cells {

        /** Twice the version, one more when that version was deleted; -1 for what was never heard of. */
        private long[] states;
        private int[] hashes;
        private int[] rowIds;
        private byte[] epochs;

        Cells(int capacity) {
            states = new long[capacity];
            Arrays.fill(states, -1);
            hashes = new int[capacity];
            rowIds = new int[capacity];
            epochs = new byte[capacity];
        }

        void ensure(int index) {
            int before = states.length;
            if (index >= before) {
                int capacity = Math.max(index + 1, before * 2);
                states = Arrays.copyOf(states, capacity);
                Arrays.fill(states, before, capacity, -1);
                hashes = Arrays.copyOf(hashes, capacity);
                rowIds = Arrays.copyOf(rowIds, capacity);
                epochs = Arrays.copyOf(epochs, capacity);
            }
        }
    }

    /**
     * @param largeTable name of the table whose key is one integer {@code k}
     * @param rowCount   that it begins with
     * @param withoutKey names of tables without a key
     * @param isGoingOn  whether a snapshot that was interrupted goes on; else it begins anew
     */
    ProofLedger(String largeTable, int rowCount, Set<String> withoutKey, boolean isGoingOn) {
        this.isGoingOn = isGoingOn;
        this.largeTable = largeTable;
        this.withoutKey = withoutKey;
        this.large = new Cells(rowCount + 1);
    }

    /** @return events received, repeats included */
    long eventCount() {
        return events.get();
    }

    /** @return events of the stream received, repeats included */
    long changeCount() {
        return changes.get();
    }

    /** @return whether the last row of the snapshot was received */
    boolean isComplete() {
        return isComplete;
    }

    /** @return repeats received */
    int repeatCount() {
        return repeatCount;
    }

    /** @return how long the rows of the snapshots took from the first to the last */
    double snapshotSeconds() {
        return (lastRowNs - firstRowNs) / 1e9;
    }

    /** @return the small tables as they were delivered */
    RecordsView records() {
        return records;
    }

    /** @return the hash of the row of the large table; 0 where there is no such row */
    int hash(int k) {
        return k < large.states.length && isPresent(large, k) ? large.hashes[k] : 0;
    }

    /** @return how many rows the large table has */
    long largeCount() {
        long count = 0;
        for (int k = 0; k < large.states.length; k++) {
            count += isPresent(large, k) ? 1 : 0;
        }
        return count;
    }

    /** @return what stands for the values of a row of the large table; never 0 */
    static int hashOf(long v, String note) {
        return (Long.hashCode(v) * 31 + (note == null ? 0 : note.hashCode())) | 1;
    }

    @Override
    public void accept(byte[] body) {
        try (JsonParser parser = JSON.createParser(body)) {
            while (parser.nextToken() != null) {
                if (parser.currentToken() == JsonToken.FIELD_NAME && "events".equals(parser.currentName())) {
                    parser.nextToken();
                    while (parser.nextToken() == JsonToken.START_OBJECT) {
                        JsonNode event = parser.readValueAsTree();
                        take(event);
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void take(JsonNode event) {
        events.incrementAndGet();
        String id = event.get("id").asText();
        String op = event.get("op").asText();
        boolean isRow = "r".equals(op);
        if (isRow) {
            onSnapshotRow(id);
            isComplete |= "last".equals(event.get("source").get("snapshot").asText());
        } else {
            changes.incrementAndGet();
            if (!changeIds.add(id)) {
                repeatCount++;
                return;
            }
        }
        String table = event.get("source").get("table").asText();
        if (!withoutKey.contains(table)) {
            boolean isLarge = table.equals(largeTable);
            Cells cells = isLarge ? large : small;
            JsonNode before = event.get("before");
            JsonNode after = event.get("after");
            int beforeIndex = before.isNull() ? -1 : index(isLarge, table, event, before);
            int afterIndex = after.isNull() ? -1 : index(isLarge, table, event, after);
            if (isRow && cells.rowIds[afterIndex] == id.hashCode()) {
                repeatCount++;
                return;
            }
            if (beforeIndex >= 0) {
                leave(cells, beforeIndex, event, before.get("v").asLong(), afterIndex == beforeIndex);
            }
            if (afterIndex >= 0) {
                enter(cells, afterIndex, event, after, isRow);
                cells.rowIds[afterIndex] = isRow ? id.hashCode() : cells.rowIds[afterIndex];
            }
        }
        if (!table.equals(largeTable)) {
            records.apply(event);
        }
    }

    private void onSnapshotRow(String id) {
        lastRowNs = System.nanoTime();
        String of = id.substring(0, id.indexOf(':', "snapshot:".length()) + 1);
        if (!of.equals(snapshot)) {
            firstRowNs = snapshot.isEmpty() || !isGoingOn ? lastRowNs : firstRowNs;
            snapshot = of;
            if (!isGoingOn) {
                records = new RecordsView();
                epoch++;
                isComplete = false;
            }
        }
    }

    /** The row that a change found: what is known of it must be what the last event left. */
    private void leave(Cells cells, int index, JsonNode event, long v, boolean isKept) {
        if (isPresent(cells, index) && cells.states[index] != 2 * v) {
            throw new AssertionError("version " + v + " changed (expected: " + cells.states[index] / 2
                + ", the last one delivered): " + event);
        }
        if (2 * v + 1 < cells.states[index]) {
            throw new AssertionError(older(cells, index, event));
        }
        if (!isKept) {
            cells.states[index] = 2 * v + 1;
            cells.epochs[index] = (byte) epoch;
        }
    }

    /** The row that an event leaves: newer than what was there, and as new where a snapshot read it again. */
    private void enter(Cells cells, int index, JsonNode event, JsonNode after, boolean isRow) {
        long state = 2 * after.get("v").asLong();
        if (state < cells.states[index] || state == cells.states[index] && !isRow) {
            throw new AssertionError(older(cells, index, event));
        }
        cells.states[index] = state;
        cells.epochs[index] = (byte) epoch;
        cells.hashes[index] = hashOf(state / 2, after.path("note").asText(null));
    }

    private static String older(Cells cells, int index, JsonNode event) {
        return "older than version " + cells.states[index] / 2 + (cells.states[index] % 2 == 1 ? ", deleted" : "")
            + ", which was delivered before: " + event;
    }

    private boolean isPresent(Cells cells, int index) {
        return cells.states[index] >= 0 && cells.states[index] % 2 == 0 && cells.epochs[index] == (byte) epoch;
    }

    private int index(boolean isLarge, String table, JsonNode event, JsonNode row) {
        if (isLarge) {
            int k = row.get("k").asInt();
            large.ensure(k);
            return k;
        }
        StringBuilder text = new StringBuilder(table);
        event.get("key").fieldNames().forEachRemaining(column -> text.append('|').append(row.get(column)));
        int index = indexes.computeIfAbsent(text.toString(), key -> indexes.size());
        small.ensure(index);
        return index;
    }
}
