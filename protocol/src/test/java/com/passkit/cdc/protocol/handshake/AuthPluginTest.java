package com.passkit.cdc.protocol.handshake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import javax.crypto.Cipher;

import com.passkit.cdc.protocol.error.AuthenticationException;
import com.passkit.cdc.protocol.error.MalformedPacketException;
import com.passkit.cdc.protocol.error.Recovery;
import com.passkit.cdc.protocol.testing.ScriptedSession;
import com.passkit.cdc.protocol.testing.WireBytes;

import io.netty.buffer.ByteBufUtil;

import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.junit.jupiter.api.Test;

class AuthPluginTest {

    private static final byte[] FULL = {4};

    private final Exchange exchange = new Exchange();

    @Test
    void shouldScrambleForNativePassword() {
        AuthPlugin plugin = AuthPlugin.named("mysql_native_password", config("secret", null, false));
        assertThat(ByteBufUtil.hexDump(plugin.firstAnswer(ScriptedSession.NONCE, false)))
            .isEqualTo("b32bb3a583e1340c0a1108d58b1be49781ad8c2f");
    }

    @Test
    void shouldScrambleForCachingSha2Password() {
        AuthPlugin plugin = AuthPlugin.named("caching_sha2_password", config("secret", null, false));
        assertThat(ByteBufUtil.hexDump(plugin.firstAnswer(ScriptedSession.NONCE, false)))
            .isEqualTo("746ebe205d56a0707acb3e796e834e0dd7b1d61743b26bd5202c7a623230c7c9");
    }

    @Test
    void shouldAnswerNothingForAnEmptyPassword() {
        for (String name : List.of("mysql_native_password", "caching_sha2_password")) {
            assertThat(AuthPlugin.named(name, config("", null, false)).firstAnswer(ScriptedSession.NONCE, false)).isEmpty();
        }
    }

    @Test
    void shouldWaitForOkAfterTheFastPath() {
        sha2(null, false).onMoreData(WireBytes.ofHex("03").toByteBuf(), exchange);
        assertThat(exchange.answers).isEmpty();
    }

