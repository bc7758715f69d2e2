package com.passkit.cdc.runtime.publish;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

import com.passkit.cdc.runtime.batch.BatchConfig;
import com.passkit.cdc.runtime.batch.BatchFormat;
import com.passkit.cdc.runtime.publish.Http2Endpoint.Exchange;
import com.passkit.cdc.runtime.publish.Http2Endpoint.Request;
import com.passkit.cdc.runtime.publish.Http2Endpoint.Script;
import com.passkit.cdc.runtime.publish.PublishOutcome.Accepted;
import com.passkit.cdc.runtime.publish.PublishOutcome.Unavailable;
import com.passkit.cdc.runtime.testing.TestCertificate;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.Http2Error;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.netty.resources.LoopResources;

/**
 * What peers do to a connection of HTTP/2 while requests of several lanes are in flight on it: each of them is answered
 * or counts as not delivered, and then comes again in its lane's order.
 */
class Http2LanesTest {

    private static final int LANES = 4;
    private static final int EVENTS = 120;
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final Script NOTHING = (exchange, number) -> { };

    @TempDir
    static Path directory;

    private static TestCertificate certificate;

    /** Keys of the requests that were answered 200. */
    private final Set<String> answered = ConcurrentHashMap.newKeySet();

    @BeforeAll
    static void makeCertificate() throws Exception {
        certificate = TestCertificate.in(directory, "server");
    }

    @Test
    void shouldLetWhatIsInFlightEndBehindAGracefulGoAway() throws Exception {
        List<PublishOutcome> outcomes = postTogether(held -> {
            held.get(0).goAway(Http2Error.NO_ERROR);
            held.forEach(this::ok);
        });
        assertThat(outcomes).allMatch(Accepted.class::isInstance);
    }

    /** Nobody read the streams behind the one that it names; a request before is answered, and must not come again. */
    @Test
    void shouldCountAsNotDeliveredOnlyWhatAGoAwayLeftOut() throws Exception {
        List<PublishOutcome> outcomes = postTogether(held -> {
            held.get(0).goAway(Http2Error.NO_ERROR, held.get(1).stream().id());
            ok(held.get(0));
            ok(held.get(1));
        });
        assertThat(outcomes.subList(0, 2)).allMatch(Accepted.class::isInstance);
        assertThat(outcomes.subList(2, LANES)).allMatch(Unavailable.class::isInstance);
    }

    @Test
    void shouldCountAsNotDeliveredWhatIsInFlightWhereAGoAwayEndsTheConnection() throws Exception {
        List<PublishOutcome> outcomes = postTogether(held -> {
            held.get(0).goAway(Http2Error.ENHANCE_YOUR_CALM);
            held.get(0).closeConnection();
        });
        assertThat(outcomes).allMatch(Unavailable.class::isInstance);
    }

    @ParameterizedTest
    @EnumSource(value = Http2Error.class, names = {"REFUSED_STREAM", "INTERNAL_ERROR", "CANCEL", "NO_ERROR"})
    void shouldCountAsNotDeliveredTheStreamThatWasResetAndNoOther(Http2Error error) throws Exception {
        List<PublishOutcome> outcomes = postTogether(held -> {
            held.get(1).reset(error);
            held.get(3).reset(error);
            ok(held.get(0));
            ok(held.get(2));
        });
        assertThat(outcomes).extracting(outcome -> outcome instanceof Accepted).containsExactly(true, false, true, false);
        assertThat(outcomes.get(1)).isInstanceOf(Unavailable.class);
    }

