package com.passkit.cdc.runtime.publish;

import java.io.ByteArrayOutputStream;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Objects;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelOption;
import io.netty.handler.ssl.SslContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.Connection;
import reactor.netty.http.HttpProtocol;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;
import reactor.netty.resources.LoopResources;
import reactor.netty.transport.ProxyProvider;

/**
 * POSTs bodies to the endpoint: HTTP/1.1 keep-alive, or HTTP/2 where TLS agrees on it, directly or through a proxy.
 * When a file of the TLS settings has changed, what is connected from then on uses the new ones: the connections of
 * before are closed, those in use behind their request. Threading: any thread.
 */
final class EndpointClient {

    private static final Logger LOG = LoggerFactory.getLogger(EventsPublisher.class);
    private static final int MAX_ANSWER_LENGTH = 8 << 20;
    /** Shorter than what common servers and balancers allow an idle connection. */
    private static final Duration MAX_IDLE = Duration.ofSeconds(30);
    /** Behind the sum of all that has a limit of its own: for an end that was never told. */
    private static final long MARGIN_MS = 10_000;

    private final PublishConfig config;
    private final PublishTimeouts timeouts;
    private final RequestHeaders headers;
    private final int maxConnections;
    private final LoopResources loops;
    private final OutcomeDecoder decoder;
    private final FailureDecoder failures;
    private final EndpointTls tls;

    // guarded by this
    private ConnectionProvider connections;
    private HttpClient client;
    private boolean isClosed;

    /**
     * @param loops stays the caller's
     * @throws IllegalArgumentException when a TLS file cannot be used
     */
    EndpointClient(PublishConfig config, RequestHeaders headers, int maxConnections, LoopResources loops, Clock clock) {
        this.config = Objects.requireNonNull(config, "config");
        this.timeouts = config.timeouts();
        this.headers = Objects.requireNonNull(headers, "headers");
        this.maxConnections = maxConnections;
        this.loops = Objects.requireNonNull(loops, "loops");
        this.decoder = new OutcomeDecoder(clock);
        this.failures = new FailureDecoder(config);
        this.tls = "https".equals(config.endpoint().getScheme()) ? new EndpointTls(config.tls()) : null;
        open(tls == null ? null : tls.load());
    }

    /** @return longest that one request may take from connecting to the last byte of the answer, and some */
    long requestTimeoutMs() {
        return 2 * timeouts.connect().toMillis() + timeouts.write().toMillis() + timeouts.answer().toMillis()
            + MARGIN_MS;
    }

    /**
     * One request, signed when it is subscribed to. The answer is always an outcome, never an error.
     *
     * @param head of the body
     * @param body borrowed until the answer; compressed already where the configuration says so
     */
    Mono<PublishOutcome> post(RequestHead head, ByteBuf body) {
        return Mono.defer(() -> request(head, body))
            .onErrorResume(failure -> Mono.just(failures.decode(failure)));
    }

    private Mono<PublishOutcome> request(RequestHead head, ByteBuf body) {
        if (config.proxy() != null && config.proxy().password() != null) {
            proxyPassword();
        }
        return current()
            .headers(entries -> headers.write(entries, head, body))
            .post()
            .uri(config.endpoint())
            .send(body.isReadable() ? BodyPieces.of(body) : Flux.empty())
            .response((response, content) -> content.asByteArray()
                .collect(AnswerBody::new, AnswerBody::add)
                .map(answer -> decoder.decode(
                    response.status().code(), response.responseHeaders(), answer.bytes(), answer.isCut())))
            .single();
    }

    /** Closes the connections. @return when they are closed */
    Mono<Void> close() {
        synchronized (this) {
            isClosed = true;
            return connections.disposeLater();
        }
    }

    private synchronized HttpClient current() {
        if (tls != null && !isClosed) {
            try {
                SslContext changed = tls.reload();
                if (changed != null) {
                    LOG.info("publish.tls: the files have changed; new connections use them");
                    // Those in use close when they are given back.
                    connections.disposeLater().subscribe();
                    open(changed);
                }
            } catch (IllegalArgumentException e) {
                LOG.warn("{}; connections go on with the files of before", e.getMessage());
            }
        }
        return client;
    }

    private void open(SslContext context) {
        connections = ConnectionProvider.builder("publish").maxConnections(maxConnections)
            .pendingAcquireMaxCount(-1).pendingAcquireTimeout(timeouts.connect().plus(timeouts.answer()))
            .maxIdleTime(MAX_IDLE).evictInBackground(MAX_IDLE).build();
        HttpClient plain = HttpClient.create(connections).runOn(loops)
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, millis(timeouts.connect()))
            .followRedirect(false)
            .doOnRequest((request, connection) -> watch(connection));
        HttpClient proxied = config.proxy() == null ? plain : plain.proxy(this::configure);
        client = context == null ? proxied : proxied.protocol(HttpProtocol.H2, HttpProtocol.HTTP11)
            .secure(spec -> spec.sslContext(context).handshakeTimeout(timeouts.connect()));
    }

    private void configure(ProxyProvider.TypeSpec spec) {
        PublishProxy proxy = config.proxy();
        ProxyProvider.Builder builder = spec.type(ProxyProvider.Proxy.HTTP).host(proxy.host()).port(proxy.port())
            .connectTimeoutMillis(timeouts.connect().toMillis());
        if (proxy.user() != null) {
            builder.username(proxy.user()).password(user -> proxyPassword());
        }
    }

    private String proxyPassword() {
        try {
            return config.proxy().password().get();
        } catch (UncheckedIOException e) {
            throw new UnsignedRequestException(e.getMessage(), e);
        }
    }

    private void watch(Connection connection) {
        if (connection.channel().pipeline().get(RequestWatch.NAME) == null) {
            connection.addHandlerLast(RequestWatch.NAME, new RequestWatch(timeouts));
        }
    }

    private static int millis(Duration duration) {
        return (int) Math.min(Integer.MAX_VALUE, duration.toMillis());
    }

    /** The answer as far as it is worth reading. */
    private static final class AnswerBody {

        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private boolean isCut;

        void add(byte[] part) {
            int room = MAX_ANSWER_LENGTH - bytes.size();
            isCut |= part.length > room;
            bytes.write(part, 0, Math.min(part.length, room));
        }

        byte[] bytes() {
            return bytes.toByteArray();
        }

        boolean isCut() {
            return isCut;
        }
    }
}
