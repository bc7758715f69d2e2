package com.passkit.cdc.runtime.publish;

import static com.passkit.cdc.protocol.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

import com.passkit.cdc.runtime.batch.BatchConfig;
import com.passkit.cdc.runtime.publish.RawEndpoint.Exchange;
import com.passkit.cdc.runtime.publish.Receiver.Answer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What peers do to a connection of HTTP/1.1, on real sockets. */
class ConnectionFaultsTest {

    private static final Duration LONG = Duration.ofSeconds(20);
    /** More than the buffers of both sockets hold. */
    private static final int MANY_EVENTS = 30_000;

    @Test
    void shouldSendAgainWhatAKeptConnectionLostAsItClosed() throws IOException {
        try (RawEndpoint endpoint = new RawEndpoint((exchange, number) -> {
            if (number == 1) {
                exchange.readRequest();
                exchange.write(RawEndpoint.OK);
                exchange.readHead();
                return;
            }
            exchange.acceptAll();
        }); Delivery delivery = open(endpoint, LONG, LONG)) {
            delivery.insert(1, 8);
            delivery.deliver();
            List<String> keys = endpoint.keys();
            assertThat(keys).hasSize(5);
            assertThat(keys.get(1)).as("sent again").isEqualTo(keys.get(2));
            assertThat(keys.stream().distinct()).hasSize(4);
            assertThat(endpoint.connectionCount).hasValue(2);
        }
    }

    @Test
    void shouldKeepOneConnection() throws IOException {
        try (RawEndpoint endpoint = new RawEndpoint((exchange, number) -> exchange.acceptAll());
             Delivery delivery = open(endpoint, LONG, LONG)) {
            delivery.insert(1, 20);
            delivery.deliver();
            assertThat(endpoint.keys()).hasSize(10);
            assertThat(endpoint.connectionCount).hasValue(1);
        }
    }

