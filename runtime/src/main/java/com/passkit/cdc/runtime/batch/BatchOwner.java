package com.passkit.cdc.runtime.batch;

/** Where a batch returns to. Threading: event loop of the owner only. */
interface BatchOwner {

    /** @param batch transferred; acknowledged or abandoned */
    void onSettled(Batch batch);
}
