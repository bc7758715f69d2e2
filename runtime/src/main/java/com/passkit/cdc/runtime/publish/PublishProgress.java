package com.passkit.cdc.runtime.publish;

import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/** What the lanes report for {@link PublishStatus}. Threading: any thread; each lane writes its own fields. */
final class PublishProgress {

    private final AtomicIntegerArray failedCounts;
    private final AtomicIntegerArray refused;
    private final AtomicLongArray nextAttemptsMs;
    private final AtomicLong queuedCount = new AtomicLong();
    private final AtomicLong acknowledgedBatches = new AtomicLong();
    private final AtomicLong acknowledgedEvents = new AtomicLong();
    private final AtomicLong sentBytes = new AtomicLong();
    private final AtomicLong retries = new AtomicLong();
    private volatile String lastOutcome = "";
    private volatile long lastAcknowledgedMs;

    PublishProgress(int laneCount) {
        failedCounts = new AtomicIntegerArray(laneCount);
        refused = new AtomicIntegerArray(laneCount);
        nextAttemptsMs = new AtomicLongArray(laneCount);
    }

    void onTaken() {
        queuedCount.incrementAndGet();
    }

    void onSent(int bytes, boolean isRetry) {
        sentBytes.addAndGet(bytes);
        if (isRetry) {
            retries.incrementAndGet();
        }
    }

    void onOutcome(int lane, String outcome, int failedCount, boolean isRefused, long nextAttemptMs) {
        lastOutcome = outcome;
        failedCounts.set(lane, failedCount);
        refused.set(lane, isRefused ? 1 : 0);
        nextAttemptsMs.set(lane, nextAttemptMs);
    }

    void onAcknowledged(int eventCount, long nowMs) {
        queuedCount.decrementAndGet();
        acknowledgedBatches.incrementAndGet();
        acknowledgedEvents.addAndGet(eventCount);
        lastAcknowledgedMs = nowMs;
    }

    void onAbandoned() {
        queuedCount.decrementAndGet();
    }

    PublishStatus status() {
        int failedCount = 0;
        boolean isRefused = false;
        long nextAttemptMs = 0;
        for (int lane = 0; lane < failedCounts.length(); lane++) {
            failedCount = Math.max(failedCount, failedCounts.get(lane));
            isRefused |= refused.get(lane) != 0;
            long nextMs = nextAttemptsMs.get(lane);
            nextAttemptMs = nextAttemptMs == 0 || nextMs != 0 && nextMs < nextAttemptMs ? nextMs : nextAttemptMs;
        }
        return new PublishStatus(isRefused, lastOutcome, failedCount, nextAttemptMs, (int) queuedCount.get(),
            acknowledgedBatches.get(), acknowledgedEvents.get(), sentBytes.get(), retries.get(), lastAcknowledgedMs);
    }
}
