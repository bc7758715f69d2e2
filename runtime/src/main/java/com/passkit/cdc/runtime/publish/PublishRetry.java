package com.passkit.cdc.runtime.publish;

import java.util.Objects;
import java.util.function.LongUnaryOperator;

import com.passkit.cdc.runtime.publish.PublishOutcome.Accepted;
import com.passkit.cdc.runtime.publish.PublishOutcome.Refused;
import com.passkit.cdc.runtime.publish.PublishOutcome.Rejected;
import com.passkit.cdc.runtime.publish.PublishOutcome.RejectedEvent;
import com.passkit.cdc.runtime.publish.PublishOutcome.Throttled;
import com.passkit.cdc.runtime.publish.PublishOutcome.TooLarge;
import com.passkit.cdc.runtime.publish.PublishOutcome.Unauthorized;
import com.passkit.cdc.runtime.publish.PublishOutcome.Unavailable;
import com.passkit.cdc.runtime.publish.PublishStop.Reason;
import com.passkit.cdc.runtime.publish.RejectionConfig.OnRejected;

/**
 * The one policy that turns the outcomes of a lane into what happens next. It counts the attempts since the last
 * answer that moved things on. Threading: one thread at a time.
 */
final class PublishRetry {

    private static final int MAX_DOUBLINGS = 40;
    private static final int TOO_LARGE_STATUS = 413;

    private final RetryConfig config;
    private final LongUnaryOperator random;
    private int failedCount;
    private boolean wasUnauthorized;

    /** @param random from 0 to its argument, both included */
    PublishRetry(RetryConfig config, LongUnaryOperator random) {
        this.config = Objects.requireNonNull(config, "config");
        this.random = Objects.requireNonNull(random, "random");
    }

    /** @return attempts that failed since the last success */
    int failedCount() {
        return failedCount;
    }

    /** @param eventCount events in the request */
    RetryAction decide(PublishOutcome outcome, int eventCount) {
        if (outcome instanceof Accepted accepted) {
            return accepted(accepted);
        }
        if (outcome instanceof Throttled throttled) {
            return again(throttled.retryAfterMs());
        }
        if (outcome instanceof Unavailable unavailable) {
            return again(unavailable.retryAfterMs());
        }
        if (outcome instanceof Unauthorized unauthorized) {
            return unauthorized(unauthorized);
        }
        if (outcome instanceof Refused refused) {
            return refused(refused.describe());
        }
        if (outcome instanceof TooLarge tooLarge) {
            return smaller(Reason.TOO_LARGE, TOO_LARGE_STATUS, tooLarge, eventCount);
        }
        Rejected rejected = (Rejected) outcome;
        return smaller(Reason.REJECTED, rejected.status(), rejected, eventCount);
    }

    private RetryAction accepted(Accepted accepted) {
        reset();
        if (accepted.rejected().isEmpty()) {
            return new RetryAction.Done();
        }
        if (config.rejection().onRejected() == OnRejected.DEAD_LETTER) {
            return new RetryAction.RejectNamed(accepted.status(), accepted.rejected());
        }
        RejectedEvent first = accepted.rejected().get(0);
        return new RetryAction.Stop(Reason.REJECTED, "the receiver rejected " + accepted.rejected().size()
            + " of the events it was sent, the first for: " + first.reason(), first.id());
    }

    private RetryAction again(long retryAfterMs) {
        wasUnauthorized = false;
        failedCount++;
        return new RetryAction.Again(Math.max(backOffMs(), retryAfterMs), false);
    }

    /** Each request is signed anew: the first refusal may be a clock or a token that ended on the way. */
    private RetryAction unauthorized(Unauthorized outcome) {
        if (!wasUnauthorized) {
            wasUnauthorized = true;
            failedCount++;
            return new RetryAction.Again(0, false);
        }
        return refused(outcome.describe());
    }

    private RetryAction refused(String detail) {
        failedCount++;
        return switch (config.onRefused()) {
            case STOP -> new RetryAction.Stop(Reason.REFUSED,
                detail + " (expected: an endpoint that accepts this connector; see publish.endpoint, publish.auth)",
                null);
            // Half of the pace is jitter: many connectors must not come back at the same moment.
            case RETRY -> new RetryAction.Again(
                config.max().toMillis() / 2 + random.applyAsLong(config.max().toMillis() / 2), true);
        };
    }

    private RetryAction smaller(Reason reason, int status, PublishOutcome outcome, int eventCount) {
        reset();
        if (eventCount > 1) {
            return new RetryAction.Split();
        }
        if (eventCount == 0) {
            // A heartbeat: nothing is lost without it.
            return new RetryAction.Done();
        }
        return switch (config.rejection().onRejected()) {
            case DEAD_LETTER -> new RetryAction.Reject(status, outcome.describe());
            case STOP -> new RetryAction.Stop(reason, outcome.describe(), null);
        };
    }

    private void reset() {
        failedCount = 0;
        wasUnauthorized = false;
    }

    private long backOffMs() {
        long bound = config.max().toMillis();
        if (failedCount <= MAX_DOUBLINGS) {
            bound = Math.min(bound, config.initial().toMillis() << Math.min(failedCount - 1, MAX_DOUBLINGS));
        }
        return random.applyAsLong(Math.max(1, bound));
    }
}
