package com.passkit.cdc.it.fire;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import com.passkit.cdc.it.harness.RecordsView;
import com.passkit.cdc.it.harness.WriteLoad;
import com.passkit.cdc.runtime.checkpoint.Checkpoint;

/**
 * What the receiver took, one number for each event and each change; the events themselves go to a file. What can be
 * judged at once is: the first event that breaks a promise is the failure of the run. An event counts as taken when the
 * receiver keeps it, and as acknowledged just before the receiver says so.
 * Threading: any thread; one request at a time is taken.
 */
final class DeliveredLedger implements AutoCloseable {

    /** What the state of a transaction is made of: its audit row came by the stream, or in the snapshot of this number. */
    static final long STREAMED = 1;
    static final long SNAPSHOT_UNIT = 2;

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern PLACE = Pattern.compile("\"file\":\"[^\"]*\",\"pos\":\\d+,\"row\":\\d+");

    private final Path file;
    private final PrintWriter log;
    private final boolean isOneServer;
    private final boolean isInOrder;
    private final boolean isSnapshotLocked;
    private final LongTable contentById = new LongTable();
    private final LongTable contentByBatch = new LongTable();
    private final LongTable tokens = new LongTable();
    private final LongTable transactions = new LongTable();
    private final LongTable refused = new LongTable();
    private final Map<String, BitSet> bulk = new HashMap<>();
    private final Map<Long, BitSet> bulkRows = new HashMap<>();
    private final Map<Long, EventPosition> unacknowledged = new HashMap<>();
    private final KeyOrder order;
    private final LogOrder logOrder = new LogOrder();
    private RecordsView records = new RecordsView();
    private Checkpoint durable;
    private PositionRange behind;
    private String snapshot = "";
    private long snapshotCount;
    private long lastMarker;
    private long truncationCount;
    private long deadLetterCount;
    private volatile long eventCount;
    private volatile long repeatCount;
    private volatile long changeCount;
    private volatile long streamCount;
    private volatile long lastTransaction;
    private volatile AssertionError failure;

