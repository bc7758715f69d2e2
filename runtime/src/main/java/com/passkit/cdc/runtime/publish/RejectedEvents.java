package com.passkit.cdc.runtime.publish;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import com.passkit.cdc.runtime.publish.PublishOutcome.Accepted;
import com.passkit.cdc.runtime.publish.PublishOutcome.RejectedEvent;
import com.passkit.cdc.runtime.publish.PublishOutcome.Unavailable;

/**
 * The events that an answer names, found in the request that it answers: one walk over the events, however many are
 * named. Threading: one thread at a time.
 */
final class RejectedEvents {

    private RejectedEvents() {
    }

    /**
     * An answer that names an event which the request did not hold is about something else: nothing can be said of
     * those that it held, so the same bytes are sent again.
     */
    static PublishOutcome verified(PublishOutcome outcome, BatchPart part) {
        if (!(outcome instanceof Accepted accepted) || accepted.rejected().isEmpty()) {
            return outcome;
        }
        Map<String, String> unknown = byId(accepted.rejected());
        part.forEachEvent((begin, end) -> unknown.remove(part.eventIdAt(begin)));
        if (unknown.isEmpty()) {
            return outcome;
        }
        if (part.eventCount() == 0) {
            // A heartbeat: there is nothing to reject, and nothing that needs to be sent again.
            return Accepted.ALL;
        }
        return new Unavailable("status " + accepted.status() + " with an answer that rejects " + unknown.size()
            + " events which the batch does not hold, one of them '" + unknown.keySet().iterator().next()
            + "' (expected: ids of events of the batch)", PublishOutcome.NO_RETRY_AFTER);
    }

    /** Makes letters of the events that are named. @param out gets them in the order of the batch */
    static void collect(BatchPart part, int status, List<RejectedEvent> events, List<DeadLetter> out) {
        Map<String, String> reasons = byId(events);
        part.forEachEvent((begin, end) -> {
            String reason = reasons.remove(part.eventIdAt(begin));
            if (reason != null) {
                out.add(part.letter(begin, end, status, reason));
            }
        });
    }

    private static Map<String, String> byId(List<RejectedEvent> events) {
        Map<String, String> reasons = new HashMap<>();
        for (RejectedEvent event : events) {
            reasons.putIfAbsent(event.id(), event.reason());
        }
        return reasons;
    }
}
