package com.passkit.cdc.protocol.binlog.event;

import static com.passkit.cdc.protocol.binlog.event.BodyBytes.bytes;
import static com.passkit.cdc.protocol.binlog.event.BodyBytes.requireSafeWhenCut;
import static com.passkit.cdc.protocol.binlog.event.BodyBytes.written;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.UUID;

import com.passkit.cdc.protocol.error.MalformedPacketException;
import com.passkit.cdc.protocol.error.UnsupportedFeatureException;
import com.passkit.cdc.protocol.position.Gtid;
import com.passkit.cdc.protocol.position.GtidSet;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;

/** Every flyweight against bytes, then against what it writes itself, then cut short at every byte. */
class EventFlyweightTest {

    private static final UUID SOURCE_ID = UUID.fromString("896e7882-18fe-11ef-ab88-22222d34d411");

    @Test
    void shouldReadHeader() {
        EventHeaderFlyweight header = new EventHeaderFlyweight().wrap(
            bytes("80 10 b1 6a  13  07 00 00 80  40 00 00 00  ff ff ff ff  a0 00"), 0, 19);
        assertThat(header.timestampSeconds()).isEqualTo(0x6ab11080L);
        assertThat(header.type()).isEqualTo(EventType.TABLE_MAP);
        assertThat(header.serverId()).isEqualTo(0x8000_0007L);
        assertThat(header.eventLength()).isEqualTo(64);
        assertThat(header.nextPosition()).isEqualTo(0xffff_ffffL);
        assertThat(header.isArtificial()).isTrue();
        assertThat(header.isIgnorable()).isTrue();
    }

    @Test
    void shouldWriteHeader() {
        ByteBuf buffer = Unpooled.buffer().writeZero(EventHeaderFlyweight.LENGTH);
        new EventHeaderFlyweight().wrap(buffer, 0, EventHeaderFlyweight.LENGTH).timestampSeconds(0x6ab11080L)
            .typeRaw(19).serverId(0x8000_0007L).eventLength(64).nextPosition(0xffff_ffffL).flagsRaw(0xa0);
        assertThat(buffer).isEqualTo(bytes("80 10 b1 6a  13  07 00 00 80  40 00 00 00  ff ff ff ff  a0 00"));
    }

    @Test
    void shouldKeepTheRawCodeOfAnUnknownType() {
        EventHeaderFlyweight header = new EventHeaderFlyweight()
            .wrap(Unpooled.buffer().writeZero(EventHeaderFlyweight.LENGTH), 0, 19).typeRaw(99);
        assertThat(header.type()).isEqualTo(EventType.UNKNOWN);
        assertThat(header.typeRaw()).isEqualTo(99);
    }

    @Test
    void shouldReadFormatDescription() {
        byte[] postHeaders = {56, 13, 0, 8};
        ByteBuf body = written(out -> {
            FormatDescriptionEventFlyweight.write(out, "5.7.22-log", 5, postHeaders, 1);
            out.writeIntLE(0x12345678);
        });
        FormatDescriptionEventFlyweight format =
            new FormatDescriptionEventFlyweight().wrap(body, 0, body.readableBytes());
        assertThat(body.readableBytes()).isEqualTo(2 + 50 + 4 + 1 + 4 + 1 + 4);
        assertThat(format.serverVersion()).isEqualTo("5.7.22-log");
        assertThat(format.createdSeconds()).isEqualTo(5);
        assertThat(format.postHeaderLength(EventType.QUERY)).isEqualTo(13);
        assertThat(format.postHeaderLength(EventType.ROTATE)).isEqualTo(8);
        assertThat(format.postHeaderLength(EventType.WRITE_ROWS)).isZero();
        assertThat(format.checksumAlgorithmRaw()).isEqualTo(FormatDescriptionEventFlyweight.CHECKSUM_CRC32);
        requireSafeWhenCut(body, cut -> new FormatDescriptionEventFlyweight().wrap(cut, 0, cut.readableBytes()));
    }

