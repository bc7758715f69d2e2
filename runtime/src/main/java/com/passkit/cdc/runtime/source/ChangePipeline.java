package com.passkit.cdc.runtime.source;

import java.util.concurrent.CompletableFuture;

import com.passkit.cdc.runtime.change.ChangeHandler;
import com.passkit.cdc.runtime.checkpoint.Checkpoint;
import com.passkit.cdc.snapshot.catalog.ServerState;

/**
 * What lies behind a source: takes changes and commits and knows how far they were accepted.
 * Threading: source event loop only, unless said otherwise.
 */
public interface ChangePipeline extends ChangeHandler {

    /** From here on, files and offsets are those of this server. @param server as it was at login */
    void onServer(ServerState server);

    /** As {@link #onCommit}, with the whole position: where a stream starts, and behind the last row of a snapshot. */
    void onPosition(Checkpoint position);

    /** @return the last position handed over; null before the first */
    Checkpoint received();

    /** @param resume to be run when a change may follow after {@code PAUSE} */
    void onResume(Runnable resume);

    /** @return whether what was accepted outlives this process, so that a source may count on it */
    boolean isDelivering();

    /**
     * Runs a task once everything taken so far was accepted; at once where it is. What is open is sealed for it,
     * without waiting for more.
     */
    void whenAccepted(Runnable task);

    /**
     * Seals what is open and waits until all of it was accepted. Threading: any thread.
     *
     * @return completes with the last position accepted; with null when there was none yet
     */
    CompletableFuture<Checkpoint> drain();
}
