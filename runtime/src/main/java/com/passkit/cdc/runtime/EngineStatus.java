package com.passkit.cdc.runtime;

import com.passkit.cdc.runtime.checkpoint.Checkpoint;
import com.passkit.cdc.runtime.deadletter.DeadLetterStatus;
import com.passkit.cdc.runtime.publish.PublishStatus;
import com.passkit.cdc.runtime.source.SourceStatus;

/**
 * A running connector at a glance. Owned.
 *
 * @param name         connector name
 * @param source       what the source does
 * @param publish      how delivery goes
 * @param changes      changes taken in this run
 * @param commits      commits seen in this run, captured or not
 * @param lastChangeMs time of the newest change taken, milliseconds since 1970 UTC; 0 before the first
 * @param lagMs        age of the last commit when it was taken, in milliseconds; 0 when the source is idle
 * @param heldXa       XA transactions that are prepared and not decided: their rows wait
 * @param received     last commit taken from the source; null before the first
 * @param published    everything up to here was accepted; null before the first
 * @param checkpointed everything up to here is durable; null before the first
 * @param deadLetters  what the receiver would not take
 */
public record EngineStatus(String name, SourceStatus source, PublishStatus publish, long changes, long commits,
    long lastChangeMs, long lagMs, int heldXa, Checkpoint received, Checkpoint published, Checkpoint checkpointed,
    DeadLetterStatus deadLetters) {
}
