package com.passkit.cdc.runtime;

import com.passkit.cdc.runtime.checkpoint.PositionStore;
import com.passkit.cdc.runtime.checkpoint.StoredPosition;
import com.passkit.cdc.runtime.schema.DefinitionStore;
import com.passkit.cdc.runtime.schema.ReadPosition;
import com.passkit.cdc.runtime.schema.SchemaEdit;
import com.passkit.cdc.runtime.schema.SchemaState;
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
    public void save(SchemaState state) {
        definitions.save(state);
    }

    @Override
    public void append(SchemaEdit edit) {
        definitions.append(edit);
    }

    @Override
    public SchemaState load(ReadPosition position) {
        return definitions.load(position);
    }
}