    @Test
    void shouldConnectAnewWhereTheAnswerSaysSo() throws IOException {
        try (RawEndpoint endpoint = new RawEndpoint((exchange, number) -> {
            exchange.readRequest();
            exchange.write("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nok");
        }); Delivery delivery = open(endpoint, LONG, LONG)) {
            delivery.insert(1, 6);
            delivery.deliver();
            assertThat(endpoint.keys()).hasSize(3).doesNotHaveDuplicates();
            assertThat(endpoint.connectionCount).hasValue(3);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf",
        "HTTP/1.1 200 OK\r\nContent-Le",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhalf",
        "HTTP/1.1 ",
        ""})
    void shouldNotTakeHalfAnAnswerForOne(String half) throws IOException {
        assertSentAgain("no answer: ", exchange -> exchange.write(half));
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "SSH-2.0-OpenSSH_9.6\r\n\r\n",
        "\u0015\u0003\u0001\u0000\u0002\u0002\u0046 some alert\r\n\r\n",
        "HTTP/1.1 two hundred\r\n\r\n"})
    void shouldNotTakeGarbageForAnAnswer(String garbage) throws IOException {
        assertSentAgain("no answer: ", exchange -> exchange.write(garbage));
    }

    @Test
    void shouldWaitForTheAnswerBehindInterimOnes() throws IOException {
        AtomicBoolean isAccepting = new AtomicBoolean();
        try (RawEndpoint endpoint = new RawEndpoint((exchange, number) -> {
            while (exchange.readRequest() != null) {
                exchange.write("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n");
                exchange.write("HTTP/1.1 102 Processing\r\n\r\n");
                exchange.write(isAccepting.get() ? RawEndpoint.OK
                    : "HTTP/1.1 503 Later\r\nContent-Length: 0\r\n\r\n");
            }
        }); Delivery delivery = open(endpoint, LONG, LONG)) {
            delivery.insert(1, 4);
            await().until(() -> delivery.publisher.status().failedAttemptCount() > 1);
            assertThat(delivery.publisher.status().lastOutcome()).isEqualTo("status 503");
            isAccepting.set(true);
            delivery.deliver();
            assertThat(delivery.publishedOffset()).isEqualTo(5);
            assertThat(endpoint.connectionCount).hasValue(1);
        }
    }

    @Test
    void shouldHearAnAnswerBeforeTheRequestWasReadWhole() throws IOException {
        AtomicBoolean isHeard = new AtomicBoolean();
        try (RawEndpoint endpoint = new RawEndpoint((exchange, number) -> {
            exchange.readHead();
            if (number == 1) {
                exchange.write("HTTP/1.1 503 Busy\r\nContent-Length: 4\r\nConnection: close\r\n\r\nbusy");
                exchange.awaitEnd();
            } else {
                await().atMost(LONG).until(isHeard::get);
                exchange.socket.setReceiveBufferSize(1 << 20);
                exchange.in.skipNBytes(1);
                exchange.write(RawEndpoint.OK);
                exchange.awaitEnd();
            }
        }); Delivery delivery = new Delivery(config(endpoint.uri(), LONG, LONG, LONG), manyEvents())) {
            delivery.insert(1, MANY_EVENTS);
            await().atMost(LONG).until(() -> delivery.publisher.status().lastOutcome() != null
                && delivery.publisher.status().lastOutcome().startsWith("status 503: busy"));
            isHeard.set(true);
            assertThat(delivery.publisher.status().acknowledgedEvents()).isZero();
        }
    }

    @Test
    void shouldNotFollowARedirectToAnotherHost() {
        try (Receiver elsewhere = new Receiver(); Receiver receiver = new Receiver()) {
            receiver.answer(request -> new Answer(307, "", "Location", elsewhere.uri().toString()));
            try (Delivery delivery = new Delivery(Delivery.config(receiver.uri()), 2, 1)) {
                delivery.insert(1, 2);
                await().until(() -> delivery.publisher.status().isRefused());
                assertThat(delivery.publisher.status().lastOutcome())
                    .contains("status 307, moved to " + elsewhere.uri(), "publish.endpoint names the final address");
                assertThat(elsewhere.requests).isEmpty();
            }
        }
    }

    @Test
    void shouldGiveUpAConnectionThatIsNotTakenInTime() throws IOException {
        List<Socket> fillers = new ArrayList<>();
        try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            for (int i = 0; i < 8; i++) {
                Socket filler = new Socket();
                fillers.add(filler);
                try {
                    filler.connect(new InetSocketAddress("127.0.0.1", full.getLocalPort()), 100);
                } catch (IOException e) {
                    break;
                }
            }
            assertFails(URI.create("http://127.0.0.1:" + full.getLocalPort() + "/"), Duration.ofMillis(200), LONG, LONG,
                "no connection within publish.connectTimeout, 200 ms");
        } finally {
            for (Socket filler : fillers) {
                filler.close();
            }
        }
    }

    @Test
    void shouldGiveUpAHandshakeThatDoesNotEndInTime() throws IOException {
        try (RawEndpoint endpoint = new RawEndpoint((exchange, number) -> exchange.awaitEnd())) {
            assertFails(URI.create("https://127.0.0.1:" + endpoint.port() + "/"), Duration.ofMillis(200), LONG, LONG,
                "no TLS handshake within publish.connectTimeout, 200 ms");
        }
    }

    @Test
    void shouldGiveUpAPeerThatStopsReading() throws IOException {
        try (RawEndpoint endpoint = new RawEndpoint((exchange, number) -> {
            exchange.readHead();
            if (number > 1) {
                exchange.awaitEnd();
                return;
            }
            await().atMost(LONG).until(() -> exchange.socket.isClosed());
        }); Delivery delivery = new Delivery(
            config(endpoint.uri(), LONG, Duration.ofMillis(300), LONG), manyEvents())) {
            delivery.insert(1, MANY_EVENTS);
            await().atMost(LONG).until(() -> delivery.publisher.status().failedAttemptCount() > 0);
            assertThat(delivery.publisher.status().lastOutcome())
                .isEqualTo("the endpoint took nothing of the request for publish.writeTimeout, 300 ms");
        }
    }

    @Test
    void shouldGiveUpAPeerThatDoesNotAnswer() throws IOException {
        try (RawEndpoint endpoint = new RawEndpoint((exchange, number) -> {
            exchange.readRequest();
            exchange.awaitEnd();
        })) {
            assertFails(endpoint.uri(), LONG, LONG, Duration.ofMillis(200),
                "no answer within publish.answerTimeout, 200 ms");
        }
    }

    /** Each byte would begin a time-out anew that looks only at the last one. */
    @Test
    void shouldGiveUpAnAnswerThatTrickles() throws IOException {
        try (RawEndpoint endpoint = new RawEndpoint((exchange, number) -> {
            exchange.readRequest();
            exchange.write("HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n");
            exchange.socket.setSoTimeout(20);
            while (true) {
                exchange.write(" ");
                try {
                    if (exchange.in.read() < 0) {
                        return;
                    }
                } catch (java.net.SocketTimeoutException e) {
                    // Nothing from the peer: the next byte.
                }
            }
        })) {
            assertFails(endpoint.uri(), LONG, LONG, Duration.ofMillis(300),
                "no whole answer within publish.answerTimeout, 300 ms");
        }
    }

    /** What goes on slowly is no stall: the time-outs look at each step, not at the whole. */
    @Test
    void shouldLetASlowPeerTakeItsTime() throws IOException {
        Duration limit = Duration.ofSeconds(3);
        try (RawEndpoint endpoint = new RawEndpoint((exchange, number) -> {
            String head = exchange.readHead();
            int left = Integer.parseInt(head.replaceAll("(?is).*content-length: (\\d+).*", "$1"));
            int step = left / 36;
            while (left > 0) {
                left -= exchange.in.readNBytes(Math.min(left, step)).length;
                awaitMillis(100);
            }
            exchange.write(RawEndpoint.OK);
        }); Delivery delivery = new Delivery(config(endpoint.uri(), LONG, limit, limit), manyEvents())) {
            delivery.insert(1, MANY_EVENTS);
            delivery.deliver();
            assertThat(endpoint.connectionCount).hasValue(1);
        }
    }

    private static void awaitMillis(long millis) {
        long end = System.nanoTime() + Duration.ofMillis(millis).toNanos();
        await().pollInterval(Duration.ofMillis(10)).until(() -> System.nanoTime() >= end);
    }

    private interface Step {
        void run(Exchange exchange) throws IOException;
    }

    private static void assertSentAgain(String detail, Step first) throws IOException {
        AtomicBoolean isMended = new AtomicBoolean();
        try (RawEndpoint endpoint = new RawEndpoint((exchange, number) -> {
            if (isMended.get()) {
                exchange.acceptAll();
                return;
            }
            exchange.readRequest();
            first.run(exchange);
        }); Delivery delivery = open(endpoint, LONG, LONG)) {
            delivery.insert(1, 2);
            await().atMost(LONG).until(() -> delivery.publisher.status().failedAttemptCount() > 0);
            assertThat(delivery.publisher.status().lastOutcome()).startsWith(detail);
            assertThat(delivery.publisher.status().isRefused()).isFalse();
            assertThat(delivery.publishedOffset()).isEqualTo(4);
            isMended.set(true);
            delivery.deliver();
            assertThat(endpoint.keys().stream().distinct()).hasSize(1);
        }
    }

    private static void assertFails(URI endpoint, Duration connect, Duration write, Duration answer, String detail) {
        try (Delivery delivery = new Delivery(config(endpoint, connect, write, answer), 2, 1)) {
            delivery.insert(1, 2);
            await().atMost(LONG).until(() -> delivery.publisher.status().failedAttemptCount() > 0);
            assertThat(delivery.publisher.status().lastOutcome()).isEqualTo(detail);
            assertThat(delivery.publisher.status().isRefused()).isFalse();
        }
    }

    private static Delivery open(RawEndpoint endpoint, Duration write, Duration answer) {
        return new Delivery(config(endpoint.uri(), LONG, write, answer), 2, 1);
    }

    private static BatchConfig manyEvents() {
        return new BatchConfig(MANY_EVENTS, 64 << 20, Duration.ofSeconds(5), 1);
    }

    private static PublishConfig config(URI endpoint, Duration connect, Duration write, Duration answer) {
        return Delivery.config(endpoint).toBuilder().timeouts(new PublishTimeouts(connect, write, answer)).build();
    }
}
