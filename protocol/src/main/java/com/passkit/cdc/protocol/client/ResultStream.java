package com.passkit.cdc.protocol.client;

import java.util.concurrent.CompletableFuture;

/** A running query. Threading: any thread. */
public interface ResultStream {

    /** Goes on after a handler said {@link com.passkit.cdc.protocol.row.Demand#PAUSE}; else does nothing. */
    void resume();

    /**
     * @return completes behind the last row with the number of rows, or exceptionally; on the connection's event loop
     */
    CompletableFuture<Long> completion();
}
