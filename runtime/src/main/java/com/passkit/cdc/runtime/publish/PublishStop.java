package com.passkit.cdc.runtime.publish;

import java.util.Objects;

/**
 * Why delivery ended. Owned.
 *
 * @param reason  what kind of end
 * @param detail  the whole story in one line, with the remedy; no secret
 * @param eventId event that the receiver would not take; null where it was not about one event
 * @param cause   of a defect; null for what the endpoint answered
 */
public record PublishStop(Reason reason, String detail, String eventId, Throwable cause) {

    /** Why. {@link #exitCode()} is that of the run. */
    public enum Reason {
        /** The endpoint takes nothing from this connector, and {@code onRefused} says stop. */
        REFUSED(5),
        /** The receiver rejected an event. */
        REJECTED(5),
        /** One event alone is too large for the receiver. */
        TOO_LARGE(5),
        /** There is no room for another dead letter. */
        DEAD_LETTERS_FULL(5),
        /** The dead letters cannot be written. */
        STATE_UNUSABLE(6),
        /** A defect of this program. */
        DEFECT(70);

        private final int exitCode;

        Reason(int exitCode) {
            this.exitCode = exitCode;
        }

        public int exitCode() {
            return exitCode;
        }
    }

    public PublishStop {
        Objects.requireNonNull(reason, "reason");
        Objects.requireNonNull(detail, "detail");
    }

    /** What the endpoint answered. */
    PublishStop(Reason reason, String detail, String eventId) {
        this(reason, detail, eventId, null);
    }

    /** What was decided of a request. */
    static PublishStop of(RetryAction.Stop decision, BatchPart part) {
        if (decision.reason() == Reason.REFUSED) {
            return new PublishStop(decision.reason(), "publish.endpoint: " + decision.detail(), null);
        }
        String eventId = decision.eventId() == null ? part.firstEventId() : decision.eventId();
        return new PublishStop(decision.reason(), part.describe(eventId) + ": " + decision.detail()
            + " (expected: an event the receiver takes; mend the receiver or exclude the table, then start again)",
            eventId);
    }

    /** Delivery itself failed. */
    static PublishStop ofDefect(Throwable cause) {
        return new PublishStop(Reason.DEFECT, "delivery failed: " + cause, null, cause);
    }
}
