package com.passkit.cdc.runtime.schema;

import java.util.List;

import com.passkit.cdc.snapshot.catalog.TableName;

/**
 * What the words of a definition statement tell without understanding it.
 *
 * @param tables     that it gives another layout, or may; in the order in which they appear
 * @param indexed    the table that a statement about an index is about; null for another statement
 * @param source     the table whose definition it copies; null for none
 * @param mayMoveKey whether it may change which key tells the rows of a table apart, though it has a primary key, or
 *                   makes a table without one
 */
public record NamedTables(List<TableName> tables, TableName indexed, TableName source, boolean mayMoveKey) {

    public NamedTables {
        tables = List.copyOf(tables);
    }
}
