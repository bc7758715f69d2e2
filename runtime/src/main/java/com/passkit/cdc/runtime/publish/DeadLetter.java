package com.passkit.cdc.runtime.publish;

import java.util.Objects;

import io.netty.buffer.ByteBuf;

/**
 * An event that the receiver will not take, and why.
 *
 * @param id      of the event
 * @param status  of the answer
 * @param reason  what the answer said; one line
 * @param batchId idempotency key of the request that was answered
 * @param lane    of the batch
 * @param event   its JSON as it was sent; retained, whoever takes the letter releases it
 */
public record DeadLetter(String id, int status, String reason, String batchId, int lane, ByteBuf event) {

    private static final int MAX_REASON_LENGTH = 1_000;

    public DeadLetter {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(batchId, "batchId");
        Objects.requireNonNull(event, "event");
        reason = reason.length() <= MAX_REASON_LENGTH ? reason : reason.substring(0, MAX_REASON_LENGTH) + "…";
    }
}
