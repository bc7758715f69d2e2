package com.passkit.cdc.runtime.publish;

import java.util.concurrent.TimeUnit;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says what becomes of a lane's requests, not more often than someone can read. Threading: one thread at a time. */
final class LaneLog {

    private static final Logger LOG = LoggerFactory.getLogger(EventsPublisher.class);
    private static final long PAUSE_NS = TimeUnit.SECONDS.toNanos(30);

    private final int lane;
    private long lastFailureNs;
    private boolean hasSaidSplit;

    LaneLog(int lane) {
        this.lane = lane;
    }

    void onBatchBegun() {
        hasSaidSplit = false;
    }

    void onFailed(PublishOutcome outcome, RetryAction.Again again, int failedCount) {
        long nowNs = System.nanoTime();
        if (failedCount == 1 || nowNs - lastFailureNs >= PAUSE_NS) {
            lastFailureNs = nowNs;
            LOG.warn("lane {}: {}{}; attempt {}, again in {} ms", lane,
                again.isRefused() ? "the endpoint refuses this connector: " : "", outcome.describe(), failedCount,
                again.delayMs());
        }
    }

    void onAnsweredAgain(int failedCount) {
        LOG.info("lane {}: the endpoint answers again after {} failed attempts", lane, failedCount);
    }

    /** Of each batch the first: finding the bad ones of many events takes thousands. */
    void onSplit(BatchPart part, PublishOutcome outcome) {
        if (hasSaidSplit) {
            LOG.debug("lane {}: {} events: {}; split", lane, part.eventCount(), outcome.describe());
            return;
        }
        hasSaidSplit = true;
        LOG.warn("lane {}: batch {} of {} events: {}; sent again in ever smaller halves", lane, part.id(),
            part.eventCount(), outcome.describe());
    }

    void onHeartbeatLost(PublishOutcome outcome) {
        LOG.warn("lane {}: heartbeat not accepted: {}", lane, outcome.describe());
    }

    void onDefect(Throwable failure) {
        LOG.error("lane {}: delivery failed", lane, failure);
    }
}
