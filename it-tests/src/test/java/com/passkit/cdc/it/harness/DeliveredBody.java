package com.passkit.cdc.it.harness;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.zip.GZIPInputStream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.luben.zstd.ZstdInputStream;

/**
 * Reads what a connector may send, strictly, whatever its format and packing, as a batch in the format {@code batch}.
 */
final class DeliveredBody {

    private static final ObjectMapper JSON = new ObjectMapper();

    private DeliveredBody() {
    }

    /** @param encoding value of Content-Encoding, null for none */
    static byte[] plain(String encoding, byte[] body) throws IOException {
        if ("gzip".equals(encoding)) {
            return new GZIPInputStream(new ByteArrayInputStream(body)).readAllBytes();
        }
        if ("zstd".equals(encoding)) {
            return new ZstdInputStream(new ByteArrayInputStream(body)).readAllBytes();
        }
        expect(encoding == null, "content-encoding", encoding, "gzip, zstd or none");
        return body;
    }

    /** @param headers by lower-case name */
    static JsonNode batch(Map<String, String> headers, byte[] plain) throws IOException {
        String type = String.valueOf(headers.get("content-type"));
        JsonNode batch = switch (type) {
            case "application/json" -> JSON.readTree(plain);
            case "application/x-ndjson" -> headed(headers, lines(plain));
            case "application/cloudevents-batch+json" -> headed(headers, data(plain));
            default -> throw new IOException("content-type: " + type + " (expected: one of the three formats)");
        };
        expect("passkit.cdc.batch/1".equals(batch.path("schema").asText()), "schema", batch.get("schema"),
            "passkit.cdc.batch/1");
        expect(batch.path("events").isArray(), "events", batch.get("events"), "an array");
        expect(batch.path("batch").asText().equals(headers.get("idempotency-key")), "batch", batch.get("batch"),
            "the Idempotency-Key");
        return batch;
    }

    private static ArrayNode lines(byte[] plain) throws IOException {
        ArrayNode events = JSON.createArrayNode();
        String text = new String(plain, StandardCharsets.UTF_8);
        expect(text.isEmpty() || text.endsWith("\n"), "body", "no line feed at its end", "one behind each event");
        for (String line : text.split("\n")) {
            if (!text.isEmpty()) {
                events.add(JSON.readTree(line));
            }
        }
        return events;
    }

    private static ArrayNode data(byte[] plain) throws IOException {
        ArrayNode events = JSON.createArrayNode();
        for (JsonNode event : JSON.readTree(plain)) {
            JsonNode data = event.path("data");
            expect("1.0".equals(event.path("specversion").asText()), "specversion", event, "1.0");
            expect("application/json".equals(event.path("datacontenttype").asText()), "datacontenttype", event, "JSON");
            expect(event.path("id").equals(data.path("id")), "id", event, "that of the data");
            expect(event.path("source").asText().equals("/passkit-cdc/" + data.path("source").path("connector").asText()),
                "source", event, "the connector's");
            expect(event.path("type").asText().matches("com\\.passkit\\.cdc\\.[a-z]+"), "type", event, "one of ours");
            expect(java.time.Instant.parse(event.path("time").asText()).toEpochMilli() == data.path("ts_ms").asLong(),
                "time", event, "ts_ms of the data");
            events.add(data);
        }
        return events;
    }

    private static ObjectNode headed(Map<String, String> headers, ArrayNode events) throws IOException {
        ObjectNode batch = JSON.createObjectNode();
        for (String name : new String[] {"schema", "connector", "batch"}) {
            batch.put(name, headers.get("passkit-cdc-" + name));
        }
        batch.put("lane", Integer.parseInt(headers.get("passkit-cdc-lane")));
        batch.put("sequence", Long.parseLong(headers.get("passkit-cdc-sequence")));
        expect(Integer.parseInt(headers.get("passkit-cdc-events")) == events.size(), "passkit-cdc-events",
            headers.get("passkit-cdc-events"), "the number of events");
        if (headers.containsKey("passkit-cdc-position")) {
            batch.set("position", JSON.readTree(headers.get("passkit-cdc-position")));
        }
        batch.set("events", events);
        return batch;
    }

    private static void expect(boolean holds, String field, Object value, String rule) throws IOException {
        if (!holds) {
            throw new IOException(field + ": " + value + " (expected: " + rule + ')');
        }
    }
}
