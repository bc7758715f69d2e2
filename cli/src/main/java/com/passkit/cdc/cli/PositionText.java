package com.passkit.cdc.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.passkit.cdc.runtime.checkpoint.Checkpoint;
import com.passkit.cdc.runtime.checkpoint.StoredPosition;

/** Positions for people and for machines. */
final class PositionText {

    private static final ObjectMapper JSON = new ObjectMapper();

    private PositionText() {
    }

    /** @return a line for each part */
    static String lines(StoredPosition position) {
        if (position instanceof StoredPosition.At at) {
            Checkpoint checkpoint = at.checkpoint();
            return "file:        " + checkpoint.file() + System.lineSeparator()
                + "offset:      " + checkpoint.offset() + System.lineSeparator()
                + "gtids:       " + (checkpoint.gtids() == null ? "none" : checkpoint.gtids())
                + System.lineSeparator()
                + "server_uuid: " + checkpoint.serverUuid();
        }
        if (position instanceof StoredPosition.SnapshotInProgress snapshot) {
            return "none; snapshot " + snapshot.snapshotId() + " began and did not complete: it begins anew";
        }
        return "none";
    }

    static String json(String connector, StoredPosition position) {
        ObjectNode node = JSON.createObjectNode().put("connector", connector);
        if (position instanceof StoredPosition.At at) {
            Checkpoint checkpoint = at.checkpoint();
            node.put("state", "position").put("file", checkpoint.file()).put("offset", checkpoint.offset())
                .put("gtids", checkpoint.gtids()).put("serverUuid", checkpoint.serverUuid());
        } else if (position instanceof StoredPosition.SnapshotInProgress snapshot) {
            node.put("state", "snapshot").put("snapshotId", snapshot.snapshotId());
        } else {
            node.put("state", "none");
        }
        return node.toString();
    }

    /** @return in one line, for the end of a run */
    static String line(Checkpoint checkpoint) {
        if (checkpoint == null) {
            return "no position";
        }
        String file = "position " + checkpoint.file() + ':' + checkpoint.offset();
        return checkpoint.gtids() == null || checkpoint.gtids().isEmpty()
            ? file : file + ", gtids " + checkpoint.gtids();
    }
}
