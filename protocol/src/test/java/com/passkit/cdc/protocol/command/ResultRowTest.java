package com.passkit.cdc.protocol.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;

import com.passkit.cdc.protocol.error.MalformedPacketException;
import com.passkit.cdc.protocol.row.Collation;
import com.passkit.cdc.protocol.row.ColumnDescriptor;
import com.passkit.cdc.protocol.row.ColumnType;
import com.passkit.cdc.protocol.row.TableDescriptor;
import com.passkit.cdc.protocol.testing.WireBytes;
import com.passkit.cdc.protocol.wire.FieldType;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

import org.junit.jupiter.api.Test;

class ResultRowTest {

    @Test
    void shouldReadIntegersOfEachWidthAndSign() {
        assertBinary(ColumnType.TINYINT, FieldType.TINY, "80", "-128", "u128");
        assertBinary(ColumnType.SMALLINT, FieldType.SHORT, "ffff", "-1", "u65535");
        assertBinary(ColumnType.MEDIUMINT, FieldType.INT24, "000080ff", "-8388608", "u4286578688");
        assertBinary(ColumnType.INT, FieldType.LONG, "00000080", "-2147483648", "u2147483648");
        assertBinary(ColumnType.BIGINT, FieldType.LONGLONG, "ffffffffffffffff", "-1", "u18446744073709551615");
        assertBinary(ColumnType.YEAR, FieldType.YEAR, "6b08", "2155", "u2155");
    }

    @Test
    void shouldReadFloatingPoint() {
        assertThat(binary(ColumnType.FLOAT, FieldType.FLOAT, WireBytes.of().f32(1.1f))).isEqualTo("f1.1");
        assertThat(binary(ColumnType.DOUBLE, FieldType.DOUBLE, WireBytes.of().f64(-1e308))).isEqualTo("d-1.0E308");
    }

    @Test
    void shouldReadTemporalStructuresOfEachLength() {
        assertBinary(ColumnType.DATE, FieldType.DATE, "00", "0-0-0");
        assertBinary(ColumnType.DATE, FieldType.DATE, "04 e807 00 0f", "2024-0-15");
        assertBinary(ColumnType.DATETIME, FieldType.DATETIME, "00", "0-0-0T0:0:0+0");
        assertBinary(ColumnType.DATETIME, FieldType.DATETIME, "04 e807 02 1d", "2024-2-29T0:0:0+0");
        assertBinary(ColumnType.DATETIME, FieldType.DATETIME, "07 0f27 0c 1f 17 3b 3b", "9999-12-31T23:59:59+0");
        assertBinary(ColumnType.TIMESTAMP, FieldType.TIMESTAMP, "0b b207 01 01 00 00 01 3f420f00",
            "1970-1-1T0:0:1+999999");
        assertBinary(ColumnType.TIME, FieldType.TIME, "00", "0:0:0+0");
        assertBinary(ColumnType.TIME, FieldType.TIME, "08 01 22000000 16 3b 3b", "-838:59:59+0");
        assertBinary(ColumnType.TIME, FieldType.TIME, "0c 00 00000000 01 02 03 01000000", "1:2:3+1");
    }

    @Test
    void shouldPushBytesByTheTypeOfTheLayout() {
        assertBinary(ColumnType.DECIMAL, FieldType.NEWDECIMAL, "05 2d312e3530", "decimal -1.50");
        assertBinary(ColumnType.BIT, FieldType.BIT, "02 0102", "0x102");
        assertBinary(ColumnType.BIT, FieldType.BIT, "08 ffffffffffffffff", "0xffffffffffffffff");
        assertBinary(ColumnType.VARCHAR, FieldType.VAR_STRING, "02 c3a4", "ä");
        assertBinary(ColumnType.ENUM, FieldType.STRING, "01 78", "x");
        assertBinary(ColumnType.SET, FieldType.STRING, "03 702c71", "p,q");
        assertBinary(ColumnType.JSON, FieldType.JSON, "02 7b7d", "json {}");
        assertBinary(ColumnType.BLOB, FieldType.BLOB, "02 0001", "bytes 0001");
        assertBinary(ColumnType.GEOMETRY, FieldType.GEOMETRY, "01 07", "bytes 07");
        assertBinary(ColumnType.VECTOR, FieldType.VECTOR, "04 0000803f", "bytes 0000803f");
    }

    @Test
    void shouldReadDecimalsWithoutTheZerosOfZerofill() {
        assertBinary(ColumnType.DECIMAL, FieldType.NEWDECIMAL, "08 30303030312e3530", "decimal 1.50");
        assertBinary(ColumnType.DECIMAL, FieldType.NEWDECIMAL, "08 30303030302e3030", "decimal 0.00");
        assertBinary(ColumnType.DECIMAL, FieldType.NEWDECIMAL, "03 303030", "decimal 0");
        assertBinary(ColumnType.DECIMAL, FieldType.NEWDECIMAL, "03 303037", "decimal 7");
        assertBinary(ColumnType.DECIMAL, FieldType.NEWDECIMAL, "05 2d302e3035", "decimal -0.05");
    }

