package com.passkit.cdc.runtime.publish;

import static com.passkit.cdc.protocol.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;

import com.passkit.cdc.runtime.batch.BatchConfig;
import com.passkit.cdc.runtime.publish.Http2Endpoint.Script;
import com.passkit.cdc.runtime.testing.TestCertificate;
import io.netty.handler.codec.http2.Http2Error;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What peers do to a connection of HTTP/2, frame by frame. */
class Http2FaultsTest {

    private static final Duration LONG = Duration.ofSeconds(20);
    private static final Script NOTHING = (exchange, number) -> { };

    @TempDir
    static Path directory;

    private static TestCertificate certificate;

    @BeforeAll
    static void makeCertificate() throws Exception {
        certificate = TestCertificate.in(directory, "server");
    }

    @Test
    void shouldKeepOneConnection() throws Exception {
        try (Http2Endpoint endpoint = new Http2Endpoint(certificate, NOTHING, (exchange, number) -> exchange.answer(200));
             Delivery delivery = open(endpoint)) {
            delivery.insert(1, 10);
            delivery.deliver();
            assertThat(endpoint.keys).hasSize(5).doesNotHaveDuplicates();
            assertThat(endpoint.connectionCount).hasValue(1);
        }
    }

    @ParameterizedTest
    @EnumSource(value = Http2Error.class, names = {
        "REFUSED_STREAM", "INTERNAL_ERROR", "CANCEL", "NO_ERROR", "ENHANCE_YOUR_CALM"})
    void shouldSendAgainWhatWasReset(Http2Error error) throws Exception {
        assertSentAgain(NOTHING, (exchange, number) -> {
            if (number <= 3) {
                exchange.reset(error);
            } else {
                exchange.answer(200);
            }
        });
    }

    @Test
    void shouldSendAgainWhatWasResetAtItsHead() throws Exception {
        assertSentAgain((exchange, number) -> {
            if (number <= 3) {
                exchange.reset(Http2Error.REFUSED_STREAM);
            }
        }, (exchange, number) -> {
            if (number > 3) {
                exchange.answer(200);
            }
        });
    }

    @Test
    void shouldSendAgainWhatWasResetBehindHalfAnAnswer() throws Exception {
        assertSentAgain(NOTHING, (exchange, number) -> {
            if (number <= 3) {
                exchange.answerHead(200);
                exchange.reset(Http2Error.INTERNAL_ERROR);
            } else {
                exchange.answer(200);
            }
        });
    }

    /** The server lets this request end and takes no further one on the connection. */
    @Test
    void shouldGoOnOverANewConnectionBehindAGracefulGoAway() throws Exception {
        try (Http2Endpoint endpoint = new Http2Endpoint(certificate, NOTHING, (exchange, number) -> {
            if (number % 2 == 1) {
                exchange.goAway(Http2Error.NO_ERROR);
            }
            exchange.answer(200);
        }); Delivery delivery = open(endpoint)) {
            delivery.insert(1, 10);
            delivery.deliver();
            assertThat(endpoint.distinctKeys()).hasSize(5);
            assertThat(delivery.publishedOffset()).isEqualTo(11);
            assertThat(endpoint.connectionCount).hasValueGreaterThan(2);
        }
    }

    /** The server says that it did not and will not process this request. */
    @Test
    void shouldSendAgainWhatAGoAwayLeftOut() throws Exception {
        assertSentAgain((exchange, number) -> {
            if (number <= 2) {
                exchange.goAway(Http2Error.NO_ERROR, exchange.stream().id() - 2);
            }
        }, (exchange, number) -> {
            if (number > 2) {
                exchange.answer(200);
            }
        });
    }

    @Test
    void shouldSendAgainWhatAGoAwayInMidRequestCutOff() throws Exception {
        assertSentAgain((exchange, number) -> {
            if (number <= 2) {
                exchange.goAway(Http2Error.INTERNAL_ERROR);
                exchange.closeConnection();
            }
        }, (exchange, number) -> {
            if (number > 2) {
                exchange.answer(200);
            }
        });
    }

    /** Flow control without an update: the connection lives, and nothing goes out. */
    @Test
    void shouldGiveUpAStreamThatTakesNothing() throws Exception {
        try (Http2Endpoint endpoint = new Http2Endpoint(
            certificate, NOTHING, (exchange, number) -> exchange.answer(200)); Delivery delivery = new Delivery(
            config(endpoint, new PublishTimeouts(LONG, Duration.ofMillis(300), LONG)),
            new BatchConfig(2_000, 64 << 20, Duration.ofSeconds(5), 1))) {
            endpoint.isHolding = true;
            delivery.insert(1, 2_000);
            await().atMost(LONG).untilAsserted(() -> assertThat(delivery.publisher.status().lastOutcome())
                .isEqualTo("the endpoint took nothing of the request for publish.writeTimeout, 300 ms"));
            endpoint.isHolding = false;
            delivery.deliver();
            assertThat(endpoint.connectionCount).as("the connection that stood still is left").hasValueGreaterThan(1);
        }
    }

    @Test
    void shouldGiveUpAStreamThatIsNotAnswered() throws Exception {
        try (Http2Endpoint endpoint = new Http2Endpoint(certificate, NOTHING, (exchange, number) -> {
            if (number > 1) {
                exchange.answer(200);
            }
        }); Delivery delivery = new Delivery(
            config(endpoint, new PublishTimeouts(LONG, LONG, Duration.ofMillis(300))), 2, 1)) {
            delivery.insert(1, 2);
            await().atMost(LONG).until(() -> delivery.publisher.status().retries() > 0);
            delivery.deliver();
            assertThat(endpoint.distinctKeys()).hasSize(1);
            assertThat(endpoint.connectionCount).as("as it may be dead").hasValueGreaterThan(1);
        }
    }

    private static void assertSentAgain(Script onHead, Script onRequest) throws Exception {
        try (Http2Endpoint endpoint = new Http2Endpoint(certificate, onHead, onRequest);
             Delivery delivery = open(endpoint)) {
            delivery.insert(1, 4);
            delivery.deliver();
            assertThat(endpoint.distinctKeys()).hasSize(2);
            assertThat(endpoint.keys).hasSizeGreaterThan(2);
            assertThat(endpoint.keys.subList(0, 2).stream().distinct()).as("sent again before the next").hasSize(1);
            assertThat(delivery.publishedOffset()).isEqualTo(5);
            assertThat(delivery.publisher.status().isRefused()).isFalse();
        }
    }

    private static Delivery open(Http2Endpoint endpoint) {
        return new Delivery(config(endpoint, new PublishTimeouts(LONG, LONG, LONG)), 2, 1);
    }

    private static PublishConfig config(Http2Endpoint endpoint, PublishTimeouts timeouts) {
        return Delivery.config(endpoint.uri()).toBuilder().timeouts(timeouts)
            .tls(new PublishTls(certificate.certificate(), null, null)).build();
    }
}
