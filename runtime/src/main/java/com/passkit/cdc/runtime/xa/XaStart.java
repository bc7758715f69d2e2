package com.passkit.cdc.runtime.xa;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.passkit.cdc.protocol.binlog.event.Xid;
import com.passkit.cdc.protocol.position.Gtid;
import com.passkit.cdc.protocol.position.MariaDbGtid;
import com.passkit.cdc.protocol.position.TransactionId;

/**
 * Which XA transaction it is and where it was prepared: its rows keep these whenever they are delivered. Owned.
 *
 * @param xid  its name, which may be used again once it is decided
 * @param file binlog file
 * @param gtid of the transaction that prepared it; null without GTIDs
 */
public record XaStart(Xid xid, String file, TransactionId gtid) {

    private static final String GTID = "gtid";
    private static final String MARIADB_GTID = "mariaDbGtid";
    private static final ObjectMapper JSON = new ObjectMapper();

    byte[] toBytes() {
        ObjectNode node = JSON.createObjectNode().put("globalId", xid.globalId()).put("branchId", xid.branchId())
            .put("formatId", xid.formatId()).put("file", file);
        if (gtid != null) {
            node.put(gtid instanceof MariaDbGtid ? MARIADB_GTID : GTID, gtid.toString());
        }
        return node.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** @throws IllegalArgumentException when it is not what {@link #toBytes()} makes */
    static XaStart parse(byte[] bytes) {
        try {
            JsonNode node = JSON.readTree(bytes);
            Xid xid = new Xid(text(node, "globalId"), text(node, "branchId"), node.path("formatId").asLong());
            return new XaStart(xid, text(node, "file"), gtid(node));
        } catch (IOException e) {
            throw new IllegalArgumentException("start: " + e.getMessage() + " (expected: JSON)", e);
        }
    }

    private static TransactionId gtid(JsonNode node) {
        if (node.has(MARIADB_GTID)) {
            return MariaDbGtid.parse(text(node, MARIADB_GTID));
        }
        return node.has(GTID) ? Gtid.parse(text(node, GTID)) : null;
    }

    private static String text(JsonNode node, String field) {
        JsonNode value = node.path(field);
        if (!value.isTextual()) {
            throw new IllegalArgumentException("start." + field + ": " + value + " (expected: a string)");
        }
        return value.textValue();
    }
}
