package com.passkit.cdc.runtime.publish;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.passkit.cdc.runtime.publish.PublishOutcome.Accepted;
import com.passkit.cdc.runtime.publish.PublishOutcome.Refused;
import com.passkit.cdc.runtime.publish.PublishOutcome.Rejected;
import com.passkit.cdc.runtime.publish.PublishOutcome.RejectedEvent;
import com.passkit.cdc.runtime.publish.PublishOutcome.Throttled;
import com.passkit.cdc.runtime.publish.PublishOutcome.TooLarge;
import com.passkit.cdc.runtime.publish.PublishOutcome.Unauthorized;
import com.passkit.cdc.runtime.publish.PublishOutcome.Unavailable;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;

/** The one place that says what an answer means. Threading: any thread. */
final class OutcomeDecoder {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MAX_DETAIL_LENGTH = 200;

    private final Clock clock;

    OutcomeDecoder(Clock clock) {
        this.clock = Objects.requireNonNull(clock, "clock");
    }

    /** @param body as far as it was kept; complete unless {@code isCut} */
    PublishOutcome decode(int status, HttpHeaders headers, byte[] body, boolean isCut) {
        if (status >= 200 && status < 300) {
            return accepted(status, body, isCut);
        }
        String detail = "status " + status + excerpt(body);
        return switch (status) {
            case 429 -> new Throttled(detail, retryAfterMs(headers));
            case 408, 425 -> new Unavailable(detail, retryAfterMs(headers));
            case 401 -> new Unauthorized(detail);
            case 403, 404, 405, 410 -> new Refused(detail);
            case 413 -> new TooLarge(detail);
            default -> {
                if (status >= 500) {
                    yield new Unavailable(detail, retryAfterMs(headers));
                }
                if (status >= 400) {
                    yield new Rejected(status, detail);
                }
                String location = headers.get(HttpHeaderNames.LOCATION);
                yield new Refused(location == null ? detail : "status " + status + ", moved to " + printable(location)
                    + " (expected: publish.endpoint names the final address)");
            }
        };
    }

    private static PublishOutcome accepted(int status, byte[] body, boolean isCut) {
        if (body.length == 0) {
            return Accepted.ALL;
        }
        try {
            JsonNode rejected = JSON.readTree(body).path("rejected");
            // A count of none is as good as an empty list.
            if (rejected.isMissingNode() || rejected.isNull() || rejected.isNumber() && rejected.asDouble() == 0) {
                return Accepted.ALL;
            }
            List<RejectedEvent> events = new ArrayList<>();
            for (JsonNode event : rejected) {
                if (event.path("id").isTextual()) {
                    events.add(new RejectedEvent(event.path("id").textValue(), reason(event.path("reason"))));
                }
            }
            if (!rejected.isArray() || events.size() != rejected.size()) {
                return unreadable(status, body);
            }
            return events.isEmpty() ? Accepted.ALL : new Accepted(status, events);
        } catch (IOException e) {
            // A page of HTML or a bare "ok" accepts; a list of rejected events that cannot be read must not.
            boolean names = new String(body, StandardCharsets.ISO_8859_1).contains("\"rejected\"");
            return names || isCut ? unreadable(status, body) : Accepted.ALL;
        }
    }

    private static PublishOutcome unreadable(int status, byte[] body) {
        return new Unavailable("status " + status + " with an answer that cannot be read" + excerpt(body)
            + " (expected: {\"rejected\":[{\"id\":…,\"reason\":…}]})", PublishOutcome.NO_RETRY_AFTER);
    }

    private static String reason(JsonNode reason) {
        String text = reason.isTextual() ? reason.textValue() : reason.isMissingNode() ? "" : reason.toString();
        return text.isBlank() ? "no reason given" : printable(text);
    }

    private long retryAfterMs(HttpHeaders headers) {
        return RetryAfter.millis(headers, clock);
    }

    private static String excerpt(byte[] body) {
        return body.length == 0 ? "" : ": " + printable(new String(body, StandardCharsets.UTF_8));
    }

    /** @return the text in one short line */
    static String printable(String text) {
        String line = text.replaceAll("[\\p{Cntrl}\\s]+", " ").trim();
        return line.length() <= MAX_DETAIL_LENGTH ? line : line.substring(0, MAX_DETAIL_LENGTH) + "…";
    }
}
