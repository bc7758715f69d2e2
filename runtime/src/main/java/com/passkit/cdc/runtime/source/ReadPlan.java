package com.passkit.cdc.runtime.source;

import java.util.List;
import java.util.Map;

import com.passkit.cdc.snapshot.catalog.TableFilter;

/**
 * What to read and how far.
 *
 * @param filter             tables that are captured
 * @param keys               configured key columns by {@code db.table}
 * @param deliversSchema     whether definition statements are delivered
 * @param deliversQuery      whether the logged statement goes with its row changes
 * @param endsAfterSnapshot  whether to end when the snapshot is accepted
 * @param readsDefinitions   whether definitions are read from the catalogue at the start of a stream without a snapshot
 * @param requiresDefinition whether rows of a captured table without a definition stop the stream, instead of naming
 *                           columns
 *                           {@code @1}, {@code @2}, …
 */
public record ReadPlan(
    TableFilter filter,
    Map<String, List<String>> keys,
    boolean deliversSchema,
    boolean deliversQuery,
    boolean endsAfterSnapshot,
    boolean readsDefinitions) {
}
