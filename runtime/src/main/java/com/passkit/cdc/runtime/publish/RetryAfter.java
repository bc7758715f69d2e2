package com.passkit.cdc.runtime.publish;

import java.time.Clock;
import java.time.Duration;
import java.util.Date;

import io.netty.handler.codec.DateFormatter;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;

/**
 * What {@code Retry-After} asks for: seconds, or a date in each of the forms of HTTP. A date counts from that of the
 * answer, where it has one, so that clocks that differ do no harm. What is over {@value #MAX_HOURS} hours is taken for
 * that: more is nobody's intention.
 */
final class RetryAfter {

    static final int MAX_HOURS = 24;
    private static final long MAX_MS = Duration.ofHours(MAX_HOURS).toMillis();
    private static final int MAX_DIGITS = 9;

    private RetryAfter() {
    }

    /** @return milliseconds; {@link PublishOutcome#NO_RETRY_AFTER} where nothing, or nothing readable, is asked for */
    static long millis(HttpHeaders headers, Clock clock) {
        String value = headers.get(HttpHeaderNames.RETRY_AFTER, "").trim();
        if (value.isEmpty()) {
            return PublishOutcome.NO_RETRY_AFTER;
        }
        if (value.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return value.length() > MAX_DIGITS ? MAX_MS : Math.min(MAX_MS, Long.parseLong(value) * 1000);
        }
        Date date = DateFormatter.parseHttpDate(value);
        if (date == null) {
            return PublishOutcome.NO_RETRY_AFTER;
        }
        Date answered = DateFormatter.parseHttpDate(headers.get(HttpHeaderNames.DATE, ""));
        long nowMs = answered == null ? clock.millis() : answered.getTime();
        return Math.max(0, Math.min(MAX_MS, date.getTime() - nowMs));
    }
}
