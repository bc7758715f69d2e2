package com.passkit.cdc.runtime.incremental;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.passkit.cdc.runtime.state.StateDirectory;
import com.passkit.cdc.runtime.state.StateException;
import com.passkit.cdc.runtime.state.StateFile;
import com.passkit.cdc.snapshot.catalog.TableName;

/**
 * Keeps the queue in the file {@code snapshot} of the state directory: {@code {"known":[["crm","members"]],"requests":
 * [{"reason":…,"tablesDone":1,"tables":[["crm","members",1000,16384]],"rows":500,"bytes":9000,"definition":…,
 * "after":["500"]}]}}.
 * Threading: one thread at a time. Blocking: yes.
 */
public final class QueueStore {

    private static final String FILE_NAME = "snapshot";
    private static final int FORMAT_VERSION = 1;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final StateFile file;

    public QueueStore(StateDirectory directory) {
        this.file = directory.file(FILE_NAME, FILE_NAME, FORMAT_VERSION);
    }

    public QueueState load() {
        byte[] payload = file.read();
        if (payload == null) {
            return QueueState.EMPTY;
        }
        try {
            return parse(JSON.readTree(payload));
        } catch (IOException | IllegalArgumentException e) {
            throw new StateException(StateException.Problem.DAMAGED, file.path() + ": " + e.getMessage()
                + " (expected: progress of snapshots as this release writes it)", e);
        }
    }

    /** Returns when it is durable. */
    public void save(QueueState state) {
        file.write((print(state) + "\n").getBytes(StandardCharsets.UTF_8));
    }

    /** Forgets that any snapshot is under way, and which tables are known. */
    public void delete() {
        file.delete();
    }

    private static String print(QueueState state) {
        ObjectNode root = JSON.createObjectNode();
        if (state.known() != null) {
            ArrayNode known = root.putArray("known");
            state.known().stream().sorted().forEach(name -> known.addArray().add(name.database()).add(name.table()));
        }
        ArrayNode requests = root.putArray("requests");
        for (QueuedRequest request : state.requests()) {
            ObjectNode node = requests.addObject().put("reason", request.reason())
                .put("tablesDone", request.tablesDone()).put("rows", request.rows()).put("bytes", request.bytes())
                .put("definition", request.definition());
            ArrayNode tables = node.putArray("tables");
            request.tables().forEach(table -> tables.addArray().add(table.name().database())
                .add(table.name().table()).add(table.rowsEstimated()).add(table.bytesEstimated()));
            request.after().forEach(node.putArray("after")::add);
        }
        return root.toString();
    }

    private static QueueState parse(JsonNode root) {
        Set<TableName> known = null;
        if (root.has("known")) {
            known = new HashSet<>();
            for (JsonNode table : root.get("known")) {
                known.add(name(table));
            }
        }
        List<QueuedRequest> requests = new ArrayList<>();
        for (JsonNode node : root.required("requests")) {
            List<QueuedTable> tables = new ArrayList<>();
            for (JsonNode table : node.required("tables")) {
                tables.add(new QueuedTable(name(table), table.required(2).asLong(), table.required(3).asLong()));
            }
            List<String> after = new ArrayList<>();
            node.required("after").forEach(literal -> after.add(literal.asText()));
            requests.add(new QueuedRequest(node.required("reason").asText(), tables,
                node.required("tablesDone").asInt(), node.required("rows").asLong(), node.required("bytes").asLong(),
                node.required("definition").asText(), after));
        }
        return new QueueState(requests, known);
    }

    private static TableName name(JsonNode table) {
        return new TableName(table.required(0).asText(), table.required(1).asText());
    }
}
