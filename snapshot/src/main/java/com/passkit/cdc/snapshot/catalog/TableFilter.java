package com.passkit.cdc.snapshot.catalog;

import java.util.List;
import java.util.Set;

/**
 * Which tables are captured: globs over {@code db.table}, exclude wins over include. The server's own schemas (mysql,
 * sys, information_schema, performance_schema) never match. Names are compared case-sensitively.
 * <p>
 * In a glob {@code *} stands for any number of characters and {@code ?} for one; a backslash before a character, or
 * backticks around several, make them stand for themselves: {@code crm.`v1.members`}.
 * Threading: any thread.
 */
public final class TableFilter {

    private static final Set<String> SYSTEM_SCHEMAS = Set.of("mysql", "sys", "information_schema",
        "performance_schema", "INFORMATION_SCHEMA", "PERFORMANCE_SCHEMA");

    private final List<TablePattern> include;
    private final List<TablePattern> exclude;

    /**
     * @param include globs with {@code *} and {@code ?}; empty for all tables
     * @param exclude globs
     * @throws IllegalArgumentException naming the glob that is not one, and the rule
     */
    public TableFilter(List<String> include, List<String> exclude) {
        this.include = include.stream().map(TablePattern::parse).toList();
        this.exclude = exclude.stream().map(TablePattern::parse).toList();
    }

    public boolean includes(String database, String table) {
        return !isSystemSchema(database)
            && (include.isEmpty() || matchesAny(include, database, table))
            && !matchesAny(exclude, database, table);
    }

    /** @return whether the schema is the server's own */
    public static boolean isSystemSchema(String database) {
        return SYSTEM_SCHEMAS.contains(database);
    }

    /** @return the include globs, as configured, that match none of these tables */
    List<String> includesWithoutMatch(List<TableName> tables) {
        return include.stream()
            .filter(pattern -> tables.stream().noneMatch(t -> pattern.matches(t.database(), t.table())))
            .map(TablePattern::text)
            .toList();
    }

    private static boolean matchesAny(List<TablePattern> patterns, String database, String table) {
        for (TablePattern pattern : patterns) {
            if (pattern.matches(database, table)) {
                return true;
            }
        }
        return false;
    }
}
