package com.passkit.cdc.runtime.checkpoint;

/**
 * Keeps the position over restarts. A return from {@link #save} means it is durable.
 * Threading: one thread at a time. Blocking: yes.
 */
public interface PositionStore {

    /** @throws com.passkit.cdc.runtime.state.StateException when what is stored is damaged or cannot be read */
    StoredPosition load();

    /** @throws com.passkit.cdc.runtime.state.StateException when it cannot be made durable */
    void save(StoredPosition position);
}
