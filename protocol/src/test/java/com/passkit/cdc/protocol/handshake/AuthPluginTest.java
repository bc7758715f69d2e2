package com.passkit.cdc.protocol.handshake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;

import javax.crypto.Cipher;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

import com.passkit.cdc.protocol.error.AuthenticationException;
import com.passkit.cdc.protocol.error.MalformedPacketException;
import com.passkit.cdc.protocol.error.Recovery;
import com.passkit.cdc.protocol.testing.ScriptedSession;
import com.passkit.cdc.protocol.testing.WireBytes;

import io.netty.buffer.ByteBufUtil;

import org.bouncycastle.math.ec.rfc8032.Ed25519;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.junit.jupiter.api.Test;

class AuthPluginTest {

    private static final byte[] FULL = {4};

    private final Exchange exchange = new Exchange();

    @Test
    void shouldScrambleForNativePassword() {
        AuthPlugin plugin = AuthPlugin.named("mysql_native_password", credential("secret", null, false));
        assertThat(ByteBufUtil.hexDump(plugin.firstAnswer(ScriptedSession.NONCE, ChannelGuard.NONE)))
            .isEqualTo("b32bb3a583e1340c0a1108d58b1be49781ad8c2f");
    }

    @Test
    void shouldScrambleForCachingSha2Password() {
        AuthPlugin plugin = AuthPlugin.named("caching_sha2_password", credential("secret", null, false));
        assertThat(ByteBufUtil.hexDump(plugin.firstAnswer(ScriptedSession.NONCE, ChannelGuard.NONE)))
            .isEqualTo("746ebe205d56a0707acb3e796e834e0dd7b1d61743b26bd5202c7a623230c7c9");
    }

    @Test
    void shouldAnswerNothingForAnEmptyPassword() {
        for (String name : List.of("mysql_native_password", "caching_sha2_password")) {
            assertThat(AuthPlugin.named(name, credential("", null, false)).firstAnswer(ScriptedSession.NONCE, ChannelGuard.NONE)).isEmpty();
        }
    }

    @Test
    void shouldWaitForOkAfterTheFastPath() {
        sha2(null, false).onMoreData(WireBytes.ofHex("03").toByteBuf(), exchange);
        assertThat(exchange.answers).isEmpty();
    }

    @Test
    void shouldSendThePasswordInsideTls() {
        exchange.guard = ChannelGuard.TLS;
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
        assertThat(sha256("secret", null, false).firstAnswer(ScriptedSession.NONCE, ChannelGuard.TLS))
            .isEqualTo("secret\0".getBytes(StandardCharsets.US_ASCII));
        assertThat(sha256("", null, false).firstAnswer(ScriptedSession.NONCE, ChannelGuard.NONE)).containsExactly(0);
    }

    @Test
    void shouldSendASha256PasswordOnlyEncryptedWithoutTls() throws Exception {
        KeyPair keys = keys();
        assertThatThrownBy(() -> sha256("secret", null, false).firstAnswer(ScriptedSession.NONCE, ChannelGuard.NONE))
            .isInstanceOf(AuthenticationException.class).hasMessageContaining("sha256_password asks for the password")
            .hasMessageNotContaining("secret");
        assertThat(decrypted(keys, sha256("secret", keys.getPublic(), false)
            .firstAnswer(ScriptedSession.NONCE, ChannelGuard.NONE))).isEqualTo("secret\0");

        AuthPlugin asking = sha256("secret", null, true);
        assertThat(asking.firstAnswer(ScriptedSession.NONCE, ChannelGuard.NONE)).containsExactly(1);
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
        assertThatThrownBy(() -> AuthPlugin.named("mysql_native_password", credential("secret", null, false))
            .onMoreData(WireBytes.ofHex("03").toByteBuf(), exchange)).isInstanceOf(MalformedPacketException.class);
    }

    @Test
    void shouldSendThePasswordAsItIsOverAUnixSocketOnlyWhereTheServerTakesItSo() throws Exception {
        exchange.guard = ChannelGuard.UNIX_SOCKET;
        sha2(null, false).onMoreData(WireBytes.of().raw(FULL).toByteBuf(), exchange);
        assertThat(exchange.answers).containsExactly("secret\0".getBytes(StandardCharsets.US_ASCII));

        KeyPair keys = keys();
        AuthPlugin sha256 = sha256("secret", null, false);
        assertThat(sha256.firstAnswer(ScriptedSession.NONCE, ChannelGuard.UNIX_SOCKET)).containsExactly(1);
        sha256.onMoreData(WireBytes.of().text(pem(keys)).toByteBuf(), exchange);
        assertThat(decrypted(keys, exchange.answers.get(1))).isEqualTo("secret\0");
    }

