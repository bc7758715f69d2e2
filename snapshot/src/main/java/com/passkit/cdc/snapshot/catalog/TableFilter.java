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

    /**
     * What gh-ost (gho, ghc, del) and pt-online-schema-change (new, old) call the tables that they fill behind a
     * table's back and rename to its name.
     */
    public static final List<String> SHADOW_TABLES =
        List.of("*._*_gho", "*._*_ghc", "*._*_del", "*._*_new", "*._*_old");

    private final List<TablePattern> include;
    private final List<TablePattern> exclude;
    private final List<TablePattern> shadow;

    /**
     * @param include globs with {@code *} and {@code ?}; empty for all tables
     * @param exclude globs
     * @throws IllegalArgumentException naming the glob that is not one, and the rule
     */
    public TableFilter(List<String> include, List<String> exclude) {
        this(include, exclude, List.of());
    }

    /**
     * @param include globs with {@code *} and {@code ?}; empty for all tables
     * @param exclude globs
     * @param shadow  globs of tables that a tool works on behind another's back; left out like those of exclude
     * @throws IllegalArgumentException naming the glob that is not one, and the rule
     */
    public TableFilter(List<String> include, List<String> exclude, List<String> shadow) {
        this.include = include.stream().map(TablePattern::parse).toList();
        this.exclude = exclude.stream().map(TablePattern::parse).toList();
        this.shadow = shadow.stream().map(TablePattern::parse).toList();
    }

    public boolean includes(String database, String table) {
        return isConfigured(database, table) && !matchesAny(shadow, database, table);
    }

    /** @return whether a table is left out for nothing but its name, which is that of a shadow table */
    public boolean isShadow(String database, String table) {
        return isConfigured(database, table) && matchesAny(shadow, database, table);
    }

    /** @return whether tables of this database may be captured, as far as its own name tells */
    public boolean mayInclude(String database) {
        return !isSystemSchema(database)
            && (include.isEmpty() || include.stream().anyMatch(pattern -> pattern.database().matches(database)));
    }

    private boolean isConfigured(String database, String table) {
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
