package com.passkit.cdc.protocol.packet;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

import com.passkit.cdc.protocol.error.MalformedPacketException;
import com.passkit.cdc.protocol.error.MySqlException;
import com.passkit.cdc.protocol.error.PacketTooLongException;
import com.passkit.cdc.protocol.error.Recovery;
import com.passkit.cdc.protocol.row.Demand;
import com.passkit.cdc.protocol.testing.WireBytes;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PacketFrameDecoderTest {

    private static final int FRAME_MAX = 0xff_ffff;

    private final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(false);
    private final Recorder recorder = new Recorder();
    private final PacketSequence sequence = new PacketSequence();
    private final PacketFrameDecoder decoder = new PacketFrameDecoder(sequence, recorder);
    private EmbeddedChannel channel;

    @BeforeEach
    void open() {
        channel = new EmbeddedChannel();
        channel.config().setAllocator(allocator);
        channel.pipeline().addLast(decoder);
    }

    @AfterEach
    void shouldLeaveNoBufferBehind() {
        channel.close();
        channel.runPendingTasks();
        assertThat(allocator.metric().usedDirectMemory() + allocator.metric().usedHeapMemory()).isZero();
    }

    /** Between two packets the handler is asked, and what has come of the next one is kept, paused or not. */
    @Test
    void shouldAskTheHandlerWhenWokenWithoutTakingWhatHasCome() {
        byte[] whole = frames("ab", "cdefgh");
        channel.writeInbound(read(Arrays.copyOf(whole, whole.length - 2)));
        recorder.resumeAnswers.add(Demand.PAUSE);
        decoder.wake();
        assertThat(decoder.isPaused()).isTrue();
        decoder.wake();
        assertThat(decoder.isPaused()).isFalse();
        channel.writeInbound(read(Arrays.copyOfRange(whole, whole.length - 2, whole.length)));
        assertThat(recorder.packets).containsExactly("ab", "cdefgh");
        assertThat(recorder.resumeCount).isEqualTo(2);
    }

    @Test
    void shouldHandOutPayloadsInPlace() {
        ByteBuf read = read(frames("ab", "", "cde"));
        channel.writeInbound(read);
        assertThat(recorder.packets).containsExactly("ab", "", "cde");
        assertThat(recorder.buffers).containsOnly(read);
        assertThat(read.refCnt()).isZero();
    }

    @Test
    void shouldDecodeWhenFedOneByteAtATime() {
        for (byte single : frames("ab", "", "cde")) {
            channel.writeInbound(read(single));
        }
        assertThat(recorder.packets).containsExactly("ab", "", "cde");
    }

    @Test
    void shouldDecodeWhereverTheReadIsCut() {
        byte[] bytes = frames("first", "second packet", "x");
        for (int cut = 0; cut <= bytes.length; cut++) {
            recorder.packets.clear();
            sequence.restart();
            channel.writeInbound(read(Arrays.copyOf(bytes, cut)), read(Arrays.copyOfRange(bytes, cut, bytes.length)));
            assertThat(recorder.packets).as("cut at %d", cut).containsExactly("first", "second packet", "x");
        }
    }

    @Test
    void shouldKeepThePartOfAPacketThatHadArrivedWhenItWasPausedFromOutside() {
        byte[] bytes = frames("first", "second packet");
        int cut = bytes.length - 5;
        channel.writeInbound(read(Arrays.copyOf(bytes, cut)));
        decoder.pause();
        assertThat(channel.config().isAutoRead()).isFalse();
        channel.writeInbound(read(Arrays.copyOfRange(bytes, cut, bytes.length)));
        assertThat(recorder.packets).containsExactly("first");

        decoder.resume();

        assertThat(channel.config().isAutoRead()).isTrue();
        assertThat(recorder.packets).containsExactly("first", "second packet");
    }

    @Test
    void shouldRefuseAPacketThatIsTooLongBeforeItIsKept() {
        decoder.limit(5);
        channel.writeInbound(read(Arrays.copyOf(frames("12345", "123456"), 13)));

        assertThat(recorder.packets).containsExactly("12345");
        assertThat(recorder.failure).isInstanceOfSatisfying(PacketTooLongException.class, e -> {
            assertThat(e.length()).isEqualTo(6);
            assertThat(e.isWhole()).isTrue();
            assertThat(e.recovery()).isEqualTo(Recovery.STOP);
        });
    }

    @Test
    void shouldCopyOnlyThePacketThatStraddles() {
        byte[] bytes = frames("aaaa", "bbbb", "cccc");
        ByteBuf first = read(Arrays.copyOf(bytes, 14));
        ByteBuf second = read(Arrays.copyOfRange(bytes, 14, bytes.length));
        channel.writeInbound(first, second);
        assertThat(recorder.packets).containsExactly("aaaa", "bbbb", "cccc");
        assertThat(recorder.buffers.get(0)).isSameAs(first);
        assertThat(recorder.buffers.get(1)).isNotSameAs(first).isNotSameAs(second);
        assertThat(recorder.buffers.get(2)).isSameAs(second);
    }

    @Test
    void shouldJoinFramesOfALargePacket() {
        byte[] large = new byte[2 * FRAME_MAX + 5];
        for (int i = 0; i < large.length; i++) {
            large[i] = (byte) (i * 31 >>> 7);
        }
        List<byte[]> joined = new ArrayList<>();
        recorder.onBytes = joined::add;
        channel.writeInbound(
            read(WireBytes.frame(0, Arrays.copyOf(large, FRAME_MAX))),
            read(WireBytes.frame(1, Arrays.copyOfRange(large, FRAME_MAX, 2 * FRAME_MAX))),
            read(WireBytes.of().raw(WireBytes.frame(2, Arrays.copyOfRange(large, 2 * FRAME_MAX, large.length)))
                .raw(WireBytes.frame(3, new byte[] {'z'})).toArray()));
        assertThat(joined).hasSize(2);
        assertThat(Arrays.equals(joined.get(0), large)).isTrue();
        assertThat(joined.get(1)).containsExactly('z');
    }

    @Test
    void shouldEndAPacketOfExactlyOneFullFrameWithAnEmptyOne() {
        List<byte[]> joined = new ArrayList<>();
        recorder.onBytes = joined::add;
        channel.writeInbound(read(WireBytes.frame(0, new byte[FRAME_MAX])));
        assertThat(joined).isEmpty();
        channel.writeInbound(read(WireBytes.frame(1, new byte[0])));
        assertThat(joined).hasSize(1);
        assertThat(joined.get(0)).hasSize(FRAME_MAX);
    }

    @Test
    void shouldAllocateByWhatHasArrivedAndNotByWhatIsClaimed() {
        channel.writeInbound(read(WireBytes.of().u24(FRAME_MAX - 1).u8(0).zero(100).toArray()));
        assertThat(allocator.metric().usedDirectMemory()).isLessThan(1024);
    }

    @Test
    void shouldRefuseASequenceGapAndReconnect() {
        channel.writeInbound(read(WireBytes.of().raw(WireBytes.frame(0, new byte[1]))
            .raw(WireBytes.frame(2, new byte[1])).toArray()));
        assertThat(recorder.packets).hasSize(1);
        assertThat(recorder.failure).isInstanceOf(MalformedPacketException.class)
            .hasMessage("PacketHeader.sequence id: 2 (expected: 1, one more than the frame before)");
        assertThat(((MySqlException) recorder.failure).recovery()).isEqualTo(Recovery.RECONNECT);
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void shouldWrapTheSequenceAt256() {
        for (int i = 0; i < 600; i++) {
            channel.writeInbound(read(WireBytes.frame(i & 0xff, new byte[] {1})));
        }
        assertThat(recorder.packets).hasSize(600);
    }

    @Test
    void shouldStopInTheMiddleOfAReadWhenPaused() {
        recorder.pauseAt = 1;
        ByteBuf read = read(frames("a", "b", "c", "d"));
        channel.writeInbound(read);
        assertThat(recorder.packets).containsExactly("a", "b");
        assertThat(channel.config().isAutoRead()).isFalse();
        assertThat(read.refCnt()).isOne();

        decoder.resume();
        assertThat(recorder.packets).containsExactly("a", "b", "c", "d");
        assertThat(recorder.resumeCount).isOne();
        assertThat(channel.config().isAutoRead()).isTrue();
        assertThat(read.refCnt()).isZero();
    }

    @Test
    void shouldKeepReadsThatArriveWhilePausedInOrder() {
        recorder.pauseAt = 0;
        byte[] bytes = frames("a", "bcd", "e");
        channel.writeInbound(read(Arrays.copyOf(bytes, 7)), read(Arrays.copyOfRange(bytes, 7, bytes.length)));
        assertThat(recorder.packets).containsExactly("a");
        decoder.resume();
        assertThat(recorder.packets).containsExactly("a", "bcd", "e");
    }

    @Test
    void shouldKeepThePayloadValidUntilResumeIsDone() {
        recorder.pauseAt = 0;
        recorder.resumeAnswers = new ArrayList<>(List.of(Demand.PAUSE, Demand.CONTINUE));
        byte[] bytes = frames("straddling", "b");
        channel.writeInbound(read(Arrays.copyOf(bytes, 8)), read(Arrays.copyOfRange(bytes, 8, bytes.length)));
        assertThat(recorder.heldText()).isEqualTo("straddling");
        decoder.resume();
        assertThat(recorder.heldText()).isEqualTo("straddling");
        assertThat(recorder.packets).containsExactly("straddling");
        decoder.resume();
        assertThat(recorder.packets).containsExactly("straddling", "b");
        assertThat(recorder.resumeCount).isEqualTo(2);
    }

    @Test
    void shouldNotLoseAResumeFromWithinTheCallbackThatPauses() {
        recorder.pauseAt = 0;
        recorder.onPacketTask = decoder::resume;
        channel.writeInbound(read(frames("a", "b")));
        assertThat(recorder.packets).containsExactly("a", "b");
        assertThat(recorder.resumeCount).isOne();
        assertThat(channel.config().isAutoRead()).isTrue();
    }

    @Test
    void shouldIgnoreAResumeWithoutAPause() {
        decoder.resume();
        channel.writeInbound(read(frames("a")));
        assertThat(recorder.resumeCount).isZero();
        assertThat(recorder.packets).containsExactly("a");
    }

    @Test
    void shouldFailWithWhatTheHandlerThrew() {
        IllegalStateException thrown = new IllegalStateException("of the test");
        recorder.onPacketTask = () -> {
            throw thrown;
        };
        channel.writeInbound(read(frames("a", "b")));
        assertThat(recorder.failure).isSameAs(thrown);
        assertThat(recorder.packets).containsExactly("a");
        assertThat(recorder.closedCount).isOne();
    }

    @Test
    void shouldReleaseEverythingWhenClosedWhilePaused() {
        recorder.pauseAt = 0;
        byte[] bytes = frames("straddling", "b");
        channel.writeInbound(read(Arrays.copyOf(bytes, 8)), read(Arrays.copyOfRange(bytes, 8, bytes.length)),
            read(frames("c")));
        channel.close();
        assertThat(recorder.packets).containsExactly("straddling");
        assertThat(recorder.closedCount).isOne();
    }

    @Test
    void shouldHandOutNothingOnceStopped() {
        recorder.onPacketTask = decoder::stop;
        channel.writeInbound(read(frames("a", "b")));
        channel.writeInbound(read(frames("c")));
        assertThat(recorder.packets).containsExactly("a");
    }

    @Test
    void shouldTellOfBytesBehindThePacketAtHand() {
        List<Boolean> answers = new ArrayList<>();
        recorder.onPacketTask = () -> answers.add(decoder.hasBytesWaiting());
        channel.writeInbound(read(frames("a", "b")));
        assertThat(answers).containsExactly(true, false);
    }

    private ByteBuf read(byte... bytes) {
        return allocator.directBuffer(bytes.length).writeBytes(bytes);
    }

    private static byte[] frames(String... payloads) {
        WireBytes bytes = WireBytes.of();
        for (int i = 0; i < payloads.length; i++) {
            bytes.raw(WireBytes.frame(i, payloads[i].getBytes(StandardCharsets.US_ASCII)));
        }
        return bytes.toArray();
    }

    private static final class Recorder implements PacketHandler {

        private final List<String> packets = new ArrayList<>();
        private final List<ByteBuf> buffers = new ArrayList<>();
        private Consumer<byte[]> onBytes;
        private Runnable onPacketTask = () -> { };
        private List<Demand> resumeAnswers = new ArrayList<>();
        private int pauseAt = -1;
        private int resumeCount;
        private int closedCount;
        private Throwable failure;
        private Supplier<String> held;

        String heldText() {
            return held.get();
        }

        @Override
        public Demand onPacket(ByteBuf bytes, int index, int length) {
            if (onBytes != null) {
                onBytes.accept(ByteBufUtil.getBytes(bytes, index, length));
                return Demand.CONTINUE;
            }
            held = () -> bytes.toString(index, length, StandardCharsets.US_ASCII);
            packets.add(held.get());
            buffers.add(bytes);
            onPacketTask.run();
            return packets.size() - 1 == pauseAt ? Demand.PAUSE : Demand.CONTINUE;
        }

        @Override
        public Demand onResume() {
            resumeCount++;
            return resumeAnswers.isEmpty() ? Demand.CONTINUE : resumeAnswers.remove(0);
        }

        @Override
        public void onFailure(Throwable cause) {
            failure = cause;
        }

        @Override
        public void onClosed() {
            closedCount++;
        }
    }
}
