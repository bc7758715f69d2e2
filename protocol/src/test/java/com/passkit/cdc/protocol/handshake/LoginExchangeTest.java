package com.passkit.cdc.protocol.handshake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import com.passkit.cdc.protocol.error.AuthenticationException;
import com.passkit.cdc.protocol.error.MalformedPacketException;
import com.passkit.cdc.protocol.error.MySqlException;
import com.passkit.cdc.protocol.error.Recovery;
import com.passkit.cdc.protocol.error.ServerErrorException;
import com.passkit.cdc.protocol.testing.ScriptedSession;
import com.passkit.cdc.protocol.testing.WireBytes;
import com.passkit.cdc.protocol.wire.CapabilityFlags;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.UnpooledByteBufAllocator;

import org.junit.jupiter.api.Test;

class LoginExchangeTest {

    private static final int OFFERED = ScriptedSession.CAPABILITIES | CapabilityFlags.MULTI_FACTOR;
    private static final byte[] NONCE = ScriptedSession.NONCE;
    private static final byte[] OK = {0, 0, 0, 2, 0, 0, 0};
    private static final int SENT_PLUGIN_INDEX = 32 + "user".length() + 1;

    private final RecordingTransport transport = new RecordingTransport();
    private PasswordPolicy policy = new PasswordPolicy(null, false, false);
    private boolean isUnixSocket = true;
    private LoginExchange exchange;

    @Test
    void shouldAnswerThePluginThatTheGreetingNames() {
        for (String name : List.of("mysql_native_password", "caching_sha2_password")) {
            greeted(name, "secret");
            assertThat(answeredPlugin()).isEqualTo(name);
            receive(OK);
            assertThat(exchange.isDone()).isTrue();
        }
    }

    /** A greeting is not the account's word: nothing but a scramble goes out before the server asks for it. */
    @Test
    void shouldAnswerAScrambleWhateverElseTheGreetingNames() {
        policy = new PasswordPolicy(null, true, true);
        for (String name : List.of("mysql_clear_password", "sha256_password", "client_ed25519", "parsec",
            "auth_gssapi_client", "mysql_old_password", "")) {
            greeted(name, "secret");
            assertThat(answeredPlugin()).isEqualTo("caching_sha2_password");
            assertThat(new String(transport.last(), StandardCharsets.ISO_8859_1)).doesNotContain("secret");
        }
    }

    @Test
    void shouldSwitchAtAnyStepAndMoreThanOnce() {
        greeted("mysql_native_password", "secret");
        receive(switchTo("caching_sha2_password", NONCE, true));
        assertThat(transport.last()).hasSize(32);
        receive(1, 4);
        assertThat(transport.last()).isEqualTo("secret\0".getBytes(StandardCharsets.US_ASCII));
        receive(switchTo("mysql_native_password", NONCE, false));
        assertThat(ByteBufUtil.hexDump(transport.last())).isEqualTo("b32bb3a583e1340c0a1108d58b1be49781ad8c2f");
        receive(switchTo("client_ed25519", new byte[32], false));
        assertThat(transport.last()).hasSize(64);
        receive(switchTo("mysql_native_password", new byte[0], false));
        assertThat(ByteBufUtil.hexDump(transport.last())).isEqualTo("b32bb3a583e1340c0a1108d58b1be49781ad8c2f");
        receive(OK);
        assertThat(exchange.isDone()).isTrue();
    }

    /** ProxySQL greets with its own default, then asks for a switch, and puts 0x01 0x03 before OK or leaves it out. */
    @Test
    void shouldTakeTheAnswersOfAProxy() {
        greeted("mysql_native_password", "secret");
        receive(switchTo("caching_sha2_password", NONCE, true));
        receive(1, 3);
        receive(OK);
        assertThat(exchange.isDone()).isTrue();

        greeted("caching_sha2_password", "secret");
        receive(OK);
        assertThat(exchange.isDone()).isTrue();
    }