    /** In its lane a batch comes when the one before was accepted, and always with the same bytes. */
    @Test
    void shouldKeepOrderOverLanesUnderFaults() throws Exception {
        Script onRequest = (exchange, number) -> {
            switch (number % 12) {
                case 1 -> exchange.reset(Http2Error.INTERNAL_ERROR);
                case 3 -> exchange.answer(503);
                case 5 -> {
                    exchange.goAway(Http2Error.NO_ERROR, exchange.stream().id());
                    ok(exchange);
                }
                case 7 -> exchange.closeConnection();
                case 9 -> exchange.goAway(Http2Error.NO_ERROR, exchange.stream().id() - 2);
                case 11 -> { }
                default -> ok(exchange);
            }
        };
        Script onHead = (exchange, number) -> {
            if (number % 12 == 11) {
                exchange.reset(Http2Error.REFUSED_STREAM);
            }
        };
        try (Http2Endpoint endpoint = new Http2Endpoint(certificate, onHead, onRequest)) {
            try (Delivery delivery = new Delivery(config(endpoint),
                new BatchConfig(2, 1 << 20, Duration.ofMillis(20), LANES, BatchFormat.NDJSON))) {
                delivery.insert(1, EVENTS);
                assertThat(delivery.flush()).succeedsWithin(LONG);
                assertThat(delivery.publishedOffset()).isEqualTo(EVENTS + 1);
                assertThat(delivery.publisher.status().isRefused()).isFalse();
            }
            assertOrder(endpoint.requests);
            assertThat(answered).as("each batch was accepted").containsAll(endpoint.keys);
        }
    }

    /**
     * Requests that share a connection, all in flight.
     *
     * @param fault done to them when all have come
     * @return of each what became of it; one more is accepted behind them
     */
    private List<PublishOutcome> postTogether(Consumer<List<Exchange>> fault) throws Exception {
        List<Exchange> held = new ArrayList<>();
        LoopResources loops = LoopResources.create("publish", 1, true);
        try (Http2Endpoint endpoint = new Http2Endpoint(certificate, NOTHING, (exchange, number) -> {
            if (number == 1 || number > 1 + LANES) {
                ok(exchange);
                return;
            }
            held.add(exchange);
            if (held.size() == LANES) {
                fault.accept(held);
            }
        })) {
            EndpointClient client = new EndpointClient(config(endpoint), new RequestHeaders(
                config(endpoint), BatchFormat.NDJSON, "loyalty", "1.0.0", Clock.systemUTC()), 1, loops,
                Clock.systemUTC());
            assertThat(post(client, -1)).succeedsWithin(LONG).isInstanceOf(Accepted.class);
            List<CompletableFuture<PublishOutcome>> posts = new ArrayList<>();
            for (int lane = 0; lane < LANES; lane++) {
                posts.add(post(client, lane));
            }
            for (CompletableFuture<PublishOutcome> post : posts) {
                assertThat(post).succeedsWithin(LONG);
            }
            assertThat(endpoint.connectionCount).as("all shared one connection").hasValue(1);
            assertThat(post(client, LANES)).as("goes on").succeedsWithin(LONG).isInstanceOf(Accepted.class);
            assertThat(endpoint.keys).as("each was sent once").doesNotHaveDuplicates().hasSize(LANES + 2);
            client.close().block(LONG);
            Map<String, PublishOutcome> byKey = new HashMap<>();
            for (int lane = 0; lane < LANES; lane++) {
                byKey.put("b" + lane, posts.get(lane).join());
            }
            return held.stream().map(exchange -> byKey.get(exchange.key())).toList();
        } finally {
            loops.disposeLater(Duration.ZERO, LONG).block(LONG);
        }
    }

    private static CompletableFuture<PublishOutcome> post(EndpointClient client, int lane) {
        return client.post(new RequestHead("b" + lane, lane, 1, 1, null), Unpooled.unreleasableBuffer(
            Unpooled.copiedBuffer("{\"id\":\"" + lane + "\"}\n", StandardCharsets.UTF_8))).toFuture();
    }

    private void ok(Exchange exchange) {
        answered.add(exchange.key());
        exchange.answer(200);
    }

    private static PublishConfig config(Http2Endpoint endpoint) {
        return Delivery.config(endpoint.uri()).toBuilder().timeouts(new PublishTimeouts(LONG, LONG, LONG))
            .tls(new PublishTls(certificate.certificate(), null, null)).build();
    }

    private static void assertOrder(List<Request> requests) {
        Map<Integer, Long> last = new HashMap<>();
        Map<String, byte[]> bodies = new HashMap<>();
        for (Request request : requests) {
            long before = last.getOrDefault(request.lane(), 0L);
            assertThat(request.sequence()).as("lane %d", request.lane()).isBetween(Math.max(1, before), before + 1);
            last.put(request.lane(), request.sequence());
            assertThat(request.body()).isEqualTo(bodies.computeIfAbsent(request.key(), key -> request.body()));
        }
        assertThat(last.keySet()).hasSize(LANES);
    }
}
