package com.passkit.cdc.snapshot.catalog;

import java.util.List;

/**
 * Which tables are captured: globs over {@code db.table}, exclude wins over include. The server's own schemas (mysql,
 * sys,
 * information_schema, performance_schema) never match.
 * Threading: any thread.
 */
public final class TableFilter {

    /**
     * @param include globs with {@code *} and {@code ?}; empty for all tables
     * @param exclude globs
     */
    public TableFilter(List<String> include, List<String> exclude) {
    }

    public boolean includes(String database, String table) {
        throw new AssertionError(database + table);
    }
}
