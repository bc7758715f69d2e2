package com.passkit.cdc.protocol.binlog;

import com.passkit.cdc.protocol.row.TableDescriptor;

/**
 * Supplies what a TABLE_MAP event leaves out: names, keys, signs, character sets and labels. Asked once for each
 * distinct
 * table map, and only when the event lacks FULL metadata.
 */
@FunctionalInterface
public interface TableDefinitions {

    /** Nothing is known beyond the events: columns are called {@code @1}, {@code @2}, … */
    TableDefinitions NONE = (database, table) -> null;

    /** @return the definition at the current position, or null where none is known */
    TableDescriptor find(String database, String table);

    /** A table map came with FULL metadata, for which nothing is asked but what it cannot tell. */
    default void onSelfDescribed() {
    }
}
