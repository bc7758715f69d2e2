package com.passkit.cdc.runtime.publish;

import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Takes the events that the receiver will not. Threading: any thread. */
@FunctionalInterface
public interface DeadLetterOffice {

    /** For a policy under which no event gets there. */
    DeadLetterOffice NONE = letters -> {
        letters.forEach(letter -> letter.event().release());
        return CompletableFuture.failedFuture(new IllegalStateException("dead letters: none are kept here"));
    };

    /**
     * @param letters of one batch, in its order; transferred, with their memory
     * @return completes when they are durable, on any thread: only then may the batch be acknowledged. Exceptionally
     *         with a {@link DeadLettersFullException}, or with why they could not be kept
     */
    CompletableFuture<Void> keep(List<DeadLetter> letters);
}
