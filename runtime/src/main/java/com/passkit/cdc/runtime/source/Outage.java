package com.passkit.cdc.runtime.source;

import java.util.Objects;

/**
 * A source that is lost. Owned.
 *
 * @param cause       of the last failure
 * @param message     of the last failure, without secrets
 * @param sinceMs     when it was lost, milliseconds since 1970
 * @param attempts    failures since then, the loss itself included
 * @param nextTryAtMs when it is tried again, milliseconds since 1970
 */
public record Outage(LossCause cause, String message, long sinceMs, int attempts, long nextTryAtMs) {

    public Outage {
        Objects.requireNonNull(cause, "cause");
        Objects.requireNonNull(message, "message");
    }
}
