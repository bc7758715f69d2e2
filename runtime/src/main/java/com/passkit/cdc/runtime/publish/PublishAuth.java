package com.passkit.cdc.runtime.publish;

import java.util.Objects;
import java.util.function.Supplier;

/**
 * How the connector proves to the endpoint who it is. Each request asks for its secrets anew, so that they may change
 * while the connector runs; one that cannot be had now throws {@link java.io.UncheckedIOException}, and the request is
 * tried again later. Secrets never appear in {@code toString}.
 */
public sealed interface PublishAuth {

    /** Not at all, or by the client certificate of {@link PublishTls}. */
    record None() implements PublishAuth {
    }

    /** {@code Authorization: Bearer <token>}. */
    record Bearer(Supplier<String> token) implements PublishAuth {
        public Bearer {
            Objects.requireNonNull(token, "token");
        }

        @Override
        public String toString() {
            return "Bearer[token=<redacted>]";
        }
    }

    /** {@code Authorization: Basic <base64>}. */
    record Basic(String user, Supplier<String> password) implements PublishAuth {
        public Basic {
            Objects.requireNonNull(user, "user");
            Objects.requireNonNull(password, "password");
        }

        @Override
        public String toString() {
            return "Basic[user=" + user + ", password=<redacted>]";
        }
    }

    /**
     * PassKit's JWT, HS256, sent bare in {@code Authorization} and signed anew for each request.
     *
     * @param key                API key, claim {@code uid}
     * @param secret             API secret
     * @param issuedBackSeconds  how far {@code iat} is set back
     * @param expiryAheadSeconds how far {@code exp} lies ahead
     */
    record PassKit(
        Supplier<String> key,
        Supplier<String> secret,
        int issuedBackSeconds,
        int expiryAheadSeconds) implements PublishAuth {

        public static final int DEFAULT_ISSUED_BACK_SECONDS = 30;
        public static final int DEFAULT_EXPIRY_AHEAD_SECONDS = 50;

        public PassKit {
            Objects.requireNonNull(key, "key");
            Objects.requireNonNull(secret, "secret");
        }

        @Override
        public String toString() {
            return "PassKit[key=<redacted>, secret=<redacted>]";
        }
    }

    /** Standard Webhooks: headers {@code webhook-id}, {@code webhook-timestamp}, {@code webhook-signature}. */
    record Hmac(Supplier<String> secret) implements PublishAuth {
        public Hmac {
            Objects.requireNonNull(secret, "secret");
        }

        @Override
        public String toString() {
            return "Hmac[secret=<redacted>]";
        }
    }
}
