package com.passkit.cdc.snapshot.catalog;

import java.util.Collection;
import java.util.stream.Collectors;

/** Names and literals inside statements. Literals suppose a session whose {@code sql_mode} is empty. */
public final class SqlText {

    private SqlText() {
    }

    /** @return an identifier between backticks */
    public static String name(String identifier) {
        return '`' + identifier.replace("`", "``") + '`';
    }

    /** @return {@code `database`.`table`} */
    public static String name(String database, String table) {
        return name(database) + '.' + name(table);
    }

    static String literal(String text) {
        return '\'' + text.replace("\\", "\\\\").replace("'", "''") + '\'';
    }

    static String literals(Collection<String> texts) {
        return texts.stream().map(SqlText::literal).collect(Collectors.joining(", "));
    }
}
