package com.passkit.cdc.protocol.hostile;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.passkit.cdc.protocol.error.MySqlException;
import com.passkit.cdc.protocol.packet.CompressedPacketDecoder;
import com.passkit.cdc.protocol.packet.PacketFrameDecoder;
import com.passkit.cdc.protocol.packet.PacketHandler;
import com.passkit.cdc.protocol.packet.PacketSequence;
import com.passkit.cdc.protocol.row.Demand;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.ChannelHandler;
import io.netty.channel.embedded.EmbeddedChannel;

/** Reads of any length, pauses at any packet. Input: pause pattern, length of a read, then the stream. */
class PacketHostileTest {

    private static final int SETTINGS_LENGTH = 2;

    /** Adds up what arrives; pauses as the pattern tells. */
    private static final class CountingHandler implements PacketHandler {
        private final int pauses;
        private int packetCount;
        private long byteCount;
        private Throwable failure;

        CountingHandler(int pauses) {
            this.pauses = pauses;
        }

        @Override
        public Demand onPacket(ByteBuf bytes, int index, int length) {
            for (int i = index; i < index + length; i++) {
                bytes.getByte(i);
            }
            byteCount += length;
            return (pauses >>> packetCount++ % Byte.SIZE & 1) == 0 ? Demand.CONTINUE : Demand.PAUSE;
        }

        @Override
        public Demand onResume() {
            return Demand.CONTINUE;
        }

        @Override
        public void onFailure(Throwable cause) {
            failure = cause;
        }

        @Override
        public void onClosed() {
        }
    }

    @FuzzTest
    void shouldFrameOrRefuse(byte[] input) {
        HostileBytes bytes = new HostileBytes(input);
        int streamLength = Math.max(0, input.length - SETTINGS_LENGTH);
        long byteCount = read(bytes);
        if (byteCount > streamLength) {
            throw new AssertionError(byteCount + " bytes out of " + streamLength);
        }
    }

    @FuzzTest
    void shouldInflateOrRefuse(byte[] input) {
        read(new HostileBytes(input), CompressedPacketDecoder.ofZlib(new PacketSequence()));
    }

    @FuzzTest
    void shouldUnpackZstandardOrRefuse(byte[] input) {
        read(new HostileBytes(input), CompressedPacketDecoder.ofZstd(new PacketSequence()));
    }

    /** @return bytes of all packets */
    private static long read(HostileBytes bytes, ChannelHandler... unpackers) {
        CountingHandler handler = new CountingHandler(bytes.nextByte());
        int readLength = 1 + bytes.nextByte();
        PacketFrameDecoder decoder = new PacketFrameDecoder(new PacketSequence(), handler);
        EmbeddedChannel channel = new EmbeddedChannel(unpackers);
        channel.pipeline().addLast(decoder);
        UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(false);
        channel.config().setAllocator(allocator);
        ByteBuf stream = bytes.rest();
        while (stream.isReadable() && channel.isOpen()) {
            int count = Math.min(readLength, stream.readableBytes());
            channel.writeInbound(allocator.buffer(count).writeBytes(stream, count));
            decoder.resume();
        }
        channel.finishAndReleaseAll();
        if (handler.failure != null && !(handler.failure instanceof MySqlException)) {
            throw new AssertionError("not refused in words", handler.failure);
        }
        if (allocator.metric().usedHeapMemory() + allocator.metric().usedDirectMemory() != 0) {
            throw new AssertionError("a buffer was not released");
        }
        return handler.byteCount;
    }
}
