package com.passkit.cdc.it.harness;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * One request that reached a {@link Receiver}.
 *
 * @param protocol   as the connection spoke it, for instance {@code HTTP/2.0}
 * @param headers    by lower-case name
 * @param bodyLength bytes on the wire, compressed as sent
 * @param batch      the body, decompressed and parsed
 */
public record Delivery(String protocol, Map<String, String> headers, int bodyLength, JsonNode batch) {

    /** @return a header's value, null without */
    public String header(String name) {
        return headers.get(name.toLowerCase(Locale.ROOT));
    }

    /** @return the idempotency key */
    public String batchId() {
        return header("idempotency-key");
    }

    public List<JsonNode> events() {
        List<JsonNode> events = new ArrayList<>();
        batch.get("events").forEach(events::add);
        return events;
    }
}