    @Test
    void shouldKnowThatServersBefore561HaveNoChecksum() {
        for (String version : new String[] {"5.5.27-log", "5.6.0", "5.1.73"}) {
            ByteBuf body = written(out ->
                FormatDescriptionEventFlyweight.write(out, version, 0, new byte[] {56, 13, 1}, 1));
            FormatDescriptionEventFlyweight format =
                new FormatDescriptionEventFlyweight().wrap(body, 0, body.readableBytes());
            assertThat(format.hasChecksumField()).as(version).isFalse();
            assertThat(format.checksumAlgorithmRaw()).isZero();
            assertThat(format.postHeaderLength(EventType.STOP)).isEqualTo(1);
        }
        for (String version : new String[] {"5.6.1", "5.7.22-log", "8.0.15", "9.7.4-2", "10.5.15-MariaDB-log"}) {
            ByteBuf body = written(out ->
                FormatDescriptionEventFlyweight.write(out, version, 0, new byte[] {56}, 0)).writeIntLE(0);
            assertThat(new FormatDescriptionEventFlyweight().wrap(body, 0, body.readableBytes()).hasChecksumField())
                .as(version).isTrue();
        }
    }

    @Test
    void shouldReadRotate() {
        ByteBuf body = bytes("04 00 00 00 01 00 00 00  62 69 6e 2e 32");
        RotateEventFlyweight rotate = new RotateEventFlyweight().wrap(body, 0, 13);
        assertThat(rotate.position()).isEqualTo(0x1_0000_0004L);
        assertThat(rotate.file()).isEqualTo("bin.2");
        assertThat(written(out -> RotateEventFlyweight.write(out, 0x1_0000_0004L, "bin.2"))).isEqualTo(body);
        requireSafeWhenCut(body, cut -> new RotateEventFlyweight().wrap(cut, 0, cut.readableBytes()));
        assertThatThrownBy(() -> new RotateEventFlyweight().wrap(bytes("0400000000000000 620a"), 0, 10))
            .isInstanceOf(MalformedPacketException.class).hasMessageContaining("RotateEvent.file");
    }

    @Test
    void shouldReadXid() {
        assertThat(new XidEventFlyweight().wrap(bytes("01 00 00 00 00 00 00 80"), 0, 8).xid())
            .isEqualTo(Long.MIN_VALUE + 1);
        assertThat(written(out -> XidEventFlyweight.write(out, 258))).isEqualTo(bytes("02 01 00 00 00 00 00 00"));
        assertThatThrownBy(() -> new XidEventFlyweight().wrap(bytes("01"), 0, 1))
            .hasMessage("XidEvent.length: 1 (expected: >= 8)");
    }

    @Test
    void shouldReadRowsQuery() {
        assertThat(new RowsQueryEventFlyweight().wrap(bytes("02 c3a9 21"), 0, 4, EventType.ROWS_QUERY).sql())
            .isEqualTo("é!");
        assertThat(written(out -> RowsQueryEventFlyweight.write(out, EventType.ROWS_QUERY, "é!")))
            .isEqualTo(bytes("03 c3a9 21"));
        assertThat(new RowsQueryEventFlyweight().wrap(bytes("c3a9 21"), 0, 3, EventType.MARIADB_ANNOTATE_ROWS).sql())
            .isEqualTo("é!");
        assertThat(written(out -> RowsQueryEventFlyweight.write(out, EventType.MARIADB_ANNOTATE_ROWS, "é!")))
            .isEqualTo(bytes("c3a9 21"));
    }

    @Test
    void shouldReadPreviousGtids() {
        GtidSet set = GtidSet.parse(SOURCE_ID + ":1-5:9");
        ByteBuf body = written(out -> PreviousGtidsEventFlyweight.write(out, set));
        assertThat(new PreviousGtidsEventFlyweight().wrap(body, 0, body.readableBytes()).gtids()).hasToString(
            SOURCE_ID + ":1-5:9");
    }

    @Test
    void shouldReadQuery() {
        ByteBuf body = bytes("0a000000 01000000 02 8004 1100"
            + "00 01000000  01 0000000000000000  06 01 73"
            + "6462 00" + "626567696e");
        QueryEventFlyweight query = new QueryEventFlyweight().wrap(body, 0, body.readableBytes());
        assertThat(query.threadId()).isEqualTo(10);
        assertThat(query.executionTimeSeconds()).isEqualTo(1);
        assertThat(query.errorCode()).isEqualTo(0x480);
        assertThat(query.schema()).isEqualTo("db");
        assertThat(query.sql()).isEqualTo("begin");
        assertThat(query.isSql("BEGIN")).isTrue();
        assertThat(query.isSql("BEGIM")).isFalse();
        assertThat(query.isSql("BEGIN;")).isFalse();
        assertThat(query.clientCollation()).isEqualTo(QueryEventFlyweight.NO_COLLATION);
        requireSafeWhenCut(body, cut -> {
            QueryEventFlyweight reader = new QueryEventFlyweight().wrap(cut, 0, cut.readableBytes());
            assertThat(reader.sql() + reader.schema()).isNotNull();
        });
    }

