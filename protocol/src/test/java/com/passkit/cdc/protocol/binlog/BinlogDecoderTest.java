package com.passkit.cdc.protocol.binlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.function.Consumer;

import com.passkit.cdc.protocol.binlog.event.EventFlags;
import com.passkit.cdc.protocol.binlog.event.EventHeaderFlyweight;
import com.passkit.cdc.protocol.binlog.event.EventType;
import com.passkit.cdc.protocol.binlog.event.IncidentEventFlyweight;
import com.passkit.cdc.protocol.binlog.event.MariaDbStartEncryptionEventFlyweight;
import com.passkit.cdc.protocol.binlog.event.XidEventFlyweight;
import com.passkit.cdc.protocol.error.MalformedPacketException;
import com.passkit.cdc.protocol.error.MySqlException;
import com.passkit.cdc.protocol.error.Recovery;
import com.passkit.cdc.protocol.error.UnsupportedFeatureException;
import com.passkit.cdc.protocol.row.Collation;
import com.passkit.cdc.protocol.row.ColumnDescriptor;
import com.passkit.cdc.protocol.row.ColumnType;
import com.passkit.cdc.protocol.row.Demand;
import com.passkit.cdc.protocol.row.TableDescriptor;
import com.passkit.cdc.protocol.testing.BinlogText;
import com.passkit.cdc.protocol.testing.BinlogWriter;
import com.passkit.cdc.protocol.wire.LengthEncoded;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;

class BinlogDecoderTest {

    private static final UUID SOURCE_ID = UUID.fromString("896e7882-18fe-11ef-ab88-22222d34d411");
    private static final byte[] ONE_INT = {3};
    private static final byte[] NOTHING = {};
    private static final Consumer<ByteBuf> TWO_ROWS = body -> body.writeByte(0).writeIntLE(1).writeByte(1);

    private final BinlogText text = new BinlogText();

    private static BinlogWriter dump() {
        return BinlogWriter.events().artificialRotate("bin.1", 4).formatDescription();
    }

    private List<String> decode(BinlogWriter events) {
        return decode(events, TableDefinitions.NONE);
    }

    private List<String> decode(BinlogWriter events, TableDefinitions definitions) {
        try (BinlogDecoder decoder = new BinlogDecoder(definitions, text)) {
            feed(decoder, events);
        }
        return text.lines();
    }

