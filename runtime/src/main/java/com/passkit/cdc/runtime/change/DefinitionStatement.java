package com.passkit.cdc.runtime.change;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

import com.passkit.cdc.runtime.schema.NamedTables;
import com.passkit.cdc.snapshot.catalog.TableName;

/**
 * Which tables a definition statement gives another layout. It does not follow the change, it only names the tables
 * whose
 * recorded definition can no longer be trusted; when in doubt a table is named.
 */
final class DefinitionStatement {

    /** ALTER TABLE clauses that leave columns and keys as they are, by their leading words. */
    private static final Set<String> HARMLESS_CLAUSES = Set.of(
        "ADD INDEX", "ADD KEY", "ADD FULLTEXT", "ADD SPATIAL", "ADD FOREIGN", "DROP FOREIGN", "ADD PARTITION",
        "DROP PARTITION", "ANALYZE", "AUTO_INCREMENT", "ALGORITHM", "COMMENT", "DISABLE KEYS", "ENABLE KEYS", "ENGINE",
        "FORCE", "KEY_BLOCK_SIZE", "LOCK", "ROW_FORMAT", "STATS_PERSISTENT", "STATS_AUTO_RECALC", "STATS_SAMPLE_PAGES");

    /** What may follow DATABASE where its name is left out. */
    private static final Set<String> NOT_A_NAME =
        Set.of("DEFAULT", "CHARACTER", "CHARSET", "COLLATE", "ENCRYPTION", "READ", "COMMENT");

    private DefinitionStatement() {
    }

    /** @return the tables, in the order they appear; empty for statements that touch no table's layout */
    static List<TableName> tablesChangedBy(String sql, String defaultDatabase) {
        SqlWords words = new SqlWords(sql);
        List<TableName> tables = new ArrayList<>();
        switch (words.next()) {
            case "CREATE" -> readCreate(words, defaultDatabase, tables);
            case "ALTER" -> readAlter(words, defaultDatabase, tables);
            case "DROP" -> readDrop(words, defaultDatabase, tables);
            case "RENAME" -> readRename(words, defaultDatabase, tables);
            default -> {
                return tables;
            }
        }
        return tables;
    }

    /** @return what the words of a definition statement tell */
    static NamedTables read(String sql, String defaultDatabase) {
        List<TableName> tables = tablesChangedBy(sql, defaultDatabase);
        return new NamedTables(tables, tableIndexedBy(sql, defaultDatabase), sourceOf(sql, defaultDatabase, tables),
            mayMoveKey(sql));
    }

    /** @return the default database's or the named one's; null when the statement is not about a database */
    static String databaseChangedBy(String sql, String defaultDatabase) {
        SqlWords words = new SqlWords(sql);
        switch (words.next()) {
            case "CREATE", "ALTER", "DROP" -> {
                skipWords(words, "OR", "REPLACE");
                if (!words.acceptWord("DATABASE") && !words.acceptWord("SCHEMA")) {
                    return null;
                }
            }
            default -> {
                return null;
            }
        }
        skipWords(words, "IF", "NOT", "EXISTS");
        String name = words.nextIdentifier();
        return name.isEmpty() || NOT_A_NAME.contains(name.toUpperCase(Locale.ROOT)) ? defaultDatabase : name;
    }

    /** @return the table of CREATE and DROP INDEX; null for other statements */
    private static TableName tableIndexedBy(String sql, String defaultDatabase) {
        SqlWords words = new SqlWords(sql);
        switch (words.next()) {
            case "CREATE", "DROP" -> {
                skipWords(words, "OR", "REPLACE", "ONLINE", "OFFLINE", "UNIQUE", "FULLTEXT", "SPATIAL");
                return words.acceptWord("INDEX") && words.skipToWord("ON")
                    ? words.nextTableName(defaultDatabase) : null;
            }
            default -> {
                return null;
            }
        }
    }

    private static TableName sourceOf(String sql, String defaultDatabase, List<TableName> tables) {
        SqlWords words = new SqlWords(sql);
        boolean isCopy = !tables.isEmpty() && words.next().equals("CREATE") && words.skipToWord("LIKE");
        return isCopy ? words.nextTableName(defaultDatabase) : null;
    }

    private static boolean mayMoveKey(String sql) {
        return switch (new SqlWords(sql).next()) {
            case "CREATE" -> new SqlWords(sql).skipToWord("UNIQUE") && !new SqlWords(sql).skipToWord("PRIMARY");
            case "ALTER" -> new SqlWords(sql).skipToWord("PRIMARY");
            default -> false;
        };
    }

    /** @return the table of {@code TRUNCATE [TABLE] name} */
    static TableName tableTruncatedBy(String sql, String defaultDatabase) {
        SqlWords words = new SqlWords(sql);
        skipWords(words, "TRUNCATE", "TABLE");
        return words.nextTableName(defaultDatabase);
    }

    private static void readCreate(SqlWords words, String defaultDatabase, List<TableName> tables) {
        words.acceptWord("OR");
        words.acceptWord("REPLACE");
        if (words.acceptWord("TABLE")) {
            skipWords(words, "IF", "NOT", "EXISTS");
            tables.add(words.nextTableName(defaultDatabase));
        }
    }

    private static void readAlter(SqlWords words, String defaultDatabase, List<TableName> tables) {
        skipWords(words, "ONLINE", "OFFLINE", "IGNORE");
        if (!words.acceptWord("TABLE")) {
            return;
        }
        skipWords(words, "IF", "EXISTS");
        TableName table = words.nextTableName(defaultDatabase);
        boolean isHarmless = true;
        for (boolean more = true; more && isHarmless; more = words.skipToComma()) {
            isHarmless = isHarmlessClause(words, table, tables);
        }
        if (!isHarmless) {
            tables.add(0, table);
        }
    }

    private static boolean isHarmlessClause(SqlWords words, TableName table, List<TableName> tables) {
        String first = words.next();
        if (first.isEmpty() || HARMLESS_CLAUSES.contains(first)) {
            return true;
        }
        if (first.equals("RENAME")) {
            boolean isOther = words.acceptWord("COLUMN") || words.acceptWord("INDEX") || words.acceptWord("KEY");
            if (!isOther) {
                skipWords(words, "TO", "AS");
                tables.add(words.nextTableName(table.database()));
            }
            return false;
        }
        return HARMLESS_CLAUSES.contains(first + ' ' + words.next());
    }

    private static void readDrop(SqlWords words, String defaultDatabase, List<TableName> tables) {
        if (words.acceptWord("TABLE")) {
            skipWords(words, "IF", "EXISTS");
            do {
                tables.add(words.nextTableName(defaultDatabase));
            } while (words.accept(','));
        }
    }

    private static void readRename(SqlWords words, String defaultDatabase, List<TableName> tables) {
        if (words.acceptWord("TABLE")) {
            skipWords(words, "IF", "EXISTS");
            do {
                tables.add(words.nextTableName(defaultDatabase));
                words.acceptWord("TO");
                tables.add(words.nextTableName(defaultDatabase));
            } while (words.accept(','));
        }
    }

    private static void skipWords(SqlWords words, String... optional) {
        for (String word : optional) {
            words.acceptWord(word);
        }
    }
}
