package com.passkit.cdc.cli.sandbox;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.util.List;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.QueryStringDecoder;

import org.reactivestreams.Publisher;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import reactor.core.publisher.Mono;
import reactor.netty.ChannelBindException;
import reactor.netty.DisposableServer;
import reactor.netty.http.Http2SslContextSpec;
import reactor.netty.http.HttpProtocol;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.resources.LoopResources;
import reactor.netty.tcp.SslProvider;

/**
 * A running sandbox. {@code POST /cdc} takes batches, {@code GET /} is the page, {@code GET /api/state} what it shows.
 * Threading: any thread.
 */
public final class Sandbox implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Sandbox.class);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);
    private static final int MAX_BODY_LENGTH = 64 << 20;
    private static final String JSON_TYPE = "application/json";

    private final SandboxConfig config;
    private final SandboxRecords records;
    private final SandboxState state;
    private final byte[] page;
    private final LoopResources loops = LoopResources.create("sandbox", 1, true);
    private final DisposableServer server;

    private Sandbox(SandboxConfig config) {
        this.config = config;
        this.records = new SandboxRecords(config.rememberedIds(), Clock.systemUTC());
        this.state = new SandboxState(records);
        this.page = readPage();
        HttpServer http = HttpServer.create().runOn(loops).host(config.bind()).port(config.port())
            .route(routes -> routes
                .post("/cdc", this::deliver)
                .get("/api/state", this::answerState)
                .get("/", this::answerPage));
        if (config.tlsCertificate() != null) {
            SslProvider.GenericSslContextSpec<?> tls =
                Http2SslContextSpec.forServer(config.tlsCertificate().toFile(), config.tlsKey().toFile());
            http = http.protocol(HttpProtocol.H2, HttpProtocol.HTTP11).secure(spec -> spec.sslContext(tls));
        }
        this.server = http.bindNow();
    }

    /**
     * Starts listening.
     *
     * @throws IllegalStateException when the address cannot be listened on
     */
    public static Sandbox start(SandboxConfig config) {
        try {
            return new Sandbox(config);
        } catch (ChannelBindException e) {
            throw new IllegalStateException("sandbox: " + config.bind() + ':' + config.port()
                + " cannot be listened on: " + e.getMessage() + " (expected: a free port)", e);
        }
    }

    /** @return address of the page */
    public URI address() {
        String host = ((InetSocketAddress) server.address()).getAddress().getHostAddress();
        String scheme = config.tlsCertificate() == null ? "http" : "https";
        return URI.create(scheme + "://" + (host.contains(":") ? '[' + host + ']' : host) + ':' + server.port() + '/');
    }

    /** @return whether only this machine reaches it */
    public boolean isOnLoopback() {
        return ((InetSocketAddress) server.address()).getAddress().isLoopbackAddress();
    }

    /** @return address that takes batches */
    public URI endpoint() {
        return address().resolve("cdc");
    }

    public SandboxRecords records() {
        return records;
    }

    @Override
    public void close() {
        server.disposeNow(CLOSE_TIMEOUT);
        loops.disposeLater(Duration.ZERO, CLOSE_TIMEOUT).block(CLOSE_TIMEOUT.plusSeconds(1));
    }

    private Publisher<Void> deliver(HttpServerRequest request, HttpServerResponse response) {
        if (!isAuthorized(request.requestHeaders().get(HttpHeaderNames.AUTHORIZATION))) {
            return refuse(response, 401, "authorization: not the configured token");
        }
        BatchBody form;
        try {
            // Also keeps web pages out: a browser sends these types to another origin only when that origin agrees.
            form = BatchBody.of(request.requestHeaders());
        } catch (BatchBody.UnknownFormException e) {
            return refuse(response, 415, e.getMessage());
        }
        return request.receive().asByteArray().collect(ByteArrayOutputStream::new, Sandbox::append)
            .flatMap(body -> apply(response, body.toByteArray(), form))
            .onErrorResume(TooLargeException.class, e -> refuse(response, 413, e.getMessage()));
    }

    private static void append(ByteArrayOutputStream body, byte[] part) {
        if (body.size() + part.length > MAX_BODY_LENGTH) {
            throw new TooLargeException();
        }
        body.writeBytes(part);
    }

    private Mono<Void> apply(HttpServerResponse response, byte[] body, BatchBody form) {
        try {
            records.apply(form.parse(body), body.length);
            return response.status(200).header(HttpHeaderNames.CONTENT_TYPE, JSON_TYPE)
                .sendString(Mono.just("{}")).then();
        } catch (IOException | IllegalArgumentException e) {
            return refuse(response, 400, e.getMessage());
        }
    }

    private Mono<Void> refuse(HttpServerResponse response, int status, String reason) {
        LOG.warn("delivery refused with {}: {}", status, reason);
        String body = SandboxRecords.JSON.createObjectNode().put("error", reason).toString();
        return response.status(status).header(HttpHeaderNames.CONTENT_TYPE, JSON_TYPE)
            .sendString(Mono.just(body)).then();
    }

    private boolean isAuthorized(String header) {
        if (config.authToken() == null) {
            return true;
        }
        byte[] expected = ("Bearer " + config.authToken()).getBytes(StandardCharsets.UTF_8);
        return header != null && MessageDigest.isEqual(expected, header.getBytes(StandardCharsets.UTF_8));
    }

    private Publisher<Void> answerState(HttpServerRequest request, HttpServerResponse response) {
        QueryStringDecoder query = new QueryStringDecoder(request.uri());
        long after;
        try {
            after = Long.parseLong(first(query, "after", "0"));
        } catch (NumberFormatException e) {
            return refuse(response, 400, "after: " + first(query, "after", "") + " (expected: a number)");
        }
        return response.header(HttpHeaderNames.CONTENT_TYPE, JSON_TYPE)
            .header(HttpHeaderNames.CACHE_CONTROL, "no-store")
            .sendString(Mono.just(state.json(after, first(query, "table", ""))));
    }

    private Publisher<Void> answerPage(HttpServerRequest request, HttpServerResponse response) {
        return response.header(HttpHeaderNames.CONTENT_TYPE, "text/html; charset=utf-8")
            .header("Content-Security-Policy", "default-src 'self'; style-src 'unsafe-inline'; "
                + "script-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'")
            .header("X-Content-Type-Options", "nosniff")
            .sendByteArray(Mono.just(page));
    }

    private static String first(QueryStringDecoder query, String name, String absent) {
        return query.parameters().getOrDefault(name, List.of(absent)).get(0);
    }

    private static final class TooLargeException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        TooLargeException() {
            super("body.length: over " + MAX_BODY_LENGTH + " (expected: <= " + MAX_BODY_LENGTH + ')');
        }
    }

    private static byte[] readPage() {
        try (InputStream in = Sandbox.class.getResourceAsStream("page.html")) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
