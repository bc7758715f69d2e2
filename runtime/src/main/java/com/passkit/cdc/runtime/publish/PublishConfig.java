package com.passkit.cdc.runtime.publish;

import java.net.URI;
import java.time.Duration;
import java.util.Objects;

/**
 * Where and how batches are delivered.
 *
 * @param endpoint       http or https address that takes the POST
 * @param auth           proof of identity
 * @param tls            TLS settings
 * @param compression    of request bodies
 * @param retry          what to do with a batch that was not accepted
 * @param connectTimeout for TCP and TLS
 * @param answerTimeout  from the last byte of the request to the whole answer
 * @param heartbeat      how often an idle connector sends an empty batch; zero for never
 */
public record PublishConfig(
    URI endpoint,
    PublishAuth auth,
    PublishTls tls,
    BodyCompression compression,
    RetryConfig retry,
    Duration connectTimeout,
    Duration answerTimeout,
    Duration heartbeat) {

    /** Content-Encoding of a request body. */
    public enum BodyCompression { NONE, GZIP }

    public static final Duration DEFAULT_CONNECT_TIMEOUT = Duration.ofSeconds(10);
    public static final Duration DEFAULT_ANSWER_TIMEOUT = Duration.ofSeconds(60);

    public PublishConfig {
        Objects.requireNonNull(endpoint, "endpoint");
        Objects.requireNonNull(auth, "auth");
        Objects.requireNonNull(tls, "tls");
        Objects.requireNonNull(compression, "compression");
        Objects.requireNonNull(retry, "retry");
        Objects.requireNonNull(connectTimeout, "connectTimeout");
        Objects.requireNonNull(answerTimeout, "answerTimeout");
        Objects.requireNonNull(heartbeat, "heartbeat");
        String scheme = endpoint.getScheme();
        if (endpoint.getHost() == null || !("http".equals(scheme) || "https".equals(scheme))) {
            throw new IllegalArgumentException(
                "publish.endpoint: " + endpoint + " (expected: an absolute http or https address)");
        }
    }

    /** Everything but the address at its default: no authentication, gzip. */
    public static PublishConfig of(URI endpoint) {
        return new PublishConfig(endpoint, new PublishAuth.None(), PublishTls.DEFAULT, BodyCompression.GZIP,
            RetryConfig.DEFAULT, DEFAULT_CONNECT_TIMEOUT, DEFAULT_ANSWER_TIMEOUT, Duration.ZERO);
    }
}
