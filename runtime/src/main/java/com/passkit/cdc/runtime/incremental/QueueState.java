package com.passkit.cdc.runtime.incremental;

import java.util.List;
import java.util.Set;

import com.passkit.cdc.snapshot.catalog.TableName;

/**
 * What has to outlive a process. Immutable.
 *
 * @param requests in the order in which they are read
 * @param known    tables that were read, or that the stream has had from their first row; null before that is known
 */
public record QueueState(List<QueuedRequest> requests, Set<TableName> known) {

    /** Of a connector that never ran. */
    public static final QueueState EMPTY = new QueueState(List.of(), null);

    public QueueState {
        requests = List.copyOf(requests);
        known = known == null ? null : Set.copyOf(known);
    }
}
