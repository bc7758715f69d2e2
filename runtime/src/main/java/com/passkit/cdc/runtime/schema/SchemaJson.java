package com.passkit.cdc.runtime.schema;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import com.passkit.cdc.protocol.position.Gtid;
import com.passkit.cdc.protocol.position.MariaDbGtid;
import com.passkit.cdc.protocol.position.TransactionId;
import com.passkit.cdc.protocol.row.Collation;
import com.passkit.cdc.protocol.row.ColumnDescriptor;
import com.passkit.cdc.protocol.row.ColumnType;
import com.passkit.cdc.snapshot.catalog.ColumnModel;
import com.passkit.cdc.snapshot.catalog.KeyModel;
import com.passkit.cdc.snapshot.catalog.TableModel;
import com.passkit.cdc.snapshot.catalog.TableName;

/** Definitions and what became of them as JSON, and back. */
final class SchemaJson {

    static final ObjectMapper JSON = new ObjectMapper();

    private SchemaJson() {
    }

    static ObjectNode print(TableModel table) {
        ObjectNode out = print(table.name());
        if (table.collation() != null) {
            out.set("collation", print(table.collation()));
        }
        ArrayNode columns = out.putArray("columns");
        table.columns().forEach(column -> print(column, columns.addObject()));
        ArrayNode keys = out.putArray("keys");
        for (KeyModel key : table.keys()) {
            ArrayNode parts = keys.addObject().put("name", key.name()).put("kind", key.kind().name())
                .putArray("parts");
            key.parts().forEach(part -> {
                ObjectNode node = parts.addObject().put("column", part.column());
                if (part.isPrefix()) {
                    node.put("prefix", part.prefixLength());
                }
            });
        }
        return out;
    }

    static TableModel parseTable(JsonNode node) {
        List<ColumnModel> columns = new ArrayList<>();
        node.required("columns").forEach(column -> columns.add(parseColumn(column)));
        List<KeyModel> keys = new ArrayList<>();
        for (JsonNode key : node.required("keys")) {
            List<KeyModel.Part> parts = new ArrayList<>();
            for (JsonNode part : key.required("parts")) {
                parts.add(new KeyModel.Part(part.hasNonNull("column") ? part.get("column").asText() : null,
                    part.path("prefix").asInt()));
            }
            keys.add(new KeyModel(key.required("name").asText(), KeyModel.Kind.valueOf(key.required("kind").asText()),
                parts));
        }
        return new TableModel(parseName(node), parseCollation(node.get("collation")), columns, keys);
    }

    static ObjectNode print(SchemaEdit edit) {
        ObjectNode out = JSON.createObjectNode();
        out.set("at", print(edit.at()));
        out.put("full", edit.isFull());
        ArrayNode removedDatabases = out.putArray("removedDatabases");
        edit.removedDatabases().forEach(removedDatabases::add);
        out.set("databases", printDatabases(edit.databases()));
        ArrayNode removed = out.putArray("removed");
        edit.removed().forEach(name -> removed.add(print(name)));
        out.set("lost", printLost(edit.lost()));
        ArrayNode put = out.putArray("put");
        edit.put().forEach(table -> put.add(print(table)));
        out.set("redefinitions", printRedefinitions(edit.redefinitions()));
        return out;
    }

    static SchemaEdit parseEdit(JsonNode node) {
        List<String> removedDatabases = new ArrayList<>();
        node.required("removedDatabases").forEach(name -> removedDatabases.add(name.asText()));
        List<TableName> removed = new ArrayList<>();
        node.required("removed").forEach(name -> removed.add(parseName(name)));
        List<TableModel> put = new ArrayList<>();
        node.required("put").forEach(table -> put.add(parseTable(table)));
        return new SchemaEdit(parsePoint(node.required("at")), node.required("full").asBoolean(), removedDatabases,
            parseDatabases(node.required("databases")), removed, parseLost(node.required("lost")), put,
            parseRedefinitions(node.required("redefinitions")));
    }

    static ArrayNode printRedefinitions(List<Redefinition> redefinitions) {
        ArrayNode out = JSON.createArrayNode();
        for (Redefinition redefinition : redefinitions) {
            ObjectNode node = out.addObject();
            node.set("at", print(redefinition.at()));
            node.set("table", print(redefinition.table()));
        }
        return out;
    }

