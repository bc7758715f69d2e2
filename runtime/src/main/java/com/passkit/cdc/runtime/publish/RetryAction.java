package com.passkit.cdc.runtime.publish;

import java.util.List;

import com.passkit.cdc.runtime.publish.PublishOutcome.RejectedEvent;

/** What to do after an outcome. Owned. */
sealed interface RetryAction {

    /** It was accepted: go on with the next. */
    record Done() implements RetryAction {
    }

    /** The same bytes again, after a while. */
    record Again(long delayMs, boolean isRefused) implements RetryAction {
    }

    /** In two halves, in order. */
    record Split() implements RetryAction {
    }

    /** The event, which is the only one of the request, goes to the dead letters. */
    record Reject(int status, String reason) implements RetryAction {
    }

    /** These events go to the dead letters, the others were accepted. */
    record RejectNamed(int status, List<RejectedEvent> events) implements RetryAction {
    }

    /** Not at all. @param eventId the event that was named, null when the request held only one */
    record Stop(PublishStop.Reason reason, String detail, String eventId) implements RetryAction {
    }
}