    @Test
    void shouldSendAClearPasswordOnlyWhereEnabledAndTheServerIsTheRightOne() {
        AuthPlugin disabled = AuthPlugin.named("mysql_clear_password", credential("secret", null, true));
        AuthPlugin enabled = AuthPlugin.named("mysql_clear_password",
            new Credential("user", "secret", new PasswordPolicy(null, false, true)));
        for (ChannelGuard guard : ChannelGuard.values()) {
            assertThatThrownBy(() -> disabled.firstAnswer(new byte[0], guard)).as(guard.name())
                .isInstanceOf(AuthenticationException.class).hasMessageContaining("allowClearPassword")
                .hasMessageContaining("not enabled").hasMessageNotContaining("secret");
        }
        for (ChannelGuard guard : List.of(ChannelGuard.NONE, ChannelGuard.TLS)) {
            assertThatThrownBy(() -> enabled.firstAnswer(new byte[0], guard)).as(guard.name())
                .isInstanceOf(AuthenticationException.class).hasMessageContaining("VERIFY_CA")
                .hasMessageNotContaining("secret");
        }
        for (ChannelGuard guard : List.of(ChannelGuard.VERIFIED_TLS, ChannelGuard.UNIX_SOCKET)) {
            assertThat(enabled.firstAnswer(new byte[0], guard)).as(guard.name())
                .isEqualTo("secret\0".getBytes(StandardCharsets.US_ASCII));
        }
        assertThatThrownBy(() -> enabled.onMoreData(WireBytes.ofHex("03").toByteBuf(), exchange))
            .isInstanceOf(MalformedPacketException.class);
    }

    @Test
    void shouldSignTheNonceForEd25519() {
        AuthPlugin plugin = AuthPlugin.named("client_ed25519", credential("secret", null, false));
        byte[] nonce = new byte[plugin.nonceLength()];
        nonce[3] = 7;
        byte[] signature = plugin.firstAnswer(nonce, ChannelGuard.NONE);
        byte[] publicKey = Base64.getDecoder().decode("ZIgUREUg5PVgQ6LskhXmO+eZLS0nC8be6HPjYWR4YJY=");
        assertThat(Ed25519.verify(signature, 0, publicKey, 0, nonce, 0, nonce.length)).isTrue();
        assertThat(AuthPlugin.named("client_ed25519", credential("", null, false))
            .firstAnswer(nonce, ChannelGuard.NONE)).isEmpty();
    }

    /** Verified with the JDK's derivation and the public key that the server would keep. */
    @Test
    void shouldSignBothNoncesForParsec() {
        AuthPlugin plugin = AuthPlugin.named("parsec", credential("secret", null, false));
        byte[] nonce = new byte[plugin.nonceLength()];
        nonce[31] = 9;
        assertThat(plugin.firstAnswer(nonce, ChannelGuard.NONE)).isEmpty();
        for (int power : new int[] {0, 3, 8}) {
            plugin.onMoreData(WireBytes.of().text("P").u8(power).text("a salt").toByteBuf(), exchange);
            byte[] answer = exchange.answers.remove(0);
            assertThat(answer).hasSize(32 + 64);
            byte[] message = Arrays.copyOf(nonce, 64);
            System.arraycopy(answer, 0, message, 32, 32);
            byte[] publicKey = new byte[32];
            Ed25519.generatePublicKey(derived("secret", "a salt", 1024 << power), 0, publicKey, 0);
            assertThat(Ed25519.verify(answer, 32, publicKey, 0, message, 0, message.length)).isTrue();
        }
    }

    @Test
    void shouldRefuseParametersOfParsecThatCostTooMuchOrAreNone() {
        for (String hex : List.of("", "50", "51 00 6161", "50 09 6161", "50 3e 6161", "50 ff 6161",
            "50 00" + "61".repeat(256))) {
            AuthPlugin plugin = AuthPlugin.named("parsec", credential("secret", null, false));
            plugin.firstAnswer(new byte[32], ChannelGuard.NONE);
            assertThatThrownBy(() -> plugin.onMoreData(WireBytes.ofHex(hex).toByteBuf(), exchange)).as(hex)
                .isInstanceOf(MalformedPacketException.class).hasMessageContaining("ExtSalt");
        }
        assertThat(exchange.answers).isEmpty();
    }

