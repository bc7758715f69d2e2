package com.passkit.cdc.runtime.publish;

import java.time.Duration;
import java.util.Objects;

/**
 * What to do with a batch that was not accepted.
 *
 * @param initial   first back-off
 * @param max       longest back-off, also the pace of a refused endpoint
 * @param onRefused whether a refusing endpoint (403, 404, …) is tried again or ends the run
 * @param rejection what to do with an event that the receiver will not take
 */
public record RetryConfig(Duration initial, Duration max, OnRefused onRefused, RejectionConfig rejection) {

    /** What a refusing endpoint leads to. */
    public enum OnRefused { RETRY, STOP }

    public static final RetryConfig DEFAULT =
        new RetryConfig(Duration.ofMillis(250), Duration.ofSeconds(60), OnRefused.RETRY);

    /** With rejected events as they are treated when nothing is said. */
    public RetryConfig(Duration initial, Duration max, OnRefused onRefused) {
        this(initial, max, onRefused, RejectionConfig.DEFAULT);
    }

    public RetryConfig {
        Objects.requireNonNull(initial, "initial");
        Objects.requireNonNull(max, "max");
        Objects.requireNonNull(onRefused, "onRefused");
        Objects.requireNonNull(rejection, "rejection");
        if (initial.toMillis() < 1 || max.compareTo(initial) < 0) {
            throw new IllegalArgumentException("publish.retry: initial " + initial + ", max " + max
                + " (expected: 1 ms <= initial <= max)");
        }
    }
}
