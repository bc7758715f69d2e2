package com.passkit.cdc.protocol.testing;

import java.time.Duration;

import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/** Waits for conditions as long as a busy machine may take: no test fails for its slowness. */
public final class Patience {

    /** Longer than anything takes that comes at all. */
    public static final Duration LIMIT = Duration.ofSeconds(60);

    private Patience() {
    }

    /** @return waits for what {@code until} says, up to {@link #LIMIT} */
    public static ConditionFactory await() {
        return Awaitility.await().atMost(LIMIT);
    }
}
