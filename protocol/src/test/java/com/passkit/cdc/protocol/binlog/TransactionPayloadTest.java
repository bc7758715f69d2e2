package com.passkit.cdc.protocol.binlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

import com.passkit.cdc.protocol.binlog.event.EventType;
import com.passkit.cdc.protocol.binlog.event.TransactionPayloadEventFlyweight;
import com.passkit.cdc.protocol.error.MalformedPacketException;
import com.passkit.cdc.protocol.error.UnsupportedFeatureException;
import com.passkit.cdc.protocol.row.Demand;
import com.passkit.cdc.protocol.testing.BinlogText;
import com.passkit.cdc.protocol.testing.BinlogWriter;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdOutputStream;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;

/** Compressed transactions: those that a server would write, and those that none would. */
class TransactionPayloadTest {

    private static final int ZSTD = TransactionPayloadEventFlyweight.ALGORITHM_ZSTD;
    private static final byte[] ONE_INT = {3};
    private static final byte[] NOTHING = {};
    private static final int EVENT_COUNT = 3000;
    /** What MySQL takes for level 22: a window of 128 MiB. */
    private static final int MAX_WINDOW_LOG = 27;

    private final BinlogText text = new BinlogText();

    private static BinlogWriter dump() {
        return BinlogWriter.events().artificialRotate("bin.1", 4).formatDescription();
    }

    private static byte[] transaction() {
        BinlogWriter inner = BinlogWriter.events().checksums(false).query("db", "BEGIN");
        for (int i = 0; i < EVENT_COUNT; i++) {
            int value = i;
            Consumer<ByteBuf> twoRows = body -> body.writeByte(0).writeIntLE(value).writeByte(0).writeIntLE(-value);
            inner.tableMap(7, "db", "t", ONE_INT, NOTHING, NOTHING).rows(EventType.WRITE_ROWS, 7, 1, twoRows);
        }
        return inner.xid(9).toByteArray();
    }

    private List<String> decode(BinlogWriter events) {
        ByteBuf buffer = events.buffer();
        try (BinlogDecoder decoder = new BinlogDecoder(TableDefinitions.NONE, text)) {
            int index = 0;
            while (index < buffer.writerIndex()) {
                int length = buffer.getIntLE(index + 9);
                Demand demand = decoder.onEvent(buffer, index, length);
                while (demand == Demand.PAUSE) {
                    demand = decoder.resume();
                }
                index += length;
            }
        }
        return text.lines();
    }

    private void assertWhole(List<String> lines) {
        assertThat(lines.stream().filter(line -> line.contains(" row "))).hasSize(2 * EVENT_COUNT);
        assertThat(lines).contains("  INSERT db.t row 1 after {@1=-2999}").endsWith("  xid 9");
    }

    @Test
    void shouldReadOneFrameOfManyBlocks() throws IOException {
        byte[] events = transaction();
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (ZstdOutputStream zstd = new ZstdOutputStream(packed, 3)) {
            zstd.setCloseFrameOnFlush(false);
            for (int i = 0; i < events.length; i += 1000) {
                zstd.write(events, i, Math.min(1000, events.length - i));
                zstd.flush();
            }
        }
        text.pausing(true);
        assertWhole(decode(dump().transactionPayload(ZSTD, events.length, packed.toByteArray())));
    }

    @Test
    void shouldReadManyFrames() {
        byte[] events = transaction();
        ByteBuf packed = Unpooled.buffer();
        for (int i = 0; i < events.length; i += 777) {
            packed.writeBytes(Zstd.compress(Arrays.copyOfRange(events, i, Math.min(i + 777, events.length))));
        }
        assertWhole(decode(dump().transactionPayload(ZSTD, events.length, ByteBufUtil.getBytes(packed))));
    }

    @Test
    void shouldReadWhatIsNotCompressed() {
        byte[] events = transaction();
        text.pausing(true);
        assertWhole(decode(dump().transactionPayload(TransactionPayloadEventFlyweight.ALGORITHM_NONE, events.length,
            events)));
    }

    @Test
    void shouldReadTheWindowOfTheHighestLevel() throws IOException {
        byte[] events = transaction();
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (ZstdOutputStream zstd = new ZstdOutputStream(packed)) {
            zstd.setLong(MAX_WINDOW_LOG);
            zstd.write(events);
        }
        assertWhole(decode(dump().transactionPayload(ZSTD, events.length, packed.toByteArray())));
    }

