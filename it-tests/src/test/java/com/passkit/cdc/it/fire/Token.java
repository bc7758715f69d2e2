package com.passkit.cdc.it.fire;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * The name of one change, made of what both a writer and the receiver know of it: no two changes of a run have the same
 * one, for every change of a row writes another number into its column {@code v}.
 */
final class Token {

    private Token() {
    }

    /** Of an insert or an update, which left the number in the row; of a delete, which found it there. */
    static String of(String table, char op, long id, long v) {
        return table + '|' + op + '|' + id + '|' + v;
    }

    static String of(String table, String op, JsonNode row) {
        return of(table, op.charAt(0), row.get("id").asLong(), row.get("v").asLong());
    }
}
