package com.passkit.cdc.runtime.schema;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;

import com.passkit.cdc.protocol.row.Collation;
import com.passkit.cdc.protocol.row.ColumnDescriptor;
import com.passkit.cdc.protocol.row.ColumnType;
import com.passkit.cdc.runtime.schema.ddl.SchemaModel;
import com.passkit.cdc.runtime.state.StateDirectory;
import com.passkit.cdc.runtime.state.StateException;
import com.passkit.cdc.runtime.state.StateFile;
import com.passkit.cdc.snapshot.catalog.ColumnModel;
import com.passkit.cdc.snapshot.catalog.KeyModel;
import com.passkit.cdc.snapshot.catalog.TableModel;
import com.passkit.cdc.snapshot.catalog.TableName;

/**
 * Reads what releases before this one kept in {@code schemas}: columns and the key that events carry, but no other
 * keys and no defaults of databases. Whoever loads it reads the rest from the server.
 * Blocking: yes.
 */
final class FirstFormat {

    static final int VERSION = 1;

    private static final String FILE_NAME = "schemas";

    private FirstFormat() {
    }

    static SchemaState load(StateDirectory directory) {
        StateFile file = directory.file(FILE_NAME, FILE_NAME, VERSION);
        SchemaModel model = new SchemaModel(0);
        try {
            for (JsonNode table : SchemaJson.JSON.readTree(file.read()).required("tables")) {
                TableName name =
                    new TableName(table.required("database").asText(), table.required("name").asText());
                if (table.hasNonNull("outdated")) {
                    model.lose(name, "changed by " + table.get("outdated").asText());
                } else {
                    model.put(parse(name, table));
                }
            }
        } catch (IOException | IllegalArgumentException e) {
            throw new StateException(StateException.Problem.DAMAGED, file.path() + ": " + e.getMessage()
                + " (expected: definitions as an earlier release wrote them)", e);
        }
        return new SchemaState(model, false, List.of(), true);
    }

    private static TableModel parse(TableName name, JsonNode node) {
        List<ColumnModel> columns = new ArrayList<>();
        node.required("columns").forEach(column -> columns.add(ColumnModel.of(parseColumn(column), false)));
        List<KeyModel.Part> parts = new ArrayList<>();
        node.required("key").forEach(index ->
            parts.add(KeyModel.Part.of(columns.get(index.asInt()).name())));
        for (JsonNode index : node.path("hidden")) {
            columns.add(index.asInt(), ColumnModel.hidden(""));
        }
        return new TableModel(name, null, columns,
            parts.isEmpty() ? List.of() : List.of(new KeyModel(KeyModel.PRIMARY, KeyModel.Kind.PRIMARY, parts)));
    }

    private static ColumnDescriptor parseColumn(JsonNode node) {
        List<String> labels = new ArrayList<>();
        node.required("labels").forEach(label -> labels.add(label.asText()));
        return new ColumnDescriptor(node.required("name").asText(), ColumnType.valueOf(node.required("type").asText()),
            node.required("unsigned").asBoolean(), node.required("nullable").asBoolean(),
            node.required("length").asInt(), node.required("scale").asInt(),
            new Collation(node.required("collation").asInt(), node.required("charset").asText()), labels);
    }
}
