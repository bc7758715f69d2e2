package com.passkit.cdc.protocol.packet;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

import com.passkit.cdc.protocol.error.MalformedPacketException;
import com.passkit.cdc.protocol.error.MySqlException;
import com.passkit.cdc.protocol.error.Recovery;
import com.passkit.cdc.protocol.row.Demand;
import com.passkit.cdc.protocol.testing.WireBytes;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Compressed packets in both directions, before and behind the frames they carry. */
class CompressedPacketTest {

    private static final int FRAME_MAX = 0xff_ffff;
    /** A frame of 60 times the letter a, as zlib itself packs it. */
    private static final String PACKED_FRAME = "78 9c b3 61 60 60 48 a4 00 00 00 c4 c4 16 f9";

    enum Algorithm {
        ZLIB,
        ZSTD;

        byte[] pack(byte[] plain) {
            try (PayloadPacker packer = this == ZLIB ? new ZlibPacker() : new ZstdPacker()) {
                return packer.pack(plain);
            }
        }
    }

    private final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(false);
    private final PacketSequence sequence = new PacketSequence();
    private final Recorder recorder = new Recorder();
    private PacketFrameDecoder frames;
    private EmbeddedChannel channel;

    @AfterEach
    void shouldLeaveNoBufferBehind() {
        channel.close();
        channel.runPendingTasks();
        channel.releaseOutbound();
        assertThat(allocator.metric().usedDirectMemory() + allocator.metric().usedHeapMemory()).isZero();
    }

    @Test
    void shouldReadAPackedAndAStoredPacket() {
        open(Algorithm.ZLIB);
        feed(WireBytes.ofHex("0f0000 00 400000 " + PACKED_FRAME + "060000 01 000000 020000 07 6869").toArray());
        assertThat(recorder.texts()).containsExactly("a".repeat(60), "hi");
    }

    @Test
    void shouldWriteShortPayloadsAsTheyAreAndPackOthers() {
        open(Algorithm.ZLIB);
        sequence.restart();
        channel.writeOutbound(Unpooled.wrappedBuffer(new byte[] {0x0e}));
        assertThat(written()).isEqualTo(WireBytes.ofHex("050000 00 000000 010000 00 0e").toArray());

        sequence.restart();
        channel.writeOutbound(Unpooled.wrappedBuffer(new byte[100]));
        byte[] bytes = written();
        byte[] packed = Algorithm.ZLIB.pack(WireBytes.frame(0, new byte[100]));
        assertThat(bytes).isEqualTo(WireBytes.of().u24(packed.length).u8(0).u24(104).raw(packed).toArray());
    }

