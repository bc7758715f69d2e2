package com.passkit.cdc.runtime.publish;

import java.time.Duration;
import java.util.Objects;

/**
 * How long each step of a request may take.
 *
 * @param connect for TCP, the proxy and TLS together
 * @param write   without a byte of the request going out
 * @param answer  from the last byte of the request to the first of the answer, and from each to the next
 */
public record PublishTimeouts(Duration connect, Duration write, Duration answer) {

    public static final PublishTimeouts DEFAULT =
        new PublishTimeouts(Duration.ofSeconds(10), Duration.ofSeconds(30), Duration.ofSeconds(60));

    public PublishTimeouts {
        Objects.requireNonNull(connect, "connect");
        Objects.requireNonNull(write, "write");
        Objects.requireNonNull(answer, "answer");
    }
}
