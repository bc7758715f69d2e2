package com.passkit.cdc.runtime.publish;

import java.net.URI;
import java.time.Duration;
import java.util.Objects;

/**
 * Where and how batches are delivered.
 *
 * @param endpoint    http or https address that takes the POST
 * @param auth        proof of identity
 * @param tls         TLS settings
 * @param proxy       on the way to the endpoint; null for none
 * @param compression of request bodies
 * @param retry       what to do with a batch that was not accepted
 * @param timeouts    of each step of a request
 * @param heartbeat   how often an idle connector sends an empty batch; zero for never
 */
public record PublishConfig(
    URI endpoint,
    PublishAuth auth,
    PublishTls tls,
    PublishProxy proxy,
    BodyCompression compression,
    RetryConfig retry,
    PublishTimeouts timeouts,
    Duration heartbeat) {

    public PublishConfig {
        Objects.requireNonNull(endpoint, "endpoint");
        Objects.requireNonNull(auth, "auth");
        Objects.requireNonNull(tls, "tls");
        Objects.requireNonNull(compression, "compression");
        Objects.requireNonNull(retry, "retry");
        Objects.requireNonNull(timeouts, "timeouts");
        Objects.requireNonNull(heartbeat, "heartbeat");
        String scheme = endpoint.getScheme();
        if (endpoint.getHost() == null || !("http".equals(scheme) || "https".equals(scheme))) {
            throw new IllegalArgumentException(
                "publish.endpoint: " + endpoint + " (expected: an absolute http or https address)");
        }
    }

    /** Everything but the address at its default: no authentication, gzip. */
    public static PublishConfig of(URI endpoint) {
        return new Builder(endpoint).build();
    }

    public static Builder builder(URI endpoint) {
        return new Builder(endpoint);
    }

    /** @return begins with these settings */
    public Builder toBuilder() {
        return new Builder(endpoint).auth(auth).tls(tls).proxy(proxy).compression(compression).retry(retry)
            .timeouts(timeouts).heartbeat(heartbeat);
    }

    /** Begins with the defaults. */
    public static final class Builder {

        private final URI endpoint;
        private PublishAuth auth = new PublishAuth.None();
        private PublishTls tls = PublishTls.DEFAULT;
        private PublishProxy proxy;
        private BodyCompression compression = BodyCompression.GZIP;
        private RetryConfig retry = RetryConfig.DEFAULT;
        private PublishTimeouts timeouts = PublishTimeouts.DEFAULT;
        private Duration heartbeat = Duration.ZERO;

        private Builder(URI endpoint) {
            this.endpoint = endpoint;
        }

        public Builder auth(PublishAuth newAuth) {
            auth = newAuth;
            return this;
        }

        public Builder tls(PublishTls newTls) {
            tls = newTls;
            return this;
        }

        public Builder proxy(PublishProxy newProxy) {
            proxy = newProxy;
            return this;
        }

        public Builder compression(BodyCompression newCompression) {
            compression = newCompression;
            return this;
        }

        public Builder retry(RetryConfig newRetry) {
            retry = newRetry;
            return this;
        }

        public Builder timeouts(PublishTimeouts newTimeouts) {
            timeouts = newTimeouts;
            return this;
        }

        public Builder heartbeat(Duration newHeartbeat) {
            heartbeat = newHeartbeat;
            return this;
        }

        public PublishConfig build() {
            return new PublishConfig(endpoint, auth, tls, proxy, compression, retry, timeouts, heartbeat);
        }
    }
}
