package com.passkit.cdc.runtime.source;

import java.time.Clock;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The lines that a lost source leaves in the log: one for each way in which it fails, and then fewer and fewer as it
 * stays away. Threading: the supervisor's thread.
 */
final class OutageLog {

    private static final Logger LOG = LoggerFactory.getLogger(OutageLog.class);
    private static final Duration FIRST_INTERVAL = Duration.ofMinutes(1);
    private static final Duration LONGEST_INTERVAL = Duration.ofHours(1);

    private final Clock clock;
    private final Set<LossCause> told = EnumSet.noneOf(LossCause.class);
    private Outage last;
    private boolean isLost;
    private long nextLineAtMs;
    private long intervalMs;

    OutageLog(Clock clock) {
        this.clock = clock;
    }

    /** @return whether there was a line about it */
    boolean onFailure(String host, Outage outage) {
        long nowMs = clock.millis();
        if (last == null || last.sinceMs() != outage.sinceMs()) {
            told.clear();
            intervalMs = FIRST_INTERVAL.toMillis();
            nextLineAtMs = nowMs + intervalMs;
        }
        last = outage;
        isLost = true;
        long waitMs = Math.max(0, outage.nextTryAtMs() - nowMs);
        String message = outage.message().startsWith(host + ": ")
            ? outage.message().substring(host.length() + 2) : outage.message();
        if (told.add(outage.cause())) {
            LOG.warn("source {}: {}; trying again in {} ms", host, message, waitMs);
            return true;
        }
        if (nowMs >= nextLineAtMs) {
            intervalMs = Math.min(2 * intervalMs, LONGEST_INTERVAL.toMillis());
            nextLineAtMs = nowMs + intervalMs;
            LOG.warn("source {}: lost for {} s, {} attempts failed: {}; trying again in {} ms", host,
                (nowMs - outage.sinceMs()) / 1000, outage.attempts(), message, waitMs);
            return true;
        }
        LOG.debug("source {}: {}; trying again in {} ms", host, message, waitMs);
        return false;
    }

    /** The source is read again. */
    void onRead(String host) {
        if (isLost) {
            LOG.info("source {}: read again, {} ms and {} attempts after it was lost", host,
                clock.millis() - last.sinceMs(), last.attempts());
            isLost = false;
        }
    }
}
