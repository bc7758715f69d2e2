package com.passkit.cdc.runtime.batch;

import java.time.Duration;
import java.util.Objects;

/**
 * When a batch is sealed, whichever comes first.
 *
 * @param maxEvents events, at least 1
 * @param maxBytes  bytes of JSON before compression; the event that reaches it is the last one
 * @param linger    age of the oldest event; zero seals when the source pauses
 * @param lanes     parallel requests, 1 to 64; order holds within a lane
 * @param format    of the body
 * @param idSalt    makes other ids of the same events: a receiver that keeps its answers by id must look at them anew;
 *                  empty for none
 */
public record BatchConfig(int maxEvents, int maxBytes, Duration linger, int lanes, BatchFormat format, String idSalt) {

    public static final int MAX_LANES = 64;
    public static final BatchConfig DEFAULT = new BatchConfig(5_000, 4 << 20, Duration.ofMillis(50), 1);

    public BatchConfig {
        Objects.requireNonNull(linger, "linger");
        Objects.requireNonNull(format, "format");
        Objects.requireNonNull(idSalt, "idSalt");
        require(maxEvents >= 1, "publish.batch.maxEvents", maxEvents, ">= 1");
        require(maxBytes >= 1024, "publish.batch.maxBytes", maxBytes, ">= 1024");
        require(lanes >= 1 && lanes <= MAX_LANES, "publish.lanes", lanes, "1 to " + MAX_LANES);
    }

    /** With ids as they follow from the events. */
    public BatchConfig(int maxEvents, int maxBytes, Duration linger, int lanes, BatchFormat format) {
        this(maxEvents, maxBytes, linger, lanes, format, "");
    }

    /** In the format {@link BatchFormat#BATCH}. */
    public BatchConfig(int maxEvents, int maxBytes, Duration linger, int lanes) {
        this(maxEvents, maxBytes, linger, lanes, BatchFormat.BATCH);
    }

    private static void require(boolean holds, String field, Object value, String rule) {
        if (!holds) {
            throw new IllegalArgumentException(field + ": " + value + " (expected: " + rule + ')');
        }
    }
}
