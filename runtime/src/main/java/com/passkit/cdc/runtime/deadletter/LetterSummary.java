package com.passkit.cdc.runtime.deadletter;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.netty.buffer.ByteBufInputStream;
import io.netty.buffer.Unpooled;

/**
 * What a person wants to know of an event at a glance, read from its beginning: no image of a row is looked at.
 *
 * @param op    what happened; empty where it cannot be told
 * @param table {@code db.table}
 * @param key   JSON of the key
 */
public record LetterSummary(String op, String table, String key) {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** @param event borrowed until this returns */
    public static LetterSummary of(ByteBuffer event) {
        String op = "";
        String table = "";
        try (InputStream bytes = new ByteBufInputStream(Unpooled.wrappedBuffer(event));
            JsonParser parser = JSON.createParser(bytes)) {
            parser.nextToken();
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String field = parser.currentName();
                parser.nextToken();
                switch (field) {
                    case "op" -> op = parser.getText();
                    case "source" -> {
                        JsonNode source = JSON.readTree(parser);
                        table = source.path("db").asText() + '.' + source.path("table").asText();
                    }
                    case "key" -> {
                        return new LetterSummary(op, table, JSON.readTree(parser).toString());
                    }
                    case "before", "after", "ddl" -> {
                        return new LetterSummary(op, table, "");
                    }
                    default -> parser.skipChildren();
                }
            }
        } catch (IOException e) {
            return new LetterSummary(op, table, "");
        }
        return new LetterSummary(op, table, "");
    }
}
