package com.passkit.cdc.it;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import com.passkit.cdc.it.harness.Delivery;
import com.passkit.cdc.it.harness.RecordsView;
import com.passkit.cdc.it.harness.WriteLoad;
import com.passkit.cdc.protocol.position.ExecutedGtids;
import com.passkit.cdc.protocol.position.Gtid;
import com.passkit.cdc.protocol.position.GtidKind;
import com.passkit.cdc.protocol.position.MariaDbGtid;
import com.passkit.cdc.protocol.position.TransactionId;
import com.passkit.cdc.runtime.checkpoint.Checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Everything that a receiver accepted from one connector over all its runs, judged by the promises of the contract. The
 * changes are those of a {@link WriteLoad}. An instance is a snapshot of what had been accepted when it was made.
 */
final class DeliveredHistory {

    private final List<Delivery> deliveries;

    DeliveredHistory(List<Delivery> deliveries) {
        this.deliveries = deliveries;
    }

    /** An event that came again has the bytes it had the first time, and so has a batch. */
    DeliveredHistory hasIdenticalRepeats() {
        Map<String, String> byId = new HashMap<>();
        Map<String, String> byBatch = new HashMap<>();
        for (Delivery delivery : deliveries) {
            List<String> texts = delivery.eventTexts();
            List<JsonNode> events = delivery.events();
            assertThat(texts).hasSameSizeAs(events);
            for (int i = 0; i < texts.size(); i++) {
                String first = byId.putIfAbsent(events.get(i).get("id").asText(), texts.get(i));
                assertThat(texts.get(i)).isEqualTo(first == null ? texts.get(i) : first);
            }
            String eventsOfBatch = String.join("\n", texts);
            String first = byBatch.putIfAbsent(delivery.batchId(), eventsOfBatch);
            assertThat(eventsOfBatch).as(delivery.batchId()).isEqualTo(first == null ? eventsOfBatch : first);
        }
        return this;
    }

    /** An event that came again is the same change, even if another server told of it, which has files of its own. */
    DeliveredHistory hasSameChangesInRepeats() {
        Map<String, JsonNode> byId = new HashMap<>();
        for (Delivery delivery : deliveries) {
            for (JsonNode event : delivery.events()) {
                ObjectNode change = event.deepCopy();
                ((ObjectNode) change.get("source")).remove(List.of("file", "pos", "row", "server_id"));
                JsonNode first = byId.putIfAbsent(event.get("id").asText(), change);
                assertThat(change).isEqualTo(first == null ? change : first);
            }
        }
        return this;
    }

    /** @return how many snapshots were begun */
    long snapshotCount() {
        return deliveries.stream().flatMap(delivery -> delivery.events().stream())
            .map(event -> event.get("id").asText()).filter(id -> id.startsWith("snapshot:"))
            .map(id -> id.substring(0, id.indexOf(':', "snapshot:".length()))).distinct().count();
    }

    /** Each key's changes come in the order of their commits, repeats aside. */
    DeliveredHistory hasOrderOfKeys() {
        Set<String> seen = new HashSet<>();
        Map<String, Long> lastOfKey = new HashMap<>();
        for (Delivery delivery : deliveries) {
            for (JsonNode event : delivery.events()) {
                boolean isRow = "r".equals(event.get("op").asText());
                if (!isRow && seen.add(event.get("id").asText())) {
                    keyInOrder(event, lastOfKey);
                }
            }
        }
        return this;
    }

