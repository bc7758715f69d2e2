package com.passkit.cdc.it.harness;

import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/**
 * Brings the rows of a table and the rows of events to the same text. The session must have the time zone UTC.
 *
 * @param name     of the column
 * @param dataType as information_schema names it, in lower case
 */
record ServerText(String name, String dataType) {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** @return an identifier between backticks */
    static String quoted(String identifier) {
        return '`' + identifier.replace("`", "``") + '`';
    }

    /** @return a text between quotes */
    static String literal(String text) {
        return '\'' + text.replace("\\", "\\\\").replace("'", "''") + '\'';
    }

    /** @return an expression that makes the server print the column in full */
    String expression() {
        String quoted = quoted(name);
        return switch (dataType) {
            case "bit", "year" -> "CAST(" + quoted + "+0 AS CHAR)";
            // As a FLOAT it would be printed with six digits only.
            case "float" -> "CAST(" + quoted + "+0e0 AS CHAR)";
            case "binary", "varbinary", "tinyblob", "blob", "mediumblob", "longblob" -> "HEX(" + quoted + ')';
            case "geometry", "point", "linestring", "polygon", "multipoint", "multilinestring", "multipolygon",
                "geometrycollection", "geomcollection" -> "HEX(ST_AsWKB(" + quoted + "))";
            default -> "CAST(" + quoted + " AS CHAR)";
        };
    }

    /** @return what the server printed, with numbers and documents in one form */
    String ofServer(String printed) {
        return printed == null ? null : normal(printed);
    }

    /** @return the column's value in a row of an event, as the server would print it */
    String ofEvent(JsonNode row) {
        JsonNode value = row.get(name);
        if (value == null) {
            return "<absent>";
        }
        return value.isNull() ? null : normal(text(value));
    }

    private String text(JsonNode value) {
        return switch (dataType) {
            case "bit" -> value.isBoolean() ? value.asBoolean() ? "1" : "0" : value.asText();
            case "binary", "varbinary", "tinyblob", "blob", "mediumblob", "longblob" -> hex(value);
            case "geometry", "point", "linestring", "polygon", "multipoint", "multilinestring", "multipolygon",
                "geometrycollection", "geomcollection" -> hex(value.get("wkb"));
            case "datetime" -> value.asText().replace('T', ' ');
            case "timestamp" -> value.asText().replace('T', ' ').replace("Z", "");
            case "json" -> value.toString();
            default -> value.asText();
        };
    }

    private String normal(String text) {
        try {
            return switch (dataType) {
                case "float" -> Float.toString(Float.parseFloat(text));
                case "double" -> Double.toString(Double.parseDouble(text));
                case "json" -> JSON.readTree(text).toString();
                default -> text;
            };
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(name + ": " + text + " (expected: JSON)", e);
        }
    }

    private static String hex(JsonNode base64) {
        return HexFormat.of().withUpperCase().formatHex(Base64.getDecoder().decode(base64.asText()));
    }

    /** @return how to read each column of a table, in order */
    static List<ServerText> columns(List<List<String>> nameAndType) {
        List<ServerText> columns = new ArrayList<>();
        for (List<String> row : nameAndType) {
            columns.add(new ServerText(row.get(0), row.get(1).toLowerCase(Locale.ROOT)));
        }
        return columns;
    }
}
