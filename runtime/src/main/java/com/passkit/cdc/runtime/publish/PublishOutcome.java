package com.passkit.cdc.runtime.publish;

import java.util.List;

/** What became of one request. Owned. */
public sealed interface PublishOutcome {

    /** Retry-After was not sent. */
    long NO_RETRY_AFTER = -1;

    /** One line for log and status; no secret. */
    String describe();

    /** 2xx. @param rejected events that the receiver will not take; empty when it took all */
    record Accepted(int status, List<RejectedEvent> rejected) implements PublishOutcome {

        /** Everything was taken. */
        public static final Accepted ALL = new Accepted(200, List.of());

        public Accepted {
            rejected = List.copyOf(rejected);
        }

        @Override
        public String describe() {
            return rejected.isEmpty() ? "accepted" : "accepted but for " + rejected.size() + " events";
        }
    }

    /** An event that the receiver named in its answer. */
    record RejectedEvent(String id, String reason) {
    }

    /** 429. @param retryAfterMs what the receiver asks for, or {@link #NO_RETRY_AFTER} */
    record Throttled(String detail, long retryAfterMs) implements PublishOutcome {
        @Override
        public String describe() {
            return detail;
        }
    }

    /** Not now: 408, 425, 5xx, connection lost, time-out. */
    record Unavailable(String detail, long retryAfterMs) implements PublishOutcome {
        @Override
        public String describe() {
            return detail;
        }
    }

    /** 401. */
    record Unauthorized(String detail) implements PublishOutcome {
        @Override
        public String describe() {
            return detail;
        }
    }

    /** The endpoint takes nothing from this connector: 403, 404, 405, 410, 3xx, TLS refused. */
    record Refused(String detail) implements PublishOutcome {
        @Override
        public String describe() {
            return detail;
        }
    }

    /** 413. */
    record TooLarge(String detail) implements PublishOutcome {
        @Override
        public String describe() {
            return detail;
        }
    }

    /** Something in it is bad: 400, 409, 422, other 4xx. */
    record Rejected(int status, String detail) implements PublishOutcome {
        @Override
        public String describe() {
            return detail;
        }
    }
}