    /** Within one run over one connection changes come in the order of the log. */
    DeliveredHistory hasOrderOfLog() {
        long lastSequence = 0;
        String lastFile = "";
        long lastPos = 0;
        long lastRow = -1;
        for (Delivery delivery : deliveries) {
            long sequence = delivery.batch().get("sequence").asLong();
            if (sequence <= lastSequence) {
                // The sequence begins anew with each run, and a run may go back.
                lastFile = "";
                lastPos = 0;
                lastRow = -1;
            }
            lastSequence = sequence;
            for (JsonNode event : delivery.events()) {
                JsonNode source = event.get("source");
                if ("r".equals(event.get("op").asText())) {
                    continue;
                }
                String file = source.get("file").asText();
                long pos = source.get("pos").asLong();
                long row = source.get("row").asLong();
                int order = file.compareTo(lastFile);
                assertThat(order > 0 || order == 0 && (pos > lastPos || pos == lastPos && row > lastRow))
                    .as("%s:%d row %d behind %s:%d row %d", file, pos, row, lastFile, lastPos, lastRow).isTrue();
                lastFile = file;
                lastPos = pos;
                lastRow = row;
            }
        }
        return this;
    }

    /** Nothing of a transaction that was rolled back. */
    DeliveredHistory hasOnlyCommitted() {
        assertThat(deliveries).noneMatch(delivery -> delivery.text().contains(WriteLoad.NEVER));
        return this;
    }

    /**
     * A position that was durable when this many deliveries had been accepted lies ahead of none of the others.
     *
     * @param acceptedCount deliveries at that time
     */
    DeliveredHistory covers(Checkpoint position, int acceptedCount) {
        Set<String> accepted = new HashSet<>();
        for (Delivery delivery : deliveries.subList(0, acceptedCount)) {
            delivery.events().forEach(event -> accepted.add(event.get("id").asText()));
        }
        ExecutedGtids gtids = position.executed();
        String lastSnapshot = lastSnapshot();
        for (Delivery delivery : deliveries) {
            for (JsonNode event : delivery.events()) {
                String id = event.get("id").asText();
                if (isBefore(event, position, gtids, lastSnapshot)) {
                    assertThat(accepted).as("accepted before the position %s was stored", position).contains(id);
                }
            }
        }
        return this;
    }

    /**
     * The tables as the receiver sees them. A snapshot that did not complete is followed by a new one, which replaces
     * it: rows deleted between the two are in neither the new one nor the stream behind it.
     */
    RecordsView records() {
        String lastSnapshot = lastSnapshot();
        List<JsonNode> events = new ArrayList<>();
        deliveries.forEach(delivery -> events.addAll(delivery.events()));
        int start = 0;
        while (!events.get(start).get("id").asText().startsWith(lastSnapshot)) {
            start++;
        }
        return RecordsView.of(events.subList(start, events.size()));
    }

    /** A stored position is behind all rows of the snapshot that completed. */
    private static boolean isBefore(JsonNode event, Checkpoint position, ExecutedGtids gtids, String lastSnapshot) {
        JsonNode source = event.get("source");
        if ("r".equals(event.get("op").asText())) {
            return event.get("id").asText().startsWith(lastSnapshot);
        }
        if (gtids != null) {
            return gtids.contains(gtid(source.get("gtid").asText(), gtids.kind()));
        }
        int order = source.get("file").asText().compareTo(position.file());
        return order < 0 || order == 0 && source.get("pos").asLong() < position.offset();
    }

    private static TransactionId gtid(String text, GtidKind kind) {
        return kind == GtidKind.MARIADB ? MariaDbGtid.parse(text) : Gtid.parse(text);
    }

    private String lastSnapshot() {
        String last = "";
        for (Delivery delivery : deliveries) {
            for (JsonNode event : delivery.events()) {
                String id = event.get("id").asText();
                if (id.startsWith("snapshot:")) {
                    last = id.substring(0, id.indexOf(':', "snapshot:".length()) + 1);
                }
            }
        }
        return last;
    }

    private static void keyInOrder(JsonNode event, Map<String, Long> lastOfKey) {
        String key = event.get("source").get("table").asText() + event.get("key");
        boolean isDelete = "d".equals(event.get("op").asText());
        long v = event.get(isDelete ? "before" : "after").get("v").asLong();
        long last = lastOfKey.getOrDefault(key, Long.MIN_VALUE);
        assertThat(v).as("%s behind %d", event, last).isGreaterThanOrEqualTo(isDelete ? last : last + 1);
        lastOfKey.put(key, v);
    }
}
