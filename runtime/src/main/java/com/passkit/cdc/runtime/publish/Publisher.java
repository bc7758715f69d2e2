package com.passkit.cdc.runtime.publish;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import com.passkit.cdc.runtime.batch.Batch;

/**
 * Delivers sealed batches, those of a lane in their order. Each ends acknowledged, or abandoned when the publisher
 * stops. Threading: any thread.
 */
public interface Publisher {

    /** @param batch transferred; {@link Batch#acknowledge()} once the receiver accepted every event of it */
    void publish(Batch batch);

    /** @return how delivery goes, for status and metrics */
    PublishStatus status();

    /**
     * Takes no more batches, lets those that were taken go out, and ends.
     *
     * @param limit how long to wait; what is left then is abandoned
     * @return completes when nothing is left and every resource is released
     */
    CompletableFuture<Void> close(Duration limit);
}
