package com.passkit.cdc.protocol.packet;

import static org.assertj.core.api.Assertions.assertThat;

import com.passkit.cdc.protocol.testing.WireBytes;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;

import org.junit.jupiter.api.Test;

class PacketFrameEncoderTest {

    private final PacketSequence sequence = new PacketSequence();
    private final EmbeddedChannel channel = new EmbeddedChannel(new PacketFrameEncoder(sequence));

    @Test
    void shouldPutAHeaderBeforeEachPayload() {
        channel.writeOutbound(Unpooled.wrappedBuffer(new byte[] {0x0e}), Unpooled.wrappedBuffer(new byte[] {1, 2}));
        assertThat(written()).containsExactly(1, 0, 0, 0, 0x0e, 2, 0, 0, 1, 1, 2);
    }

    @Test
    void shouldBeginEachCommandWithSequenceZero() {
        channel.writeOutbound(Unpooled.wrappedBuffer(new byte[] {1}));
        sequence.restart();
        channel.writeOutbound(Unpooled.wrappedBuffer(new byte[] {2}));
        assertThat(written()).containsExactly(1, 0, 0, 0, 1, 1, 0, 0, 0, 2);
    }

    @Test
    void shouldSplitAPayloadOf16MiBAndEndAFullFrameWithAnEmptyOne() {
        ByteBuf payload = Unpooled.buffer(PacketHeader.MAX_PAYLOAD_LENGTH).writeZero(PacketHeader.MAX_PAYLOAD_LENGTH);
        channel.writeOutbound(payload);
        byte[] bytes = written();
        assertThat(bytes).hasSize(4 + PacketHeader.MAX_PAYLOAD_LENGTH + 4).startsWith(0xff, 0xff, 0xff, 0);
        assertThat(bytes).endsWith(WireBytes.frame(1, new byte[0]));
        assertThat(payload.refCnt()).isZero();
    }

    private byte[] written() {
        ByteBuf all = Unpooled.buffer();
        for (ByteBuf part = channel.readOutbound(); part != null; part = channel.readOutbound()) {
            all.writeBytes(part);
            part.release();
        }
        return ByteBufUtil.getBytes(all);
    }
}
