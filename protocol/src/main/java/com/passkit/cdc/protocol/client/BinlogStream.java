package com.passkit.cdc.protocol.client;

import java.util.concurrent.CompletableFuture;

/** A running binlog dump. Threading: any thread. */
public interface BinlogStream extends AutoCloseable {

    /** Goes on after the handler said {@link com.passkit.cdc.protocol.row.Demand#PAUSE}; else does nothing. */
    void resume();

    /**
     * As {@link #resume()}, but where the stream waits for the server the handler is asked all the same, as if an event
     * had just ended ({@link com.passkit.cdc.protocol.binlog.BinlogHandler#onEventEnd()}).
     */
    void wake();

    /**
     * Answers a {@link SemiSyncHandler}: everything up to here is safe. Does nothing once the dump has ended.
     *
     * @param file   as it was told
     * @param offset as it was told
     */
    void acknowledge(String file, long offset);

    /** @return when bytes of the source came last, by {@link System#nanoTime()} */
    long lastReadNs();

    /**
     * @return completes normally when the server ended a non-blocking dump or after {@link #close()}, exceptionally
     *         with a
     *         {@link com.passkit.cdc.protocol.error.MySqlException} or what the handler threw; on the connection's
     * event loop
     */
    CompletableFuture<Void> completion();

    /** Ends the dump and its connection. No callback follows once {@link #completion()} has completed. */
    @Override
    void close();
}