    @Test
    void shouldSendThePasswordInsideTls() {
        exchange.isTls = true;
        sha2(null, false).onMoreData(WireBytes.of().raw(FULL).toByteBuf(), exchange);
        assertThat(exchange.answers).containsExactly("secret\0".getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    void shouldRefuseTheFullPathWithoutTlsOrKey() {
        assertThatThrownBy(() -> sha2(null, false).onMoreData(WireBytes.of().raw(FULL).toByteBuf(), exchange))
            .isInstanceOfSatisfying(AuthenticationException.class,
                e -> assertThat(e.recovery()).isEqualTo(Recovery.STOP))
            .hasMessageContaining("serverPublicKey").hasMessageContaining("allowPublicKeyRetrieval")
            .hasMessageNotContaining("secret");
        assertThat(exchange.answers).isEmpty();
    }

    @Test
    void shouldEncryptWithThePinnedKey() throws Exception {
        KeyPair keys = keys();
        sha2(keys.getPublic(), false).onMoreData(WireBytes.of().raw(FULL).toByteBuf(), exchange);
        assertThat(decrypted(keys, exchange.answers.get(0))).isEqualTo("secret\0");
    }

    @Test
    void shouldAskForTheKeyWhereThatIsAllowed() throws Exception {
        KeyPair keys = keys();
        AuthPlugin plugin = sha2(null, true);
        plugin.onMoreData(WireBytes.of().raw(FULL).toByteBuf(), exchange);
        assertThat(exchange.answers).containsExactly(new byte[] {2});
        plugin.onMoreData(WireBytes.of().text(pem(keys)).toByteBuf(), exchange);
        assertThat(decrypted(keys, exchange.answers.get(1))).isEqualTo("secret\0");
    }

    @Test
    void shouldSendASha256PasswordInsideTlsAndANulForAnEmptyOne() {
        assertThat(sha256("secret", null, false).firstAnswer(ScriptedSession.NONCE, true))
            .isEqualTo("secret\0".getBytes(StandardCharsets.US_ASCII));
        assertThat(sha256("", null, false).firstAnswer(ScriptedSession.NONCE, false)).containsExactly(0);
    }

    @Test
    void shouldSendASha256PasswordOnlyEncryptedWithoutTls() throws Exception {
        KeyPair keys = keys();
        assertThatThrownBy(() -> sha256("secret", null, false).firstAnswer(ScriptedSession.NONCE, false))
            .isInstanceOf(AuthenticationException.class).hasMessageContaining("sha256_password asks for the password")
            .hasMessageNotContaining("secret");
        assertThat(decrypted(keys, sha256("secret", keys.getPublic(), false)
            .firstAnswer(ScriptedSession.NONCE, false))).isEqualTo("secret\0");

        AuthPlugin asking = sha256("secret", null, true);
        assertThat(asking.firstAnswer(ScriptedSession.NONCE, false)).containsExactly(1);
        asking.onMoreData(WireBytes.of().text(pem(keys)).toByteBuf(), exchange);
        assertThat(decrypted(keys, exchange.answers.get(0))).isEqualTo("secret\0");
        assertThatThrownBy(() -> asking.onMoreData(WireBytes.ofHex("03").toByteBuf(), exchange))
            .isInstanceOf(MalformedPacketException.class);
    }

    @Test
    void shouldRefuseAKeyThatIsNone() {
        assertThatThrownBy(() -> ServerPublicKey.parse("nonsense", "a.pem"))
            .isInstanceOf(AuthenticationException.class).hasMessageContaining("a.pem");
    }

    @Test
    void shouldRefuseAnUnknownStep() {
        assertThatThrownBy(() -> sha2(null, false).onMoreData(WireBytes.ofHex("09").toByteBuf(), exchange))
            .isInstanceOf(MalformedPacketException.class);
        assertThatThrownBy(() -> AuthPlugin.named("mysql_native_password", config("secret", null, false))
            .onMoreData(WireBytes.ofHex("03").toByteBuf(), exchange)).isInstanceOf(MalformedPacketException.class);
    }

    @Test
    void shouldRefuseInWordsWhatItDoesNotSend() {
        assertThatThrownBy(() -> AuthPlugin.named("mysql_clear_password", config("secret", null, false)))
            .isInstanceOf(AuthenticationException.class).hasMessageContaining("clear text");
        assertThatThrownBy(() -> AuthPlugin.named("auth_socket", config("secret", null, false)))
            .isInstanceOf(AuthenticationException.class).hasMessageContaining("auth_socket")
            .hasMessageContaining("ALTER USER");
    }

    @Test
    void shouldReadASwitchWithAndWithoutTheFinalNul() {
        WireBytes begin = WireBytes.of().nulText("caching_sha2_password").raw(ScriptedSession.NONCE);
        assertThat(AuthSwitchRequest.read(begin.toByteBuf()).nonce()).isEqualTo(ScriptedSession.NONCE);
        AuthSwitchRequest request = AuthSwitchRequest.read(begin.u8(0).toByteBuf());
        assertThat(request.nonce()).isEqualTo(ScriptedSession.NONCE);
        assertThat(request.pluginName()).isEqualTo("caching_sha2_password");
    }

    @Test
    void shouldNotPrintThePassword() {
        assertThat(config("secret", null, false)).asString().contains("user").doesNotContain("secret");
    }

    private static String pem(KeyPair keys) throws IOException {
        StringWriter pem = new StringWriter();
        try (JcaPEMWriter writer = new JcaPEMWriter(pem)) {
            writer.writeObject(keys.getPublic());
        }
        return pem.toString();
    }

    private static AuthPlugin sha256(String password, PublicKey key, boolean isRetrievalAllowed) {
        return AuthPlugin.named("sha256_password", config(password, key, isRetrievalAllowed));
    }

    private AuthPlugin sha2(PublicKey key, boolean isRetrievalAllowed) {
        AuthPlugin plugin = AuthPlugin.named("caching_sha2_password", config("secret", key, isRetrievalAllowed));
        plugin.firstAnswer(ScriptedSession.NONCE, false);
        return plugin;
    }

    private static LoginConfig config(String password, PublicKey key, boolean isRetrievalAllowed) {
        return new LoginConfig("user", password, false, false, key, isRetrievalAllowed, Map.of());
    }

    private static KeyPair keys() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        return generator.generateKeyPair();
    }

    private static String decrypted(KeyPair keys, byte[] answer) throws Exception {
        Cipher cipher = Cipher.getInstance("RSA/ECB/OAEPWithSHA-1AndMGF1Padding");
        cipher.init(Cipher.DECRYPT_MODE, keys.getPrivate());
        byte[] clear = cipher.doFinal(answer);
        for (int i = 0; i < clear.length; i++) {
            clear[i] ^= ScriptedSession.NONCE[i % ScriptedSession.NONCE.length];
        }
        return new String(clear, StandardCharsets.US_ASCII);
    }

    private static final class Exchange implements AuthPlugin.AuthExchange {

        private final List<byte[]> answers = new ArrayList<>();
        private boolean isTls;

        @Override
        public boolean isTls() {
            return isTls;
        }

        @Override
        public void answer(byte[] answer) {
            answers.add(answer);
        }
    }
}
