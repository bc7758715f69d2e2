package com.passkit.cdc.it.harness;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * One request that reached a {@link Receiver}.
 *
 * @param protocol   as the connection spoke it, for instance {@code HTTP/2.0}
 * @param connection the client's address and port
 * @param headers    by lower-case name
 * @param body       bytes on the wire, compressed as sent
 * @param text       the body, decompressed
 * @param batch      the body, parsed, as it were in the format {@code batch}
 */
public record Delivery(String protocol, String connection, Map<String, String> headers, byte[] body,
    String text, JsonNode batch) {

    /** A text may hold what Java takes for the end of a line, U+0085 for one. */
    private static final Pattern EVENT = Pattern.compile(
        "(?:\\{\"specversion\":\"1.0\",\"datacontenttype\":\"application/json\",\"data\":)?(\\{\"id\":.*?)"
            + "(?:,\"id\":\"[^\"]*\",\"source\":\"/passkit-cdc/[^\"]*\",\"type\":\"[^\"]*\",\"time\":\"[^\"]*\""
            + "(?:,\"subject\":\"(?:[^\"\\\\]|\\\\.)*\")?})?,?", Pattern.DOTALL);

    /** @return bytes on the wire */
    public int bodyLength() {
        return body.length;
    }

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

    /** @return the events as they were written, in order, without what a format puts around each */
    public List<String> eventTexts() {
        List<String> texts = new ArrayList<>();
        text.lines().map(EVENT::matcher).filter(Matcher::matches).forEach(event -> texts.add(event.group(1)));
        return texts;
    }
}
