package com.passkit.cdc.runtime.encode;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;

import com.passkit.cdc.protocol.position.Gtid;
import com.passkit.cdc.protocol.row.ColumnDescriptor;
import com.passkit.cdc.protocol.row.ColumnType;
import com.passkit.cdc.protocol.row.TableDescriptor;
import com.passkit.cdc.runtime.change.ChangeKind;
import com.passkit.cdc.runtime.testing.FakeChange;
import com.passkit.cdc.runtime.testing.FakeRow;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;

class JsonEventEncoderTest {

    private static final String SOURCE = "\"source\":{\"connector\":\"loyalty\",\"version\":\"1.0.0\","
        + "\"server_id\":184054,\"db\":\"crm\",\"table\":\"members\",";
    private static final Gtid GTID = Gtid.of(UUID.fromString("3e11fa47-71ca-11e1-9e33-c80aa9429562"), 23);

    private final JsonEventEncoder encoder = new JsonEventEncoder(EncodeConfig.of("loyalty"), "1.0.0");

    @Test
    void shouldWriteUpdateWithGtid() {
        FakeChange change = FakeChange.update(42, 42, 8912);
        change.gtid = GTID;
        assertThat(encode(change)).isEqualTo(
            "{\"id\":\"3e11fa47-71ca-11e1-9e33-c80aa9429562:23/0\",\"op\":\"u\",\"ts_ms\":1790000000123," + SOURCE
            + "\"gtid\":\"3e11fa47-71ca-11e1-9e33-c80aa9429562:23\",\"file\":\"binlog.000007\",\"pos\":8912,\"row\":0,"
            + "\"snapshot\":false},\"key\":{\"id\":42},\"before\":{\"id\":42,\"points\":0},"
            + "\"after\":{\"id\":42,\"points\":1}}");
    }

    @Test
    void shouldWriteInsertWithoutGtid() {
        FakeChange change = FakeChange.insert(1, 5);
        change.position = 6_000_000_000L;
        change.rowIndex = 3;
        assertThat(encode(change)).isEqualTo(
            "{\"id\":\"binlog.000007:6000000000/3\",\"op\":\"c\",\"ts_ms\":1790000000123," + SOURCE
            + "\"gtid\":null,\"file\":\"binlog.000007\",\"pos\":6000000000,\"row\":3,\"snapshot\":false},"
            + "\"key\":{\"id\":1},\"before\":null,\"after\":{\"id\":1,\"points\":5}}");
    }

    @Test
    void shouldTakeKeyOfDeleteFromBefore() {
        FakeChange change = new FakeChange();
        change.kind = ChangeKind.DELETE;
        change.before = FakeChange.row(7, 2);
        assertThat(encode(change)).endsWith("\"key\":{\"id\":7},\"before\":{\"id\":7,\"points\":2},\"after\":null}");
    }

    @Test
    void shouldTakeKeyOfUpdateFromAfter() {
        assertThat(encode(FakeChange.update(7, 8, 4))).contains("\"key\":{\"id\":8}");
    }

    @Test
    void shouldWriteSnapshotRow() {
        FakeChange change = FakeChange.insert(1, 5);
        change.kind = ChangeKind.READ;
        change.snapshotId = "s-1";
        change.snapshotGtids = "3e11fa47-71ca-11e1-9e33-c80aa9429562:1-22";
        change.position = 157;
        change.ordinal = 12;
        String expected = "{\"id\":\"snapshot:s-1:crm.members/12\",\"op\":\"r\",\"ts_ms\":1790000000123," + SOURCE
            + "\"gtid\":\"3e11fa47-71ca-11e1-9e33-c80aa9429562:1-22\",\"file\":\"binlog.000007\",\"pos\":157,"
            + "\"snapshot\":%s},\"key\":{\"id\":1},\"before\":null,\"after\":{\"id\":1,\"points\":5}}";
        assertThat(encode(change)).isEqualTo(expected.formatted("true"));
        change.last = true;
        assertThat(encode(change)).isEqualTo(expected.formatted("\"last\""));
        change.snapshotGtids = null;
        assertThat(encode(change)).contains("\"gtid\":null,");
    }

    @Test
    void shouldWriteTruncateWithoutKeyAndImages() {
        FakeChange change = new FakeChange();
        change.kind = ChangeKind.TRUNCATE;
        change.statement = "TRUNCATE members";
        assertThat(encode(change)).isEqualTo(
            "{\"id\":\"binlog.000007:8912/0\",\"op\":\"t\",\"ts_ms\":1790000000123," + SOURCE
            + "\"gtid\":null,\"file\":\"binlog.000007\",\"pos\":8912,\"row\":0,\"snapshot\":false}}");
    }