    @Test
    void shouldDecodeSqlFromTheClientsCharacterSet() {
        ByteBuf latin1 = bytes("00000000 00000000 00 0000 0700  04 0800 0800 0800  00  e9");
        assertThat(new QueryEventFlyweight().wrap(latin1, 0, latin1.readableBytes()).sql()).isEqualTo("é");
        ByteBuf utf8 = written(out -> QueryEventFlyweight.write(out, 3, "db", "é", 0));
        QueryEventFlyweight query = new QueryEventFlyweight().wrap(utf8, 0, utf8.readableBytes());
        assertThat(query.sql()).isEqualTo("é");
        assertThat(query.schema()).isEqualTo("db");
        assertThat(query.clientCollation()).isEqualTo(45);
    }

    @Test
    void shouldReadGtidOf56And57() {
        ByteBuf body = bytes("01 896e788218fe11efab8822222d34d411 1700000000000000");
        GtidEventFlyweight gtid = new GtidEventFlyweight().wrap(body, 0, body.readableBytes(), EventType.GTID);
        assertThat(gtid.gtid()).isEqualTo(Gtid.of(SOURCE_ID, 23));
        assertThat(gtid.flagsRaw()).isEqualTo(1);
        assertThat(gtid.originalCommitTimestampMicros()).isEqualTo(GtidEventFlyweight.NO_TIMESTAMP);

        ByteBuf body57 = written(out -> GtidEventFlyweight.write(out, SOURCE_ID, 23, 4, 5));
        gtid.wrap(body57, 0, body57.readableBytes(), EventType.GTID);
        assertThat(gtid.lastCommitted()).isEqualTo(4);
        assertThat(gtid.sequenceNumber()).isEqualTo(5);
        assertThat(gtid.transactionLength()).isEqualTo(GtidEventFlyweight.UNKNOWN);
    }

    @Test
    void shouldReadGtidOf80WithBothTimestampsAndVersions() {
        ByteBuf body = written(out -> {
            GtidEventFlyweight.write(out, SOURCE_ID, 23, 4, 5);
            GtidEventFlyweight.writeTimestamps(out, 1_739_823_289_369_365L, 1_739_823_289_000_001L);
            out.writeBytes(bytes("fc 2c 01  8e 38 01 80  83 38 01 00"));
        });
        GtidEventFlyweight gtid = new GtidEventFlyweight().wrap(body, 0, body.readableBytes(), EventType.GTID);
        assertThat(gtid.immediateCommitTimestampMicros()).isEqualTo(1_739_823_289_369_365L);
        assertThat(gtid.originalCommitTimestampMicros()).isEqualTo(1_739_823_289_000_001L);
        assertThat(gtid.transactionLength()).isEqualTo(300);
        assertThat(gtid.immediateServerVersion()).isEqualTo(80014);
        assertThat(gtid.originalServerVersion()).isEqualTo(80003);
        requireSafeWhenCut(body, cut -> new GtidEventFlyweight().wrap(cut, 0, cut.readableBytes(), EventType.GTID));
    }

    @Test
    void shouldReadAnonymousGtid() {
        ByteBuf body = Unpooled.buffer().writeZero(25);
        GtidEventFlyweight gtid = new GtidEventFlyweight().wrap(body, 0, 25, EventType.ANONYMOUS_GTID);
        assertThat(gtid.isAnonymous()).isTrue();
        assertThat(gtid.gtid()).isNull();
        assertThatThrownBy(() -> gtid.wrap(body, 0, 25, EventType.GTID)).hasMessageContaining("GtidEvent.number: 0");
    }

