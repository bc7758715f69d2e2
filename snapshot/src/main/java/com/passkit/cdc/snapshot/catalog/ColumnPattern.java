package com.passkit.cdc.snapshot.catalog;

import java.util.Locale;

/**
 * A pattern {@code db.table.column}, as {@link PatternParts} reads it. Names of databases and tables are compared
 * case-sensitively, those of columns without regard to case, as the server does. Threading: any thread.
 */
public final class ColumnPattern {

    private final String text;
    private final Glob database;
    private final Glob table;
    private final Glob column;

    private ColumnPattern(String text, PatternParts parts) {
        this.text = text;
        this.database = parts.glob(0);
        this.table = parts.glob(1);
        this.column = parts.glob(2);
    }

    /** @throws IllegalArgumentException naming the rule, where it is none */
    public static ColumnPattern parse(String text) {
        return new ColumnPattern(text, PatternParts.ofColumn(text));
    }

    /** @return as configured */
    public String text() {
        return text;
    }

    /** @return whether it is about columns of this table */
    public boolean matchesTable(String databaseName, String tableName) {
        return database.matches(databaseName) && table.matches(tableName);
    }

    public boolean matches(String databaseName, String tableName, String columnName) {
        return matchesTable(databaseName, tableName) && column.matches(columnName.toLowerCase(Locale.ROOT));
    }

    @Override
    public String toString() {
        return text;
    }
}
