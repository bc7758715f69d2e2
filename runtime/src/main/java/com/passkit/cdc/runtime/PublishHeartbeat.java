package com.passkit.cdc.runtime;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import com.passkit.cdc.runtime.batch.BatchAccumulator;
import com.passkit.cdc.runtime.checkpoint.Checkpoint;
import com.passkit.cdc.runtime.checkpoint.Watermark;

import io.netty.util.concurrent.EventExecutor;

/**
 * Sends an empty batch when nothing else was sealed for a period. While something is on its way the receiver does not
 * answer, and heartbeats on top would only take the buffers that changes need. Threading: source event loop only.
 */
final class PublishHeartbeat {

    private final BatchAccumulator accumulator;
    private final Watermark watermark;
    private long sealedBefore = -1;

    PublishHeartbeat(BatchAccumulator accumulator, Watermark watermark) {
        this.accumulator = accumulator;
        this.watermark = watermark;
    }

    void schedule(EventExecutor sourceLoop, Duration period) {
        sourceLoop.scheduleAtFixedRate(this::onTick, period.toNanos(), period.toNanos(), TimeUnit.NANOSECONDS);
    }

    private void onTick() {
        long sealed = accumulator.sealedCount();
        boolean isIdle = sealed == sealedBefore && accumulator.inFlightCount() == 0;
        sealedBefore = sealed;
        if (isIdle) {
            Checkpoint at = watermark.published();
            accumulator.heartbeat(at == null ? null : at.file(), at == null ? 0 : at.offset(),
                at == null ? null : at.gtids());
            sealedBefore++;
        }
    }
}