    /** Bytes that mysqlbinlog --hexdump of 8.4 prints in a public description of the event. */
    @Test
    void shouldReadTaggedGtid() {
        ByteBuf body = bytes("0276 00 0002 02 2502 dc f009 0230 f903 22 bd03 ad02 2102 44 44 5a 68 5103 22"
            + "0404 060c666f6f62617a 0800 0a04 0c7f1583222d5c2e06 104903 12c3020b");
        GtidEventFlyweight gtid =
            new GtidEventFlyweight().wrap(body, 0, body.readableBytes(), EventType.GTID_TAGGED_LOG);
        assertThat(gtid.gtid()).isEqualTo(new Gtid(SOURCE_ID, "foobaz", 1));
        assertThat(gtid.flagsRaw()).isEqualTo(1);
        assertThat(gtid.lastCommitted()).isZero();
        assertThat(gtid.sequenceNumber()).isEqualTo(1);
        assertThat(gtid.immediateCommitTimestampMicros()).isEqualTo(1_739_823_289_369_365L);
        assertThat(gtid.originalCommitTimestampMicros()).isEqualTo(1_739_823_289_369_365L);
        assertThat(gtid.transactionLength()).isEqualTo(210);
        assertThat(gtid.immediateServerVersion()).isEqualTo(90200);
        assertThat(gtid.originalServerVersion()).isEqualTo(90200);
        requireSafeWhenCut(body,
            cut -> new GtidEventFlyweight().wrap(cut, 0, cut.readableBytes(), EventType.GTID_TAGGED_LOG));
        assertThatThrownBy(() -> gtid.wrap(bytes("04 02"), 0, 2, EventType.GTID_TAGGED_LOG))
            .isInstanceOf(UnsupportedFeatureException.class).hasMessageContaining("serializationVersion: 2");
    }

    @Test
    void shouldReadVarlenOfEveryLength() {
        FieldCursor cursor = new FieldCursor("Test");
        assertThat(cursor.wrap(bytes("fe"), 0, 1).readVarlen("v")).isEqualTo(127);
        assertThat(cursor.wrap(bytes("0102"), 0, 2).readVarlen("v")).isEqualTo(128);
        assertThat(cursor.wrap(bytes("7fffffffffffffff"), 0, 8).readVarlen("v")).isEqualTo((1L << 56) - 1);
        assertThat(cursor.wrap(bytes("ffffffffffffffffff"), 0, 9).readVarlen("v")).isEqualTo(-1);
        assertThat(cursor.wrap(bytes("ff0100000000000080"), 0, 9).readVarlen("v")).isEqualTo(Long.MIN_VALUE + 1);
        assertThat(cursor.wrap(bytes("02"), 0, 1).readVarlenSigned("v")).isEqualTo(-1);
        assertThat(cursor.wrap(bytes("04"), 0, 1).readVarlenSigned("v")).isEqualTo(1);
        assertThatThrownBy(() -> cursor.wrap(bytes("01"), 0, 1).readVarlen("v"))
            .isInstanceOf(MalformedPacketException.class);
    }

    @Test
    void shouldReadHeartbeats() {
        ByteBuf name = Unpooled.copiedBuffer("bin.7", StandardCharsets.US_ASCII);
        HeartbeatEventFlyweight heartbeat = new HeartbeatEventFlyweight().wrap(name, 0, 5, EventType.HEARTBEAT);
        assertThat(heartbeat.file()).isEqualTo("bin.7");
        assertThat(heartbeat.position()).isEqualTo(HeartbeatEventFlyweight.NO_POSITION);

        ByteBuf body = bytes("01 05 62696e2e37  09 02 ffff  02 09 fe0400000001000000  00");
        heartbeat.wrap(body, 0, body.readableBytes(), EventType.HEARTBEAT_V2);
        assertThat(heartbeat.file()).isEqualTo("bin.7");
        assertThat(heartbeat.position()).isEqualTo(0x1_0000_0004L);
        requireSafeWhenCut(body,
            cut -> new HeartbeatEventFlyweight().wrap(cut, 0, cut.readableBytes(), EventType.HEARTBEAT_V2));
    }

