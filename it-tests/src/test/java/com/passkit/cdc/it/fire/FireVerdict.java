package com.passkit.cdc.it.fire;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.BitSet;
import java.util.Map;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.ObjectMapper;

import static org.assertj.core.api.Assertions.assertThat;

/** What can be judged only at the end: what was delivered is what was committed, no less and no more. */
final class FireVerdict {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final FireScene scene;
    private final CommittedLedger committed;
    private final DeliveredLedger delivered;

    FireVerdict(FireScene scene) {
        this.scene = scene;
        this.committed = scene.committed();
        this.delivered = scene.delivered();
    }

    /** Fails when a promise is broken. */
    void pass() throws SQLException {
        delivered.failIfBroken();
        readDeadLetters();
        everyCommitWasDelivered();
        nothingElseWasDelivered();
        recordsAreTheTables();
    }

    /** What the receiver refused for itself counts as delivered where it was kept. */
    private void readDeadLetters() {
        Path folder = scene.directory().resolve("state/it/dead-letters");
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(path -> path.toString().endsWith(".ndjson")).toList()) {
                for (String line : Files.readAllLines(file)) {
                    // The connector was killed while it wrote a line that does not end.
                    if (line.endsWith("}}")) {
                        delivered.onDeadLetter(JSON.readTree(line).get("event"));
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** By the stream with all of its changes; or, when the snapshot found it there, with what was left of it then. */
    private void everyCommitWasDelivered() {
        committed.transactions().forEach((tx, tokens) -> {
            long state = delivered.transaction(tx);
            boolean isStreamed = state != LongTable.NONE && (state & DeliveredLedger.STREAMED) != 0;
            boolean isInSnapshot = state != LongTable.NONE
                && (state & -DeliveredLedger.SNAPSHOT_UNIT) == delivered.lastSnapshot();
            if (!isStreamed && !isInSnapshot) {
                throw new AssertionError("lost: transaction " + tx + " of " + tokens.length + " changes");
            }
            if (isStreamed) {
                for (long token : tokens) {
                    if (!delivered.tokens().contains(token)) {
                        throw new AssertionError("lost: " + committed.describe(token));
                    }
                }
                everyRowWasDelivered(committed.bulkOfTransaction().get(tx));
            }
        });
    }

    private void everyRowWasDelivered(String bulk) {
        if (bulk != null) {
            BitSet rows = delivered.bulk().getOrDefault(bulk, new BitSet());
            int count = committed.bulkCounts().get(bulk);
            if (rows.cardinality() != count || rows.length() != count) {
                throw new AssertionError("of bulk change " + bulk + " there are " + rows.cardinality()
                    + " rows, the first missing one is " + rows.nextClearBit(0) + " (expected: " + count + ')');
            }
        }
    }

    private void nothingElseWasDelivered() {
        delivered.tokens().forEachKey(token -> {
            if (!committed.contains(token)) {
                throw new AssertionError("delivered, but never committed: " + nameOf(token));
            }
        });
        delivered.transactions().forEachKey(tx -> {
            if (!committed.hasTransaction(tx)) {
                throw new AssertionError("delivered, but never committed: transaction " + tx);
            }
        });
        for (Map.Entry<String, BitSet> bulk : delivered.bulk().entrySet()) {
            if (!committed.bulkCounts().containsKey(bulk.getKey())) {
                throw new AssertionError("delivered, but never committed: bulk change " + bulk.getKey() + " of "
                    + bulk.getValue().cardinality() + " rows");
            }
        }
        assertThat(delivered.truncationCount()).as("truncations").isEqualTo(committed.truncationCount());
    }

    private String nameOf(long token) {
        return "hash " + token + " of an event in " + delivered.file();
    }

    private void recordsAreTheTables() throws SQLException {
        scene.database().reconnect();
        for (String table : FireTables.COMPARED) {
            assertThat(delivered.records().differences(scene.database(), table)).as(table).isEmpty();
        }
        if (delivered.deadLetterCount() == 0) {
            // Else the receiver has not all of them, and each change was found above.
            assertThat(delivered.bulkRowCount()).as("rows of bulk").isEqualTo(
                Long.parseLong(scene.database().value("SELECT COUNT(*) FROM bulk")));
        }
        assertThat(committed.transactionCount()).as("rows of audit")
            .isEqualTo(Integer.parseInt(scene.database().value("SELECT COUNT(*) FROM audit")));
    }
}