    @Test
    void shouldFindNullsAndGiveAccessInAnyOrder() {
        ColumnDescriptor tiny = ColumnDescriptor.of("t", ColumnType.TINYINT, true);
        BinaryRow row = new BinaryRow(TableDescriptor.of("", "", List.of(tiny, tiny, tiny, tiny, tiny, tiny, tiny)),
            new int[] {1, 1, 1, 1, 1, 1, 1});
        // Bits 0 and 1 are not used; columns 1 and 6 (bits 3 and 8) are null.
        ByteBuf bytes = WireBytes.ofHex("ee 00 0801 0a 0b 0c 0d 0e ee").toByteBuf();
        row.wrap(bytes, 1, 8);
        ValueText text = new ValueText();
        row.forEach(text);
        assertThat(text).hasToString("10|null|11|12|13|14|null");
        ValueText random = new ValueText();
        row.visit(5, random);
        row.visit(0, random);
        row.visit(6, random);
        assertThat(random).hasToString("14|10|null");
        assertThat(row.isNull(1)).isTrue();
        assertThat(row.isNull(2)).isFalse();
        assertThat(row.isPresent(1)).isTrue();
    }

    @Test
    void shouldRefuseBinaryRowsThatDoNotEndWithTheirPacket() {
        for (String row : List.of("", "00", "01 00 00", "00 00", "00 00 05 61", "00 00 fc 01", "00 00 01 61 00",
            "00 00 fe ffffffffffffffff")) {
            byte[] payload = WireBytes.ofHex(row).toArray();
            ByteBuf read = Unpooled.buffer().writeBytes(payload).writeZero(300);
            BinaryRow decoder = new BinaryRow(layout(ColumnType.VARCHAR, false), new int[] {FieldType.VAR_STRING});
            assertThatThrownBy(() -> decoder.wrap(read, 0, payload.length)).as(row)
                .isInstanceOf(MalformedPacketException.class);
        }
        BinaryRow temporal = new BinaryRow(layout(ColumnType.DATETIME, false), new int[] {FieldType.DATETIME});
        assertThatThrownBy(() -> temporal.wrap(WireBytes.ofHex("00 00 03 010203").toByteBuf(), 0, 6))
            .isInstanceOf(MalformedPacketException.class).hasMessageContaining("temporal length: 3");
    }

    @Test
    void shouldReadTheSameFromText() {
        assertText(ColumnType.INT, "-2147483648", "-2147483648");
        assertText(ColumnType.BIGINT, "-9223372036854775808", "-9223372036854775808");
        assertText(ColumnType.YEAR, "0000", "0");
        assertText(ColumnType.FLOAT, "1.1", "f1.1");
        assertText(ColumnType.DOUBLE, "-1e308", "d-1.0E308");
        assertText(ColumnType.DATE, "2024-00-15", "2024-0-15");
        assertText(ColumnType.DATETIME, "9999-12-31 23:59:59", "9999-12-31T23:59:59+0");
        assertText(ColumnType.TIMESTAMP, "1970-01-01 00:00:01.25", "1970-1-1T0:0:1+250000");
        assertText(ColumnType.TIME, "-838:59:59.000001", "-838:59:59+1");
        assertText(ColumnType.DECIMAL, "-1.50", "decimal -1.50");
        assertText(ColumnType.JSON, "{}", "json {}");
        assertText(ColumnType.VARCHAR, "ä", "ä");
        TextRow unsigned = new TextRow(layout(ColumnType.BIGINT, true), 1);
        byte[] packet = WireBytes.of().lenencText("18446744073709551615").toArray();
        unsigned.wrap(Unpooled.wrappedBuffer(packet), 0, packet.length);
        ValueText text = new ValueText();
        unsigned.forEach(text);
        assertThat(text).hasToString("u18446744073709551615");
    }

    private static void assertBinary(ColumnType type, int wireType, String hex, String signed, String unsigned) {
        assertThat(binary(layout(type, false), wireType, WireBytes.ofHex(hex))).isEqualTo(signed);
        assertThat(binary(layout(type, true), wireType, WireBytes.ofHex(hex))).isEqualTo(unsigned);
    }

    private static void assertBinary(ColumnType type, int wireType, String hex, String expected) {
        assertThat(binary(type, wireType, WireBytes.ofHex(hex))).isEqualTo(expected);
    }

    private static String binary(ColumnType type, int wireType, WireBytes value) {
        return binary(layout(type, false), wireType, value);
    }

    private static String binary(TableDescriptor layout, int wireType, WireBytes value) {
        byte[] packet = WireBytes.ofHex("00 00").raw(value.toArray()).toArray();
        BinaryRow row = new BinaryRow(layout, new int[] {wireType});
        row.wrap(Unpooled.wrappedBuffer(packet), 0, packet.length);
        ValueText text = new ValueText();
        row.forEach(text);
        return text.toString();
    }

    private static void assertText(ColumnType type, String value, String expected) {
        byte[] packet = WireBytes.of().lenencText(value).toArray();
        TextRow row = new TextRow(layout(type, false), 1);
        row.wrap(Unpooled.wrappedBuffer(packet), 0, packet.length);
        ValueText text = new ValueText();
        row.forEach(text);
        assertThat(text.toString()).isEqualTo(expected);
        assertThat(row.text(0)).isEqualTo(value);
    }

    private static TableDescriptor layout(ColumnType type, boolean isUnsigned) {
        return TableDescriptor.of("", "", List.of(
            new ColumnDescriptor("c", type, isUnsigned, true, 0, 0, Collation.BINARY, List.of())));
    }
}