    @Test
    void shouldReadTableMap() {
        ByteBuf body = bytes("6c0000000000 0100  02 6462 00  01 74 00  03  03 0f fe  04 2c01 ce08  06"
            + "01 01 80  0a 00");
        TableMapEventFlyweight map = new TableMapEventFlyweight().wrap(body, 0, body.readableBytes(), 8);
        assertThat(map.tableId()).isEqualTo(108);
        assertThat(map.database()).isEqualTo("db");
        assertThat(map.table()).isEqualTo("t");
        assertThat(map.columnCount()).isEqualTo(3);
        assertThat(map.typeRaw(1)).isEqualTo(15);
        assertThat(map.metadata()).containsExactly(0, 300, 0x08ce);
        assertThat(map.isNullable(0)).isFalse();
        assertThat(map.isNullable(1)).isTrue();
        TableMapMetadataCursor metadata = new TableMapMetadataCursor();
        map.optionalMetadata(metadata);
        assertThat(metadata.next()).isTrue();
        assertThat(metadata.type()).isEqualTo(TableMapMetadataCursor.SIGNEDNESS);
        assertThat(metadata.bit(0)).isTrue();
        assertThat(metadata.bit(1)).isFalse();
        assertThat(metadata.next()).isTrue();
        assertThat(metadata.type()).isEqualTo(10);
        assertThat(metadata.next()).isFalse();
        requireSafeWhenCut(body, cut -> {
            TableMapEventFlyweight reader = new TableMapEventFlyweight().wrap(cut, 0, cut.readableBytes(), 8);
            reader.metadata();
            TableMapMetadataCursor fields = new TableMapMetadataCursor();
            reader.optionalMetadata(fields);
            while (fields.next()) {
                assertThat(fields.value().remaining()).isNotNegative();
            }
        });
    }

    @Test
    void shouldReadTableMapWithOldPostHeader() {
        ByteBuf body = bytes("6c000000 0100  02 6462 00  01 74 00  01  03  00  01");
        TableMapEventFlyweight map = new TableMapEventFlyweight().wrap(body, 0, body.readableBytes(), 6);
        assertThat(map.tableId()).isEqualTo(108);
        assertThat(map.table()).isEqualTo("t");
    }

    @Test
    void shouldRefuseMetadataThatDoesNotFitTheTypes() {
        ByteBuf body = bytes("6c0000000000 0100  02 6462 00  01 74 00  01  03  01 ff  01");
        TableMapEventFlyweight map = new TableMapEventFlyweight().wrap(body, 0, body.readableBytes(), 8);
        assertThatThrownBy(map::metadata).hasMessageContaining("TableMapEvent.metadataLength: 1 (expected: 0");
    }

    @Test
    void shouldReadRowsOfBothVersions() {
        ByteBuf v2 = bytes("6c0000000000 0100  0500 aabbcc  09  ff01 fe01  5566");
        RowsEventFlyweight rows = new RowsEventFlyweight().wrap(v2, 0, v2.readableBytes(), EventType.UPDATE_ROWS, 8);
        assertThat(rows.tableId()).isEqualTo(108);
        assertThat(rows.isStatementEnd()).isTrue();
        assertThat(rows.columnCount()).isEqualTo(9);
        assertThat(rows.beforeColumnsIndex()).isEqualTo(14);
        assertThat(rows.afterColumnsIndex()).isEqualTo(16);
        assertThat(rows.rowsIndex()).isEqualTo(18);
        assertThat(rows.rowsEnd()).isEqualTo(20);
        requireSafeWhenCut(v2,
            cut -> new RowsEventFlyweight().wrap(cut, 0, cut.readableBytes(), EventType.UPDATE_ROWS, 8));

        ByteBuf v1 = bytes("6c000000 0000  02  03  5566");
        rows.wrap(v1, 0, v1.readableBytes(), EventType.WRITE_ROWS_V1, 6);
        assertThat(rows.isStatementEnd()).isFalse();
        assertThat(rows.rowsIndex()).isEqualTo(8);
    }

    @Test
    void shouldReadTransactionPayload() {
        ByteBuf body = bytes("02 03 fcff00  03 03 fc2c01  07 01 00  01 01 02  00  abcd");
        TransactionPayloadEventFlyweight payload =
            new TransactionPayloadEventFlyweight().wrap(body, 0, body.readableBytes());
        assertThat(payload.algorithmRaw()).isEqualTo(TransactionPayloadEventFlyweight.ALGORITHM_NONE);
        assertThat(payload.unpackedLength()).isEqualTo(300);
        assertThat(payload.payloadLength()).isEqualTo(2);
        assertThat(payload.payloadIndex()).isEqualTo(17);
        requireSafeWhenCut(body, cut -> new TransactionPayloadEventFlyweight().wrap(cut, 0, cut.readableBytes()));
    }
}
