package com.passkit.cdc.cli.admin;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.function.Supplier;

import org.reactivestreams.Publisher;

import com.passkit.cdc.cli.config.AdminConfig;
import com.passkit.cdc.cli.config.ConfigException;

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
 * {@code GET /health}, {@code /metrics} and {@code /status} over HTTP. Nothing can be changed through it.
 * Threading: any thread.
 */
public final class AdminServer implements AutoCloseable {

    private static final String JSON = "application/json";
    private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";
    private static final String TEXT = "text/plain; charset=utf-8";
    private static final Duration STOP_LIMIT = Duration.ofSeconds(3);

    private final AdminView view;
    private final LoopResources loops = LoopResources.create("cdc-admin", 1, true);
    private final DisposableServer server;

    private AdminServer(AdminConfig config, AdminView view) {
        this.view = view;
        this.server = HttpServer.create().host(config.bind()).port(config.port()).runOn(loops)
            .route(routes -> routes
                .get("/health", this::health)
                .get("/metrics", (request, response) -> answer(response, PROMETHEUS, view::metricsText))
                .get("/status", (request, response) -> answer(response, JSON, view::statusJson))
                .get("/", (request, response) -> answer(response, TEXT, () -> "/health\n/metrics\n/status\n")))
            .bindNow();
    }

    /** @throws ConfigException where it cannot listen there */
    public static AdminServer start(AdminConfig config, AdminView view) {
        try {
            return new AdminServer(config, view);
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

    private Publisher<Void> health(HttpServerRequest request, HttpServerResponse response) {
        boolean isHealthy = view.isHealthy();
        return answer(
            response.status(isHealthy ? HttpResponseStatus.OK : HttpResponseStatus.SERVICE_UNAVAILABLE), JSON,
            () -> isHealthy ? "{\"status\":\"UP\"}" : "{\"status\":\"DOWN\"}");
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
