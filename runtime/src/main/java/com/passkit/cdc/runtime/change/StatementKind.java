package com.passkit.cdc.runtime.change;

import java.util.Locale;

/**
 * What a QUERY event means for the stream. With row based logging only transaction control and definitions are logged
 * as
 * statements; a data change logged as one carries no rows and must never pass unnoticed.
 */
enum StatementKind {
    /** BEGIN, START TRANSACTION: a transaction goes on until its commit. */
    BEGIN,
    /** COMMIT or ROLLBACK of the whole transaction. */
    COMMIT,
    /** SAVEPOINT, ROLLBACK TO, RELEASE: inside a transaction. */
    INSIDE,
    /** XA START, XA END, XA COMMIT, XA ROLLBACK. */
    XA,
    /** TRUNCATE TABLE. */
    TRUNCATE,
    /**
     * INSERT, UPDATE, DELETE (also behind WITH), REPLACE, LOAD DATA, CREATE TABLE … SELECT, or the SELECT that stands
     * for a call of a function, logged as a statement: its rows are not in the log.
     */
    DATA,
    /** CREATE, ALTER, DROP, RENAME of a table or database. */
    DEFINITION,
    /** Everything else: accounts, routines, views, maintenance. */
    OTHER;

    static StatementKind of(String sql) {
        SqlWords words = new SqlWords(sql);
        String first = words.next();
        return switch (first) {
            case "BEGIN" -> BEGIN;
            case "START" -> "TRANSACTION".equals(words.next()) ? BEGIN : OTHER;
            case "COMMIT" -> COMMIT;
            case "ROLLBACK" -> words.next().isEmpty() ? COMMIT : INSIDE;
            case "SAVEPOINT", "RELEASE" -> INSIDE;
            case "XA" -> XA;
            case "TRUNCATE" -> TRUNCATE;
            case "INSERT", "UPDATE", "DELETE", "REPLACE", "LOAD", "WITH", "SELECT", "DO", "CALL" -> DATA;
            case "CREATE" -> ofCreate(ofDefinition(words), words);
            case "ALTER", "DROP" -> ofDefinition(words);
            case "RENAME" -> "TABLE".equals(words.next()) ? DEFINITION : OTHER;
            default -> OTHER;
        };
    }

    /** With row based logging the definition is logged without its query: SELECT is a reserved word. */
    private static StatementKind ofCreate(StatementKind kind, SqlWords words) {
        return kind == DEFINITION && words.skipToWord("SELECT") ? DATA : kind;
    }

    /** Skips the words that may stand between the verb and what is defined. */
    private static StatementKind ofDefinition(SqlWords words) {
        for (String word = words.next(); !word.isEmpty(); word = words.next()) {
            switch (word.toUpperCase(Locale.ROOT)) {
                case "OR", "REPLACE", "ONLINE", "OFFLINE", "IGNORE", "UNIQUE", "FULLTEXT", "SPATIAL" -> {
                    continue;
                }
                case "TABLE", "DATABASE", "SCHEMA", "INDEX", "KEY" -> {
                    return DEFINITION;
                }
                default -> {
                    return OTHER;
                }
            }
        }
        return OTHER;
    }
}
