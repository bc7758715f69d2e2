package com.passkit.cdc.runtime.publish;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Counts the events that were rejected one after the other, over all lanes: a receiver that takes nothing at all is
 * broken, and filling the dead letters with a whole database would be worse than to stop. Threading: any thread.
 */
final class RejectionGuard {

    private final int maxInRow;
    private final AtomicInteger inRow = new AtomicInteger();

    RejectionGuard(int maxInRow) {
        this.maxInRow = maxInRow;
    }

    /** Some event was accepted. */
    void onAccepted() {
        inRow.set(0);
    }

    /** @return whether this was one too many */
    boolean onRejected(int eventCount) {
        return inRow.addAndGet(eventCount) >= maxInRow;
    }

    /** @return what ends the run. @param part the last that was rejected, with the reason given */
    PublishStop stop(BatchPart part, String reason) {
        return new PublishStop(PublishStop.Reason.REJECTED, part.describe(null) + ": the receiver rejected "
            + inRow.get() + " events in a row and accepted none between, the last for: " + reason
            + " (expected: a receiver that takes some; mend it, exclude the table, or raise "
            + "publish.retry.maxRejectedInRow, then start again)", part.firstEventId());
    }
}
