package com.passkit.cdc.runtime.schema;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import com.passkit.cdc.protocol.row.Collation;
import com.passkit.cdc.protocol.row.ColumnDescriptor;
import com.passkit.cdc.protocol.row.ColumnType;
import com.passkit.cdc.protocol.row.TableDescriptor;
import com.passkit.cdc.runtime.schema.KnownDefinitions.Recorded;
import com.passkit.cdc.runtime.state.StateDirectory;
import com.passkit.cdc.runtime.state.StateException;
import com.passkit.cdc.runtime.state.StateFile;

/**
 * Keeps the recorded definitions in the file {@code schemas} of the state directory:
 * {@code {"tables":[{"database":…,"name":…,"outdated":…,"key":[0],"hidden":[3],"columns":[{…}]}]}}.
 * Threading: one thread at a time. Blocking: yes.
 */
public final class DefinitionStore {

    private static final String FILE_NAME = "schemas";
    private static final int FORMAT_VERSION = 1;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final StateFile file;

    public DefinitionStore(StateDirectory directory) {
        this.file = directory.file(FILE_NAME, FILE_NAME, FORMAT_VERSION);
    }

    /** @return what was saved last; null when nothing was */
    public List<Recorded> load() {
        byte[] payload = file.read();
        if (payload == null) {
            return null;
        }
        try {
            List<Recorded> definitions = new ArrayList<>();
            for (JsonNode table : JSON.readTree(payload).required("tables")) {
                definitions.add(parseTable(table));
            }
            return definitions;
        } catch (IOException | IllegalArgumentException e) {
            throw new StateException(StateException.Problem.DAMAGED, file.path() + ": " + e.getMessage()
                + " (expected: definitions as this release writes them)", e);
        }
    }

    /** Returns when they are durable. */
    public void save(Collection<Recorded> definitions) {
        ObjectNode root = JSON.createObjectNode();
        ArrayNode tables = root.putArray("tables");
        for (Recorded recorded : definitions) {
            printTable(recorded, tables.addObject());
        }
        try {
            file.write(JSON.writeValueAsBytes(root));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of plain values always prints", e);
        }
    }

    /** Removes what was saved. */
    public void delete() {
        file.delete();
    }

    private static void printTable(Recorded recorded, ObjectNode out) {
        TableDescriptor table = recorded.table();
        out.put("database", table.database()).put("name", table.name());
        if (recorded.outdated() != null) {
            out.put("outdated", recorded.outdated());
        }
        ArrayNode key = out.putArray("key");
        for (int n = 0; n < table.keyColumnCount(); n++) {
            key.add(table.keyColumn(n));
        }
        if (table.hiddenColumnCount() > 0) {
            ArrayNode hidden = out.putArray("hidden");
            for (int n = 0; n < table.hiddenColumnCount(); n++) {
                hidden.add(table.hiddenColumn(n));
            }
        }
        ArrayNode columns = out.putArray("columns");
        for (ColumnDescriptor column : table.columns()) {
            ObjectNode node = columns.addObject();
            node.put("name", column.name()).put("type", column.type().name()).put("unsigned", column.unsigned())
                .put("nullable", column.nullable()).put("length", column.length()).put("scale", column.scale())
                .put("collation", column.collation().id()).put("charset", column.collation().charset());
            ArrayNode labels = node.putArray("labels");
            column.labels().forEach(labels::add);
        }
    }

    private static Recorded parseTable(JsonNode node) {
        List<ColumnDescriptor> columns = new ArrayList<>();
        for (JsonNode column : node.required("columns")) {
            columns.add(parseColumn(column));
        }
        TableDescriptor table = TableDescriptor.of(
            node.required("database").asText(), node.required("name").asText(), columns)
            .withKey(indexes(node.required("key"))).withHiddenColumns(indexes(node.path("hidden")));
        return new Recorded(table, node.hasNonNull("outdated") ? node.get("outdated").asText() : null);
    }

    private static int[] indexes(JsonNode node) {
        int[] indexes = new int[node.size()];
        for (int n = 0; n < indexes.length; n++) {
            indexes[n] = node.get(n).asInt();
        }
        return indexes;
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
