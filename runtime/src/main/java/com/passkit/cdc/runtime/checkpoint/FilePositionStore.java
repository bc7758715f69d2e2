package com.passkit.cdc.runtime.checkpoint;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.passkit.cdc.protocol.position.GtidKind;
import com.passkit.cdc.runtime.state.StateDirectory;
import com.passkit.cdc.runtime.state.StateException.Problem;
import com.passkit.cdc.runtime.state.StateException;
import com.passkit.cdc.runtime.state.StateFile;
import com.passkit.cdc.runtime.xa.HeldTransactions;

/**
 * Position in a file {@code position} of the state directory, one JSON object:
 * {@code {"state":"position","file":…,"offset":…,"gtids":…,"serverUuid":…}}, with {@code "gtidKind":"mariadb"} where
 * the GTIDs are MariaDB's, {@code "heldXa":[12,17]}, numbers of files, where XA transactions are prepared, and
 * {@code "mark":{"created":…,"transaction":…,"gtid":…,"seconds":…,"micros":…}} where the history of the log is known;
 * or {@code {"state":"snapshot","snapshotId":…}}.
 * Threading: any thread. Blocking: yes.
 */
public final class FilePositionStore implements PositionStore {

    private static final String FILE_NAME = "position";
    private static final int FORMAT_VERSION = 1;
    private static final String GTID_KIND = "gtidKind";
    private static final String MARIADB = "mariadb";
    private static final String HELD_XA = "heldXa";
    private static final String MARK = "mark";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final StateFile file;

    public FilePositionStore(StateDirectory directory) {
        this.file = directory.file(FILE_NAME, "position", FORMAT_VERSION);
    }

    @Override
    public synchronized StoredPosition load() {
        byte[] payload = file.read();
        if (payload == null) {
            return new StoredPosition.None();
        }
        try {
            return parse(JSON.readTree(payload));
        } catch (IOException | IllegalArgumentException e) {
            throw new StateException(Problem.DAMAGED, file.path() + ": " + e.getMessage()
                + " (expected: a position as this release writes it)", e);
        }
    }

    @Override
    public synchronized void save(StoredPosition position) {
        if (position instanceof StoredPosition.None) {
            file.delete();
        } else {
            file.write(print(position).getBytes(StandardCharsets.UTF_8));
        }
    }

    private static String print(StoredPosition position) {
        ObjectNode node = JSON.createObjectNode();
        if (position instanceof StoredPosition.SnapshotInProgress snapshot) {
            node.put("state", "snapshot").put("snapshotId", snapshot.snapshotId());
        } else if (position instanceof StoredPosition.At at) {
            Checkpoint checkpoint = at.checkpoint();
            node.put("state", "position").put("file", checkpoint.file()).put("offset", checkpoint.offset())
                .put("gtids", checkpoint.gtids()).put("serverUuid", checkpoint.serverUuid());
            if (checkpoint.gtidKind() == GtidKind.MARIADB) {
                node.put(GTID_KIND, MARIADB);
            }
            if (!checkpoint.held().numbers().isEmpty()) {
                ArrayNode held = node.putArray(HELD_XA);
                checkpoint.held().numbers().forEach(held::add);
            }
            LogMark mark = checkpoint.mark();
            if (mark != null) {
                node.putObject(MARK).put("created", mark.fileCreatedSeconds())
                    .put("transaction", mark.transactionOffset()).put("gtid", mark.gtid())
                    .put("seconds", mark.timestampSeconds()).put("micros", mark.commitMicros());
            }
        }
        return node + "\n";
    }

    private static StoredPosition parse(JsonNode node) {
        String state = text(node, "state");
        return switch (state) {
            case "snapshot" -> new StoredPosition.SnapshotInProgress(text(node, "snapshotId"));
            case "position" -> {
                JsonNode offset = node.get("offset");
                if (offset == null || !offset.isIntegralNumber()) {
                    throw new IllegalArgumentException("offset: " + offset + " (expected: a number)");
                }
                String gtids = node.hasNonNull("gtids") ? text(node, "gtids") : null;
                GtidKind gtidKind = gtidKind(node);
                if (gtids != null) {
                    gtidKind.parse(gtids);
                }
                yield new StoredPosition.At(new Checkpoint(
                    text(node, "file"), offset.asLong(), gtids, text(node, "serverUuid"), gtidKind, held(node),
                    mark(node)));
            }
            default -> throw new IllegalArgumentException("state: " + state + " (expected: snapshot or position)");
        };
    }

    private static GtidKind gtidKind(JsonNode node) {
        if (!node.has(GTID_KIND)) {
            return GtidKind.MYSQL;
        }
        String kind = text(node, GTID_KIND);
        if (!kind.equals(MARIADB)) {
            throw new IllegalArgumentException(GTID_KIND + ": " + kind + " (expected: " + MARIADB + ", or none)");
        }
        return GtidKind.MARIADB;
    }

    private static HeldTransactions held(JsonNode node) {
        List<Long> numbers = new ArrayList<>();
        for (JsonNode number : node.path(HELD_XA)) {
            if (!number.isIntegralNumber()) {
                throw new IllegalArgumentException(HELD_XA + ": " + number + " (expected: numbers of files)");
            }
            numbers.add(number.longValue());
        }
        return HeldTransactions.of(numbers);
    }

    private static LogMark mark(JsonNode node) {
        JsonNode mark = node.get(MARK);
        return mark == null ? null : new LogMark(number(mark, "created"), number(mark, "transaction"),
            mark.hasNonNull("gtid") ? text(mark, "gtid") : null, number(mark, "seconds"), number(mark, "micros"));
    }

    private static long number(JsonNode node, String field) {
        JsonNode value = node.get(field);
        if (value == null || !value.isIntegralNumber()) {
            throw new IllegalArgumentException(field + ": " + value + " (expected: a number)");
        }
        return value.longValue();
    }

    private static String text(JsonNode node, String field) {
        JsonNode value = node.get(field);
        if (value == null || !value.isTextual()) {
            throw new IllegalArgumentException(field + ": " + value + " (expected: a string)");
        }
        return value.textValue();
    }
}
