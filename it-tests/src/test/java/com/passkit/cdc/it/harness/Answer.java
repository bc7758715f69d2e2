package com.passkit.cdc.it.harness;

import java.time.Duration;
import java.util.Map;

/**
 * What a {@link Receiver} does with a request.
 *
 * @param status    of the response; 0 closes the connection without one
 * @param headers   of the response
 * @param body      of the response
 * @param delay     before the response
 * @param isApplied whether the receiver keeps the events; by default that of a 2xx
 */
public record Answer(int status, Map<String, String> headers, String body, Duration delay, boolean isApplied) {

    /** Takes the batch. */
    public static final Answer OK = of(200);
    /** Takes the batch, but the answer is lost. */
    public static final Answer LOST = new Answer(0, Map.of(), "", Duration.ZERO, true);
    /** Loses the batch together with the connection. */
    public static final Answer CUT = new Answer(0, Map.of(), "", Duration.ZERO, false);

    /** @return an answer of this status, without body */
    public static Answer of(int status) {
        return new Answer(status, Map.of(), "", Duration.ZERO, status / 100 == 2);
    }

    public Answer after(Duration wait) {
        return new Answer(status, headers, body, wait, isApplied);
    }

    public Answer with(String header, String value) {
        return new Answer(status, Map.of(header, value), body, delay, isApplied);
    }

    public Answer withBody(String text) {
        return new Answer(status, headers, text, delay, isApplied);
    }
}
