package com.passkit.cdc.runtime.publish;

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

    /** Not at all. @param eventId the event that was named, null when the request held only one */
    record Stop(PublishStop.Reason reason, String detail, String eventId) implements RetryAction {
    }
}
