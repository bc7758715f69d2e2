package com.passkit.cdc.runtime.publish;

/**
 * How delivery goes, at a moment. Owned.
 *
 * @param isRefused             whether the endpoint refuses the connector at present
 * @param lastOutcome           in words; empty before the first answer
 * @param failedAttemptCount    attempts since the last success, of the lane that has most
 * @param nextAttemptMs         when a failed batch is tried again, milliseconds since 1970 UTC; 0 when none waits
 * @param queuedBatchCount      batches taken and not acknowledged
 * @param acknowledgedBatches   since the start
 * @param acknowledgedEvents    since the start
 * @param sentBytes             of request bodies since the start, retries included
 * @param retries               attempts that were not the first of their request, since the start
 * @param lastAcknowledgedMs    when a batch was last acknowledged, milliseconds since 1970 UTC; 0 for never
 */
public record PublishStatus(
    boolean isRefused,
    String lastOutcome,
    int failedAttemptCount,
    long nextAttemptMs,
    int queuedBatchCount,
    long acknowledgedBatches,
    long acknowledgedEvents,
    long sentBytes,
    long retries,
    long lastAcknowledgedMs) {
}
