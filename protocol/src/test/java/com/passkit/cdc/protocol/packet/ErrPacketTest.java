package com.passkit.cdc.protocol.packet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.passkit.cdc.protocol.error.MalformedPacketException;
import com.passkit.cdc.protocol.error.Recovery;
import com.passkit.cdc.protocol.error.ServerErrorException;
import com.passkit.cdc.protocol.testing.WireBytes;

import io.netty.buffer.ByteBuf;

import org.junit.jupiter.api.Test;

class ErrPacketTest {

    @Test
    void shouldReadNumberStateAndMessage() {
        ByteBuf bytes = WireBytes.ofHex("aa ff 1504").text("#28000Access denied").hex("bb").toByteBuf();
        assertThat(ErrPacket.isAt(bytes, 1, bytes.readableBytes() - 2)).isTrue();
        assertThat(ErrPacket.read(bytes, 1, bytes.readableBytes() - 2))
            .isEqualTo(new ErrPacket(1045, "28000", "Access denied"));
    }

    @Test
    void shouldReadTheFormBeforeTheHandshakeWithoutState() {
        ByteBuf bytes = WireBytes.ofHex("ff 1004").text("Too many connections").toByteBuf();
        assertThat(ErrPacket.read(bytes, 0, bytes.readableBytes()))
            .isEqualTo(new ErrPacket(1040, "HY000", "Too many connections"));
    }

    @Test
    void shouldNameTheServerAndDecideTheRecovery() {
        ServerErrorException error = new ErrPacket(1040, "HY000", "Too many connections").toException("db:3306");
        assertThat(error).hasMessage("server error 1040 (HY000): Too many connections [db:3306]. Remedy: raise max_connections, or end"
                + " sessions that are not needed; the connector tries again.");
        assertThat(error.recovery()).isEqualTo(Recovery.RECONNECT);
    }

    @Test
    void shouldRefuseAPacketThatIsTooShort() {
        ByteBuf bytes = WireBytes.ofHex("ff 10").toByteBuf();
        assertThatThrownBy(() -> ErrPacket.read(bytes, 0, 2)).isInstanceOf(MalformedPacketException.class)
            .hasMessage("ERR.length: 2 (expected: >= 3)");
    }
}
