package com.passkit.cdc.runtime;

import java.util.Collection;

import com.passkit.cdc.runtime.checkpoint.PositionStore;
import com.passkit.cdc.runtime.checkpoint.StoredPosition;
import com.passkit.cdc.runtime.schema.DefinitionStore;
import com.passkit.cdc.runtime.schema.KnownDefinitions.Recorded;
import com.passkit.cdc.runtime.source.DefinitionKeeper;

/** Keeps what a run that delivers must not forget in the state directory. */
final class StoredDefinitions implements DefinitionKeeper {

    private final PositionStore positions;
    private final DefinitionStore definitions;

    StoredDefinitions(PositionStore positions, DefinitionStore definitions) {
        this.positions = positions;
        this.definitions = definitions;
    }

    @Override
    public void onSnapshotStart(String snapshotId) {
        positions.save(new StoredPosition.SnapshotInProgress(snapshotId));
    }

    @Override
    public void save(Collection<Recorded> recorded) {
        definitions.save(recorded);
    }
}
