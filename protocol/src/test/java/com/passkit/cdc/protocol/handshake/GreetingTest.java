package com.passkit.cdc.protocol.handshake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;

import com.passkit.cdc.protocol.error.MalformedPacketException;
import com.passkit.cdc.protocol.error.UnsupportedFeatureException;
import com.passkit.cdc.protocol.testing.ScriptedSession;
import com.passkit.cdc.protocol.testing.WireBytes;
import com.passkit.cdc.protocol.wire.CapabilityFlags;

import io.netty.buffer.Unpooled;

import org.junit.jupiter.api.Test;

class GreetingTest {

    /** As 8.0.15 sends it, nonce replaced. */
    private static final String BYTES = """
        0a 382e302e3135 00 08000000 0102030405060708 00 ffff ff 0200 ffc3 15 00000000000000000000
        090a0b0c0d0e0f1011121314 00 63616368696e675f736861325f70617373776f7264 00""";

    @Test
    void shouldReadWhatAServerSends() {
        Greeting greeting = Greeting.read(WireBytes.ofHex(BYTES).toByteBuf());
        assertThat(greeting.serverVersion()).isEqualTo("8.0.15");
        assertThat(greeting.connectionId()).isEqualTo(8);
        assertThat(greeting.nonce()).isEqualTo(ScriptedSession.NONCE);
        assertThat(greeting.capabilities()).isEqualTo(0xc3ff_ffff);
        assertThat(CapabilityFlags.has(greeting.capabilities(), CapabilityFlags.DEPRECATE_EOF)).isTrue();
        assertThat(greeting.pluginName()).isEqualTo("caching_sha2_password");
    }

    @Test
    void shouldTellMariaDbByItsCapabilitiesWhereItsVersionIsMasked() {
        String masked = "0a 382e302e3135 00 08000000 0102030405060708 00 feff ff 0200 ffc3 15 000000000000 %s"
            + " 090a0b0c0d0e0f1011121314 00 6d7973716c5f6e61746976655f70617373776f7264 00";
        assertThat(Greeting.read(WireBytes.ofHex(masked.formatted("1d000000")).toByteBuf()).isMariaDb()).isTrue();
        assertThat(Greeting.read(WireBytes.ofHex(masked.formatted("00000000")).toByteBuf()).isMariaDb()).isFalse();
        assertThat(Greeting.read(WireBytes.ofHex(BYTES).toByteBuf()).isMariaDb()).isFalse();
        assertThat(Greeting.read(Unpooled.wrappedBuffer(ScriptedSession.greeting("5.5.5-10.11.6-MariaDB-log",
            ScriptedSession.CAPABILITIES, ""))).isMariaDb()).isTrue();
    }

    @Test
    void shouldReadAPluginNameWithoutItsNul() {
        byte[] bytes = WireBytes.ofHex(BYTES).toArray();
        byte[] unterminated = Arrays.copyOf(bytes, bytes.length - 1);
        assertThat(Greeting.read(Unpooled.wrappedBuffer(unterminated)).pluginName()).isEqualTo("caching_sha2_password");
    }

    @Test
    void shouldRefuseAnotherProtocolVersion() {
        assertThatThrownBy(() -> Greeting.read(WireBytes.ofHex("09 31 00").toByteBuf()))
            .isInstanceOf(MalformedPacketException.class).hasMessageContaining("HandshakeV10.version: 9");
    }

    @Test
    void shouldRefuseEveryTruncation() {
        byte[] bytes = WireBytes.ofHex(BYTES).toArray();
        int fixedEnd = bytes.length - "caching_sha2_password".length() - 2;
        for (int length = 0; length < fixedEnd; length++) {
            byte[] cut = Arrays.copyOf(bytes, length);
            assertThatThrownBy(() -> Greeting.read(Unpooled.wrappedBuffer(cut))).as("%d bytes", length)
                .isInstanceOf(MalformedPacketException.class);
        }
    }

    @Test
    void shouldRefuseAServerWithoutPlugins() {
        byte[] bytes = ScriptedSession.greeting("5.1.0", CapabilityFlags.PROTOCOL_41, "");
        assertThatThrownBy(() -> Greeting.read(Unpooled.wrappedBuffer(bytes)))
            .isInstanceOf(UnsupportedFeatureException.class);
    }
}
