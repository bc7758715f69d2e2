package com.passkit.cdc.it.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;

import com.fasterxml.jackson.databind.JsonNode;

import io.netty.handler.ssl.ClientAuth;

import org.reactivestreams.Publisher;

import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.Http11SslContextSpec;
import reactor.netty.http.Http2SslContextSpec;
import reactor.netty.http.HttpProtocol;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.tcp.SslProvider;

/**
 * An endpoint that keeps everything it was sent, in order, and answers as the scenario says.
 * Threading: any thread.
 */
public final class Receiver implements AutoCloseable {

    private final List<Delivery> attempts = new CopyOnWriteArrayList<>();
    private final List<Delivery> accepted = new ArrayList<>();
    private final List<JsonNode> events = new ArrayList<>();
    private final Queue<Answer> next = new ConcurrentLinkedQueue<>();
    private final DisposableServer server;
    private final String scheme;
    private volatile Function<Delivery, Answer> policy = delivery -> Answer.OK;
    private final Consumer<byte[]> sink;
    private volatile int refusal;
    private volatile Throwable failure;

    private Receiver(HttpServer http, String scheme) {
        this(http, scheme, null);
    }

    private Receiver(HttpServer http, String scheme, Consumer<byte[]> sink) {
        this.scheme = scheme;
        this.sink = sink;
        this.server = http.host("127.0.0.1").port(0).handle(this::handle).bindNow(Duration.ofSeconds(30));
    }

    /** @return a receiver on plain HTTP/1.1 */
    public static Receiver http() {
        return new Receiver(HttpServer.create(), "http");
    }

    /**
     * @param sink takes the decompressed body of each request, one at a time
     * @return a receiver on plain HTTP/1.1 that accepts everything and keeps nothing
     */
    public static Receiver http(Consumer<byte[]> sink) {
        return new Receiver(HttpServer.create(), "http", sink);
    }

    /** @return a receiver on TLS that speaks HTTP/1.1 only */
    public static Receiver https(TestCertificate certificate) {
        SslProvider.GenericSslContextSpec<?> tls =
            Http11SslContextSpec.forServer(certificate.certificate().toFile(), certificate.key().toFile());
        return new Receiver(HttpServer.create().secure(spec -> spec.sslContext(tls)), "https");
    }

    /** @return a receiver on TLS that speaks HTTP/1.1 only and demands a client's certificate of this authority */
    public static Receiver https(TestCertificate certificate, TestCertificate clientAuthority) {
        SslProvider.GenericSslContextSpec<?> tls =
            Http11SslContextSpec.forServer(certificate.certificate().toFile(), certificate.key().toFile())
                .configure(ssl -> ssl.clientAuth(ClientAuth.REQUIRE)
                    .trustManager(clientAuthority.certificate().toFile()));
        return new Receiver(HttpServer.create().secure(spec -> spec.sslContext(tls)), "https");
    }

    /** @return a receiver on TLS that offers HTTP/2 by ALPN */
    public static Receiver http2(TestCertificate certificate) {
        SslProvider.GenericSslContextSpec<?> tls =
            Http2SslContextSpec.forServer(certificate.certificate().toFile(), certificate.key().toFile());
        return new Receiver(HttpServer.create().protocol(HttpProtocol.H2, HttpProtocol.HTTP11)
            .secure(spec -> spec.sslContext(tls)), "https");
    }

    /** @return address of the path that takes batches */
    public URI endpoint() {
        return URI.create(scheme + "://127.0.0.1:" + server.port() + "/cdc");
    }

    /** Answers the next requests with these, one each, before the policy applies again. */
    public void answerNext(Answer... answers) {
        next.addAll(List.of(answers));
    }

    /** From now on answers so; by default everything is accepted. */
    public void answer(Function<Delivery, Answer> value) {
        policy = value;
    }

    /** @param status answers everything so from now on, and keeps nothing of it; 0 ends that */
    public void refuse(int status) {
        refusal = status;
    }

    /** @return every request, accepted or not */
    public List<Delivery> attempts() {
        failIfBroken();
        return List.copyOf(attempts);
    }

    /** @return requests whose events were kept, in that order */
    public List<Delivery> accepted() {
        failIfBroken();
        synchronized (events) {
            return List.copyOf(accepted);
        }
    }

    /** @return every event that was kept, repeats included, in that order */
    public List<JsonNode> events() {
        failIfBroken();
        synchronized (events) {
            return List.copyOf(events);
        }
    }

    /** @return how many events were kept; cheap enough to poll */
    public int eventCount() {
        failIfBroken();
        synchronized (events) {
            return events.size();
        }
    }

    /** @return the latest row by key, from what was kept */
    public RecordsView records() {
        return RecordsView.of(events());
    }

    @Override
    public void close() {
        server.disposeNow(Duration.ofSeconds(60));
        failIfBroken();
    }

    private Publisher<Void> handle(HttpServerRequest request, HttpServerResponse response) {
        return request.receive().aggregate().asByteArray().defaultIfEmpty(new byte[0])
            .flatMap(body -> respond(request, response, body));
    }

    private Mono<Void> respond(HttpServerRequest request, HttpServerResponse response, byte[] body) {
        if (!"POST".equals(request.method().name())) {
            // A look whether the endpoint is there.
            return response.status(405).send();
        }
        int status = refusal;
        if (status != 0) {
            return response.status(status).send();
        }
        Answer answer;
        try {
            if (sink != null) {
                synchronized (events) {
                    sink.accept(DeliveredBody.plain(request.requestHeaders().get("content-encoding"), body));
                }
                return reply(response, Answer.OK);
            }
            Delivery delivery = delivery(request, body);
            attempts.add(delivery);
            Answer forced = next.poll();
            answer = forced != null ? forced : policy.apply(delivery);
            if (answer.isApplied()) {
                synchronized (events) {
                    accepted.add(delivery);
                    events.addAll(delivery.events());
                }
            }
        } catch (IOException | RuntimeException | AssertionError e) {
            failure = e;
            return response.status(500).send();
        }
        Mono<Void> reply = answer.status() == 0 ? cut(request) : reply(response, answer);
        return answer.delay().isZero() ? reply : Mono.delay(answer.delay()).then(reply);
    }

    private static Mono<Void> reply(HttpServerResponse response, Answer answer) {
        response.status(answer.status());
        answer.headers().forEach(response::header);
        return response.sendString(Mono.just(answer.body())).then();
    }

    private static Mono<Void> cut(HttpServerRequest request) {
        return Mono.fromRunnable(() -> request.withConnection(connection -> connection.channel().close()))
            .then(Mono.never());
    }

    private static Delivery delivery(HttpServerRequest request, byte[] body) throws IOException {
        Map<String, String> headers = new HashMap<>();
        request.requestHeaders().forEach(
            header -> headers.put(header.getKey().toLowerCase(Locale.ROOT), header.getValue()));
        byte[] plain = DeliveredBody.plain(headers.get("content-encoding"), body);
        JsonNode batch = DeliveredBody.batch(headers, plain);
        return new Delivery(request.version().text(), String.valueOf(request.remoteAddress()), Map.copyOf(headers), body,
            new String(plain, StandardCharsets.UTF_8), batch);
    }

    /** Fails when a request was not what a connector may send, or the sink did not take it. */
    public void failIfBroken() {
        if (failure instanceof IOException e) {
            throw new UncheckedIOException("receiver: " + e.getMessage(), e);
        }
        if (failure instanceof AssertionError error) {
            throw error;
        }
        if (failure != null) {
            throw new AssertionError("receiver: " + failure, failure);
        }
    }
}
