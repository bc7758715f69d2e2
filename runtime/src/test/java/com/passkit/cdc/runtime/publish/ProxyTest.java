package com.passkit.cdc.runtime.publish;

import static com.passkit.cdc.protocol.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

import com.passkit.cdc.runtime.batch.BatchFormat;
import com.passkit.cdc.runtime.testing.TestCertificate;
import io.netty.handler.ssl.SslContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.netty.http.Http2SslContextSpec;
import reactor.netty.http.HttpProtocol;

class ProxyTest {

    private static final Duration LONG = Duration.ofSeconds(20);

    private ConnectProxy proxy;
    private final Receiver receiver = new Receiver();

    @BeforeEach
    void open() throws IOException {
        proxy = new ConnectProxy();
    }

    @AfterEach
    void close() throws IOException {
        proxy.close();
        receiver.close();
    }

    @Test
    void shouldTunnelPlainRequests() {
        try (Delivery delivery = new Delivery(config(null, null), 2, 1)) {
            delivery.insert(1, 10);
            delivery.deliver();
            assertThat(receiver.requests).hasSize(5);
            assertThat(proxy.asked).singleElement().satisfies(head -> assertThat(head)
                .startsWith("CONNECT 127.0.0.1:" + receiver.port() + " HTTP/1.1\r\n")
                .doesNotContainIgnoringCase("authorization", "idempotency"));
        }
    }

    @Test
    void shouldTunnelTlsWithHttp2AndProveItselfToTheProxyOnly(@TempDir Path directory) throws Exception {
        TestCertificate certificate = TestCertificate.in(directory, "server");
        SslContext context = Http2SslContextSpec.forServer(
            certificate.certificate().toFile(), certificate.key().toFile()).sslContext();
        proxy.credentials = "cdc:pr\u00f6xy";
        try (Receiver secure = new Receiver("https", 0, https -> https.protocol(HttpProtocol.H2, HttpProtocol.HTTP11)
                 .secure(spec -> spec.sslContext(context)));
             Delivery delivery = new Delivery(Delivery.config(secure.uri()).toBuilder()
                 .proxy(new PublishProxy("127.0.0.1", proxy.port(), "cdc", () -> "pr\u00f6xy"))
                 .tls(new PublishTls(certificate.certificate(), null, null)).build(), 2, 1)) {
            delivery.insert(1, 10);
            delivery.deliver();
            assertThat(secure.requests).hasSize(5).allSatisfy(request -> {
                assertThat(request.version()).isEqualTo("HTTP/2.0");
                assertThat(request.headers().contains("Proxy-Authorization")).isFalse();
            });
            assertThat(proxy.asked).hasSize(1);
        }
    }

    @Test
    void shouldSayThatTheProxyWantsAnotherPasswordAndTakeTheNewOne() {
        AtomicReference<String> password = new AtomicReference<>("0ld-secret");
        proxy.credentials = "cdc:n3w-secret";
        try (Delivery delivery = new Delivery(config("cdc", password::get), 2, 1)) {
            delivery.insert(1, 2);
            await().atMost(LONG).until(() -> delivery.publisher.status().isRefused());
            assertThat(delivery.publisher.status().lastOutcome()).isEqualTo("proxy 127.0.0.1:" + proxy.port()
                + " wants another name or password: status 407"
                + " (expected: publish.proxy.user and publish.proxy.password that it takes)");
            password.set("n3w-secret");
            delivery.deliver();
            assertThat(receiver.requests).hasSize(1);
        }
    }

    @Test
    void shouldWaitForAPasswordThatCannotBeRead() {
        AtomicReference<String> password = new AtomicReference<>();
        Supplier<String> secret = () -> {
            if (password.get() == null) {
                throw new UncheckedIOException("publish.proxy.password: gone", new IOException());
            }
            return password.get();
        };
        try (Delivery delivery = new Delivery(config("cdc", secret), 2, 1)) {
            delivery.insert(1, 2);
            await().atMost(LONG).until(() -> delivery.publisher.status().failedAttemptCount() > 1);
            assertThat(delivery.publisher.status().lastOutcome()).isEqualTo("not sent: publish.proxy.password: gone");
            password.set("any");
            delivery.deliver();
        }
    }

    @Test
    void shouldTellWhatTheProxySaysFromWhatTheEndpointSays() {
        try (Delivery delivery = new Delivery(config(null, null), 2, 1)) {
            proxy.refusal = "HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n";
            delivery.insert(1, 2);
            awaitOutcome(delivery, "proxy 127.0.0.1:" + proxy.port() + " refused a tunnel to 127.0.0.1: status 403");
            assertThat(delivery.publisher.status().isRefused()).isTrue();
            proxy.refusal = "HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n";
            awaitOutcome(delivery, "proxy 127.0.0.1:" + proxy.port() + " refused a tunnel to 127.0.0.1: status 502");
            assertThat(delivery.publisher.status().isRefused()).isFalse();
            proxy.refusal = null;
            awaitOutcome(delivery, "proxy 127.0.0.1:" + proxy.port() + " opened no tunnel");
            proxy.refusal = "";
            delivery.deliver();
            assertThat(receiver.requests).hasSize(1);
        }
    }

    @Test
    void shouldGiveUpAProxyThatDoesNotAnswer() throws IOException {
        try (RawEndpoint silent = new RawEndpoint((exchange, number) -> exchange.awaitEnd());
             Delivery delivery = new Delivery(through(silent.port(), Duration.ofMillis(300)), 2, 1)) {
            delivery.insert(1, 2);
            awaitOutcome(delivery, "proxy 127.0.0.1:" + silent.port()
                + " opened no tunnel within publish.connectTimeout, 300 ms");
        }
    }

    @Test
    void shouldWaitForAProxyThatIsNotThere() throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        try (Delivery delivery = new Delivery(through(port, LONG), 2, 1)) {
            delivery.insert(1, 2);
            awaitOutcome(delivery, "no connection: ");
        }
    }

    @Test
    void shouldProbeThroughTheProxy() {
        proxy.credentials = "cdc:right";
        EndpointProbe.Result right =
            EndpointProbe.probe(config("cdc", () -> "right"), BatchFormat.BATCH, "loyalty", "1").join();
        assertThat(right.isAccepted()).isTrue();
        EndpointProbe.Result wrong =
            EndpointProbe.probe(config("cdc", () -> "wr0ng"), BatchFormat.BATCH, "loyalty", "1").join();
        assertThat(wrong.isAccepted()).isFalse();
        assertThat(wrong.detail()).contains("status 407").doesNotContain("wr0ng");
        assertThat(proxy.asked).hasSize(2);
    }

    private static void awaitOutcome(Delivery delivery, String beginning) {
        await().atMost(LONG).untilAsserted(() ->
            assertThat(delivery.publisher.status().lastOutcome()).isNotNull().startsWith(beginning));
    }

    private PublishConfig through(int port, Duration connectTimeout) {
        return Delivery.config(receiver.uri()).toBuilder().proxy(new PublishProxy("127.0.0.1", port, null, null))
            .timeouts(new PublishTimeouts(connectTimeout, LONG, LONG)).build();
    }

    private PublishConfig config(String user, Supplier<String> password) {
        return Delivery.config(receiver.uri()).toBuilder()
            .proxy(new PublishProxy("127.0.0.1", proxy.port(), user, password)).build();
    }
}
