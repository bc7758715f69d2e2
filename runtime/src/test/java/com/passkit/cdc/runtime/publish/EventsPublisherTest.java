package com.passkit.cdc.runtime.publish;

import static com.passkit.cdc.protocol.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.LongStream;

import com.passkit.cdc.runtime.publish.Receiver.Answer;
import com.passkit.cdc.runtime.publish.Receiver.Request;
import com.passkit.cdc.runtime.publish.RejectionConfig.OnRejected;
import com.passkit.cdc.runtime.publish.RetryConfig.OnRefused;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventsPublisherTest {

    private final Receiver receiver = new Receiver();

    @AfterEach
    void close() {
        receiver.close();
    }

    @Test
    void shouldDeliverInOrderOneRequestAtATime() {
        try (Delivery delivery = open(2, 1)) {
            delivery.insert(1, 20);
            delivery.deliver();
            assertThat(receiver.requests).hasSize(10);
            assertThat(delivered()).isEqualTo(ids(1, 20));
            assertThat(receiver.mostAtOnce).hasValue(1);
            assertThat(delivery.publishedOffset()).isEqualTo(21);
            assertThat(delivery.publisher.status().acknowledgedEvents()).isEqualTo(20);
        }
    }

    @Test
    void shouldSendTheHeadersOfTheContract() {
        try (Delivery delivery = open(2, 1)) {
            delivery.insert(1, 2);
            delivery.deliver();
            Request request = receiver.requests.get(0);
            assertThat(request.headers().get("Content-Type")).isEqualTo("application/json");
            assertThat(request.headers().get("User-Agent")).isEqualTo("passkit-cdc/1.0.0");
            assertThat(request.headers().get("Content-Length")).isEqualTo(Integer.toString(request.body().length));
            assertThat(request.headers().contains("Content-Encoding")).isFalse();
            assertThat(request.headers().contains("Authorization")).isFalse();
            assertThat(request.key()).isEqualTo(request.json().get("batch").asText());
        }
    }

    @Test
    void shouldCompressBodies() {
        PublishConfig config = Delivery.config(receiver.uri()).toBuilder()
            .compression(BodyCompression.GZIP).build();
        receiver.answerOnce(Answer.of(503));
        try (Delivery delivery = new Delivery(config, 500, 1)) {
            delivery.insert(1, 500);
            delivery.deliver();
            Request request = receiver.requests.get(0);
            assertThat(request.headers().get("Content-Encoding")).isEqualTo("gzip");
            assertThat(request.eventIds()).isEqualTo(ids(1, 500));
            assertThat(request.body().length).isLessThan(request.text().length() / 5);
            assertThat(receiver.requests.get(1).body()).isEqualTo(request.body());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {408, 425, 429, 500, 502, 503, 599})
    void shouldSendTheSameAgainWhenNotNow(int status) {
        receiver.answerOnce(Answer.of(status), Answer.of(status));
        assertSameThreeTimes();
    }

    /** As seconds, and as a date. */
    @ParameterizedTest
    @ValueSource(strings = {"1", "date"})
    void shouldWaitAsLongAsTheReceiverAsks(String form) {
        // A date has no fraction: two seconds ahead are one at least.
        String value = form.equals("date") ? DateTimeFormatter.RFC_1123_DATE_TIME.format(
            ZonedDateTime.now(ZoneOffset.UTC).plusSeconds(2)) : form;
        List<Long> timesNs = new CopyOnWriteArrayList<>();
        receiver.answer(request -> {
            timesNs.add(System.nanoTime());
            return timesNs.size() == 1 ? new Answer(429, "", "Retry-After", value) : Answer.of(200);
        });
        try (Delivery delivery = open(2, 1)) {
            delivery.insert(1, 2);
            delivery.deliver();
            assertThat(timesNs).hasSize(2);
            assertThat(Duration.ofNanos(timesNs.get(1) - timesNs.get(0))).isGreaterThan(Duration.ofMillis(500));
        }
    }

    @Test
    void shouldSendTheSameAgainWhenTheConnectionIsLost() {
        receiver.answerOnce(Answer.DROP, Answer.DROP);
        try (Delivery delivery = open(2, 1)) {
            delivery.insert(1, 2);
            delivery.deliver();
            assertThat(receiver.requests.size()).isGreaterThanOrEqualTo(3);
            assertThat(receiver.requests).extracting(Request::key).containsOnly(receiver.requests.get(0).key());
        }
    }

    @Test
    void shouldSendTheSameAgainWhenNoAnswerComes() {
        PublishConfig config = Delivery.config(receiver.uri()).toBuilder().timeouts(
            new PublishTimeouts(Duration.ofSeconds(5), Duration.ofSeconds(5), Duration.ofMillis(150))).build();
        receiver.answerOnce(Answer.SILENCE);
        try (Delivery delivery = new Delivery(config, 2, 1)) {
            delivery.insert(1, 2);
            delivery.deliver();
            assertThat(receiver.requests).extracting(Request::text).hasSizeGreaterThanOrEqualTo(2)
                .containsOnly(receiver.requests.get(0).text());
        }
    }

    @Test
    void shouldDeliverOnceTheEndpointIsThere() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        URI endpoint = URI.create("http://127.0.0.1:" + port + "/cdc");
        try (Delivery delivery = new Delivery(Delivery.config(endpoint), 2, 1)) {
            delivery.insert(1, 2);
            await().until(() -> delivery.publisher.status().failedAttemptCount() > 2);
            assertThat(delivery.publisher.status().isRefused()).isFalse();
            try (Receiver late = new Receiver("http", port, server -> server)) {
                delivery.deliver();
                assertThat(late.requests).hasSize(1);
            }
        }
    }

    @Test
    void shouldSignAnewAfter401() {
        receiver.answerOnce(Answer.of(401));
        try (Delivery delivery = open(2, 1)) {
            delivery.insert(1, 2);
            delivery.deliver();
            assertThat(receiver.requests).hasSize(2);
        }
    }

    @Test
    void shouldSendTheTokenThatHoldsNow() {
        AtomicReference<String> token = new AtomicReference<>("old");
        receiver.answer(request -> {
            token.set("new");
            return Answer.of("Bearer new".equals(request.headers().get("Authorization")) ? 200 : 401);
        });
        try (Delivery delivery = new Delivery(with(new PublishAuth.Bearer(token::get)), 2, 1)) {
            delivery.insert(1, 2);
            delivery.deliver();
            assertThat(receiver.requests).extracting(request -> request.headers().get("Authorization"))
                .containsExactly("Bearer old", "Bearer new");
        }
    }

    @Test
    void shouldTryAgainWhileTheTokenCannotBeRead() {
        AtomicReference<String> token = new AtomicReference<>();
        PublishAuth auth = new PublishAuth.Bearer(() -> {
            if (token.get() == null) {
                throw new UncheckedIOException("publish.auth.token: gone", new IOException());
            }
            return token.get();
        });
        try (Delivery delivery = new Delivery(with(auth), 2, 1)) {
            delivery.insert(1, 2);
            await().until(() -> delivery.publisher.status().failedAttemptCount() > 2);
            assertThat(delivery.publisher.status().lastOutcome()).isEqualTo("not sent: publish.auth.token: gone");
            assertThat(delivery.publisher.status().isRefused()).isFalse();
            token.set("there");
            delivery.deliver();
            assertThat(receiver.requests).hasSize(1);
        }
    }

    @Test
    void shouldTakeTheSecond401ForARefusal() {
        receiver.answer(request -> Answer.of(401, "who?"));
        try (Delivery delivery = new Delivery(stopping(), 2, 1)) {
            delivery.insert(1, 2);
            PublishStop stop = delivery.awaitStop();
            assertThat(stop.reason()).isEqualTo(PublishStop.Reason.REFUSED);
            assertThat(stop.reason().exitCode()).isEqualTo(5);
            assertThat(stop.detail()).contains("status 401: who?");
            assertThat(receiver.requests).hasSize(2);
            assertThat(delivery.publishedOffset()).isEqualTo(4);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 307, 403, 404, 405, 410})
    void shouldTryARefusingEndpointAgainAndSayIt(int status) {
        receiver.answer(request -> Answer.of(status));
        try (Delivery delivery = open(2, 1)) {
            delivery.insert(1, 2);
            await().until(() -> delivery.publisher.status().isRefused());
            await().until(() -> receiver.requests.size() > 2);
            assertThat(delivery.publisher.status().lastOutcome()).contains("status " + status);
            receiver.answer(request -> Answer.of(200));
            delivery.deliver();
            assertThat(delivery.publisher.status().isRefused()).isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {302, 403, 404, 405, 410})
    void shouldStopAtARefusingEndpointWhereAskedTo(int status) {
        receiver.answer(request -> new Answer(status, "", "Location", "http://example.com/"));
        try (Delivery delivery = new Delivery(stopping(), 2, 1)) {
            delivery.insert(1, 2);
            assertThat(delivery.awaitStop().reason()).isEqualTo(PublishStop.Reason.REFUSED);
            assertThat(delivery.flush()).failsWithin(Duration.ofSeconds(60));
        }
    }

    @Test
    void shouldSplitWhatIsTooLarge() {
        receiver.answer(request -> Answer.of(request.eventIds().size() > 2 ? 413 : 200));
        try (Delivery delivery = open(7, 1)) {
            delivery.insert(1, 14);
            delivery.deliver();
            List<String> accepted = new ArrayList<>();
            for (Request request : receiver.requests) {
                assertThat(request.key()).isEqualTo(request.json().get("batch").asText());
                if (request.eventIds().size() <= 2) {
                    accepted.addAll(request.eventIds());
                }
            }
            assertThat(accepted).isEqualTo(ids(1, 14));
            assertThat(receiver.requests).extracting(Request::key).doesNotHaveDuplicates();
            assertThat(delivery.publishedOffset()).isEqualTo(15);
        }
    }

    @Test
    void shouldStopAtOneEventThatIsTooLarge() {
        receiver.answer(request -> Answer.of(request.eventIds().contains("binlog.000007:3/0") ? 413 : 200));
        try (Delivery delivery = new Delivery(stopping(), 4, 1)) {
            delivery.insert(1, 4);
            PublishStop stop = delivery.awaitStop();
            assertThat(stop.reason()).isEqualTo(PublishStop.Reason.TOO_LARGE);
            assertThat(stop.eventId()).isEqualTo("binlog.000007:3/0");
            assertThat(delivery.publishedOffset()).isEqualTo(4);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 409, 418, 422})
    void shouldFindTheBadEventAndStop(int status) {
        receiver.answer(request -> request.eventIds().contains("binlog.000007:6/0")
            ? Answer.of(status, "no such tier") : Answer.of(200));
        try (Delivery delivery = new Delivery(stopping(), 8, 1)) {
            delivery.insert(1, 8);
            PublishStop stop = delivery.awaitStop();
            assertThat(stop.reason()).isEqualTo(PublishStop.Reason.REJECTED);
            assertThat(stop.eventId()).isEqualTo("binlog.000007:6/0");
            assertThat(stop.detail()).contains("event binlog.000007:6/0 of crm.members at binlog.000007:6")
                .contains("status " + status + ": no such tier");
            assertThat(delivery.publishedOffset()).isEqualTo(4);
        }
    }

    @Test
    void shouldStopAtEventsThatTheAnswerRejects() {
        receiver.answer(request -> Answer.of(200,
            "{\"rejected\":[{\"id\":\"binlog.000007:2/0\",\"reason\":\"no tier\"}]}"));
        try (Delivery delivery = new Delivery(stopping(), 3, 1)) {
            delivery.insert(1, 3);
            PublishStop stop = delivery.awaitStop();
            assertThat(stop.reason()).isEqualTo(PublishStop.Reason.REJECTED);
            assertThat(stop.eventId()).isEqualTo("binlog.000007:2/0");
            assertThat(stop.detail()).contains("binlog.000007:2/0 of crm.members").contains("no tier");
            assertThat(delivery.publishedOffset()).isEqualTo(4);
        }
    }

    @Test
    void shouldKeepOrderPerKeyOverLanes() {
        receiver.answerOnce(Answer.of(503), Answer.of(200), Answer.of(503), Answer.of(503));
        try (Delivery delivery = open(3, 4)) {
            delivery.insert(1, 40);
            delivery.deliver();
            assertThat(receiver.requests).extracting(request -> request.json().get("lane").asInt())
                .contains(0, 1, 2, 3);
            assertThat(new java.util.TreeSet<>(delivered())).hasSize(40);
            assertThat(delivery.publishedOffset()).isEqualTo(41);
        }
    }

    @Test
    void shouldAbandonWhatIsLeftAtTheLimit() {
        receiver.answer(request -> Answer.SILENCE);
        try (Delivery delivery = open(2, 1)) {
            delivery.insert(1, 6);
            await().until(() -> !receiver.requests.isEmpty());
            assertThat(delivery.publisher.close(Duration.ofMillis(100))).succeedsWithin(Duration.ofSeconds(60));
            assertThat(delivery.publishedOffset()).isEqualTo(4);
            assertThat(delivery.publisher.status().queuedBatchCount()).isZero();
        }
    }

    @Test
    void shouldLetEverythingOutBeforeItCloses() {
        try (Delivery delivery = open(2, 4)) {
            for (int i = 0; i < 10; i++) {
                delivery.insert(1 + 20 * i, 20);
            }
            delivery.seal();
            assertThat(delivery.publisher.close(Duration.ofSeconds(20))).succeedsWithin(Duration.ofSeconds(60));
            await().untilAsserted(() -> assertThat(delivery.publishedOffset()).isEqualTo(201));
        }
    }

    private void assertSameThreeTimes() {
        try (Delivery delivery = open(2, 1)) {
            delivery.insert(1, 2);
            delivery.deliver();
            assertThat(receiver.requests).hasSize(3);
            Request first = receiver.requests.get(0);
            assertThat(receiver.requests).allSatisfy(request -> {
                assertThat(request.body()).isEqualTo(first.body());
                assertThat(request.key()).isEqualTo(first.key());
            });
            assertThat(delivery.publisher.status().retries()).isEqualTo(2);
        }
    }

    private Delivery open(int maxEvents, int lanes) {
        return new Delivery(Delivery.config(receiver.uri()), maxEvents, lanes);
    }

    private PublishConfig stopping() {
        RetryConfig retry = new RetryConfig(Duration.ofMillis(1), Duration.ofMillis(20), OnRefused.STOP,
            new RejectionConfig(OnRejected.STOP, 1));
        return Delivery.config(receiver.uri()).toBuilder().retry(retry).build();
    }

    private PublishConfig with(PublishAuth auth) {
        return Delivery.config(receiver.uri()).toBuilder().auth(auth).build();
    }

    private List<String> delivered() {
        List<String> ids = new ArrayList<>();
        receiver.requests.forEach(request -> ids.addAll(request.eventIds()));
        return ids;
    }

    private static List<String> ids(long first, long last) {
        return LongStream.rangeClosed(first, last).mapToObj(id -> "binlog.000007:" + id + "/0").toList();
    }
}
