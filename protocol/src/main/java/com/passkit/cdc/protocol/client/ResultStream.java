package com.passkit.cdc.protocol.client;

import java.util.concurrent.CompletableFuture;

/** A running query. Threading: any thread. */
public interface ResultStream {

    /**
     * Stops as if the handler had said {@link com.passkit.cdc.protocol.row.Demand#PAUSE}: for somebody whose other
     * streams have to wait with this one. Nothing when the query is not under way.
     * Threading: the connection's event loop only, and not within a callback of this stream.
     */
    void pause();

    /**
     * Goes on after a handler said {@link com.passkit.cdc.protocol.row.Demand#PAUSE}, or after {@link #pause()}; else
     * does nothing.
     */
    void resume();

    /**
     * @return completes behind the last row with the number of rows, or exceptionally; on the connection's event loop
     */
    CompletableFuture<Long> completion();
}
