package com.passkit.cdc.snapshot.catalog;

/**
 * A pattern {@code db.table}, as {@link PatternParts} reads it. Compared case-sensitively. Threading: any thread.
 */
public final class TablePattern {

    private final String text;
    private final Glob database;
    private final Glob table;
    private final boolean isOneTable;

    private TablePattern(String text, PatternParts parts) {
        this.text = text;
        this.database = parts.glob(0);
        this.table = parts.glob(1);
        this.isOneTable = !parts.hasWildcard();
    }

    /** @throws IllegalArgumentException naming the rule, where it is none */
    public static TablePattern parse(String text) {
        return new TablePattern(text, PatternParts.ofTable(text));
    }

    /** @return as configured */
    public String text() {
        return text;
    }

    Glob database() {
        return database;
    }

    /** @return whether it has no wildcards */
    public boolean isOneTable() {
        return isOneTable;
    }

    public boolean matches(String databaseName, String tableName) {
        return database.matches(databaseName) && table.matches(tableName);
    }

    @Override
    public String toString() {
        return text;
    }
}
