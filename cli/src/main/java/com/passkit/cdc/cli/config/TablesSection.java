package com.passkit.cdc.cli.config;

import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

import com.passkit.cdc.runtime.rules.ColumnRules;
import com.passkit.cdc.runtime.rules.RowRules;
import com.passkit.cdc.snapshot.catalog.TableFilter;
import com.passkit.cdc.snapshot.catalog.TablePatternMap;

/** Reads {@code tables}. What is no pattern or no condition is a problem like any other. */
final class TablesSection {

    private final ConfigSettings settings;

    TablesSection(ConfigSettings settings) {
        this.settings = settings;
    }

    /** @return null where there are problems */
    TableFilter filter() {
        List<String> include = settings.get(ConfigKeys.TABLES_INCLUDE);
        List<String> exclude = settings.get(ConfigKeys.TABLES_EXCLUDE);
        List<String> shadow = settings.get(ConfigKeys.TABLES_SHADOW);
        return settings.hasProblems() ? null : made("tables: ", () -> new TableFilter(include, exclude, shadow));
    }

    /** @return names of key columns by pattern, in the order of the file; null where there are problems */
    Map<String, List<String>> keys() {
        Map<String, List<String>> keys = settings.get(ConfigKeys.TABLES_KEYS);
        if (keys == null) {
            return settings.hasProblems() ? null : Map.of();
        }
        return made("tables.keys: ", () -> TablePatternMap.of(keys)) == null ? null : keys;
    }

    /** @return null where there are problems */
    RowRules rows() {
        Map<String, String> rows = settings.get(ConfigKeys.TABLES_ROWS);
        return settings.hasProblems() ? null : made("", () -> rows == null ? RowRules.NONE : RowRules.of(rows));
    }

    /** @return null where there are problems */
    ColumnRules columns() {
        List<String> include = settings.get(ConfigKeys.TABLES_COLUMNS_INCLUDE);
        List<String> exclude = settings.get(ConfigKeys.TABLES_COLUMNS_EXCLUDE);
        List<String> hash = settings.get(ConfigKeys.TABLES_COLUMNS_HASH);
        Map<String, Integer> truncate = settings.get(ConfigKeys.TABLES_COLUMNS_TRUNCATE);
        Map<String, String> replace = settings.get(ConfigKeys.TABLES_COLUMNS_REPLACE);
        if (settings.hasProblems()) {
            return null;
        }
        // Where nothing is hashed, a salt that is not there is missed by nobody.
        String salt = hash.isEmpty() ? null : settings.get(ConfigKeys.TABLES_COLUMNS_SALT);
        ColumnRules columns = settings.hasProblems() ? null : made("", () -> new ColumnRules(include, exclude, hash,
            truncate == null ? Map.of() : truncate, replace == null ? Map.of() : replace, salt));
        if (columns != null && !columns.isEmpty()) {
            refuseStatements(ConfigKeys.PUBLISH_QUERY);
            refuseStatements(ConfigKeys.PUBLISH_SCHEMA_CHANGES);
        }
        return settings.hasProblems() ? null : columns;
    }

    private void refuseStatements(ConfigKey<Boolean> key) {
        if (Boolean.TRUE.equals(settings.get(key))) {
            settings.refuse(key.path() + ": true (expected: false together with tables.columns: a statement may contain"
                + " what is to be hidden)");
        }
    }

    private <T> T made(String prefix, Supplier<T> maker) {
        try {
            return maker.get();
        } catch (IllegalArgumentException e) {
            settings.refuse(prefix + e.getMessage());
            return null;
        }
    }
}