    private static void feed(BinlogDecoder decoder, BinlogWriter events) {
        ByteBuf buffer = events.buffer();
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

    private static BinlogWriter mapped(BinlogWriter events) {
        return events.tableMap(7, "db", "t", ONE_INT, NOTHING, NOTHING);
    }

    @Test
    void shouldPlaceEventsFromTheArtificialRotateOn() {
        assertThat(decode(dump().query("db", "BEGIN").rotate("bin.2").artificialRotate("bin.2", 4).formatDescription()))
            .containsExactly(
                "4..4 ROTATE checksum OK", "  in bin.1 to bin.1:4 artificial",
                "4..124 FORMAT_DESCRIPTION checksum OK", "  version 8.0.15",
                "124..175 QUERY checksum OK", "  query [db] BEGIN",
                "175..211 ROTATE checksum OK", "  in bin.1 to bin.2:4",
                "4..4 ROTATE checksum OK", "  in bin.2 to bin.2:4 artificial",
                "4..124 FORMAT_DESCRIPTION checksum OK", "  version 8.0.15");
    }

    @Test
    void shouldStartInTheMiddleOfAFile() {
        assertThat(decode(BinlogWriter.events().artificialRotate("bin.1", 1000).formatDescription("8.0.15", false)
            .xid(1))).contains("1000..1000 FORMAT_DESCRIPTION checksum OK", "1000..1031 XID checksum OK");
    }

    @Test
    void shouldGoOnBeyondFourGibibytes() {
        long start = 0x1_0000_0000L - 10;
        assertThat(decode(BinlogWriter.events().artificialRotate("bin.1", start).formatDescription("8.0.15", false)
            .xid(1).xid(2))).contains(
                start + ".." + (start + 31) + " XID checksum OK",
                (start + 31) + ".." + (start + 62) + " XID checksum OK");
    }

    @Test
    void shouldFollowTheSourceOverTransactionsItLeavesOut() {
        assertThat(decode(dump().position(5000).xid(1).position(0x1_0000_0010L).xid(2))).contains(
            "5000..5031 XID checksum OK", "4294967312..4294967343 XID checksum OK");
    }

    @Test
    void shouldTakeThePositionOfHeartbeats() {
        BinlogWriter events = dump().position(9000 - 19 - 5 - 4);
        events.event(EventType.HEARTBEAT.code(), 0, body -> body.writeBytes("bin.1".getBytes()));
        assertThat(decode(events.xid(1))).contains("  heartbeat at 9000", "9000..9031 XID checksum OK");
    }

    @Test
    void shouldTakeThe64BitPositionOfHeartbeats() {
        BinlogWriter events = dump();
        events.event(EventType.HEARTBEAT_V2.code(), 0,
            body -> body.writeByte(2).writeByte(9).writeByte(0xfe).writeLongLE(0x2_0000_0000L).writeByte(0));
        assertThat(decode(events)).contains("  heartbeat at 8589934592");
    }

    /** MariaDB 11.4 writes an end of 0 into the events inside a transaction. */
    @Test
    void shouldCountByLengthsWhereEventsDoNotSayWhereTheyEnd() {
        BinlogWriter events = BinlogWriter.events().checksums(false).artificialRotate("bin.1", 4).formatDescription();
        for (int i = 0; i < 3; i++) {
            mapped(events);
            events.buffer().setIntLE(events.lastEventIndex() + 13, 0);
        }
        List<String> lines = decode(events.xid(5));
        long end = events.position();
        assertThat(lines).contains(end - 27 + ".." + end + " XID checksum NONE")
            .filteredOn(line -> line.contains("TABLE_MAP")).hasSize(3).first().asString().startsWith("124..");
    }

    /** MariaDB sends a list of GTIDs of its own making where a replica's position is reached, at a place it has passed. */
    @Test
    void shouldNotMoveForWhatTheSourceMakesUpInsideAFile() {
        BinlogWriter events = BinlogWriter.events().checksums(false).artificialRotate("bin.1", 4).formatDescription();
        events.event(EventType.MARIADB_GTID_LIST.code(), EventFlags.ARTIFICIAL, body -> body.writeIntLE(0));
        events.buffer().setIntLE(events.lastEventIndex() + 13, 124);
        assertThat(decode(events.position(124).xid(5))).contains("124..151 XID checksum NONE");
    }

    @Test
    void shouldReadWithoutChecksums() {
        BinlogWriter events = BinlogWriter.events().checksums(false).artificialRotate("bin.1", 4).formatDescription();
        assertThat(decode(events.xid(5))).contains("  in bin.1 to bin.1:4 artificial", "124..151 XID checksum NONE");
    }

    @Test
    void shouldStripTheChecksumOfWhatTheSourceMakesUpForAFileWithout() {
        BinlogWriter events = BinlogWriter.events().artificialRotate("bin.1", 4).checksums(false).formatDescription()
            .checksums(true).artificialRotate("bin.2", 4);
        assertThat(decode(events)).contains("  in bin.2 to bin.2:4 artificial");
    }

    @Test
    void shouldVerifyAFormatDescriptionInUse() {
        BinlogWriter events = dump();
        events.buffer().setShortLE(events.lastEventIndex() + 17, EventFlags.BINLOG_IN_USE);
        assertThat(decode(events)).contains("  version 8.0.15");
    }

    @Test
    void shouldReconnectWhenAChecksumFails() {
        BinlogWriter events = dump().xid(1);
        events.buffer().setByte(events.lastEventIndex() + 20, 77);
        assertThatThrownBy(() -> decode(events)).isInstanceOfSatisfying(MalformedPacketException.class, e -> {
            assertThat(e.recovery()).isEqualTo(Recovery.RECONNECT);
            assertThat(e).hasMessageContaining("bin.1:124: Event.checksum: 0x");
        });
    }

    @Test
    void shouldReconnectWhenTheLengthInAHeaderIsDamaged() {
        BinlogWriter events = dump().xid(1);
        ByteBuf buffer = events.buffer();
        int index = events.lastEventIndex();
        int length = buffer.getIntLE(index + 9);
        buffer.setIntLE(index + 9, length ^ 0x40);
        try (BinlogDecoder decoder = new BinlogDecoder(TableDefinitions.NONE, text)) {
            assertThatThrownBy(() -> decoder.onEvent(buffer, index, length))
                .isInstanceOfSatisfying(MalformedPacketException.class, e -> {
                    assertThat(e.recovery()).isEqualTo(Recovery.RECONNECT);
                    assertThat(e).hasMessageContaining("EventHeader.eventLength: " + (length ^ 0x40));
                });
        }
    }

    @Test
    void shouldDemandAFormatDescriptionFirst() {
        assertThatThrownBy(() -> decode(BinlogWriter.events().artificialRotate("bin.1", 4).xid(1)))
            .hasMessageContaining("bin.1:4: EventHeader.type: 16 (expected: a FORMAT_DESCRIPTION (15)");
    }

    @Test
    void shouldPauseBetweenRows() {
        BinlogWriter events = mapped(dump()).rows(EventType.WRITE_ROWS, 7, 1, TWO_ROWS);
        text.pausing(true);
        try (BinlogDecoder decoder = new BinlogDecoder(TableDefinitions.NONE, text)) {
            ByteBuf buffer = events.buffer();
            int index = 0;
            while (index < events.lastEventIndex()) {
                int length = buffer.getIntLE(index + 9);
                assertThat(decoder.onEvent(buffer, index, length)).isEqualTo(Demand.CONTINUE);
                index += length;
            }
            int length = buffer.getIntLE(index + 9);
            assertThat(decoder.onEvent(buffer, index, length)).isEqualTo(Demand.PAUSE);
            assertThat(text.lines()).endsWith("  INSERT db.t row 0 after {@1=1}");
            int rowsIndex = index;
            assertThatThrownBy(() -> decoder.onEvent(buffer, rowsIndex, length))
                .isInstanceOf(IllegalStateException.class);
            assertThat(decoder.resume()).isEqualTo(Demand.PAUSE);
            assertThat(text.lines()).endsWith("  INSERT db.t row 1 after {@1=NULL}");
            assertThat(decoder.resume()).isEqualTo(Demand.CONTINUE);
        }
    }

    @Test
    void shouldForgetTableMapsAtTheEndOfAStatement() {
        BinlogWriter events = mapped(dump()).rows(EventType.WRITE_ROWS, 7, 1, TWO_ROWS)
            .rows(EventType.WRITE_ROWS, 7, 1, TWO_ROWS);
        assertThatThrownBy(() -> decode(events)).isInstanceOf(MalformedPacketException.class)
            .hasMessageContaining("bin.1:" + (events.position() - 41))
            .hasMessageContaining("RowsEvent.tableId: 7 (expected: one that a table map").hasMessageContaining(
                "event begins ");
    }

    @Test
    void shouldAcceptAnEventThatOnlyEndsAStatement() {
        BinlogWriter events = mapped(dump())
            .rows(EventType.WRITE_ROWS, 7, 0, 1, new byte[] {1}, NOTHING, TWO_ROWS)
            .rows(EventType.WRITE_ROWS, 0xff_ffff, 1, 0, NOTHING, NOTHING, body -> { });
        assertThat(decode(events)).contains("  INSERT db.t row 1 after {@1=NULL}");
    }

    @Test
    void shouldStopWhenColumnsDisagreeOrBytesAreLeft() {
        assertThatThrownBy(() -> decode(mapped(dump()).rows(EventType.WRITE_ROWS, 7, 2, TWO_ROWS)))
            .hasMessageContaining("RowsEvent.columnCount: 2 (expected: 1, as in the table map of db.t)");
        assertThatThrownBy(() -> decode(mapped(dump()).rows(EventType.WRITE_ROWS, 7, 1,
            body -> body.writeByte(0).writeIntLE(1).writeByte(0).writeShortLE(1))))
            .isInstanceOf(MalformedPacketException.class).hasMessageContaining("RowImage");
    }

    @Test
    void shouldStopAtWhatMayCarryRowsAndIsNotRead() {
        for (EventType type : List.of(EventType.LOAD, EventType.SLAVE,
            EventType.CREATE_FILE, EventType.EXEC_LOAD, EventType.NEW_LOAD, EventType.PRE_GA_WRITE_ROWS)) {
            assertThatThrownBy(() -> decode(dump().event(type.code(), EventFlags.IGNORABLE, body -> { })))
                .isInstanceOf(UnsupportedFeatureException.class).hasMessageContaining("bin.1:124: event type "
                    + type.code() + " (" + type + ')');
        }
        assertThatThrownBy(() -> decode(dump().event(99, 0, body -> { })))
            .isInstanceOf(UnsupportedFeatureException.class).hasMessageContaining("event type 99 (UNKNOWN)");
    }

    private static void writeJson(ByteBuf out, String hex) {
        byte[] bytes = ByteBufUtil.decodeHexDump(hex);
        out.writeIntLE(bytes.length).writeBytes(bytes);
    }

    /** Rows of (INT, JSON, JSON): {"a":1} and [true] to what differences make of them. */
    private static void writePartialUpdate(ByteBuf body, int partial, String first, String second) {
        body.writeByte(0).writeIntLE(1);
        writeJson(body, "0001000c000b00010005010061");
        writeJson(body, "0201000700040100");
        body.writeByte(1).writeByte(partial).writeByte(0).writeIntLE(2);
        writeJson(body, first);
        writeJson(body, second);
    }

    private static BinlogWriter mappedJson() {
        return dump().tableMap(7, "db", "t", new byte[] {3, (byte) 245, (byte) 245}, new byte[] {4, 4}, NOTHING);
    }

    @Test
    void shouldApplyDifferencesToTheDocumentBefore() {
        BinlogWriter events = mappedJson().rows(EventType.PARTIAL_UPDATE_ROWS, 7, 3, body -> {
            writePartialUpdate(body, 0b01, "0003242e6103050200", "0400");
            writePartialUpdate(body, 0b10, "0401", "0004245b305d020402");
            body.writeByte(0b110).writeIntLE(1).writeByte(0).writeByte(0b110).writeIntLE(3);
        });

        String before = " before {@1=1, @2=json:0001000c000b00010005010061, @3=json:0201000700040100} after ";
        assertThat(decode(events)).containsSubsequence(
            "  UPDATE db.t row 0" + before + "{@1=2, @2=json:0001000c000b00010005020061, @3=json:0400}",
            "  UPDATE db.t row 1" + before + "{@1=2, @2=json:0401, @3=json:0201000700040200}",
            "  UPDATE db.t row 2 before {@1=1, @2=NULL, @3=NULL} after {@1=3, @2=NULL, @3=NULL}");
    }

    @Test
    void shouldCountTheJsonColumnsThatTheImageLacks() {
        BinlogWriter events = mappedJson().rows(EventType.PARTIAL_UPDATE_ROWS, 7, 1, 3, new byte[] {0b111},
            new byte[] {0b101}, body -> {
                body.writeByte(0).writeIntLE(1);
                writeJson(body, "0401");
                writeJson(body, "0201000700040100");
                body.writeByte(1).writeByte(0b10).writeByte(0).writeIntLE(2);
                writeJson(body, "0004245b305d020402");
            });

        assertThat(decode(events)).last().asString().endsWith("after {@1=2, @3=json:0201000700040200}");
    }

    @Test
    void shouldStopAtDifferencesToWhatIsNotLogged() {
        BinlogWriter events = mappedJson().rows(EventType.PARTIAL_UPDATE_ROWS, 7, 1, 3, new byte[] {0b001},
            new byte[] {0b010}, body -> {
                body.writeByte(0).writeIntLE(1).writeByte(1).writeByte(0b01).writeByte(0);
                writeJson(body, "0003242e6103050200");
            });

        assertThatThrownBy(() -> decode(events)).isInstanceOf(UnsupportedFeatureException.class)
            .hasMessageContaining("bin.1:").hasMessageContaining("table `db`.`t`, column `@2`: its change is logged as "
                + "differences to a document that is not logged (set binlog_row_image=FULL");
    }

    @Test
    void shouldStopAtDifferencesThatBreakOffAndAtOptionsOfALaterServer() {
        ByteBuf rows = Unpooled.buffer();
        writePartialUpdate(rows, 0b01, "0003242e6103050200", "0400");
        for (int length = 1; length < rows.readableBytes(); length++) {
            ByteBuf part = rows.copy(0, length);
            assertThatThrownBy(() -> decode(mappedJson().rows(EventType.PARTIAL_UPDATE_ROWS, 7, 3,
                body -> body.writeBytes(part)))).isInstanceOf(MalformedPacketException.class);
        }
        rows.setByte(34, 2);
        assertThatThrownBy(() -> decode(mappedJson().rows(EventType.PARTIAL_UPDATE_ROWS, 7, 3,
            body -> body.writeBytes(rows)))).isInstanceOf(UnsupportedFeatureException.class)
            .hasMessageContaining("valueOptions: 2");
    }

    @Test
    void shouldStopBehindAnIncidentInWords() {
        assertThatThrownBy(() -> decode(dump().event(EventType.INCIDENT.code(), 0,
            body -> IncidentEventFlyweight.write(body, 1, "error writing to the binary log"))))
            .isInstanceOfSatisfying(MySqlException.class, e -> assertThat(e.recovery()).isEqualTo(Recovery.STOP))
            .hasMessageContaining("bin.1:124: event type 26 (INCIDENT): changes were lost: error writing to the binary"
                + " log (the server's tables and its binlog differ from here on: take a new snapshot)");
        assertThat(text.lines()).endsWith("  incident 1 error writing to the binary log");
    }

    @Test
    void shouldStopAtALogOfMySqlFourInWords() {
        assertThatThrownBy(() -> decode(BinlogWriter.events().checksums(false).artificialRotate("bin.1", 4)
            .event(EventType.START_V3.code(), 0, body -> body.writeShortLE(3).writeZero(54))))
            .isInstanceOf(UnsupportedFeatureException.class)
            .hasMessageContaining("bin.1:4: event type 1 (START_V3): written by a server before MySQL 5.1");
    }

    /** What MySQL's newer codes mean in a file of MariaDB, nobody knows. */
    @Test
    void shouldNotTakeAnEventOfMariaDbForOneOfMySql() {
        BinlogWriter events = BinlogWriter.events().artificialRotate("bin.1", 4)
            .formatDescription("10.11.19-MariaDB-log", true);
        assertThatThrownBy(() -> decode(events.event(EventType.GTID.code(), 0, body -> body.writeZero(42))))
            .isInstanceOf(UnsupportedFeatureException.class).hasMessageContaining("event type 33 (UNKNOWN)");
    }

    @Test
    void shouldStopAtAnEncryptedFileOfMariaDbAndNotAtItsDump() {
        Consumer<ByteBuf> encryption = body -> MariaDbStartEncryptionEventFlyweight.write(body, 1, 5, new byte[12]);
        BinlogWriter file = BinlogWriter.file().formatDescription("10.11.19-MariaDB-log", true)
            .event(EventType.MARIADB_START_ENCRYPTION.code(), 0, encryption);
        try (BinlogFileReader reader = BinlogFileReader.of(new ByteArrayInputStream(file.toByteArray()), "f",
            TableDefinitions.NONE, text)) {
            assertThatThrownBy(reader::read).isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContaining("event type 164 (MARIADB_START_ENCRYPTION): the file is encrypted from here on");
        }
        assertThat(text.lines()).endsWith("  encrypted with key 5");
        assertThat(decode(BinlogWriter.events().artificialRotate("bin.1", 4)
            .formatDescription("10.11.19-MariaDB-log", true)
            .event(EventType.MARIADB_START_ENCRYPTION.code(), 0, encryption).xid(1))).endsWith("  xid 1");
    }

    @Test
    void shouldReadAsManyLabelsAsAnEnumCanHave() {
        int count = 65_535;
        ByteBuf labels = Unpooled.buffer();
        LengthEncoded.write(labels, count);
        for (int i = 1; i <= count; i++) {
            byte[] label = ("l" + i).getBytes();
            labels.writeByte(label.length).writeBytes(label);
        }
        ByteBuf metadata = Unpooled.buffer().writeByte(4).writeByte(2).writeByte(1).writeByte('e').writeByte(6);
        LengthEncoded.write(metadata, labels.readableBytes());
        metadata.writeBytes(labels);
        BinlogWriter events = dump().tableMap(7, "db", "t", new byte[] {(byte) 254}, new byte[] {(byte) 247, 2},
            ByteBufUtil.getBytes(metadata)).rows(EventType.WRITE_ROWS, 7, 1,
                body -> body.writeByte(0).writeShortLE(65_535).writeByte(0).writeShortLE(256).writeByte(0).writeShortLE(0));

        assertThat(decode(events)).containsSubsequence("  INSERT db.t row 0 after {e=#65535(l65535)}",
            "  INSERT db.t row 1 after {e=#256(l256)}", "  INSERT db.t row 2 after {e=#0}");
    }

    @Test
    void shouldReadTheColumnsBehindMultiValuedIndexes() {
        // arrays of VARCHAR(10), BIGINT, DECIMAL(10,2) and TIME(3): type of the elements, then their metadata
        byte[] types = {3, 20, 20, 20, 20, 3};
        byte[] metadata = {15, 40, 0, 0, 8, (byte) 246, 10, 2, 19, 3};
        BinlogWriter events = dump().tableMap(7, "db", "t", types, metadata, NOTHING)
            .rows(EventType.WRITE_ROWS, 7, 1, 6, new byte[] {0b100001}, NOTHING,
                body -> body.writeByte(0).writeIntLE(1).writeIntLE(2))
            .tableMap(7, "db", "t", types, metadata, NOTHING).rows(EventType.WRITE_ROWS, 7, 1, 6,
                new byte[] {0b100011}, NOTHING, body -> {
                    body.writeByte(0).writeIntLE(3);
                    writeJson(body, "0200000400");
                    body.writeIntLE(4);
                });

        assertThat(decode(events)).containsSubsequence("  INSERT db.t row 0 after {@1=1, @6=2}",
            "  INSERT db.t row 0 after {@1=3, @2=json:0200000400, @6=4}");
    }

    @Test
    void shouldPassOverWhatIsMarkedAsIgnorable() {
        assertThat(decode(dump().event(99, EventFlags.IGNORABLE, body -> body.writeByte(1))))
            .endsWith("  ignorable 99");
    }

    @Test
    void shouldUnpackACompressedTransactionPausedAtEveryRow() {
        BinlogWriter inner = BinlogWriter.events().checksums(false).query("db", "BEGIN");
        for (int i = 0; i < 2000; i++) {
            mapped(inner).rows(EventType.WRITE_ROWS, 7, 1, TWO_ROWS);
        }
        BinlogWriter events = dump().gtid(SOURCE_ID, 1).compressedTransaction(inner.xid(9)).query("db", "CREATE ...");
        List<String> expected = new ArrayList<>(decode(events));
        assertThat(expected.stream().filter(line -> line.contains(" row "))).hasSize(4000);
        assertThat(expected).endsWith("  query [db] CREATE ...");
        text.lines().clear();
        text.pausing(true);
        assertThat(decode(events)).isEqualTo(expected);
    }

    @Test
    void shouldShowTheBytesOfEveryEventInnerOnesToo() {
        BinlogWriter inner = BinlogWriter.events().checksums(false).query("db", "BEGIN").xid(9);
        BinlogWriter events = dump().compressedTransaction(inner).xid(10);
        List<String> seen = new ArrayList<>();
        BinlogHandler handler = new BinlogHandler() {
            @Override
            public void onXid(EventView event, XidEventFlyweight body) {
                assertThat(event.header().eventLength()).isEqualTo(event.length());
                seen.add(ByteBufUtil.hexDump(event.buffer(), event.index(), event.length()));
            }

            @Override
            public Demand onRow(EventView event, RowChangeView row) {
                return Demand.CONTINUE;
            }
        };
        try (BinlogDecoder decoder = new BinlogDecoder(TableDefinitions.NONE, handler)) {
            feed(decoder, events);
        }
        assertThat(seen).containsExactly(lastEvent(inner), lastEvent(events));
    }

    private static String lastEvent(BinlogWriter events) {
        ByteBuf buffer = events.buffer();
        return ByteBufUtil.hexDump(buffer, events.lastEventIndex(), buffer.writerIndex() - events.lastEventIndex());
    }

    @Test
    void shouldLetAHandlerCloseInsideACompressedTransaction() {
        BinlogWriter inner = mapped(BinlogWriter.events().checksums(false)).rows(EventType.WRITE_ROWS, 7, 1, TWO_ROWS);
        BinlogWriter events = dump().compressedTransaction(inner.xid(9));
        List<RowChangeKind> rows = new ArrayList<>();
        BinlogDecoder[] decoder = new BinlogDecoder[1];
        decoder[0] = new BinlogDecoder(TableDefinitions.NONE, (event, row) -> {
            rows.add(row.kind());
            decoder[0].close();
            assertThat(row.after().isNull(0)).isFalse();
            return Demand.CONTINUE;
        });
        feed(decoder[0], events);
        assertThat(rows).containsExactly(RowChangeKind.INSERT);
    }

    @Test
    void shouldTakeNamesAndSignsFromADefinitionAndKeepTheDescriptor() {
        TableDescriptor definition = definition("id", ColumnType.INT, true);
        List<String> asked = new ArrayList<>();
        List<TableDescriptor> seen = new ArrayList<>();
        BinlogHandler handler = new BinlogHandler() {
            @Override
            public boolean onTableMap(EventView event, TableDescriptor table) {
                seen.add(table);
                return true;
            }

            @Override
            public Demand onRow(EventView event, RowChangeView row) {
                return Demand.CONTINUE;
            }
        };
        try (BinlogDecoder decoder = new BinlogDecoder((database, table) -> {
            asked.add(database + '.' + table);
            return definition;
        }, handler)) {
            feed(decoder, mapped(mapped(dump())));
            assertThat(asked).containsExactly("db.t");
            decoder.forgetDefinitions();
            feed(decoder, mapped(dump()));
        }
        assertThat(asked).containsExactly("db.t", "db.t");
        assertThat(seen).hasSize(3).allSatisfy(table -> assertThat(table).isSameAs(seen.get(0)));
        assertThat(seen.get(0).column(0).name()).isEqualTo("id");
        assertThat(seen.get(0).column(0).unsigned()).isTrue();
        assertThat(seen.get(0).keyColumnCount()).isEqualTo(1);
    }

    private static TableDescriptor definition(String name, ColumnType type, boolean isUnsigned) {
        return TableDescriptor.of("db", "t", List.of(new ColumnDescriptor(name, type, isUnsigned, false, 0, 0,
            Collation.BINARY, List.of()))).withKey(0);
    }

    @Test
    void shouldStopWhenADefinitionNoLongerFits() {
        assertThatThrownBy(() -> decode(mapped(dump()), (database, table) -> definition("id", ColumnType.DATE, false)))
            .isInstanceOfSatisfying(MySqlException.class, e -> assertThat(e.recovery()).isEqualTo(Recovery.STOP))
            .hasMessageContaining("bin.1:124: table `db`.`t`: the event has column 1 of type INT (expected: `id` DATE")
            .hasMessageContaining("no longer fits");
        TableDescriptor two = TableDescriptor.of("db", "t", List.of(
            ColumnDescriptor.of("a", ColumnType.INT, true), ColumnDescriptor.of("b", ColumnType.INT, true)));
        assertThatThrownBy(() -> decode(mapped(dump()), (database, table) -> two))
            .hasMessageContaining("the event has 1 columns (expected: 2 columns");
    }

    @Test
    void shouldSkipAnUnknownMetadataField() {
        byte[] optional = {99, 2, 1, 2, 1, 1, (byte) 0x80, 4, 3, 2, 'i', 'd', 8, 1, 0};
        assertThat(decode(dump().tableMap(7, "db", "t", ONE_INT, NOTHING, optional)))
            .endsWith("  table db.t (id INT unsigned) key 0");
    }

    @Test
    void shouldThrowNothingButMySqlExceptionsForDamagedBytes() {
        Random random = new Random(20_261_123);
        BinlogWriter inner = mapped(BinlogWriter.events().checksums(false)).rows(EventType.WRITE_ROWS, 7, 1, TWO_ROWS);
        BinlogWriter events = BinlogWriter.events().checksums(false).artificialRotate("bin.1", 4).formatDescription()
            .gtid(SOURCE_ID, 1).query("db", "BEGIN").rowsQuery("INSERT");
        mapped(events).rows(EventType.UPDATE_ROWS, 7, 1, TWO_ROWS).xid(1).compressedTransaction(inner);
        byte[] bytes = events.toByteArray();
        int refused = 0;
        for (int round = 0; round < 3000; round++) {
            byte[] damaged = bytes.clone();
            for (int i = random.nextInt(4); i >= 0; i--) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
            }
            refused += decodesSafely(damaged, bytes) ? 0 : 1;
        }
        assertThat(refused).isGreaterThan(500);
    }

    /** Frames by the undamaged lengths, as packets do. */
    private static boolean decodesSafely(byte[] damaged, byte[] frames) {
        ByteBuf framing = Unpooled.wrappedBuffer(frames);
        try (BinlogDecoder decoder = new BinlogDecoder(TableDefinitions.NONE, new BinlogText())) {
            int index = 0;
            while (index < frames.length) {
                int length = framing.getIntLE(index + EventHeaderFlyweight.LENGTH - 10);
                decoder.onEvent(Unpooled.copiedBuffer(damaged, index, length), 0, length);
                index += length;
            }
            return true;
        } catch (MySqlException e) {
            return false;
        }
    }
}
