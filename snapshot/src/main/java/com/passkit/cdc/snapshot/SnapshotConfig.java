package com.passkit.cdc.snapshot;

import java.time.Duration;
import java.util.Objects;

/**
 * How a snapshot is taken.
 *
 * @param lockWaitTimeout how long to wait for the global read lock. While it waits behind a long statement, so do all
 *                        writes of the server; whole seconds, at least one
 */
public record SnapshotConfig(Duration lockWaitTimeout) {

    public static final Duration DEFAULT_LOCK_WAIT_TIMEOUT = Duration.ofSeconds(30);

    /** What is used when nothing is said. */
    public static final SnapshotConfig DEFAULT = new SnapshotConfig(DEFAULT_LOCK_WAIT_TIMEOUT);

    public SnapshotConfig {
        Objects.requireNonNull(lockWaitTimeout, "lockWaitTimeout");
        if (lockWaitTimeout.toSeconds() < 1) {
            throw new IllegalArgumentException("lockWaitTimeout: " + lockWaitTimeout + " (expected: >= 1 s)");
        }
    }
}
