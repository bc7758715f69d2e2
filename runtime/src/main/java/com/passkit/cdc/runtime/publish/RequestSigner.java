package com.passkit.cdc.runtime.publish;

import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.util.Base64;
import java.util.Objects;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;

/**
 * Puts the proof of identity on a request, anew each time. Signatures of {@code hmac} cover the body as it is sent,
 * compressed if it is. Threading: any thread.
 */
final class RequestSigner {

    private static final String HMAC_SHA256 = "HmacSHA256";
    private static final String WEBHOOK_SECRET_PREFIX = "whsec_";
    private static final Base64.Encoder URL_BASE64 = Base64.getUrlEncoder().withoutPadding();
    private static final String JWT_HEADER =
        URL_BASE64.encodeToString("{\"alg\":\"HS256\",\"typ\":\"JWT\"}".getBytes(StandardCharsets.US_ASCII));

    private final PublishAuth auth;
    private final Clock clock;

    RequestSigner(PublishAuth auth, Clock clock) {
        this.auth = Objects.requireNonNull(auth, "auth");
        this.clock = Objects.requireNonNull(clock, "clock");
    }

    /**
     * @param headers of the request
     * @param batchId of the batch
     * @param body    borrowed until this method returns
     * @throws UnsignedRequestException when a secret cannot be had now, or is none
     */
    void sign(HttpHeaders headers, String batchId, ByteBuf body) {
        try {
            signNow(headers, batchId, body);
        } catch (UncheckedIOException e) {
            throw new UnsignedRequestException(e.getMessage(), e);
        }
    }

    private void signNow(HttpHeaders headers, String batchId, ByteBuf body) {
        if (auth instanceof PublishAuth.Bearer bearer) {
            headers.set(HttpHeaderNames.AUTHORIZATION, "Bearer " + token(bearer));
        } else if (auth instanceof PublishAuth.Basic basic) {
            headers.set(HttpHeaderNames.AUTHORIZATION, "Basic " + Base64.getEncoder().encodeToString(
                (basic.user() + ':' + basic.password().get()).getBytes(StandardCharsets.UTF_8)));
        } else if (auth instanceof PublishAuth.PassKit passKit) {
            headers.set(HttpHeaderNames.AUTHORIZATION, token(passKit));
        } else if (auth instanceof PublishAuth.Hmac hmac) {
            long seconds = clock.instant().getEpochSecond();
            headers.set("webhook-id", batchId);
            headers.set("webhook-timestamp", Long.toString(seconds));
            headers.set("webhook-signature", "v1," + signature(hmac, batchId, seconds, body));
        }
    }

    /** What is no token is not put into a header, whose errors would show it. */
    private static String token(PublishAuth.Bearer bearer) {
        String token = bearer.token().get();
        if (!token.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
            throw new UnsignedRequestException("publish.auth.token: <redacted> (expected: visible ASCII characters"
                + " without a space or a line break)", null);
        }
        return token;
    }

    private String token(PublishAuth.PassKit passKit) {
        long nowSeconds = clock.instant().getEpochSecond();
        String claims = JsonNodeFactory.instance.objectNode()
            .put("uid", passKit.key().get())
            .put("iat", nowSeconds - passKit.issuedBackSeconds())
            .put("exp", nowSeconds + passKit.expiryAheadSeconds())
            .toString();
        String signed = JWT_HEADER + '.' + URL_BASE64.encodeToString(claims.getBytes(StandardCharsets.UTF_8));
        Mac mac = mac(passKit.secret().get().getBytes(StandardCharsets.UTF_8));
        return signed + '.' + URL_BASE64.encodeToString(mac.doFinal(signed.getBytes(StandardCharsets.US_ASCII)));
    }

    private static String signature(PublishAuth.Hmac hmac, String batchId, long seconds, ByteBuf body) {
        Mac mac = mac(webhookKey(hmac.secret().get()));
        mac.update((batchId + '.' + seconds + '.').getBytes(StandardCharsets.US_ASCII));
        for (ByteBuffer part : body.nioBuffers()) {
            mac.update(part);
        }
        return Base64.getEncoder().encodeToString(mac.doFinal());
    }

    /** Standard Webhooks writes secrets in base64 behind a prefix; any other secret is taken as it stands. */
    private static byte[] webhookKey(String secret) {
        if (!secret.startsWith(WEBHOOK_SECRET_PREFIX)) {
            return secret.getBytes(StandardCharsets.UTF_8);
        }
        try {
            byte[] key = Base64.getDecoder().decode(secret.substring(WEBHOOK_SECRET_PREFIX.length()));
            if (key.length > 0) {
                return key;
            }
            throw new IllegalArgumentException("empty");
        } catch (IllegalArgumentException e) {
            throw new UnsignedRequestException(
                "publish.auth.secret: <redacted> (expected: base64 behind " + WEBHOOK_SECRET_PREFIX + ')', null);
        }
    }

    private static Mac mac(byte[] key) {
        try {
            Mac mac = Mac.getInstance(HMAC_SHA256);
            mac.init(new SecretKeySpec(key, HMAC_SHA256));
            return mac;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(HMAC_SHA256 + " is not among the JDK's algorithms", e);
        }
    }
}