    static List<Redefinition> parseRedefinitions(JsonNode node) {
        List<Redefinition> all = new ArrayList<>();
        node.forEach(one -> all.add(
            new Redefinition(parsePoint(one.required("at")), parseTable(one.required("table")))));
        return all;
    }

    static ArrayNode printLost(Map<TableName, String> lost) {
        ArrayNode out = JSON.createArrayNode();
        lost.forEach((name, reason) -> out.add(print(name).put("reason", reason)));
        return out;
    }

    static Map<TableName, String> parseLost(JsonNode node) {
        Map<TableName, String> lost = new LinkedHashMap<>();
        node.forEach(one -> lost.put(parseName(one), one.required("reason").asText()));
        return lost;
    }

    static ObjectNode printDatabases(Map<String, Collation> databases) {
        ObjectNode out = JSON.createObjectNode();
        databases.forEach((name, collation) -> out.set(name, collation == null ? null : print(collation)));
        return out;
    }

    static Map<String, Collation> parseDatabases(JsonNode node) {
        Map<String, Collation> databases = new LinkedHashMap<>();
        node.properties().forEach(one -> databases.put(one.getKey(), parseCollation(one.getValue())));
        return databases;
    }

    private static ObjectNode print(TableName name) {
        return JSON.createObjectNode().put("database", name.database()).put("name", name.table());
    }

    private static TableName parseName(JsonNode node) {
        return new TableName(node.required("database").asText(), node.required("name").asText());
    }

    private static void print(ColumnModel column, ObjectNode out) {
        if (column.isHidden()) {
            out.put("hidden", column.hiddenKey());
            return;
        }
        ColumnDescriptor descriptor = column.descriptor();
        print(descriptor, out);
        if (column.isVirtual()) {
            out.put("virtual", true);
        }
    }

    private static void print(ColumnDescriptor column, ObjectNode out) {
        out.put("name", column.name()).put("type", column.type().name()).put("unsigned", column.unsigned())
            .put("nullable", column.nullable()).put("length", column.length()).put("scale", column.scale());
        out.set("collation", print(column.collation()));
        if (!column.labels().isEmpty()) {
            ArrayNode labels = out.putArray("labels");
            column.labels().forEach(labels::add);
        }
    }

    private static ColumnModel parseColumn(JsonNode node) {
        if (node.has("hidden")) {
            return ColumnModel.hidden(node.get("hidden").asText());
        }
        List<String> labels = new ArrayList<>();
        node.path("labels").forEach(label -> labels.add(label.asText()));
        return ColumnModel.of(new ColumnDescriptor(node.required("name").asText(),
            ColumnType.valueOf(node.required("type").asText()), node.required("unsigned").asBoolean(),
            node.required("nullable").asBoolean(), node.required("length").asInt(), node.required("scale").asInt(),
            parseCollation(node.required("collation")), labels), node.path("virtual").asBoolean());
    }

    private static ObjectNode print(Collation collation) {
        return JSON.createObjectNode().put("id", collation.id()).put("charset", collation.charset());
    }

    private static Collation parseCollation(JsonNode node) {
        if (node == null || node.isNull()) {
            return null;
        }
        int id = node.required("id").asInt();
        return id == Collation.BINARY.id() ? Collation.BINARY : new Collation(id, node.required("charset").asText());
    }

    private static ObjectNode print(CommitPoint point) {
        ObjectNode out = JSON.createObjectNode().put("server", point.serverUuid()).put("file", point.file())
            .put("offset", point.offset());
        if (point.gtid() != null) {
            out.put(point.gtid() instanceof MariaDbGtid ? "mariadbGtid" : "gtid", point.gtid().toString());
        }
        return out;
    }

    private static CommitPoint parsePoint(JsonNode node) {
        TransactionId gtid = node.has("gtid") ? Gtid.parse(node.get("gtid").asText())
            : node.has("mariadbGtid") ? MariaDbGtid.parse(node.get("mariadbGtid").asText()) : null;
        return new CommitPoint(node.required("server").asText(), node.required("file").asText(),
            node.required("offset").asLong(), gtid);
    }
}
