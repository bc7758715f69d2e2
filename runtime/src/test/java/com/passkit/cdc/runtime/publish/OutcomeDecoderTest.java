package com.passkit.cdc.runtime.publish;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;

import javax.net.ssl.SSLHandshakeException;

import com.passkit.cdc.runtime.publish.PublishOutcome.Accepted;
import com.passkit.cdc.runtime.publish.PublishOutcome.Refused;
import com.passkit.cdc.runtime.publish.PublishOutcome.Rejected;
import com.passkit.cdc.runtime.publish.PublishOutcome.RejectedEvent;
import com.passkit.cdc.runtime.publish.PublishOutcome.Throttled;
import com.passkit.cdc.runtime.publish.PublishOutcome.Unavailable;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OutcomeDecoderTest {

    private final OutcomeDecoder decoder =
        new OutcomeDecoder(Clock.fixed(Instant.parse("2026-11-23T10:00:00Z"), ZoneOffset.UTC));

    private final FailureDecoder failures =
        new FailureDecoder(PublishConfig.of(URI.create("https://ingest.example.com/")));

    @ParameterizedTest
    @CsvSource({
        "200, Accepted", "201, Accepted", "204, Accepted", "301, Refused", "308, Refused", "400, Rejected",
        "401, Unauthorized", "402, Rejected", "403, Refused", "404, Refused", "405, Refused", "408, Unavailable",
        "409, Rejected", "410, Refused", "413, TooLarge", "422, Rejected", "425, Unavailable", "429, Throttled",
        "500, Unavailable", "503, Unavailable", "529, Unavailable"})
    void shouldTellStatusesApart(int status, String outcome) {
        assertThat(decode(status, "").getClass().getSimpleName()).isEqualTo(outcome);
    }

    @Test
    void shouldReadRejectedEvents() {
        assertThat(decode(200, "{\"rejected\":[{\"id\":\"a/0\",\"reason\":\"r\"},{\"id\":\"a/1\",\"more\":1}]}"))
            .isEqualTo(new Accepted(200,
                List.of(new RejectedEvent("a/0", "r"), new RejectedEvent("a/1", "no reason given"))));
        assertThat(decode(200, "{\"rejected\":[]}")).isEqualTo(Accepted.ALL);
        assertThat(decode(200, "{\"accepted\":5}")).isEqualTo(Accepted.ALL);
        assertThat(decode(200, "{\"accepted\":5,\"rejected\":0}")).isEqualTo(Accepted.ALL);
        assertThat(decode(200, "{\"rejected\":null}")).isEqualTo(Accepted.ALL);
        assertThat(decode(200, "ok")).isEqualTo(Accepted.ALL);
    }

    @Test
    void shouldNotAcceptOnAnAnswerThatMayRejectButCannotBeRead() {
        assertThat(decode(200, "{\"rejected\":[{\"id\":\"a/0\"")).isInstanceOf(Unavailable.class);
        assertThat(decode(200, "{\"rejected\":\"a/0\"}")).isInstanceOf(Unavailable.class);
        assertThat(decode(200, "{\"rejected\":3}")).isInstanceOf(Unavailable.class);
        assertThat(decode(200, "{\"rejected\":[\"a/0\"]}")).isInstanceOf(Unavailable.class);
        assertThat(decode(200, "{\"rejected\":[{\"reason\":\"r\"}]}")).isInstanceOf(Unavailable.class);
        assertThat(decoder.decode(200, new DefaultHttpHeaders(), new byte[] {'{'}, true))
            .isInstanceOf(Unavailable.class);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "120 | 120000", "0 | 0", "86401 | 86400000", "999999999 | 86400000", "99999999999999999999 | 86400000",
        "Mon, 23 Nov 2026 10:00:30 GMT | 30000", "Monday, 23-Nov-26 10:00:30 GMT | 30000",
        "Mon Nov 23 10:00:30 2026 | 30000", "Mon, 23 Nov 2026 09:00:00 GMT | 0", "Mon, 23 Nov 2099 10:00:00 GMT | 86400000",
        "soon | -1", "-5 | -1", "1.5 | -1", "'' | -1"})
    void shouldReadRetryAfter(String value, long expectedMs) {
        HttpHeaders headers = new DefaultHttpHeaders().add("Retry-After", value);
        assertThat(decoder.decode(429, headers, new byte[0], false))
            .isEqualTo(new Throttled("status 429", expectedMs));
        assertThat(decoder.decode(503, headers, new byte[0], false))
            .isEqualTo(new Unavailable("status 503", expectedMs));
    }

    @Test
    void shouldCountADateFromThatOfTheAnswer() {
        HttpHeaders headers = new DefaultHttpHeaders().add("Date", "Mon, 23 Nov 2026 12:00:00 GMT")
            .add("Retry-After", "Mon, 23 Nov 2026 12:00:05 GMT");
        assertThat(decoder.decode(503, headers, new byte[0], false)).isEqualTo(new Unavailable("status 503", 5000));
    }

    @Test
    void shouldQuoteTheAnswerInOneShortLine() {
        assertThat(decode(400, "bad\nrow\u0000 " + "x".repeat(500)))
            .isInstanceOfSatisfying(Rejected.class, rejected -> assertThat(rejected.detail())
                .startsWith("status 400: bad row xxx").endsWith("…").hasSizeLessThan(230));
    }

    @Test
    void shouldTellLostConnectionsFromRefusedTls() {
        assertThat(failures.decode(new ConnectException("refused"))).isInstanceOf(Unavailable.class);
        assertThat(failures.decode(new UnknownHostException("nowhere.example"))).isInstanceOf(Unavailable.class);
        assertThat(failures.decode(new IOException("reset"))).isInstanceOf(Unavailable.class);
        assertThat(failures.decode(new IOException(new SSLHandshakeException("no trust")))).isInstanceOf(Refused.class);
        assertThat(failures.decode(new SSLHandshakeException(
            "Connection closed while SSL/TLS handshake was in progress"))).isInstanceOf(Unavailable.class);
    }

    private PublishOutcome decode(int status, String body) {
        return decoder.decode(status, new DefaultHttpHeaders(), body.getBytes(StandardCharsets.UTF_8), false);
    }
}
