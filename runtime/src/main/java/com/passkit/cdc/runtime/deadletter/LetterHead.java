package com.passkit.cdc.runtime.deadletter;

import java.time.Instant;
import java.util.Objects;

/**
 * What a dead letter says of its event.
 *
 * @param time    when it was kept
 * @param status  of the answer that rejected it
 * @param reason  of that answer
 * @param batchId idempotency key of the request that was answered
 * @param lane    of the batch
 * @param tries   how often it was rejected: more than once after a replay
 * @param id      of the event
 */
public record LetterHead(Instant time, int status, String reason, String batchId, int lane, int tries, String id) {

    public LetterHead {
        Objects.requireNonNull(time, "time");
        Objects.requireNonNull(reason, "reason");
        Objects.requireNonNull(batchId, "batchId");
        Objects.requireNonNull(id, "id");
    }

    /** @return all of it as JSON, without the brace at the end: the event follows */
    public String json() {
        return LetterFormat.members(this);
    }

    /** @return the same, rejected once more */
    LetterHead again(Instant newTime, int newStatus, String newReason, String newBatchId) {
        return new LetterHead(newTime, newStatus, newReason, newBatchId, lane, tries + 1, id);
    }
}
