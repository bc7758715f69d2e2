package com.passkit.cdc.runtime.deadletter;

/**
 * How much may be kept.
 *
 * @param maxBytes of all files; a letter that would pass it ends the run
 */
public record DeadLetterConfig(long maxBytes) {

    public static final DeadLetterConfig DEFAULT = new DeadLetterConfig(1L << 30);

    public DeadLetterConfig {
        if (maxBytes < 1) {
            throw new IllegalArgumentException("deadLetters.maxBytes: " + maxBytes + " (expected: >= 1)");
        }
    }
}