    @Test
    void shouldTakeParametersOfParsecWithAndWithoutAHeader() {
        for (byte[] parameters : List.of(WireBytes.of().text("P").u8(0).text("salt").toArray(),
            WireBytes.of().u8(1).text("P").u8(0).text("salt").toArray())) {
            greeted("mysql_native_password", "secret");
            receive(switchTo("parsec", new byte[32], false));
            assertThat(transport.last()).isEmpty();
            receive(parameters);
            assertThat(transport.last()).hasSize(96);
            receive(OK);
            assertThat(exchange.isDone()).isTrue();
        }
        greeted("mysql_native_password", "secret");
        assertThatThrownBy(() -> receive('P', 0, 1)).isInstanceOf(MalformedPacketException.class)
            .hasMessageContaining("0x50");
    }

    @Test
    void shouldProveUpToThreeFactors() {
        policy = new PasswordPolicy(null, false, true);
        greeted("caching_sha2_password", "secret", "second", "third");
        receive(1, 4);
        receive(nextFactor("mysql_clear_password", new byte[0]));
        assertThat(transport.last()).isEqualTo("second\0".getBytes(StandardCharsets.US_ASCII));
        receive(nextFactor("caching_sha2_password", NONCE));
        receive(1, 4);
        assertThat(transport.last()).isEqualTo("third\0".getBytes(StandardCharsets.US_ASCII));
        receive(OK);
        assertThat(exchange.isDone()).isTrue();
    }

    @Test
    void shouldSwitchWithinAFactor() {
        greeted("caching_sha2_password", "first", "secret");
        receive(1, 3);
        receive(nextFactor("caching_sha2_password", NONCE));
        receive(switchTo("mysql_native_password", NONCE, true));
        assertThat(ByteBufUtil.hexDump(transport.last())).isEqualTo("b32bb3a583e1340c0a1108d58b1be49781ad8c2f");
    }

    @Test
    void shouldNameTheFactorThatHasNoPassword() {
        greeted("caching_sha2_password", "secret");
        assertThatThrownBy(() -> receive(nextFactor("caching_sha2_password", NONCE)))
            .isInstanceOfSatisfying(AuthenticationException.class,
                e -> assertThat(e.recovery()).isEqualTo(Recovery.STOP))
            .hasMessageContaining("factor 2").hasMessageContaining("password2").hasMessageNotContaining("secret");

        greeted("caching_sha2_password", "secret", "second");
        receive(nextFactor("caching_sha2_password", NONCE));
        assertThatThrownBy(() -> receive(nextFactor("caching_sha2_password", NONCE)))
            .hasMessageContaining("factor 3").hasMessageContaining("password3");
    }

    @Test
    void shouldSayWhatAFactorTakesThatIsNoPassword() {
        greeted("caching_sha2_password", "secret");
        assertThatThrownBy(() -> receive(nextFactor("authentication_webauthn_client", new byte[40])))
            .isInstanceOf(AuthenticationException.class).hasMessageContaining("WebAuthn");
    }

    @Test
    void shouldRefuseAFourthFactorAndOneThatWasNotAgreedOn() {
        greeted("caching_sha2_password", "1", "2", "3");
        receive(nextFactor("caching_sha2_password", NONCE));
        receive(nextFactor("caching_sha2_password", NONCE));
        assertThatThrownBy(() -> receive(nextFactor("caching_sha2_password", NONCE)))
            .isInstanceOf(MalformedPacketException.class).hasMessageContaining("0x2");

        greeted(OFFERED & ~CapabilityFlags.MULTI_FACTOR, "caching_sha2_password", "1", "2");
        assertThatThrownBy(() -> receive(nextFactor("caching_sha2_password", NONCE)))
            .isInstanceOf(MalformedPacketException.class).hasMessageContaining("0x2");
    }

    @Test
    void shouldRefuseTheOldHashByItsSingleByteAndByItsName() {
        greeted("mysql_native_password", "secret");
        assertThatThrownBy(() -> receive(0xfe)).isInstanceOf(AuthenticationException.class)
            .hasMessageContaining("MySQL 4.0");
        greeted("mysql_native_password", "secret");
        assertThatThrownBy(() -> receive(switchTo("mysql_old_password", new byte[8], true)))
            .isInstanceOf(AuthenticationException.class).hasMessageContaining("MySQL 4.0");
    }

