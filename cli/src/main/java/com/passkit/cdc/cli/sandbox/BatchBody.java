package com.passkit.cdc.cli.sandbox;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.zip.GZIPInputStream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.luben.zstd.ZstdInputStream;
import com.passkit.cdc.runtime.batch.BatchFormat;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;

/** Reads the body of a delivery, in each format and packed in each way, as the object of the format {@code batch}. */
final class BatchBody {

    /** Bound on what a compressed body may grow to. */
    private static final int MAX_LENGTH = 256 << 20;
    private static final String CONNECTOR = "Passkit-Cdc-Connector";

    private final BatchFormat format;
    private final String encoding;
    private final String connector;

    private BatchBody(BatchFormat format, String encoding, String connector) {
        this.format = format;
        this.encoding = encoding;
        this.connector = connector;
    }

    /**
     * @param headers of the request
     * @throws UnknownFormException when this is nothing that could be read; its message is fit for the answer
     */
    static BatchBody of(HttpHeaders headers) throws UnknownFormException {
        String encoding = headers.get(HttpHeaderNames.CONTENT_ENCODING, "identity").toLowerCase(Locale.ROOT);
        switch (encoding) {
            case "identity", "gzip", "zstd" -> { }
            default -> throw new UnknownFormException(
                "content-encoding: " + encoding + " (expected: gzip, zstd or none)");
        }
        String type = headers.get(HttpHeaderNames.CONTENT_TYPE, "");
        String mediaType = type.split(";", 2)[0].trim().toLowerCase(Locale.ROOT);
        for (BatchFormat format : BatchFormat.values()) {
            if (format.mediaType().equals(mediaType)) {
                return new BatchBody(format, encoding, headers.get(CONNECTOR));
            }
        }
        throw new UnknownFormException("content-type: " + type + " (expected: " + BatchFormat.BATCH.mediaType() + ", "
            + BatchFormat.NDJSON.mediaType() + " or " + BatchFormat.CLOUDEVENTS.mediaType() + ')');
    }

    /** Neither format nor encoding is one that is known here. */
    static final class UnknownFormException extends Exception {

        private static final long serialVersionUID = 1L;

        UnknownFormException(String message) {
            super(message);
        }
    }

    /**
     * @param body as it arrived
     * @throws IOException when it cannot be read; its message is fit for the answer
     */
    JsonNode parse(byte[] body) throws IOException {
        byte[] plain = unpack(body);
        return switch (format) {
            case BATCH -> object(plain);
            case NDJSON -> batch(lines(plain));
            case CLOUDEVENTS -> batch(data(plain));
        };
    }

    private byte[] unpack(byte[] body) throws IOException {
        if (encoding.equals("identity")) {
            return body;
        }
        InputStream packed = new ByteArrayInputStream(body);
        try (InputStream in = encoding.equals("gzip") ? new GZIPInputStream(packed) : new ZstdInputStream(packed)) {
            byte[] plain = in.readNBytes(MAX_LENGTH + 1);
            if (plain.length > MAX_LENGTH) {
                throw new IOException("body.length: over " + MAX_LENGTH + " (expected: <= " + MAX_LENGTH + ')');
            }
            return plain;
        }
    }

    private static JsonNode object(byte[] plain) throws IOException {
        JsonNode batch = SandboxRecords.JSON.readTree(plain);
        if (batch == null || !batch.isObject()) {
            throw new IOException("body: not a JSON object (expected: a batch)");
        }
        return batch;
    }

    private static ArrayNode lines(byte[] plain) throws IOException {
        ArrayNode events = SandboxRecords.JSON.createArrayNode();
        try (MappingIterator<JsonNode> lines = SandboxRecords.JSON.readerFor(JsonNode.class).readValues(plain)) {
            while (lines.hasNextValue()) {
                events.add(lines.nextValue());
            }
        }
        return events;
    }

    private static ArrayNode data(byte[] plain) throws IOException {
        JsonNode cloudEvents = SandboxRecords.JSON.readTree(plain);
        if (cloudEvents == null || !cloudEvents.isArray()) {
            throw new IOException("body: not a JSON array (expected: a batch of CloudEvents)");
        }
        ArrayNode events = SandboxRecords.JSON.createArrayNode();
        for (JsonNode cloudEvent : cloudEvents) {
            for (String attribute : new String[] {"id", "source", "type"}) {
                if (cloudEvent.path(attribute).asText().isEmpty()) {
                    throw new IOException(attribute + ": missing (expected: an attribute of each CloudEvent)");
                }
            }
            if (!cloudEvent.path("specversion").asText().equals("1.0")) {
                throw new IOException("specversion: " + cloudEvent.path("specversion") + " (expected: \"1.0\")");
            }
            events.add(cloudEvent.path("data"));
        }
        return events;
    }

    private ObjectNode batch(ArrayNode events) {
        ObjectNode batch = SandboxRecords.JSON.createObjectNode();
        if (connector != null) {
            batch.put("connector", connector);
        }
        batch.set("events", events);
        return batch;
    }
}
