package com.passkit.cdc.runtime.source;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

import com.passkit.cdc.protocol.error.MySqlException;
import com.passkit.cdc.protocol.error.Recovery;

/**
 * Counts how often another connection took this one's place. Once may be a mistake that somebody mends; two connectors
 * with one identity would go on for ever, and the one that was there first gives way.
 * Threading: one thread at a time.
 */
final class ReplacedCount {

    static final int MOST = 3;
    static final Duration PERIOD = Duration.ofMinutes(10);

    private final Deque<Long> timesMs = new ArrayDeque<>();

    /** @return whether it happened too often to be tried again */
    boolean isTooOften(MySqlException e, long nowMs) {
        if (LossCause.of(e) != LossCause.REPLACED) {
            return false;
        }
        timesMs.removeIf(timeMs -> Math.abs(nowMs - timeMs) > PERIOD.toMillis());
        timesMs.addLast(nowMs);
        return timesMs.size() >= MOST;
    }

    /** @return what to end with */
    MySqlException explained(MySqlException e) {
        return new MySqlException(Recovery.STOP, "source.serverId: " + MOST + " times within " + PERIOD.toMinutes()
            + " minutes another connection took this one's place (expected: one connector for each replica id and for"
            + " each state directory). Remedy: stop the other one, a copy of this state directory that runs elsewhere"
            + " perhaps, or give it a source.serverId and a state directory of its own. The server said: "
            + e.getMessage(), e);
    }
}
