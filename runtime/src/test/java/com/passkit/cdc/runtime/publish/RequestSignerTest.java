package com.passkit.cdc.runtime.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestSignerTest {

    private static final Clock CLOCK = Clock.fixed(Instant.ofEpochSecond(1_674_087_231L), ZoneOffset.UTC);

    @Test
    void shouldSendBearerAndBasic() {
        assertThat(sign(new PublishAuth.Bearer(() -> "t0k")).get("Authorization")).isEqualTo("Bearer t0k");
        assertThat(sign(new PublishAuth.Basic("user", () -> "p\u00e4ss")).get("Authorization")).isEqualTo(
            "Basic " + Base64.getEncoder().encodeToString("user:p\u00e4ss".getBytes(StandardCharsets.UTF_8)));
        assertThat(sign(new PublishAuth.None()).isEmpty()).isTrue();
    }

    @Test
    void shouldSignPassKitTokenBare() throws Exception {
        String token = sign(new PublishAuth.PassKit(() -> "key", () -> "secret", 30, 50)).get("Authorization");
        String[] parts = token.split("\\.");
        assertThat(decode(parts[0])).isEqualTo("{\"alg\":\"HS256\",\"typ\":\"JWT\"}");
        assertThat(decode(parts[1])).isEqualTo("{\"uid\":\"key\",\"iat\":1674087201,\"exp\":1674087281}");
        assertThat(Base64.getUrlDecoder().decode(parts[2]))
            .isEqualTo(hmac("secret".getBytes(StandardCharsets.UTF_8), parts[0] + '.' + parts[1]));
    }

    /** The example of the Standard Webhooks specification's reference libraries. */
    @Test
    void shouldSignWebhooksAsTheStandardDoes() {
        Clock clock = Clock.fixed(Instant.ofEpochSecond(1_614_265_330L), ZoneOffset.UTC);
        HttpHeaders headers = new DefaultHttpHeaders();
        ByteBuf body = Unpooled.wrappedBuffer(
            bytes("{\"test\": "), bytes("2432232314}"));
        new RequestSigner(new PublishAuth.Hmac(() -> "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"), clock)
            .sign(headers, "msg_p5jXN8AQM9LWM0D4loKWxJek", body);
        assertThat(headers.get("webhook-id")).isEqualTo("msg_p5jXN8AQM9LWM0D4loKWxJek");
        assertThat(headers.get("webhook-timestamp")).isEqualTo("1614265330");
        assertThat(headers.get("webhook-signature")).isEqualTo("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    @Test
    void shouldTakeAnyOtherSecretAsItStands() throws Exception {
        String signature = sign(new PublishAuth.Hmac(() -> "plain")).get("webhook-signature");
        assertThat(signature).isEqualTo("v1," + Base64.getEncoder().encodeToString(
            hmac(bytes("plain"), "b1.1674087231.body")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"two\nlines", "a b", "p\u00e4ss", "nul\u0000"})
    void shouldRefuseWhatIsNoTokenWithoutRepeatingIt(String token) {
        assertThatThrownBy(() -> sign(new PublishAuth.Bearer(() -> token)))
            .isInstanceOf(UnsignedRequestException.class)
            .hasMessageStartingWith("publish.auth.token: <redacted> (expected: ").hasMessageNotContaining(token);
    }

    @ParameterizedTest
    @ValueSource(strings = {"whsec_", "whsec_not base64!"})
    void shouldRefuseAWebhookSecretThatIsNone(String secret) {
        assertThatThrownBy(() -> sign(new PublishAuth.Hmac(() -> secret)))
            .isInstanceOf(UnsignedRequestException.class).hasMessageNotContaining("not base64");
    }

    private static HttpHeaders sign(PublishAuth auth) {
        HttpHeaders headers = new DefaultHttpHeaders();
        new RequestSigner(auth, CLOCK).sign(headers, "b1", Unpooled.wrappedBuffer(bytes("body")));
        return headers;
    }

    private static byte[] hmac(byte[] key, String text) throws Exception {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        return mac.doFinal(bytes(text));
    }

    private static String decode(String part) {
        return new String(Base64.getUrlDecoder().decode(part), StandardCharsets.UTF_8);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
