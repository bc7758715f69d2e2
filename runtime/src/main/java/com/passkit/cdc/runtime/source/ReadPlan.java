package com.passkit.cdc.runtime.source;

import com.passkit.cdc.runtime.rules.TableRules;
import com.passkit.cdc.snapshot.SnapshotConfig;
import com.passkit.cdc.snapshot.catalog.TableFilter;

/**
 * What to read and how far.
 *
 * @param filter             tables that are captured
 * @param rules              with which keys, which of their rows and columns
 * @param snapshot           how a snapshot is taken
 * @param deliversSchema     whether definition statements are delivered
 * @param deliversQuery      whether the logged statement goes with its row changes
 * @param endsAfterSnapshot  whether to end when the snapshot is accepted
 * @param readsDefinitions   whether definitions are read from the catalogue at the start of a stream without a snapshot
 * @param requiresXaRows     whether the commit of an XA transaction whose rows are not known ends the stream, instead
 *                           of passing with a warning
 * @param snapshotsWhenNeeded whether a new snapshot is taken when the position is lost
 */
public record ReadPlan(
    TableFilter filter,
    TableRules rules,
    SnapshotConfig snapshot,
    boolean deliversSchema,
    boolean deliversQuery,
    boolean endsAfterSnapshot,
    boolean readsDefinitions,
    boolean requiresXaRows,
    boolean snapshotsWhenNeeded) {
}
