package com.passkit.cdc.snapshot.catalog;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What is configured for tables by pattern. One that names a table goes before one with wildcards; of several of the
 * latter the first that is written holds. Immutable. Threading: any thread.
 *
 * @param <T> what is configured
 */
public final class TablePatternMap<T> {

    private final List<Entry<T>> entries;

    private TablePatternMap(List<Entry<T>> entries) {
        this.entries = List.copyOf(entries);
    }

    /**
     * What is configured for the tables of a pattern.
     *
     * @param <T>     what is configured
     * @param pattern which tables
     * @param value   for them
     */
    public record Entry<T>(TablePattern pattern, T value) {
    }

    /**
     * @param configured by pattern, in the order of the file
     * @throws IllegalArgumentException naming what is no pattern, and the rule
     */
    public static <T> TablePatternMap<T> of(Map<String, T> configured) {
        List<Entry<T>> entries = new ArrayList<>();
        configured.forEach((text, value) -> entries.add(new Entry<>(TablePattern.parse(text), value)));
        return new TablePatternMap<>(entries);
    }

    /** @return what holds for this table; null for nothing */
    public Entry<T> find(String database, String table) {
        Entry<T> found = null;
        for (Entry<T> entry : entries) {
            if (entry.pattern().matches(database, table)) {
                if (entry.pattern().isOneTable()) {
                    return entry;
                }
                found = found == null ? entry : found;
            }
        }
        return found;
    }

    /** @return what holds for this table; null for nothing */
    public T get(String database, String table) {
        Entry<T> found = find(database, table);
        return found == null ? null : found.value();
    }

    /** @return all, in the order of the file */
    public List<Entry<T>> entries() {
        return entries;
    }

    public boolean isEmpty() {
        return entries.isEmpty();
    }
}
