package com.passkit.cdc.runtime.publish;

import java.util.Objects;

/**
 * What to do with an event that the receiver will not take.
 *
 * @param onRejected whether it goes to the dead letters or ends the run
 * @param maxInRow   events rejected one after the other, none accepted between, that end the run: then it is the
 *                   receiver that is broken, not the events
 */
public record RejectionConfig(OnRejected onRejected, int maxInRow) {

    /** What a rejected event leads to. */
    public enum OnRejected { DEAD_LETTER, STOP }

    public static final int DEFAULT_MAX_IN_ROW = 1_000;
    public static final RejectionConfig DEFAULT = new RejectionConfig(OnRejected.DEAD_LETTER, DEFAULT_MAX_IN_ROW);

    public RejectionConfig {
        Objects.requireNonNull(onRejected, "onRejected");
        if (maxInRow < 1) {
            throw new IllegalArgumentException("publish.retry.maxRejectedInRow: " + maxInRow + " (expected: >= 1)");
        }
    }
}