    /** 2 GiB and 8 GiB by the window, 4 GiB by a content of one segment: refused before anything is allocated. */
    @Test
    void shouldRefuseAFrameThatClaimsGigabytes() {
        for (String frame : new String[] {"28b52ffd 00 a8 010000", "28b52ffd 00 b8 010000",
            "28b52ffd e0 0000000001000000 010000"}) {
            assertThatThrownBy(() -> decode(dump().transactionPayload(ZSTD, 100,
                ByteBufUtil.decodeHexDump(frame.replace(" ", "")))))
                .isInstanceOf(MalformedPacketException.class)
                .hasMessageContaining("bin.1:124: TransactionPayloadEvent.payload: Frame requires too much memory")
                .hasMessageContaining("windows of up to 128 MiB");
        }
    }

    @Test
    void shouldRefuseAPayloadThatBreaksOffWherever() {
        byte[] events = BinlogWriter.events().checksums(false).query("db", "BEGIN").xid(9).toByteArray();
        byte[] packed = Zstd.compress(events);
        for (int length = 0; length < packed.length; length++) {
            byte[] head = Arrays.copyOf(packed, length);
            for (long unpackedLength : new long[] {events.length, -1}) {
                assertThatThrownBy(() -> decode(dump().transactionPayload(ZSTD, unpackedLength, head)))
                    .as("%d bytes", length).isInstanceOf(MalformedPacketException.class)
                    .hasMessageContaining("bin.1:124: TransactionPayloadEvent.");
            }
        }
    }

    @Test
    void shouldRefuseALengthThatTheFramesDoNotHave() {
        byte[] events = transaction();
        byte[] packed = Zstd.compress(events);
        for (int difference : new int[] {-1, 1, -events.length, 100_000}) {
            assertThatThrownBy(() -> decode(dump().transactionPayload(ZSTD, events.length + difference, packed)))
                .isInstanceOf(MalformedPacketException.class)
                .hasMessageContaining("TransactionPayloadEvent.unpackedLength: ").hasMessageContaining(
                    "(expected: " + (events.length + difference) + ", as the event says)");
        }
    }

    @Test
    void shouldStopBeforeABombGoesOff() {
        byte[] packed = Zstd.compress(new byte[50_000_000]);
        assertThatThrownBy(() -> decode(dump().transactionPayload(ZSTD, 1000, packed)))
            .hasMessageContaining("(expected: 1000, as the event says)");
    }

    @Test
    void shouldRefuseInnerEventsThatAreNone() {
        byte[] tooLong = BinlogWriter.events().checksums(false).xid(9).toByteArray();
        tooLong[9] = 60;
        byte[] endless = tooLong.clone();
        endless[12] = (byte) 0x80;
        byte[] tooShort = tooLong.clone();
        tooShort[9] = 18;
        byte[] nested = BinlogWriter.events().checksums(false).transactionPayload(255, 0, NOTHING).toByteArray();
        for (byte[] events : new byte[][] {tooLong, endless, tooShort, nested, Arrays.copyOf(tooLong, 7)}) {
            for (int algorithm : new int[] {ZSTD, TransactionPayloadEventFlyweight.ALGORITHM_NONE}) {
                byte[] payload = algorithm == ZSTD ? Zstd.compress(events) : events;
                assertThatThrownBy(() -> decode(dump().transactionPayload(algorithm, events.length, payload)))
                    .isInstanceOf(MalformedPacketException.class).hasMessageContaining("bin.1:124: ");
            }
        }
    }

    @Test
    void shouldNameAnAlgorithmItDoesNotKnow() {
        assertThatThrownBy(() -> decode(dump().transactionPayload(3, 0, NOTHING)))
            .isInstanceOf(UnsupportedFeatureException.class)
            .hasMessageContaining("TransactionPayloadEvent.algorithm: 3 (expected: 0 (zstd) or 255 (none);");
    }

    @Test
    void shouldNotKeepTheBufferOfALargeEvent() {
        byte[] large = BinlogWriter.events().checksums(false).query("db", "x".repeat(40_000_000)).toByteArray();
        byte[] small = BinlogWriter.events().checksums(false).xid(9).toByteArray();
        TransactionPayloadEventFlyweight event = new TransactionPayloadEventFlyweight();
        List<Integer> capacities = new ArrayList<>();
        try (TransactionPayload payload = new TransactionPayload()) {
            for (byte[] events : List.of(large, small)) {
                ByteBuf body = Unpooled.buffer();
                TransactionPayloadEventFlyweight.write(body, ZSTD, events.length,
                    Unpooled.wrappedBuffer(Zstd.compress(events)));
                payload.begin(event.wrap(body, 0, body.readableBytes()));
                assertThat(payload.next()).isTrue();
                assertThat(payload.length()).isEqualTo(events.length);
                capacities.add(payload.buffer().capacity());
                assertThat(payload.next()).isFalse();
            }
        }
        assertThat(capacities.get(0)).isBetween(40_000_000, 100_000_000);
        assertThat(capacities.get(1)).isLessThan(1_000_000);
    }
}
