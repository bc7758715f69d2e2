package com.passkit.cdc.cli.demo;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;

import com.passkit.cdc.protocol.client.ResultRow;

/**
 * Compares a table with the records that were delivered of it, value by value as text. Threading: one thread at a time.
 */
final class TableComparison {

    private final List<String> differences = new ArrayList<>();
    private long rowCount;

    /**
     * @param table   for the wording
     * @param rows    of the server, as it prints them
     * @param records of the sandbox
     */
    void compare(String table, List<ResultRow> rows, List<JsonNode> records) {
        rowCount += rows.size();
        Map<List<String>, Integer> missing = new HashMap<>();
        List<String> columns = List.of();
        for (ResultRow row : rows) {
            columns = row.columnNames();
            missing.merge(row.values(), 1, Integer::sum);
        }
        for (JsonNode entry : records) {
            List<String> values = new ArrayList<>(columns.size());
            for (String column : columns) {
                values.add(serverText(entry.get(column)));
            }
            if (missing.merge(values, -1, Integer::sum) < 0) {
                differences.add(table + ": delivered but not in the table: " + entry);
            }
        }
        missing.forEach((row, count) -> {
            if (count > 0) {
                differences.add(table + ": in the table but not delivered: " + row);
            }
        });
    }

    List<String> differences() {
        return differences;
    }

    long rowCount() {
        return rowCount;
    }

    /** The demo's columns differ from what the server prints in one thing: the letter between date and time. */
    private static String serverText(JsonNode value) {
        if (value == null || value.isNull()) {
            return null;
        }
        String text = value.asText();
        return text.matches("\\d{4}-\\d\\d-\\d\\dT.*") ? text.replace('T', ' ') : text;
    }
}
