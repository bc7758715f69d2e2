package com.passkit.cdc.runtime;

import com.passkit.cdc.runtime.checkpoint.PositionStore;
import com.passkit.cdc.runtime.checkpoint.StoredPosition;
import com.passkit.cdc.runtime.xa.XaSpool;

/**
 * A position is durable only together with the rows of the XA transactions that are prepared there: these are synced
 * before it, and what it does not need any more is deleted behind it.
 * Threading: one thread at a time. Blocking: yes.
 */
final class SpooledPositions implements PositionStore {

    private final PositionStore positions;
    private final XaSpool spool;

    SpooledPositions(PositionStore positions, XaSpool spool) {
        this.positions = positions;
        this.spool = spool;
    }

    @Override
    public StoredPosition load() {
        return positions.load();
    }

    @Override
    public void save(StoredPosition position) {
        if (position instanceof StoredPosition.At at) {
            spool.sync(at.checkpoint().held());
            positions.save(position);
            spool.release(at.checkpoint().held());
        } else {
            positions.save(position);
        }
    }
}
