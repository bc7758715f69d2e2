package com.passkit.cdc.it.fire;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * Where an event stands.
 *
 * @param gtid  of its transaction, null without
 * @param table without the database
 * @param isRow whether a snapshot read it
 */
record EventPosition(String id, String gtid, String file, long pos, long row, String table, boolean isRow) {

    EventPosition(JsonNode event) {
        this(event.get("id").asText(), event.get("source").path("gtid").asText(null),
            event.get("source").path("file").asText(), event.get("source").path("pos").asLong(),
            event.get("source").path("row").asLong(), event.get("source").path("table").asText(),
            "r".equals(event.get("op").asText()));
    }

    /** @return the last number of the id: events of one compressed transaction all stand at the same place */
    long ordinal() {
        return Long.parseLong(id.substring(id.lastIndexOf('/') + 1));
    }

    @Override
    public String toString() {
        return id + " (" + table + ", " + file + ':' + pos + " row " + row + ", " + gtid + ')';
    }
}
