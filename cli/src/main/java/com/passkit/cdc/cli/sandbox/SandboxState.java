package com.passkit.cdc.cli.sandbox;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;

/**
 * What the page asks for, as JSON: totals, rates, tables, events since its last question, and the rows of one table
 * that changed last.
 */
final class SandboxState {

    private static final int SHOWN_ROWS = 60;

    private final SandboxRecords records;

    SandboxState(SandboxRecords records) {
        this.records = records;
    }

    /**
     * @param after sequence of the last event the page has; 0 for none
     * @param table whose rows it shows; empty for the first one
     */
    String json(long after, String table) {
        synchronized (records) {
            ObjectNode state = SandboxRecords.JSON.createObjectNode();
            state.put("now", records.nowMs());
            state.put("connector", records.connector());
            state.put("lastBatch", records.lastBatchMs());
            state.put("lag", records.lagMs());
            ObjectNode totals = state.putObject("totals");
            records.totals().forEach((total, count) -> totals.put(total.name().toLowerCase(Locale.ROOT), count));
            ArrayNode rates = state.putArray("rates");
            for (long rate : records.rates()) {
                rates.add(rate);
            }
            ArrayNode tables = state.putArray("tables");
            records.tables().forEach((name, rows) -> tables.addObject()
                .put("name", name).put("rows", rows.rowCount()).put("events", rows.eventCount()));
            writeEvents(state.putArray("events"), after);
            writeRows(state, table);
            return state.toString();
        }
    }

    private void writeEvents(ArrayNode events, long after) {
        for (SandboxRecords.ShownEvent shown : records.shown()) {
            if (shown.sequence() > after) {
                JsonNode event = shown.event();
                JsonNode source = event.get("source");
                ObjectNode line = events.addObject();
                line.put("seq", shown.sequence());
                line.set("id", event.get("id"));
                line.set("op", event.get("op"));
                line.set("ts", event.get("ts_ms"));
                line.put("table", source.path("db").asText() + '.' + source.path("table").asText());
                line.set("key", event.get("key"));
                line.set("before", event.get("before"));
                line.set("after", event.get("after"));
                line.set("ddl", event.get("ddl"));
            }
        }
    }

    private void writeRows(ObjectNode state, String wanted) {
        Map<String, SandboxTable> tables = records.tables();
        if (tables.isEmpty()) {
            return;
        }
        String name = tables.containsKey(wanted) ? wanted : tables.keySet().iterator().next();
        SandboxTable table = tables.get(name);
        ObjectNode shown = state.putObject("table");
        shown.put("name", name);
        ArrayNode key = shown.putArray("key");
        table.keyColumns().forEach(key::add);
        ArrayNode rows = shown.putArray("rows");
        List<SandboxRow> latest = new ArrayList<>(table.rows().values());
        for (SandboxRow row : latest.subList(Math.max(0, latest.size() - SHOWN_ROWS), latest.size())) {
            rows.addObject().put("seq", row.sequence()).put("op", row.op())
                .putRawValue("row", new RawValue(row.json()));
        }
    }
}