    /** @param file where every event goes */
    DeliveredLedger(Path file, FireMode mode) {
        this.file = file;
        this.isOneServer = !mode.isCluster();
        this.isInOrder = isOneServer && mode.laneCount() == 1;
        this.isSnapshotLocked = mode.isSnapshotLocked();
        this.order = new KeyOrder(isSnapshotLocked);
        try {
            log = new PrintWriter(Files.newBufferedWriter(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * @param isRefused which of the events are not taken
     * @return ids, as numbers, of what was taken, for {@link #acknowledge}
     */
    synchronized long[] take(String batchId, List<String> events, Predicate<String> isRefused) {
        try {
            long content = LongTable.hash(String.join("\n", events));
            long before = contentByBatch.put(LongTable.hash(batchId), content);
            require(before == LongTable.NONE || before == content, "batch " + batchId + " came again with other bytes");
            log.println("# batch " + batchId + " of " + events.size());
            long[] ids = new long[events.size()];
            int count = 0;
            for (String event : events) {
                if (isRefused.test(event)) {
                    onRefused(event);
                } else {
                    ids[count++] = take(event);
                }
            }
            ids = Arrays.copyOf(ids, count);
            return ids;
        } catch (AssertionError e) {
            fail(e);
            throw e;
        } catch (IOException | RuntimeException e) {
            fail(new AssertionError("batch " + batchId + ": " + e, e));
            throw new IllegalStateException(e);
        }
    }

    /**
     * The receiver read these and neither keeps nor acknowledges them: no position may lie behind them.
     */
    synchronized void onSeen(List<String> events) throws IOException {
        try {
            for (String text : events) {
                JsonNode event = JSON.readTree(text);
                long id = LongTable.hash(event.get("id").asText());
                EventPosition position = new EventPosition(event);
                if (!contentById.contains(id) && !isOutOfOrder(id, event, position)) {
                    expectAcknowledgement(id, position);
                }
            }
        } catch (AssertionError e) {
            fail(e);
            throw e;
        }
    }

    /**
     * The receiver refuses it for itself. It may come again, and be taken then, behind others that were taken before
     * it; or the connector keeps it among its dead letters, and goes on.
     */
    synchronized void onRefused(String event) throws IOException {
        long id = LongTable.hash(JSON.readTree(event).get("id").asText());
        refused.put(id, 1);
        unacknowledged.remove(id);
    }

    /** From now on the connector may know that these are delivered. */
    synchronized void acknowledge(long[] ids) {
        for (long id : ids) {
            unacknowledged.remove(id);
        }
    }

    /** A position was found in the state directory: all that lies before it must have been acknowledged. */
    synchronized void onDurable(Checkpoint position) {
        PositionRange range = new PositionRange(position);
        if (durable != null) {
            require(!behind.isAhead(position), "position " + position + " lies before " + durable
                + ", which was durable earlier");
        }
        for (EventPosition event : unacknowledged.values()) {
            require(!range.contains(event), "position " + position + " is durable, but " + event
                + " was not acknowledged");
        }
        durable = position;
        behind = range;
    }

    /**
     * An event that the receiver refused and the connector kept. Of what is written in bulk only, whose order is
     * nowhere looked at.
     */
    synchronized void onDeadLetter(JsonNode event) {
        JsonNode row = event.get("d".equals(event.get("op").asText()) ? "before" : "after");
        require(FireTables.BULK.equals(event.get("source").get("table").asText()), "dead letter: " + event);
        deadLetterCount++;
        bulk.computeIfAbsent(CommittedLedger.bulkName(event.get("op").asText().charAt(0), row.get("op").asLong()),
            name -> new BitSet()).set(row.get("n").asInt());
    }

    synchronized long deadLetterCount() {
        return deadLetterCount;
    }

    synchronized void failIfBroken() {
        log.flush();
        if (failure != null) {
            throw new AssertionError(failure.getMessage(), failure);
        }
    }

    /** @return the tables as they were delivered */
    synchronized RecordsView records() {
        return records;
    }

    /** @return the smallest number in a row of {@link FireTables#ENTRY} so far */
    synchronized long lastMarker() {
        return lastMarker;
    }

    /** @return how the audit row of a transaction came; {@link LongTable#NONE} when it did not */
    synchronized long transaction(long tx) {
        return transactions.get(tx);
    }

    synchronized LongTable transactions() {
        return transactions;
    }

    /** @return what {@link #transaction} holds of one in the last snapshot */
    synchronized long lastSnapshot() {
        return snapshotCount * SNAPSHOT_UNIT;
    }

    /** @return hashes of the changes that came by the stream */
    LongTable tokens() {
        return tokens;
    }

    Map<String, BitSet> bulk() {
        return bulk;
    }

    synchronized long truncationCount() {
        return truncationCount;
    }

    /** @return how many rows of {@link FireTables#BULK} there are, as delivered */
    synchronized long bulkRowCount() {
        return bulkRows.values().stream().mapToLong(BitSet::cardinality).sum();
    }

    /** @return events taken, repeats included */
    long eventCount() {
        return eventCount;
    }

    long repeatCount() {
        return repeatCount;
    }

    /** @return different changes of the stream */
    long changeCount() {
        return changeCount;
    }

    /** @return events of the stream, repeats included */
    long streamCount() {
        return streamCount;
    }

    /** @return the largest number of a transaction whose audit row came */
    long lastTransaction() {
        return lastTransaction;
    }

    synchronized long snapshotCount() {
        return snapshotCount;
    }

    Path file() {
        return file;
    }

    @Override
    public synchronized void close() {
        log.close();
    }

    private void fail(AssertionError e) {
        if (failure == null) {
            failure = e;
        }
    }

    private static void require(boolean condition, String message) {
        if (!condition) {
            throw new AssertionError(message);
        }
    }

    private long take(String text) throws IOException {
        JsonNode event = JSON.readTree(text);
        log.println(text);
        eventCount++;
        String name = event.get("id").asText();
        String op = event.get("op").asText();
        boolean isRow = "r".equals(op);
        streamCount += isRow ? 0 : 1;
        long id = LongTable.hash(name);
        long content = content(text);
        long before = contentById.put(id, content);
        if (before != LongTable.NONE) {
            // A snapshot beside the stream that goes on counts its rows anew, and rows change.
            boolean mayDiffer = isRow && (!isSnapshotLocked || name.contains('.' + FireTables.MADE));
            require(before == content || mayDiffer, "event " + name + " came again with other bytes: " + text);
            repeatCount++;
            if (before == content) {
                return id;
            }
        }
        EventPosition position = new EventPosition(event);
        if (isRow && !isBeside(position)) {
            onSnapshotRow(name.substring(0, name.indexOf(':', "snapshot:".length()) + 1));
        }
        changeCount += isRow ? 0 : 1;
        if (!isOutOfOrder(id, event, position)) {
            expectAcknowledgement(id, position);
            if (isInOrder && !isRow) {
                logOrder.follow(position);
            }
        }
        require(!text.contains(WriteLoad.NEVER), "delivered, but rolled back: " + text);
        apply(event, op, isRow, position.table());
        return id;
    }

    /** @return hash of all that never changes: where an event stands is another server's business after a failover */
    private long content(String text) {
        return LongTable.hash(isOneServer ? text : PLACE.matcher(text).replaceFirst(""));
    }

    /** A table that was made while the connector was down is read when it starts again, beside the stream. */
    private boolean isBeside(EventPosition position) {
        return position.isRow() && (!isSnapshotLocked || position.table().startsWith(FireTables.MADE));
    }

    /** @return whether it comes later than its position tells */
    private boolean isOutOfOrder(long id, JsonNode event, EventPosition position) {
        return isBeside(position) || refused.contains(id) || position.table().equals(FireTables.XA)
            || position.table().equals(FireTables.AUDIT) && event.get("after").get("tx").asLong() >= XaTask.FIRST;
    }

    private void expectAcknowledgement(long id, EventPosition position) {
        require(behind == null || !behind.contains(position), "position " + durable + " was durable, but "
            + position + " came only afterwards");
        unacknowledged.put(id, position);
    }

    private void onSnapshotRow(String of) {
        if (!of.equals(snapshot)) {
            snapshot = of;
            snapshotCount++;
            if (isSnapshotLocked) {
                records = new RecordsView();
                order.forget();
                bulkRows.clear();
            }
        }
    }

    private void apply(JsonNode event, String op, boolean isRow, String table) {
        JsonNode row = event.get("d".equals(op) ? "before" : "after");
        switch (table) {
            case FireTables.AUDIT -> {
                require(isRow || "c".equals(op), "an audit row that changed: " + event);
                long tx = row.get("tx").asLong();
                long known = Math.max(0, transactions.get(tx));
                lastTransaction = tx < XaTask.FIRST ? Math.max(lastTransaction, tx) : lastTransaction;
                transactions.put(tx, isRow ? lastSnapshot() | known & STREAMED : known | STREAMED);
            }
            case FireTables.BULK -> {
                bulkRows.computeIfAbsent(row.get("tx").asLong(), tx -> new BitSet())
                    .set(row.get("n").asInt(), !"d".equals(op));
                if (!isRow) {
                    bulk.computeIfAbsent(CommittedLedger.bulkName(op.charAt(0), row.get("op").asLong()),
                        name -> new BitSet()).set(row.get("n").asInt());
                }
            }
            default -> {
                if ("t".equals(op)) {
                    truncationCount++;
                } else if (!isRow) {
                    tokens.put(LongTable.hash(Token.of(table, op, row)), 1);
                }
                order.follow(event, op, table);
                records.replay(event);
                if (FireTables.ENTRY.equals(table) && row != null) {
                    lastMarker = Math.min(lastMarker, row.get("v").asLong());
                }
            }
        }
    }
}