    @Test
    void shouldNotSendAPasswordInClearOnRequest() {
        isUnixSocket = false;
        policy = new PasswordPolicy(null, false, true);
        greeted("mysql_native_password", "secret");
        int before = transport.sent.size();
        assertThatThrownBy(() -> receive(switchTo("mysql_clear_password", new byte[0], false)))
            .isInstanceOf(AuthenticationException.class).hasMessageContaining("VERIFY_IDENTITY");
        assertThat(transport.sent).hasSize(before);
    }

    /** Errors that come before the greeting carry no SQL state. */
    @Test
    void shouldTakeAnErrorInPlaceOfTheGreeting() {
        begin("secret");
        assertThatThrownBy(() -> receive(WireBytes.of().u8(0xff).u16(1130)
            .text("Host '10.0.0.7' is not allowed to connect to this MySQL server").toArray()))
            .isInstanceOfSatisfying(ServerErrorException.class, e -> {
                assertThat(e.errorNumber()).isEqualTo(1130);
                assertThat(e.recovery()).isEqualTo(Recovery.STOP);
            }).hasMessageContaining("10.0.0.7").hasMessageContaining("Remedy").hasMessageContaining("db:3306");
    }

    @Test
    void shouldRefuseWhatIsNoAnswer() {
        for (int header : new int[] {3, 4, 0x50, 0xfb, 0xfd}) {
            greeted("mysql_native_password", "secret");
            assertThatThrownBy(() -> receive(header, 0)).isInstanceOf(MalformedPacketException.class)
                .hasMessageContaining("0x" + Integer.toHexString(header));
        }
        greeted("mysql_native_password", "secret");
        assertThatThrownBy(() -> receive(new byte[0])).isInstanceOf(MalformedPacketException.class);
        assertThatThrownBy(() -> receive(OK, OK)).isInstanceOf(MySqlException.class);
    }

    private void greeted(String pluginName, String... passwords) {
        greeted(OFFERED, pluginName, passwords);
    }

    private void greeted(int offered, String pluginName, String... passwords) {
        begin(passwords);
        receive(ScriptedSession.greeting("8.4.0", offered, pluginName));
    }

    private void begin(String... passwords) {
        exchange = new LoginExchange(
            new LoginConfig("user", List.of(passwords), TlsDemand.NONE, isUnixSocket, policy, 0, Map.of()), transport);
    }

    private void receive(int... bytes) {
        byte[] packet = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            packet[i] = (byte) bytes[i];
        }
        receive(packet);
    }

    private void receive(byte[]... packets) {
        for (byte[] packet : packets) {
            ByteBuf bytes = WireBytes.of().zero(3).raw(packet).zero(2).toByteBuf();
            exchange.onPacket(bytes, 3, packet.length);
        }
    }

    private String answeredPlugin() {
        byte[] sent = transport.last();
        int index = SENT_PLUGIN_INDEX + 1 + sent[SENT_PLUGIN_INDEX];
        return new String(sent, index, sent.length - index, StandardCharsets.US_ASCII).split("\0")[0];
    }

    private static byte[] switchTo(String name, byte[] nonce, boolean isTerminated) {
        WireBytes bytes = WireBytes.of().u8(0xfe).nulText(name).raw(nonce);
        return (isTerminated ? bytes.u8(0) : bytes).toArray();
    }

    private static byte[] nextFactor(String name, byte[] nonce) {
        return WireBytes.of().u8(2).nulText(name).raw(nonce).u8(0).toArray();
    }

    private static final class RecordingTransport implements LoginTransport {

        private final List<byte[]> sent = new ArrayList<>();

        byte[] last() {
            return sent.get(sent.size() - 1);
        }

        @Override
        public ByteBufAllocator allocator() {
            return UnpooledByteBufAllocator.DEFAULT;
        }

        @Override
        public void send(ByteBuf payload) {
            sent.add(ByteBufUtil.getBytes(payload));
            payload.release();
        }

        @Override
        public void startTls() {
            throw new AssertionError("TLS was not wanted");
        }

        @Override
        public boolean hasBytesWaiting() {
            return false;
        }

        @Override
        public String source() {
            return "db:3306";
        }
    }
}
