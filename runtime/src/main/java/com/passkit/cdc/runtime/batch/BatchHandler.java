package com.passkit.cdc.runtime.batch;

/** Takes sealed batches in the order of their lane. Threading: source event loop only. */
@FunctionalInterface
public interface BatchHandler {

    /** @param batch transferred; the receiver calls {@link Batch#acknowledge()} or {@link Batch#abandon()}, once */
    void onSealed(Batch batch);
}
