package com.passkit.cdc.runtime.publish;

import java.io.ByteArrayOutputStream;
import java.time.Clock;
import java.time.Duration;
import java.util.Objects;

import javax.net.ssl.SSLException;

import com.passkit.cdc.runtime.publish.PublishConfig.BodyCompression;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelOption;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.ssl.SslContext;
import reactor.core.publisher.Mono;
import reactor.netty.http.Http2SslContextSpec;
import reactor.netty.http.HttpProtocol;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;
import reactor.netty.resources.LoopResources;

/**
 * POSTs bodies to the endpoint: HTTP/1.1 keep-alive, or HTTP/2 where TLS agrees on it. Threading: any thread.
 */
final class EndpointClient {

    private static final int MAX_ANSWER_LENGTH = 8 << 20;
    /** Shorter than what common servers and balancers allow an idle connection. */
    private static final Duration MAX_IDLE = Duration.ofSeconds(30);
    private static final int ANSWER_TIMEOUTS_PER_REQUEST = 2;

    private final PublishConfig config;
    private final PublishTimeouts timeouts;
    private final ConnectionProvider connections;
    private final HttpClient client;
    private final RequestSigner signer;
    private final OutcomeDecoder decoder;

    /** @param loops stays the caller's */
    EndpointClient(PublishConfig config, String version, int maxConnections, LoopResources loops, Clock clock) {
        this.config = Objects.requireNonNull(config, "config");
        this.timeouts = config.timeouts();
        this.signer = new RequestSigner(config.auth(), clock);
        this.decoder = new OutcomeDecoder(clock);
        this.connections = ConnectionProvider.builder("publish").maxConnections(maxConnections)
            .pendingAcquireMaxCount(-1).pendingAcquireTimeout(timeouts.connect().plus(timeouts.answer()))
            .maxIdleTime(MAX_IDLE).build();
        String userAgent = "passkit-cdc/" + version;
        HttpClient plain = HttpClient.create(connections).runOn(loops)
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, millis(timeouts.connect()))
            .responseTimeout(timeouts.answer())
            .followRedirect(false)
            .headers(headers -> headers
                .set(HttpHeaderNames.USER_AGENT, userAgent)
                .set(HttpHeaderNames.ACCEPT, HttpHeaderValues.APPLICATION_JSON)
                .set(HttpHeaderNames.CONTENT_TYPE, HttpHeaderValues.APPLICATION_JSON));
        this.client = "https".equals(config.endpoint().getScheme()) ? secured(plain) : plain;
    }

    /** @return longest that one request may take from connecting to the last byte of the answer */
    long requestTimeoutMs() {
        return timeouts.connect().toMillis() + ANSWER_TIMEOUTS_PER_REQUEST * timeouts.answer().toMillis();
    }

    /**
     * One request, signed when it is subscribed to. The answer is always an outcome, never an error.
     *
     * @param batchId idempotency key
     * @param body    borrowed until the answer; compressed already where the configuration says so
     */
    Mono<PublishOutcome> post(String batchId, ByteBuf body) {
        return Mono.defer(() -> request(batchId, body))
            .onErrorResume(failure -> Mono.just(decoder.decode(failure)));
    }

    private Mono<PublishOutcome> request(String batchId, ByteBuf body) {
        return client
            .headers(headers -> headers(headers, batchId, body))
            .post()
            .uri(config.endpoint())
            .send(Mono.fromSupplier(body::retainedDuplicate))
            .response((response, content) -> content.asByteArray()
                .collect(AnswerBody::new, AnswerBody::add)
                .map(answer -> decoder.decode(
                    response.status().code(), response.responseHeaders(), answer.bytes(), answer.isCut())))
            .single();
    }

    /** Closes the connections. @return when they are closed */
    Mono<Void> close() {
        return connections.disposeLater();
    }

    private void headers(HttpHeaders headers, String batchId, ByteBuf body) {
        headers.set("Idempotency-Key", batchId);
        headers.set(HttpHeaderNames.CONTENT_LENGTH, body.readableBytes());
        if (config.compression() == BodyCompression.GZIP) {
            headers.set(HttpHeaderNames.CONTENT_ENCODING, HttpHeaderValues.GZIP);
        }
        signer.sign(headers, batchId, body);
    }

    private HttpClient secured(HttpClient plain) {
        PublishTls tls = config.tls();
        Http2SslContextSpec http2 = Http2SslContextSpec.forClient();
        http2.configure(builder -> EndpointTls.configure(builder, tls));
        SslContext context;
        try {
            context = http2.sslContext();
        } catch (SSLException e) {
            throw new IllegalArgumentException("publish.tls: " + e.getMessage()
                + " (expected: a certificate and the private key that belongs to it)", e);
        }
        return plain.protocol(HttpProtocol.H2, HttpProtocol.HTTP11)
            .secure(spec -> spec.sslContext(context).handshakeTimeout(timeouts.connect()));
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
