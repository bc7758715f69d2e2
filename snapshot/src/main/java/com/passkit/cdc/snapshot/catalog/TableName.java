package com.passkit.cdc.snapshot.catalog;

import java.util.Comparator;

import com.passkit.cdc.protocol.row.TableDescriptor;

/**
 * The two names of a table, as the server writes them.
 *
 * @param database schema
 * @param table    table in it
 */
public record TableName(String database, String table) implements Comparable<TableName> {

    private static final Comparator<TableName> ORDER =
        Comparator.comparing(TableName::database).thenComparing(TableName::table);

    public static TableName of(TableDescriptor table) {
        return new TableName(table.database(), table.name());
    }

    @Override
    public int compareTo(TableName other) {
        return ORDER.compare(this, other);
    }

    /** @return quoted for a statement */
    String quoted() {
        return SqlText.name(database, table);
    }

    @Override
    public String toString() {
        return database + '.' + table;
    }
}
