package com.passkit.cdc.runtime.checkpoint;

import java.util.Objects;

/** What a position store holds: how far a connector came. Owned. */
public sealed interface StoredPosition {

    /** Nothing yet: the connector never ran, or was reset. */
    record None() implements StoredPosition {
    }

    /** A snapshot began and has not been accepted as a whole: it has to begin again. */
    record SnapshotInProgress(String snapshotId) implements StoredPosition {
        public SnapshotInProgress {
            Objects.requireNonNull(snapshotId, "snapshotId");
        }
    }

    /** Streaming goes on from here. */
    record At(Checkpoint checkpoint) implements StoredPosition {
        public At {
            Objects.requireNonNull(checkpoint, "checkpoint");
        }
    }
}
