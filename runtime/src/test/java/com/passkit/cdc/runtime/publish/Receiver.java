package com.passkit.cdc.runtime.publish;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.zip.GZIPInputStream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.luben.zstd.ZstdInputStream;
import io.netty.handler.codec.http.HttpHeaders;
import reactor.core.publisher.Mono;
import reactor.netty.Connection;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/** An endpoint that keeps every request and answers as a test says. */
final class Receiver implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();

    final List<Request> requests = new CopyOnWriteArrayList<>();
    final AtomicInteger mostAtOnce = new AtomicInteger();
    private final AtomicInteger now = new AtomicInteger();
    private final String scheme;
    private final DisposableServer server;
    private volatile Function<Request, Answer> script = request -> Answer.of(200);

    /** One request as it came. */
    record Request(HttpHeaders headers, byte[] body, String version) {

        String key() {
            return headers.get("Idempotency-Key");
        }

        String text() {
            try (InputStream plain = plain()) {
                return new String(plain.readAllBytes(), StandardCharsets.UTF_8);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private InputStream plain() throws IOException {
            InputStream packed = new ByteArrayInputStream(body);
            return switch (headers.get("Content-Encoding", "identity")) {
                case "identity" -> packed;
                case "gzip" -> new GZIPInputStream(packed);
                case "zstd" -> new ZstdInputStream(packed);
                default -> throw new IOException("Content-Encoding: " + headers.get("Content-Encoding"));
            };
        }

        JsonNode json() {
            try {
                return JSON.readTree(text());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        List<String> eventIds() {
            List<String> ids = new ArrayList<>();
            if (headers.get("Content-Type").equals("application/json")) {
                json().get("events").forEach(event -> ids.add(event.get("id").asText()));
            } else if (headers.get("Content-Type").equals("application/cloudevents-batch+json")) {
                json().forEach(event -> ids.add(event.get("id").asText()));
            } else {
                lines().forEach(event -> ids.add(event.get("id").asText()));
            }
            return ids;
        }

        List<JsonNode> lines() {
            try {
                List<JsonNode> lines = new ArrayList<>();
                for (String line : text().lines().toList()) {
                    lines.add(JSON.readTree(line));
                }
                return lines;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** What to say: a status, or nothing at all. */
    record Answer(int status, String body, String header, String value) {

        static final Answer DROP = new Answer(0, "", null, null);
        static final Answer SILENCE = new Answer(-1, "", null, null);

        static Answer of(int status) {
            return new Answer(status, "", null, null);
        }

        static Answer of(int status, String body) {
            return new Answer(status, body, null, null);
        }
    }

    Receiver() {
        this("http", 0, server -> server);
    }

    Receiver(String scheme, int port, UnaryOperator<HttpServer> settings) {
        this.scheme = scheme;
        this.server = settings.apply(HttpServer.create().host("127.0.0.1").port(port))
            .handle((request, response) -> request.receive().aggregate().asByteArray().defaultIfEmpty(new byte[0])
                .flatMap(body -> answer(request, response, body)))
            .bindNow();
    }

    URI uri() {
        return URI.create(scheme + "://127.0.0.1:" + server.port() + "/cdc");
    }

    int port() {
        return server.port();
    }

    /** @param answer what to say to each request, from now on */
    void answer(Function<Request, Answer> answer) {
        script = answer;
    }

    /** Says these one after the other, then 200. */
    void answerOnce(Answer... answers) {
        AtomicInteger next = new AtomicInteger();
        script = request -> {
            int index = next.getAndIncrement();
            return index < answers.length ? answers[index] : Answer.of(200);
        };
    }

    private Mono<Void> answer(HttpServerRequest request, HttpServerResponse response, byte[] body) {
        mostAtOnce.accumulateAndGet(now.incrementAndGet(), Math::max);
        Request kept = new Request(request.requestHeaders().copy(), body, request.version().text());
        requests.add(kept);
        Answer answer = script.apply(kept);
        now.decrementAndGet();
        if (answer == Answer.DROP) {
            request.withConnection(Connection::dispose);
            return Mono.never();
        }
        if (answer == Answer.SILENCE) {
            return Mono.never();
        }
        response.status(answer.status());
        if (answer.header() != null) {
            response.header(answer.header(), answer.value());
        }
        return response.sendString(Mono.just(answer.body())).then();
    }

    @Override
    public void close() {
        server.disposeNow();
    }
}