    @Test
    void shouldRefuseInWordsWhatItDoesNotSend() {
        Map.of("auth_socket", "ALTER USER", "mysql_old_password", "MySQL 4.0", "dialog", "pam_use_cleartext_plugin",
            "auth_gssapi_client", "Kerberos", "authentication_kerberos_client", "Kerberos",
            "authentication_ldap_sasl_client", "allowClearPassword", "authentication_webauthn_client", "WebAuthn",
            "authentication_fido_client", "FIDO", "authentication_oci_client", "token",
            "authentication_openid_connect_client", "token").forEach((name, words) ->
            assertThatThrownBy(() -> AuthPlugin.named(name, credential("secret", null, false))).as(name)
                .isInstanceOf(AuthenticationException.class).hasMessageContaining("user").hasMessageContaining(words)
                .hasMessageContaining("Remedy").hasMessageNotContaining("secret"));
    }

    @Test
    void shouldReadASwitchWithAndWithoutTheFinalNul() {
        WireBytes begin = WireBytes.of().nulText("caching_sha2_password").raw(ScriptedSession.NONCE);
        assertThat(AuthSwitchRequest.read(begin.toByteBuf()).nonce(20, null)).isEqualTo(ScriptedSession.NONCE);
        AuthSwitchRequest request = AuthSwitchRequest.read(begin.u8(0).toByteBuf());
        assertThat(request.nonce(20, null)).isEqualTo(ScriptedSession.NONCE);
        assertThat(request.pluginName()).isEqualTo("caching_sha2_password");
    }

    /** One nonce in 256 ends in a zero byte of its own. */
    @Test
    void shouldTakeAZeroAtTheEndOfANonceForAPartOfIt() {
        byte[] nonce = new byte[32];
        nonce[0] = 1;
        WireBytes begin = WireBytes.of().nulText("parsec").raw(nonce);
        assertThat(AuthSwitchRequest.read(begin.toByteBuf()).nonce(32, null)).isEqualTo(nonce);
        assertThat(AuthSwitchRequest.read(begin.u8(0).toByteBuf()).nonce(32, null)).isEqualTo(nonce);
    }

    @Test
    void shouldGoOnWithThePreviousNonceWhereAProxySendsNone() {
        for (WireBytes request : List.of(WireBytes.of().text("mysql_native_password"),
            WireBytes.of().nulText("mysql_native_password"), WireBytes.of().nulText("mysql_native_password").u8(0))) {
            assertThat(AuthSwitchRequest.read(request.toByteBuf()).nonce(20, ScriptedSession.NONCE))
                .isEqualTo(ScriptedSession.NONCE);
        }
        AuthSwitchRequest none = AuthSwitchRequest.read(WireBytes.of().nulText("parsec").toByteBuf());
        assertThatThrownBy(() -> none.nonce(32, ScriptedSession.NONCE)).isInstanceOf(MalformedPacketException.class);
    }

    @Test
    void shouldRefuseANonceOfAnotherLength() {
        for (int length : new int[] {1, 19, 21, 22, 1025}) {
            byte[] data = new byte[length];
            Arrays.fill(data, (byte) 5);
            WireBytes bytes = WireBytes.of().nulText("mysql_native_password").raw(data);
            assertThatThrownBy(() -> AuthSwitchRequest.read(bytes.toByteBuf()).nonce(20, ScriptedSession.NONCE))
                .isInstanceOf(MalformedPacketException.class).hasMessageContaining("AuthSwitchRequest.data.length");
        }
    }

    @Test
    void shouldNotPrintThePassword() {
        assertThat(credential("secret", null, false)).asString().contains("user").doesNotContain("secret");
    }

    private static String pem(KeyPair keys) throws IOException {
        StringWriter pem = new StringWriter();
        try (JcaPEMWriter writer = new JcaPEMWriter(pem)) {
            writer.writeObject(keys.getPublic());
        }
        return pem.toString();
    }

    private static AuthPlugin sha256(String password, PublicKey key, boolean isRetrievalAllowed) {
        return AuthPlugin.named("sha256_password", credential(password, key, isRetrievalAllowed));
    }

    private AuthPlugin sha2(PublicKey key, boolean isRetrievalAllowed) {
        AuthPlugin plugin = AuthPlugin.named("caching_sha2_password", credential("secret", key, isRetrievalAllowed));
        plugin.firstAnswer(ScriptedSession.NONCE, ChannelGuard.NONE);
        return plugin;
    }

    private static Credential credential(String password, PublicKey key, boolean isRetrievalAllowed) {
        return new Credential("user", password, new PasswordPolicy(key, isRetrievalAllowed, false));
    }

    private static byte[] derived(String password, String salt, int iterationCount) {
        try {
            return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA512").generateSecret(new PBEKeySpec(
                password.toCharArray(), salt.getBytes(StandardCharsets.US_ASCII), iterationCount, 256)).getEncoded();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
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
        private ChannelGuard guard = ChannelGuard.NONE;

        @Override
        public ChannelGuard guard() {
            return guard;
        }

        @Override
        public void answer(byte[] answer) {
            answers.add(answer);
        }
    }
}
