package com.passkit.cdc.runtime.source;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Exponential back-off with full jitter: the n-th wait is a random part of {@code initial * 2^n}, at most {@code max}.
 * Threading: one thread.
 */
final class Backoff {

    private static final int MAX_DOUBLINGS = 20;

    private final long initialMs;
    private final long maxMs;
    private final RandomGenerator random;
    private int attempts;

    Backoff(Duration initial, Duration max, RandomGenerator random) {
        this.initialMs = initial.toMillis();
        this.maxMs = max.toMillis();
        this.random = random;
    }

    /** @return how long to wait now, in milliseconds, at least 1 */
    long nextMs() {
        long ceiling = Math.min(maxMs, initialMs << Math.min(attempts, MAX_DOUBLINGS));
        attempts++;
        return 1 + random.nextLong(ceiling);
    }

    /** After a success the next failure waits shortly again. */
    void reset() {
        attempts = 0;
    }

    int attempts() {
        return attempts;
    }
}
