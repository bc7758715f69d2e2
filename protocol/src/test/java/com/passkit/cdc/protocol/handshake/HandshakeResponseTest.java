package com.passkit.cdc.protocol.handshake;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;

import com.passkit.cdc.protocol.testing.WireBytes;
import com.passkit.cdc.protocol.wire.CapabilityFlags;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;

import org.junit.jupiter.api.Test;

class HandshakeResponseTest {

    @Test
    void shouldWriteUserAnswerPluginAndAttributes() {
        int capabilities = CapabilityFlags.PROTOCOL_41 | CapabilityFlags.CONNECT_ATTRIBUTES;
        ByteBuf out = Unpooled.buffer();
        HandshakeResponse.write(out, capabilities, "root", new byte[] {1, 2}, "p", Map.of("k", "v"));
        assertThat(ByteBufUtil.getBytes(out)).isEqualTo(WireBytes.of().u32(capabilities).u32(1 << 30).u8(45).zero(23)
            .nulText("root").u8(2).u8(1).u8(2).nulText("p").u8(4).lenencText("k").lenencText("v").toArray());
    }

    @Test
    void shouldAskForTlsWithTheFirst32BytesOnly() {
        ByteBuf out = Unpooled.buffer();
        HandshakeResponse.writeTlsRequest(out, CapabilityFlags.TLS);
        assertThat(ByteBufUtil.getBytes(out)).hasSize(32).startsWith(0, 8, 0, 0);
    }

    @Test
    void shouldNegotiateNoMoreThanTheServerOffers() {
        assertThat(HandshakeResponse.negotiate(CapabilityFlags.PROTOCOL_41 | CapabilityFlags.TLS, false, 0))
            .isEqualTo(CapabilityFlags.PROTOCOL_41);
        int all = HandshakeResponse.negotiate(-1, true, 0);
        assertThat(CapabilityFlags.has(all, CapabilityFlags.TLS | CapabilityFlags.DEPRECATE_EOF)).isTrue();
        int localFiles = 1 << 7;
        int multiStatements = 1 << 16;
        assertThat(all & (localFiles | multiStatements | CapabilityFlags.CONNECT_WITH_DATABASE)).isZero();
    }
}
