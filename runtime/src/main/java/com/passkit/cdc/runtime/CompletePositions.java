package com.passkit.cdc.runtime;

import com.passkit.cdc.runtime.checkpoint.PositionStore;
import com.passkit.cdc.runtime.checkpoint.StoredPosition;
import com.passkit.cdc.runtime.schema.DefinitionStore;
import com.passkit.cdc.runtime.schema.ReadPosition;
import com.passkit.cdc.runtime.source.SchemaReread;
import com.passkit.cdc.runtime.xa.XaSpool;

/**
 * A position is durable only together with the definitions at it and the rows of the XA transactions that are prepared
 * there: these are synced before it, and what it does not need any more is deleted behind it.
 * Threading: one thread at a time. Blocking: yes.
 */
final class CompletePositions implements PositionStore {

    private final PositionStore positions;
    private final XaSpool spool;
    private final DefinitionStore definitions;

    CompletePositions(PositionStore positions, XaSpool spool, DefinitionStore definitions) {
        this.positions = positions;
        this.spool = spool;
        this.definitions = definitions;
    }

    @Override
    public StoredPosition load() {
        return positions.load();
    }

    @Override
    public void save(StoredPosition position) {
        if (position instanceof StoredPosition.At at) {
            spool.sync(at.checkpoint().held());
            definitions.sync();
            positions.save(position);
            spool.release(at.checkpoint().held());
            ReadPosition stored = SchemaReread.positionOf(at.checkpoint());
            definitions.fold(stored);
        } else {
            positions.save(position);
        }
    }
}
