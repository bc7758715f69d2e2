package com.passkit.cdc.cli.admin;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.function.BiFunction;
import java.util.function.Supplier;

import org.reactivestreams.Publisher;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.passkit.cdc.cli.config.AdminConfig;
import com.passkit.cdc.cli.config.ConfigException;
import com.passkit.cdc.runtime.incremental.RequestAnswer;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import reactor.core.publisher.Mono;
import reactor.netty.ChannelBindException;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.resources.LoopResources;

/**
 * {@code GET /health}, {@code /metrics} and {@code /status} over HTTP, and {@code POST /snapshot} with {@code
 * {"tables":["db.table"]}}, which has tables read while the connector runs. Its body must say that it is JSON, which no
 * page of another site can send unasked. Where there is a token, only health is told without it.
 * Threading: any thread.
 */
public final class AdminServer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(AdminServer.class);
    private static final String JSON = "application/json";
    private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";
    private static final String TEXT = "text/plain; charset=utf-8";
    private static final String PATHS = "/health\n/metrics\n/status\nPOST /snapshot\n";
    private static final int MAX_BODY_BYTES = 1 << 20;
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final Duration STOP_LIMIT = Duration.ofSeconds(3);

    private final AdminView view;
    private final SnapshotRequests requests;
    private final Supplier<String> token;
    private final LoopResources loops = LoopResources.create("cdc-admin", 1, true);
    private final DisposableServer server;

    private AdminServer(AdminConfig config, AdminView view, SnapshotRequests requests) {
        this.view = view;
        this.requests = requests;
        this.token = config.token();
        this.server = HttpServer.create().host(config.bind()).port(config.port()).runOn(loops)
            .route(routes -> routes
                .get("/health", this::health)
                .get("/metrics", guarded((request, response) -> answer(response, PROMETHEUS, view::metricsText)))
                .get("/status", guarded((request, response) -> answer(response, JSON, view::statusJson)))
                .post("/snapshot", guarded(this::snapshot))
                .get("/", guarded((request, response) -> answer(response, TEXT, () -> PATHS))))
            .bindNow();
    }

    /** One that takes no requests. */
    public static AdminServer start(AdminConfig config, AdminView view) {
        return start(config, view, SnapshotRequests.NONE);
    }

    /** @throws ConfigException where it cannot listen there */
    public static AdminServer start(AdminConfig config, AdminView view, SnapshotRequests requests) {
        try {
            return new AdminServer(config, view, requests);
        } catch (ChannelBindException e) {
            throw ConfigException.of("admin.port: " + config.bind() + ':' + config.port() + " (expected: an address of "
                + "this machine and a free port, or 0 for any; " + reason(e) + ')');
        }
    }

    /** @return where it listens */
    public InetSocketAddress address() {
        return (InetSocketAddress) server.address();
    }

    @Override
    public void close() {
        server.disposeNow(STOP_LIMIT);
        loops.disposeLater(Duration.ZERO, STOP_LIMIT).block(STOP_LIMIT);
    }

    /** Answers those only who send the token, where there is one. */
    private BiFunction<HttpServerRequest, HttpServerResponse, Publisher<Void>> guarded(
        BiFunction<HttpServerRequest, HttpServerResponse, Publisher<Void>> handler) {
        return (request, response) -> {
            if (token == null || isToken(request.requestHeaders().get(HttpHeaderNames.AUTHORIZATION, ""))) {
                return handler.apply(request, response);
            }
            response.header(HttpHeaderNames.WWW_AUTHENTICATE, "Bearer");
            return refuse(response, HttpResponseStatus.UNAUTHORIZED, "admin.token: missing or another (expected:"
                + " Authorization: Bearer, and the token of this connector)");
        };
    }

    /** Takes as long for a token that is nearly right as for any other of its length. */
    private boolean isToken(String sent) {
        try {
            return MessageDigest.isEqual(
                sent.getBytes(StandardCharsets.UTF_8), ("Bearer " + token.get()).getBytes(StandardCharsets.UTF_8));
        } catch (UncheckedIOException e) {
            LOG.warn("nobody is answered: {}", e.getMessage());
            return false;
        }
    }

    private Publisher<Void> health(HttpServerRequest request, HttpServerResponse response) {
        boolean isHealthy = view.isHealthy();
        return answer(
            response.status(isHealthy ? HttpResponseStatus.OK : HttpResponseStatus.SERVICE_UNAVAILABLE), JSON,
            () -> isHealthy ? "{\"status\":\"UP\"}" : "{\"status\":\"DOWN\"}");
    }

    private Publisher<Void> snapshot(HttpServerRequest request, HttpServerResponse response) {
        String type = request.requestHeaders().get(HttpHeaderNames.CONTENT_TYPE, "");
        if (!type.startsWith(JSON)) {
            return refuse(response, HttpResponseStatus.UNSUPPORTED_MEDIA_TYPE,
                "content-type: " + type + " (expected: " + JSON + ')');
        }
        return request.receive().aggregate().asByteArray().defaultIfEmpty(new byte[0]).flatMap(body -> {
            List<String> tables = tables(body);
            return tables.isEmpty()
                ? refuse(response, HttpResponseStatus.BAD_REQUEST, "body: (expected: {\"tables\":[\"db.table\", …]})")
                : Mono.fromFuture(requests.request(tables))
                    .flatMap(queued -> send(response, HttpResponseStatus.ACCEPTED, printed(queued)))
                    .onErrorResume(error -> refuse(response, error));
        });
    }

    private static List<String> tables(byte[] body) {
        List<String> tables = new ArrayList<>();
        if (body.length <= MAX_BODY_BYTES) {
            try {
                MAPPER.readTree(body).path("tables").forEach(table -> tables.add(table.asText()));
            } catch (IOException e) {
                return List.of();
            }
        }
        return tables;
    }

    private static ObjectNode printed(RequestAnswer queued) {
        ObjectNode answer = MAPPER.createObjectNode();
        queued.tables().forEach(answer.putArray("tables")::add);
        return answer.put("tablesAhead", queued.tablesAhead());
    }

    private static Mono<Void> refuse(HttpServerResponse response, Throwable error) {
        Throwable cause = error instanceof CompletionException && error.getCause() != null ? error.getCause() : error;
        HttpResponseStatus status = cause instanceof IllegalArgumentException ? HttpResponseStatus.BAD_REQUEST
            : cause instanceof IllegalStateException ? HttpResponseStatus.CONFLICT
            : HttpResponseStatus.BAD_GATEWAY;
        return refuse(response, status, String.valueOf(cause.getMessage()));
    }

    private static Mono<Void> refuse(HttpServerResponse response, HttpResponseStatus status, String words) {
        return send(response, status, MAPPER.createObjectNode().put("error", words));
    }

    private static Mono<Void> send(HttpServerResponse response, HttpResponseStatus status, ObjectNode body) {
        return response.status(status).header(HttpHeaderNames.CONTENT_TYPE, JSON)
            .header(HttpHeaderNames.CACHE_CONTROL, "no-store").sendString(Mono.just(body.toString())).then();
    }

    private static Publisher<Void> answer(HttpServerResponse response, String type, Supplier<String> body) {
        return response.header(HttpHeaderNames.CONTENT_TYPE, type).header(HttpHeaderNames.CACHE_CONTROL, "no-store")
            .sendString(Mono.fromSupplier(body));
    }

    private static String reason(ChannelBindException e) {
        String message = e.getCause() == null ? e.getMessage() : e.getCause().getMessage();
        return String.valueOf(message).contains("in use") ? "the port is taken" : message;
    }
}
