package com.passkit.cdc.runtime.publish;

import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.time.Clock;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;

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
import io.netty.handler.ssl.NotSslRecordException;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import io.netty.handler.timeout.ReadTimeoutException;

/** The one place that says what an answer, or the lack of one, means. Threading: any thread. */
final class OutcomeDecoder {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MAX_DETAIL_LENGTH = 200;
    private static final int MAX_CAUSES = 16;
    private static final Duration MAX_RETRY_AFTER = Duration.ofDays(1);

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

    /** What a request without an answer means. */
    PublishOutcome decode(Throwable failure) {
        if (failure instanceof UnsignedRequestException) {
            return new Unavailable("not sent: " + printable(failure.getMessage()), PublishOutcome.NO_RETRY_AFTER);
        }
        Throwable cause = failure;
        for (int i = 0; cause != null && i < MAX_CAUSES; i++) {
            if (isTlsRefusal(cause)) {
                return new Refused("TLS refused: " + message(cause));
            }
            if (cause instanceof UnknownHostException) {
                return new Unavailable("unknown host: " + message(cause), PublishOutcome.NO_RETRY_AFTER);
            }
            if (cause instanceof ReadTimeoutException) {
                return new Unavailable("no answer within publish.answerTimeout", PublishOutcome.NO_RETRY_AFTER);
            }
            cause = cause.getCause();
        }
        String what = failure instanceof ConnectException ? "no connection: " : "no answer: ";
        return new Unavailable(what + message(failure), PublishOutcome.NO_RETRY_AFTER);
    }

    /** A connection that breaks or stalls in the handshake says nothing about whether the endpoint wants us. */
    private static boolean isTlsRefusal(Throwable cause) {
        if (cause instanceof SslHandshakeTimeoutException) {
            return false;
        }
        if (cause instanceof SSLHandshakeException) {
            return !String.valueOf(cause.getMessage()).startsWith("Connection closed");
        }
        if (cause instanceof SSLException && !(cause instanceof SSLPeerUnverifiedException)) {
            return cause instanceof NotSslRecordException || String.valueOf(cause.getMessage()).contains("fatal alert");
        }
        return cause instanceof SSLPeerUnverifiedException || cause instanceof CertificateException;
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
        String value = headers.get(HttpHeaderNames.RETRY_AFTER);
        if (value == null) {
            return PublishOutcome.NO_RETRY_AFTER;
        }
        String text = value.trim();
        Duration delay;
        if (!text.isEmpty() && text.length() <= 9 && text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            delay = Duration.ofSeconds(Long.parseLong(text));
        } else {
            try {
                delay = Duration.between(clock.instant(),
                    ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant());
            } catch (DateTimeParseException e) {
                return PublishOutcome.NO_RETRY_AFTER;
            }
        }
        if (delay.isNegative()) {
            return 0;
        }
        return (delay.compareTo(MAX_RETRY_AFTER) > 0 ? MAX_RETRY_AFTER : delay).toMillis();
    }

    private static String message(Throwable cause) {
        Throwable inner = cause.getCause();
        boolean isWrapper = inner != null && inner.toString().equals(cause.getMessage());
        Throwable shown = isWrapper ? inner : cause;
        return shown.getMessage() == null ? shown.getClass().getSimpleName() : printable(shown.getMessage());
    }

    private static String excerpt(byte[] body) {
        return body.length == 0 ? "" : ": " + printable(new String(body, StandardCharsets.UTF_8));
    }

    private static String printable(String text) {
        String line = text.replaceAll("[\\p{Cntrl}\\s]+", " ").trim();
        return line.length() <= MAX_DETAIL_LENGTH ? line : line.substring(0, MAX_DETAIL_LENGTH) + "…";
    }
}
