package com.passkit.cdc.protocol.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.passkit.cdc.protocol.error.MalformedPacketException;
import com.passkit.cdc.protocol.testing.WireBytes;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;

import org.junit.jupiter.api.Test;

class WireStringTest {

    @Test
    void shouldReadUpToTheNulAndBehindIt() {
        ByteBuf bytes = WireBytes.ofHex("61c3a4 00 62").toByteBuf();
        assertThat(WireString.readNulTerminated(bytes)).isEqualTo("aä");
        assertThat(WireString.readNulTerminated(bytes)).isEqualTo("b");
        assertThat(bytes.isReadable()).isFalse();
    }

    @Test
    void shouldWriteWhatItReads() {
        ByteBuf bytes = Unpooled.buffer();
        WireString.writeNulTerminated(bytes, "ä");
        WireString.writeLengthEncoded(bytes, "bc");
        assertThat(ByteBufUtil.hexDump(bytes)).isEqualTo("c3a400026263");
        assertThat(WireString.readNulTerminated(bytes)).isEqualTo("ä");
        assertThat(WireString.readLengthEncoded(bytes, "S", "f")).isEqualTo("bc");
    }

    @Test
    void shouldRefuseALengthBeyondTheEnd() {
        assertThatThrownBy(() -> WireString.readLengthEncoded(WireBytes.ofHex("05 6162").toByteBuf(), "S", "f"))
            .isInstanceOf(MalformedPacketException.class).hasMessage("S.f: 5 (expected: <= 2, the bytes that are left)");
        assertThatThrownBy(() -> WireString.readLengthEncoded(WireBytes.ofHex("fc 01").toByteBuf(), "S", "f"))
            .isInstanceOf(MalformedPacketException.class).hasMessageContaining("S.f: end of packet");
        assertThatThrownBy(() -> WireString.readLengthEncoded(Unpooled.EMPTY_BUFFER, "S", "f"))
            .isInstanceOf(MalformedPacketException.class);
    }
}