    @Test
    void shouldWriteSchemaChangeWithStatement() {
        FakeChange change = new FakeChange();
        change.kind = ChangeKind.SCHEMA;
        change.table = TableDescriptor.of("crm", "", List.of());
        change.statement = "CREATE DATABASE `crm` -- \"new\"\n";
        assertThat(encode(change)).isEqualTo(
            "{\"id\":\"binlog.000007:8912/0\",\"op\":\"s\",\"ts_ms\":1790000000123,"
            + SOURCE.replace("\"members\"", "null")
            + "\"gtid\":null,\"file\":\"binlog.000007\",\"pos\":8912,\"row\":0,\"snapshot\":false},"
            + "\"ddl\":\"CREATE DATABASE `crm` -- \\\"new\\\"\\n\"}");
    }

    @Test
    void shouldWriteNullKeyForTableWithoutOne() {
        FakeChange change = FakeChange.insert(1, 5);
        change.table = TableDescriptor.of("crm", "members", FakeChange.MEMBERS.columns());
        assertThat(encode(change)).contains("},\"key\":null,\"before\":null");
    }

    @Test
    void shouldWriteKeyColumnsInKeyOrder() {
        FakeChange change = FakeChange.insert(1, 5);
        change.table = TableDescriptor.of("crm", "members", FakeChange.MEMBERS.columns()).withKey(1, 0);
        assertThat(encode(change)).contains("\"key\":{\"points\":5,\"id\":1},");
    }

    @Test
    void shouldLeaveOutAbsentColumn() {
        FakeChange change = FakeChange.insert(1, 5);
        change.after = new FakeRow(FakeChange.MEMBERS, FakeRow.ABSENT, FakeRow.signed(5));
        assertThat(encode(change)).endsWith("\"key\":{},\"before\":null,\"after\":{\"points\":5}}");
    }

    @Test
    void shouldWriteQueryWhereThereIsOne() {
        FakeChange change = FakeChange.insert(1, 5);
        change.statement = "INSERT INTO members VALUES (1, '\u00e9\t')";
        assertThat(encode(change)).contains(
            "\"snapshot\":false,\"query\":\"INSERT INTO members VALUES (1, '\u00e9\\t')\"},");
    }

    @Test
    void shouldEscapeNames() {
        TableDescriptor table = TableDescriptor.of("c\"m", "m\\\u00fc", List.of(
            ColumnDescriptor.of("i\nd", ColumnType.INT, false))).withKey(0);
        FakeChange change = new FakeChange();
        change.kind = ChangeKind.READ;
        change.snapshotId = "1";
        change.table = table;
        change.after = new FakeRow(table, FakeRow.signed(1));
        assertThat(encode(change)).startsWith("{\"id\":\"snapshot:1:c\\\"m.m\\\\\u00fc/0\"")
            .contains("\"db\":\"c\\\"m\",\"table\":\"m\\\\\u00fc\"").contains("{\"i\\nd\":1}");
    }

    @Test
    void shouldFollowChangesOfTransactionFileAndServer() {
        FakeChange change = FakeChange.insert(1, 5);
        change.gtid = GTID;
        encode(change);
        change.gtid = Gtid.of(GTID.sourceId(), 24);
        change.file = "binlog.000008";
        change.serverId = 7;
        change.ordinal = 1;
        assertThat(encode(change)).startsWith("{\"id\":\"3e11fa47-71ca-11e1-9e33-c80aa9429562:24/1\"")
            .contains("\"server_id\":7,").contains("\"gtid\":\"3e11fa47-71ca-11e1-9e33-c80aa9429562:24\"")
            .contains("\"file\":\"binlog.000008\"");
    }

    @Test
    void shouldWriteEqualKeysAsEqualBytes() {
        FakeChange change = FakeChange.update(7, 8, 4);
        ByteBuf out = Unpooled.buffer();
        encoder.encodeKey(change.before, change, out);
        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("{\"id\":7}");
    }

    private String encode(FakeChange change) {
        ByteBuf out = Unpooled.directBuffer(16);
        try {
            encoder.encode(change, out);
            return out.toString(StandardCharsets.UTF_8);
        } finally {
            out.release();
        }
    }
}
