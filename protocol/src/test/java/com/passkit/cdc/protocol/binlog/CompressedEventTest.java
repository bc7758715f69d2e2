package com.passkit.cdc.protocol.binlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

import com.passkit.cdc.protocol.binlog.event.EventType;
import com.passkit.cdc.protocol.binlog.event.QueryEventFlyweight;
import com.passkit.cdc.protocol.binlog.event.RowsEventFlyweight;
import com.passkit.cdc.protocol.error.MalformedPacketException;
import com.passkit.cdc.protocol.error.UnsupportedFeatureException;
import com.passkit.cdc.protocol.row.Demand;
import com.passkit.cdc.protocol.testing.BinlogText;
import com.passkit.cdc.protocol.testing.BinlogWriter;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** MariaDB's compressed events, written by hand: those that a server would write, and those that none would. */
class CompressedEventTest {

    private static final byte[] ONE_INT = {3};
    private static final byte[] NOTHING = {};
    private static final byte[] ONE_COLUMN = {1};
    private static final byte[] ROW = {0, 7, 0, 0, 0};
    private static final byte[] TWO_ROWS = {0, 7, 0, 0, 0, 0, 8, 0, 0, 0};
    private static final Consumer<ByteBuf> QUERY_HEAD = body -> QueryEventFlyweight.write(body, 1, "db", "", 0);

    private final BinlogText text = new BinlogText();

    private static BinlogWriter dump() {
        return BinlogWriter.events().artificialRotate("bin.1", 4).formatDescription("10.11.19-MariaDB-log", true);
    }

