package com.passkit.cdc.runtime.change;

import java.util.Objects;

/** Database and name of a table, as written in the server's case. */
public record TableName(String database, String table) {

    public TableName {
        Objects.requireNonNull(database, "database");
        Objects.requireNonNull(table, "table");
    }

    /** Reads {@code [database.]table} at the current word; the database is the session's where none is written. */
    static TableName read(SqlWords words, String defaultDatabase) {
        String first = words.nextIdentifier();
        return words.accept('.') ? new TableName(first, words.nextIdentifier()) : new TableName(defaultDatabase, first);
    }

    /** Reads the table of {@code TRUNCATE [TABLE] name}. */
    static TableName ofTruncate(String sql, String defaultDatabase) {
        SqlWords words = new SqlWords(sql);
        words.acceptWord("TRUNCATE");
        words.acceptWord("TABLE");
        return read(words, defaultDatabase);
    }

    @Override
    public String toString() {
        return database + '.' + table;
    }
}