    @ParameterizedTest
    @EnumSource
    void shouldReadWhatItWrites(Algorithm algorithm) {
        open(algorithm);
        byte[] large = text(FRAME_MAX + 4321);
        byte[] noise = new byte[200_000];
        new Random(7).nextBytes(noise);
        for (byte[] payload : List.of(new byte[0], text(46), text(47), text(100_000), noise, large)) {
            sequence.restart();
            channel.writeOutbound(Unpooled.wrappedBuffer(payload));
            byte[] bytes = written();
            sequence.restart();
            feed(bytes);
        }
        assertThat(recorder.failure).isNull();
        assertThat(recorder.packets).hasSize(6);
        assertThat(Arrays.equals(recorder.packets.get(4), noise)).isTrue();
        assertThat(Arrays.equals(recorder.packets.get(5), large)).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void shouldReadOneByteAtATime(Algorithm algorithm) {
        open(algorithm);
        for (byte single : stream(algorithm)) {
            feed(single);
        }
        assertStreamRead();
    }

    @ParameterizedTest
    @EnumSource
    void shouldReadWhereverTheReadIsCut(Algorithm algorithm) {
        byte[] bytes = stream(algorithm);
        for (int cut = 0; cut <= bytes.length; cut += 997) {
            recorder.packets.clear();
            open(algorithm);
            feed(Arrays.copyOf(bytes, cut));
            feed(Arrays.copyOfRange(bytes, cut, bytes.length));
            assertStreamRead();
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldUnpackNoMoreThanAPieceWhilePaused(Algorithm algorithm) {
        open(algorithm);
        // One compressed packet of a few kilobytes that unpacks to 2 MiB: 2048 frames of 1 KiB.
        WireBytes plain = WireBytes.of();
        for (int i = 0; i < 2048; i++) {
            plain.raw(WireBytes.frame(0, text(1020)));
        }
        recorder.pausesAlways = true;
        feed(packet(algorithm, 0, plain.toArray()));
        for (int i = 1; i <= 2048; i++) {
            assertThat(recorder.packets).hasSize(i);
            assertThat(allocator.metric().usedDirectMemory()).isLessThan(200 * 1024);
            assertThat(channel.config().isAutoRead()).isFalse();
            frames.resume();
        }
        assertThat(recorder.failure).isNull();
        assertThat(channel.config().isAutoRead()).isTrue();
    }

    @Test
    void shouldKeepReadsThatArriveWhilePausedInOrder() {
        open(Algorithm.ZLIB);
        byte[] bytes = stream(Algorithm.ZLIB);
        recorder.pausesAlways = true;
        for (int index = 0; index < bytes.length; index += 100) {
            feed(Arrays.copyOfRange(bytes, index, Math.min(bytes.length, index + 100)));
        }
        assertThat(recorder.packets).hasSize(1);
        frames.resume();
        frames.resume();
        assertStreamRead();
    }

    @ParameterizedTest
    @EnumSource
    void shouldRefuseMoreThanTheHeaderClaims(Algorithm algorithm) {
        open(algorithm);
        byte[] packed = algorithm.pack(new byte[1_000_000]);
        feed(WireBytes.of().u24(packed.length).u8(0).u24(70_000).raw(packed).toArray());
        assertRefused("CompressedPacket.unpacked length: more");
        assertThat(allocator.metric().usedDirectMemory()).isLessThan(200 * 1024);
    }

    @ParameterizedTest
    @EnumSource
    void shouldRefuseLessThanTheHeaderClaims(Algorithm algorithm) {
        open(algorithm);
        byte[] packed = algorithm.pack(text(1000));
        feed(WireBytes.of().u24(packed.length).u8(0).u24(1001).raw(packed).toArray());
        assertRefused("CompressedPacket.payload: it ends 0 bytes before the packet and 1 bytes short");
    }

    @ParameterizedTest
    @EnumSource
    void shouldRefuseAPayloadThatEndsBeforeItsPacket(Algorithm algorithm) {
        open(algorithm);
        byte[] packed = algorithm.pack(text(1000));
        feed(WireBytes.of().u24(packed.length + 2).u8(0).u24(1000).raw(packed).u16(0).toArray());
        assertRefused("CompressedPacket.payload: it ends 2 bytes before the packet");
    }

    @ParameterizedTest
    @EnumSource
    void shouldRefuseAPayloadThatGoesOnBehindItsPacket(Algorithm algorithm) {
        open(algorithm);
        byte[] packed = algorithm.pack(text(1000));
        feed(WireBytes.of().u24(packed.length - 3).u8(0).u24(1000).raw(packed).toArray());
        assertRefused("CompressedPacket.payload: truncated");
    }

    @ParameterizedTest
    @EnumSource
    void shouldRefuseWhatIsNotPacked(Algorithm algorithm) {
        open(algorithm);
        feed(WireBytes.of().u24(100).u8(0).u24(200).raw(text(100)).toArray());
        assertRefused("CompressedPacket.payload: ");
    }

    @Test
    void shouldRefuseAWrongChecksum() {
        open(Algorithm.ZLIB);
        byte[] packed = Algorithm.ZLIB.pack(WireBytes.frame(0, text(1000)));
        packed[packed.length - 1] ^= 1;
        feed(WireBytes.of().u24(packed.length).u8(0).u24(1004).raw(packed).toArray());
        assertRefused("CompressedPacket.payload: incorrect data check");
    }

    @Test
    void shouldRefuseAnEmptyPayloadThatClaimsToUnpack() {
        open(Algorithm.ZLIB);
        feed(WireBytes.ofHex("000000 00 010000").toArray());
        assertRefused("CompressedPacket.length: 0");
    }

    @Test
    void shouldRefuseAWindowThatNoPacketCanFill() {
        open(Algorithm.ZSTD);
        byte[] plain = WireBytes.frame(0, text(96));
        feed(rawZstdFrame(0, 14, plain));
        assertThat(recorder.packets).hasSize(1);
        feed(rawZstdFrame(1, 15, plain));
        assertRefused("CompressedPacket.payload: Frame requires too much memory");
    }

    /** A frame with one raw block and a window of 2^(10 + exponent) bytes. */
    private static byte[] rawZstdFrame(int sequenceId, int windowExponent, byte[] plain) {
        byte[] frame = WireBytes.ofHex("28b52ffd 00").u8(windowExponent << 3).u24(plain.length << 3 | 1).raw(plain)
            .toArray();
        return WireBytes.of().u24(frame.length).u8(sequenceId).u24(plain.length).raw(frame).toArray();
    }

    @Test
    void shouldRefuseAGapInTheSequenceOfCompressedPackets() {
        open(Algorithm.ZLIB);
        feed(packet(Algorithm.ZLIB, 0, WireBytes.frame(0, text(100))));
        feed(packet(Algorithm.ZLIB, 2, WireBytes.frame(1, text(100))));
        assertThat(recorder.packets).hasSize(1);
        assertRefused("PacketHeader.sequence id: 2 (expected: 1");
        assertThat(((MySqlException) recorder.failure).recovery()).isEqualTo(Recovery.RECONNECT);
    }

    @Test
    void shouldHandOnStoredPayloadsInPlace() {
        open(Algorithm.ZLIB);
        byte[] frame = WireBytes.frame(0, text(1000));
        ByteBuf read = allocator.directBuffer().writeBytes(
            WireBytes.of().u24(frame.length).u8(0).u24(0).raw(frame).toArray());
        long address = read.memoryAddress();
        channel.writeInbound(read);
        assertThat(recorder.packets).hasSize(1);
        assertThat(recorder.address).isEqualTo(address + CompressedHeader.LENGTH + PacketHeader.LENGTH);
        assertThat(read.refCnt()).isZero();
    }

    @Test
    void shouldReleaseEverythingWhenClosedWhilePaused() {
        open(Algorithm.ZLIB);
        recorder.pausesAlways = true;
        byte[] bytes = stream(Algorithm.ZLIB);
        feed(bytes);
        feed(bytes);
        channel.close();
        assertThat(recorder.packets).hasSize(1);
    }

    private void assertRefused(String message) {
        assertThat(recorder.failure).isInstanceOf(MalformedPacketException.class).hasMessageContaining(message);
        assertThat(channel.isOpen()).isFalse();
    }

    private void assertStreamRead() {
        assertThat(recorder.failure).isNull();
        assertThat(recorder.packets).hasSize(3);
        assertThat(Arrays.equals(recorder.packets.get(0), text(1000))).isTrue();
        assertThat(recorder.packets.get(1)).isEmpty();
        assertThat(Arrays.equals(recorder.packets.get(2), text(70_000))).isTrue();
    }

    /** Three frames in four compressed packets, whose borders have nothing to do with those of the frames. */
    private static byte[] stream(Algorithm algorithm) {
        byte[] plain = WireBytes.of().raw(WireBytes.frame(0, text(1000))).raw(WireBytes.frame(1, new byte[0]))
            .raw(WireBytes.frame(2, text(70_000))).toArray();
        return WireBytes.of()
            .raw(packet(algorithm, 0, Arrays.copyOfRange(plain, 0, 502)))
            .raw(packet(algorithm, 1, Arrays.copyOfRange(plain, 502, 1006)))
            .u24(3).u8(2).u24(0).raw(Arrays.copyOfRange(plain, 1006, 1009))
            .raw(packet(algorithm, 3, Arrays.copyOfRange(plain, 1009, plain.length))).toArray();
    }

    private static byte[] packet(Algorithm algorithm, int sequenceId, byte[] plain) {
        byte[] packed = algorithm.pack(plain);
        return WireBytes.of().u24(packed.length).u8(sequenceId).u24(plain.length).raw(packed).toArray();
    }

    /** Bytes that can be packed, but not to nothing. */
    private static byte[] text(int length) {
        byte[] bytes = new byte[length];
        Random random = new Random(length);
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) ('a' + random.nextInt(4));
        }
        return bytes;
    }

    private void open(Algorithm algorithm) {
        if (channel != null) {
            channel.close();
        }
        channel = new EmbeddedChannel();
        channel.config().setAllocator(allocator);
        frames = new PacketFrameDecoder(sequence, recorder);
        PacketSequence packets = sequence.compress();
        boolean isZlib = algorithm == Algorithm.ZLIB;
        channel.pipeline()
            .addLast(isZlib ? CompressedPacketDecoder.ofZlib(packets) : CompressedPacketDecoder.ofZstd(packets))
            .addLast(isZlib ? CompressedPacketEncoder.ofZlib(packets) : CompressedPacketEncoder.ofZstd(packets))
            .addLast(new PacketFrameEncoder(sequence)).addLast(frames);
    }

    private void feed(byte... bytes) {
        channel.writeInbound(allocator.directBuffer(bytes.length).writeBytes(bytes));
    }

    private byte[] written() {
        WireBytes bytes = WireBytes.of();
        for (ByteBuf buffer = channel.readOutbound(); buffer != null; buffer = channel.readOutbound()) {
            bytes.raw(ByteBufUtil.getBytes(buffer));
            buffer.release();
        }
        return bytes.toArray();
    }

    private static final class Recorder implements PacketHandler {

        private final List<byte[]> packets = new ArrayList<>();
        private boolean pausesAlways;
        private Throwable failure;
        private long address;

        List<String> texts() {
            return packets.stream().map(bytes -> new String(bytes, StandardCharsets.US_ASCII)).toList();
        }

        @Override
        public Demand onPacket(ByteBuf bytes, int index, int length) {
            packets.add(ByteBufUtil.getBytes(bytes, index, length));
            address = bytes.memoryAddress() + index;
            return pausesAlways ? Demand.PAUSE : Demand.CONTINUE;
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
            // Nothing to record.
        }
    }
}
