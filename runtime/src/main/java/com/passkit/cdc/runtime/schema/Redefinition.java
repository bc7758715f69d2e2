package com.passkit.cdc.runtime.schema;

import java.util.Objects;

import com.passkit.cdc.snapshot.catalog.TableModel;

/**
 * A definition that was read from the server and holds from a statement on that is still to come in the log: the last
 * one that changes the table.
 *
 * @param at    that statement
 * @param table as it is behind it
 */
public record Redefinition(CommitPoint at, TableModel table) {

    public Redefinition {
        Objects.requireNonNull(at, "at");
        Objects.requireNonNull(table, "table");
    }
}
