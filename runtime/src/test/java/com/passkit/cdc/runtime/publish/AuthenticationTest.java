package com.passkit.cdc.runtime.publish;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.passkit.cdc.runtime.batch.BatchConfig;
import com.passkit.cdc.runtime.batch.BatchFormat;
import com.passkit.cdc.runtime.publish.Receiver.Answer;
import com.passkit.cdc.runtime.publish.Receiver.Request;
import com.passkit.cdc.runtime.testing.TestCertificate;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every proof of identity with every format and packing, over HTTP: it is looked at in each request as a receiver would,
 * by the definition of the standards, in retries and halves too.
 */
class AuthenticationTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String SECRET = "a secret of the test, \u00e4\u00f6\u00fc";
    private static final byte[] WEBHOOK_KEY = "twenty-four random bytes".getBytes(StandardCharsets.US_ASCII);
    private static final int BLOCK_LENGTH = 64;
    private static final int EVENTS = 40;

    @TempDir
    static Path directory;

    private static TestCertificate server;
    private static TestCertificate client;

    /** The types of {@code publish.auth}, and the certificate of {@code publish.tls}. */
    private enum Proof { NONE, BEARER, BASIC, PASSKIT, HMAC, HMAC_STANDARD, CERTIFICATE }

    @BeforeAll
    static void makeCertificates() throws Exception {
        server = TestCertificate.in(directory, "server");
        client = TestCertificate.in(directory, "client");
    }

    static List<Object[]> everything() {
        List<Object[]> all = new ArrayList<>();
        for (Proof proof : Proof.values()) {
            for (BatchFormat format : BatchFormat.values()) {
                for (BodyCompression compression : BodyCompression.values()) {
                    all.add(new Object[] {proof, format, compression});
                }
            }
        }
        return all;
    }

    @ParameterizedTest
    @MethodSource("everything")
    void shouldProveItselfInEveryRequest(Proof proof, BatchFormat format, BodyCompression compression)
        throws Exception {
        long startSeconds = Instant.now().getEpochSecond();
        AtomicInteger count = new AtomicInteger();
        try (Receiver receiver = receiver(proof)) {
            receiver.answer(request -> switch (count.incrementAndGet()) {
                case 1 -> Answer.of(401);
                case 2 -> Answer.of(503);
                case 3 -> Answer.of(413);
                default -> Answer.of(200);
            });
            PublishConfig.Builder config = Delivery.config(receiver.uri()).toBuilder().auth(auth(proof))
                .compression(compression);
            if (proof == Proof.CERTIFICATE) {
                config.tls(new PublishTls(server.certificate(), client.certificate(), client.key()));
            }
            try (Delivery delivery = new Delivery(config.build(),
                new BatchConfig(EVENTS, 1 << 20, Duration.ofMillis(20), 1, format))) {
                delivery.insert(1, EVENTS);
                delivery.deliver();
            }
            List<Request> requests = receiver.requests;
            assertThat(requests).hasSize(5);
            long endSeconds = Instant.now().getEpochSecond();
            requests.forEach(request -> assertProof(proof, request, startSeconds, endSeconds));
            assertThat(requests.subList(0, 3)).extracting(Request::body).containsOnly(requests.get(0).body());
            assertThat(requests.get(0).eventIds()).isEqualTo(ids(1, EVENTS));
            assertThat(requests.get(3).eventIds()).isEqualTo(ids(1, EVENTS / 2));
            assertThat(requests.get(4).eventIds()).isEqualTo(ids(EVENTS / 2 + 1, EVENTS));
            assertThat(requests).extracting(Request::key).doesNotContainNull().satisfies(keys ->
                assertThat(keys.subList(2, 5)).doesNotHaveDuplicates());
        }
    }

    private static Receiver receiver(Proof proof) throws Exception {
        if (proof != Proof.CERTIFICATE) {
            return new Receiver();
        }
        SslContext tls = SslContextBuilder.forServer(server.certificate().toFile(), server.key().toFile())
            .trustManager(client.certificate().toFile()).clientAuth(ClientAuth.REQUIRE).build();
        return new Receiver("https", 0, http -> http.secure(spec -> spec.sslContext(tls)));
    }

    private static PublishAuth auth(Proof proof) {
        return switch (proof) {
            case NONE, CERTIFICATE -> new PublishAuth.None();
            case BEARER -> new PublishAuth.Bearer(() -> "t0k.en_~+/=");
            case BASIC -> new PublishAuth.Basic("somebody", () -> SECRET);
            case PASSKIT -> new PublishAuth.PassKit(() -> "the-\"key\"", () -> SECRET,
                PublishAuth.PassKit.DEFAULT_ISSUED_BACK_SECONDS, PublishAuth.PassKit.DEFAULT_EXPIRY_AHEAD_SECONDS);
            case HMAC -> new PublishAuth.Hmac(() -> SECRET);
            case HMAC_STANDARD ->
                new PublishAuth.Hmac(() -> "whsec_" + Base64.getEncoder().encodeToString(WEBHOOK_KEY));
        };
    }

    private static void assertProof(Proof proof, Request request, long startSeconds, long endSeconds) {
        HttpHeaders headers = request.headers();
        String authorization = headers.get("Authorization");
        switch (proof) {
            // That of a certificate is the handshake: without it no request comes.
            case NONE, CERTIFICATE -> assertThat(authorization).isNull();
            case BEARER -> assertThat(authorization).isEqualTo("Bearer t0k.en_~+/=");
            case BASIC -> {
                assertThat(authorization).startsWith("Basic ");
                assertThat(new String(Base64.getDecoder().decode(authorization.substring(6)), StandardCharsets.UTF_8))
                    .isEqualTo("somebody:" + SECRET);
            }
            case PASSKIT -> assertToken(authorization, startSeconds, endSeconds);
            case HMAC -> assertSignature(request, SECRET.getBytes(StandardCharsets.UTF_8), startSeconds, endSeconds);
            case HMAC_STANDARD -> assertSignature(request, WEBHOOK_KEY, startSeconds, endSeconds);
        }
        assertThat(headers.contains("webhook-signature")).isEqualTo(proof.name().startsWith("HMAC"));
    }

    private static void assertToken(String token, long startSeconds, long endSeconds) {
        String[] parts = token.split("\\.", -1);
        assertThat(parts).hasSize(3);
        JsonNode header = json(parts[0]);
        JsonNode claims = json(parts[1]);
        assertThat(header.get("alg").asText()).isEqualTo("HS256");
        assertThat(claims.get("uid").asText()).isEqualTo("the-\"key\"");
        assertThat(claims.get("iat").asLong()).isBetween(startSeconds - 30, endSeconds - 30);
        assertThat(claims.get("exp").asLong() - claims.get("iat").asLong()).isEqualTo(80);
        assertThat(Base64.getUrlDecoder().decode(parts[2]))
            .isEqualTo(hmac(SECRET.getBytes(StandardCharsets.UTF_8), ascii(parts[0] + '.' + parts[1])));
    }

    /** Over the bytes that came, compressed where they are: what a receiver has before it unpacks anything. */
    private static void assertSignature(Request request, byte[] key, long startSeconds, long endSeconds) {
        HttpHeaders headers = request.headers();
        assertThat(headers.get("webhook-id")).isEqualTo(request.key());
        assertThat(Long.parseLong(headers.get("webhook-timestamp"))).isBetween(startSeconds, endSeconds);
        byte[] signature = hmac(key, ascii(
            headers.get("webhook-id") + '.' + headers.get("webhook-timestamp") + '.'), request.body());
        assertThat(headers.get("webhook-signature"))
            .isEqualTo("v1," + Base64.getEncoder().encodeToString(signature));
        assertThat(headers.contains("Authorization")).isFalse();
    }

    /** RFC 2104 with SHA-256, by its definition. */
    private static byte[] hmac(byte[] key, byte[]... parts) {
        byte[] inner = Arrays.copyOf(key, BLOCK_LENGTH);
        byte[] outer = Arrays.copyOf(key, BLOCK_LENGTH);
        for (int i = 0; i < BLOCK_LENGTH; i++) {
            inner[i] ^= 0x36;
            outer[i] ^= 0x5c;
        }
        MessageDigest digest = sha256();
        digest.update(inner);
        for (byte[] part : parts) {
            digest.update(part);
        }
        byte[] hash = digest.digest();
        digest.update(outer);
        return digest.digest(hash);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    private static JsonNode json(String part) {
        try {
            return JSON.readTree(Base64.getUrlDecoder().decode(part));
        } catch (java.io.IOException e) {
            throw new AssertionError(part, e);
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static List<String> ids(long first, long last) {
        return LongStream.rangeClosed(first, last).mapToObj(id -> "binlog.000007:" + id + "/0").toList();
    }
}