    private static Consumer<ByteBuf> rowsHead(EventType type) {
        return body -> RowsEventFlyweight.write(body, type, 7, RowsEventFlyweight.STATEMENT_END, 1, ONE_COLUMN,
            ONE_COLUMN);
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

    @ParameterizedTest
    @CsvSource({
        "MARIADB_WRITE_ROWS_COMPRESSED_V1, WRITE_ROWS_V1, INSERT", "MARIADB_WRITE_ROWS_COMPRESSED, WRITE_ROWS, INSERT",
        "MARIADB_UPDATE_ROWS_COMPRESSED_V1, UPDATE_ROWS_V1, UPDATE",
        "MARIADB_UPDATE_ROWS_COMPRESSED, UPDATE_ROWS, UPDATE",
        "MARIADB_DELETE_ROWS_COMPRESSED_V1, DELETE_ROWS_V1, DELETE",
        "MARIADB_DELETE_ROWS_COMPRESSED, DELETE_ROWS, DELETE"})
    void shouldUnpackRows(EventType compressed, EventType plain, RowChangeKind kind) {
        BinlogWriter events = dump().tableMap(7, "db", "t", ONE_INT, NOTHING, NOTHING)
            .mariaDbCompressed(compressed, rowsHead(plain), TWO_ROWS);
        String expected = switch (kind) {
            case INSERT -> "  INSERT db.t row 1 after {@1=8}";
            case UPDATE -> "  UPDATE db.t row 0 before {@1=7} after {@1=8}";
            case DELETE -> "  DELETE db.t row 1 before {@1=8}";
        };
        text.pausing(true);
        assertThat(decode(events)).endsWith(expected);
    }

    @Test
    void shouldUnpackStatements() {
        assertThat(decode(dump().mariaDbCompressed(EventType.MARIADB_QUERY_COMPRESSED, QUERY_HEAD,
            "CREATE TABLE é (a INT)".getBytes(StandardCharsets.UTF_8))
            .mariaDbCompressed(EventType.MARIADB_QUERY_COMPRESSED, QUERY_HEAD, "x".repeat(300_000).getBytes())
            .mariaDbCompressed(EventType.MARIADB_QUERY_COMPRESSED, QUERY_HEAD, NOTHING)))
            .contains("  query [db] CREATE TABLE é (a INT)", "  query [db] " + "x".repeat(300_000), "  query [db] ");
    }

    @Test
    void shouldNotKeepALargeBuffer() {
        CompressedEvent compressed = new CompressedEvent();
        try {
            List<Integer> capacities = new ArrayList<>();
            for (int length : new int[] {40_000_000, 10, 1_000_000, 10}) {
                ByteBuf body = Unpooled.buffer();
                QUERY_HEAD.accept(body);
                body.writeByte(0x84).writeInt(length).writeBytes(BinlogWriter.deflate(new byte[length]));
                assertThat(compressed.unpackQuery(body, 0, body.readableBytes())).isGreaterThan(length);
                capacities.add(compressed.unpacked().capacity());
            }
            assertThat(capacities.get(0)).isGreaterThan(40_000_000);
            assertThat(capacities.get(1)).isLessThan(1000);
            assertThat(capacities.get(3)).isEqualTo(capacities.get(2)).isLessThan(4_000_000);
        } finally {
            compressed.close();
        }
    }

    @Test
    void shouldRefuseALengthThatTheBytesDoNotHave() {
        byte[] deflated = BinlogWriter.deflate(ROW);
        for (int length : new int[] {0, 4, 6, 64}) {
            assertThatThrownBy(() -> decode(dump().tableMap(7, "db", "t", ONE_INT, NOTHING, NOTHING)
                .mariaDbCompressed(EventType.MARIADB_WRITE_ROWS_COMPRESSED_V1, rowsHead(EventType.WRITE_ROWS_V1),
                    length, deflated)))
                .isInstanceOf(MalformedPacketException.class)
                .hasMessageContaining("MariaDbCompressedEvent.length: " + length + " (expected: ");
        }
    }

    /** 1 GiB is claimed, and nothing allocated for it. */
    @Test
    void shouldRefuseALengthBeyondWhatZlibCanDo() {
        assertThatThrownBy(() -> decode(dump().mariaDbCompressed(EventType.MARIADB_QUERY_COMPRESSED, QUERY_HEAD,
            1 << 30, BinlogWriter.deflate(ROW)))).isInstanceOf(MalformedPacketException.class)
            .hasMessageContaining("MariaDbCompressedEvent.length: 1073741824 (expected: <= ");
        assertThatThrownBy(() -> decode(dump().mariaDbCompressed(EventType.MARIADB_QUERY_COMPRESSED, QUERY_HEAD,
            -1, BinlogWriter.deflate(ROW)))).isInstanceOf(MalformedPacketException.class)
            .hasMessageContaining("MariaDbCompressedEvent.length: 4294967295 (expected: <= ");
    }

    @Test
    void shouldRefuseWhatIsNoZlibStream() {
        byte[] deflated = BinlogWriter.deflate(ROW);
        byte[] longer = Arrays.copyOf(deflated, deflated.length + 3);
        byte[] damaged = deflated.clone();
        damaged[3] ^= 0x55;
        for (byte[] stream : List.of(NOTHING, new byte[] {1, 2, 3}, longer, damaged,
            Arrays.copyOf(deflated, deflated.length - 1))) {
            assertThatThrownBy(() -> decode(dump().mariaDbCompressed(EventType.MARIADB_QUERY_COMPRESSED, QUERY_HEAD,
                ROW.length, stream))).as(ByteBufUtil.hexDump(stream)).isInstanceOf(MalformedPacketException.class)
                .hasMessageContaining("bin.1:").hasMessageContaining("MariaDbCompressedEvent.");
        }
    }

    @Test
    void shouldRefuseAHeaderItDoesNotKnow() {
        for (int header : new int[] {0x04, 0x80, 0x85, 0x87}) {
            assertThatThrownBy(() -> decode(compressedQuery(header)))
                .isInstanceOf(MalformedPacketException.class)
                .hasMessageContaining("MariaDbCompressedEvent.header: 0x" + Integer.toHexString(header));
        }
        assertThatThrownBy(() -> decode(compressedQuery(0x91))).isInstanceOf(UnsupportedFeatureException.class)
            .hasMessageContaining("MariaDbCompressedEvent.algorithm: 1 (expected: 0, zlib; set log_bin_compress=OFF");
        assertThatThrownBy(() -> decode(dump().event(EventType.MARIADB_QUERY_COMPRESSED.code(), 0, QUERY_HEAD)))
            .hasMessageContaining("MariaDbCompressedEvent.header: missing");
        assertThatThrownBy(() -> decode(dump().event(EventType.MARIADB_QUERY_COMPRESSED.code(), 0, body -> {
            QUERY_HEAD.accept(body);
            body.writeByte(0x84).writeShort(1);
        }))).hasMessageContaining("MariaDbCompressedEvent.header: 0x84");
    }

    private static BinlogWriter compressedQuery(int header) {
        return dump().event(EventType.MARIADB_QUERY_COMPRESSED.code(), 0, body -> {
            QUERY_HEAD.accept(body);
            body.writeByte(header).writeByte(ROW.length).writeBytes(BinlogWriter.deflate(ROW)).writeZero(8);
        });
    }
}
