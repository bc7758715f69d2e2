package com.passkit.cdc.runtime.encode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;

import com.passkit.cdc.protocol.error.MalformedPacketException;
import com.passkit.cdc.protocol.row.Collation;
import com.passkit.cdc.protocol.row.ColumnDescriptor;
import com.passkit.cdc.protocol.row.ColumnType;
import com.passkit.cdc.protocol.row.TableDescriptor;
import com.passkit.cdc.runtime.encode.EncodeConfig.BinaryForm;
import com.passkit.cdc.runtime.encode.EncodeConfig.NumberForm;
import com.passkit.cdc.runtime.encode.EncodeConfig.ZeroDateForm;
import com.passkit.cdc.runtime.rules.ColumnRules;
import com.passkit.cdc.runtime.testing.FakeRow;
import com.passkit.cdc.runtime.testing.FakeRow.Value;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;

class JsonValueWriterTest {

    private static final EncodeConfig PLAIN = EncodeConfig.of("c");
    private static final EncodeConfig OTHER =
        new EncodeConfig("c", NumberForm.STRING, NumberForm.NUMBER, BinaryForm.HEX, ZeroDateForm.NULL);

    private final ReplacedText replacedText = new ReplacedText();

    @Test
    void shouldWriteNull() {
        assertThat(write(column(ColumnType.INT), FakeRow.NULL)).isEqualTo("null");
    }

    @Test
    void shouldWriteIntegers() {
        assertThat(write(column(ColumnType.BIGINT), FakeRow.signed(Long.MIN_VALUE))).isEqualTo("-9223372036854775808");
        assertThat(write(column(ColumnType.BIGINT), FakeRow.signed(Long.MAX_VALUE))).isEqualTo("9223372036854775807");
        assertThat(write(column(ColumnType.INT), FakeRow.signed(-1))).isEqualTo("-1");
        assertThat(write(column(ColumnType.YEAR), FakeRow.signed(0))).isEqualTo("0");
        assertThat(write(column(ColumnType.BIGINT), (c, v) -> v.onUnsigned(c, -1))).isEqualTo("18446744073709551615");
    }

    @Test
    void shouldWriteBigintAsStringWhereAskedFor() {
        assertThat(write(OTHER, column(ColumnType.BIGINT), FakeRow.signed(-5))).isEqualTo("\"-5\"");
        assertThat(write(OTHER, column(ColumnType.BIGINT), (c, v) -> v.onUnsigned(c, -1)))
            .isEqualTo("\"18446744073709551615\"");
        assertThat(write(OTHER, column(ColumnType.INT), FakeRow.signed(-5))).isEqualTo("-5");
    }

    @Test
    void shouldWriteDecimal() {
        Value value = (c, v) -> v.onDecimal(c, FakeRow.surrounded("-0.000000001".getBytes()), 1, 12);
        assertThat(write(column(ColumnType.DECIMAL), value)).isEqualTo("\"-0.000000001\"");
        assertThat(write(OTHER, column(ColumnType.DECIMAL), value)).isEqualTo("-0.000000001");
    }

    @Test
    void shouldWriteShortestFloatAndDouble() {
        assertThat(write(column(ColumnType.FLOAT), (c, v) -> v.onFloat(c, 0.1f))).isEqualTo("0.1");
        assertThat(write(column(ColumnType.FLOAT), (c, v) -> v.onFloat(c, 16777216f))).isEqualTo("16777216");
        assertThat(write(column(ColumnType.DOUBLE), (c, v) -> v.onDouble(c, 2e-44))).isEqualTo("2e-44");
        assertThat(write(column(ColumnType.DOUBLE), (c, v) -> v.onDouble(c, 0.1))).isEqualTo("0.1");
        assertThat(write(column(ColumnType.DOUBLE), (c, v) -> v.onDouble(c, Double.MIN_VALUE))).isEqualTo("5e-324");
        assertThat(write(column(ColumnType.DOUBLE), (c, v) -> v.onDouble(c, -0.0))).isEqualTo("-0.0");
        assertThat(write(column(ColumnType.DOUBLE), (c, v) -> v.onDouble(c, 0))).isEqualTo("0");
        assertThat(write(column(ColumnType.FLOAT), (c, v) -> v.onFloat(c, -0f))).isEqualTo("-0.0");
    }

    @Test
    void shouldWriteBits() {
        assertThat(write(sized(ColumnType.BIT, 1, 0), (c, v) -> v.onBit(c, 1))).isEqualTo("true");
        assertThat(write(sized(ColumnType.BIT, 1, 0), (c, v) -> v.onBit(c, 0))).isEqualTo("false");
        assertThat(write(sized(ColumnType.BIT, 2, 0), (c, v) -> v.onBit(c, 1))).isEqualTo("1");
        assertThat(write(sized(ColumnType.BIT, 64, 0), (c, v) -> v.onBit(c, -1))).isEqualTo("18446744073709551615");
    }

    @Test
    void shouldWriteStrings() {
        assertThat(write(column(ColumnType.VARCHAR), FakeRow.text(""))).isEqualTo("\"\"");
        assertThat(write(column(ColumnType.VARCHAR), FakeRow.text("a\"b\\c\n\r\t\b\f\u0001\u001f\u007f/")))
            .isEqualTo("\"a\\\"b\\\\c\\n\\r\\t\\b\\f\\u0001\\u001f\u007f/\"");
        assertThat(write(column(ColumnType.TEXT), FakeRow.text("caf\u00e9 \u20ac \ud83c\udfab")))
            .isEqualTo("\"caf\u00e9 \u20ac \ud83c\udfab\"");
    }

    @Test
    void shouldReplaceInvalidTextAndCountIt() {
        byte[] bytes = {'a', (byte) 0xff, 'b', (byte) 0xe2, (byte) 0x82, 'c', (byte) 0xc3};
        assertThat(write(column(ColumnType.VARCHAR), FakeRow.text(bytes))).isEqualTo("\"a\ufffdb\ufffdc\ufffd\"");
        assertThat(replacedText.count()).isEqualTo(3);
    }

    @Test
    void shouldDecodeTextFromTheCharacterSetOfItsColumn() {
        byte[] latin1 = {'a', (byte) 0xe9, (byte) 0x80, '"'};
        assertThat(write(text(ColumnType.VARCHAR, "latin1"), FakeRow.text(latin1))).isEqualTo("\"a\u00e9\u20ac\\\"\"");
        byte[] ucs2 = {0, 'a', 0x20, (byte) 0xac};
        assertThat(write(text(ColumnType.CHAR, "ucs2"), FakeRow.text(ucs2))).isEqualTo("\"a\u20ac\"");
        byte[] ascii = {'a', (byte) 0xe9};
        assertThat(write(text(ColumnType.TEXT, "ascii"), FakeRow.text(ascii))).isEqualTo("\"a\ufffd\"");
        assertThat(replacedText.count()).isEqualTo(1);
    }

    @Test
    void shouldWriteBytes() {
        byte[] bytes = {0, 1, 2, (byte) 0xff};
        assertThat(write(column(ColumnType.BLOB), FakeRow.bytes(bytes))).isEqualTo("\"AAEC/w==\"");
        assertThat(write(OTHER, column(ColumnType.BLOB), FakeRow.bytes(bytes))).isEqualTo("\"000102ff\"");
        assertThat(write(sized(ColumnType.VARBINARY, 8, 0), FakeRow.bytes(bytes))).isEqualTo("\"AAEC/w==\"");
    }

    @Test
    void shouldPutTrailingZerosOfBinaryBack() {
        byte[] bytes = {1, 2};
        assertThat(write(sized(ColumnType.BINARY, 2, 0), FakeRow.bytes(bytes))).isEqualTo("\"AQI=\"");
        assertThat(write(sized(ColumnType.BINARY, 3, 0), FakeRow.bytes(bytes))).isEqualTo("\"AQIA\"");
        assertThat(write(sized(ColumnType.BINARY, 7, 0), FakeRow.bytes(bytes))).isEqualTo("\"AQIAAAAAAA==\"");
        assertThat(write(OTHER, sized(ColumnType.BINARY, 4, 0), FakeRow.bytes(bytes))).isEqualTo("\"01020000\"");
        assertThat(write(sized(ColumnType.BINARY, 4, 0), FakeRow.bytes(new byte[0]))).isEqualTo("\"AAAAAA==\"");
    }

    @Test
    void shouldWriteEnumByLabel() {
        ColumnDescriptor column = labelled(ColumnType.ENUM, "gold", "sil\"ver");
        assertThat(write(column, (c, v) -> v.onEnum(c, 2))).isEqualTo("\"sil\\\"ver\"");
        assertThat(write(column, (c, v) -> v.onEnum(c, 0))).isEqualTo("\"\"");
        assertThat(write(labelled(ColumnType.ENUM), (c, v) -> v.onEnum(c, 2))).isEqualTo("2");
        assertThat(write(column, FakeRow.text("gold"))).isEqualTo("\"gold\"");
        assertThatThrownBy(() -> write(column, (c, v) -> v.onEnum(c, 3)))
            .isInstanceOf(MalformedPacketException.class).hasMessageContaining("crm.t.v.ordinal: 3");
    }

    @Test
    void shouldWriteSetInDefinitionOrder() {
        ColumnDescriptor column = labelled(ColumnType.SET, "a", "b", "c");
        assertThat(write(column, (c, v) -> v.onSet(c, 0b101))).isEqualTo("\"a,c\"");
        assertThat(write(column, (c, v) -> v.onSet(c, 0))).isEqualTo("\"\"");
        assertThat(write(labelled(ColumnType.SET), (c, v) -> v.onSet(c, -1))).isEqualTo("18446744073709551615");
        assertThatThrownBy(() -> write(column, (c, v) -> v.onSet(c, 8)))
            .isInstanceOf(MalformedPacketException.class).hasMessageContaining("crm.t.v.bits: 1000");
    }

    @Test
    void shouldWriteDates() {
        assertThat(write(column(ColumnType.DATE), (c, v) -> v.onDate(c, 2026, 11, 23))).isEqualTo("\"2026-11-23\"");
        assertThat(write(column(ColumnType.DATE), (c, v) -> v.onDate(c, 0, 0, 0))).isEqualTo("\"0000-00-00\"");
        assertThat(write(column(ColumnType.DATE), (c, v) -> v.onDate(c, 2024, 0, 15))).isEqualTo("\"2024-00-15\"");
        assertThat(write(OTHER, column(ColumnType.DATE), (c, v) -> v.onDate(c, 2024, 0, 15))).isEqualTo("null");
        assertThat(write(OTHER, column(ColumnType.DATE), (c, v) -> v.onDate(c, 2024, 1, 15)))
            .isEqualTo("\"2024-01-15\"");
    }

    @Test
    void shouldWriteDateTimes() {
        Value value = (c, v) -> v.onDateTime(c, 2026, 11, 23, 4, 5, 6, 123_000);
        assertThat(write(sized(ColumnType.DATETIME, 0, 3), value)).isEqualTo("\"2026-11-23T04:05:06.123\"");
        assertThat(write(sized(ColumnType.DATETIME, 0, 0), value)).isEqualTo("\"2026-11-23T04:05:06\"");
        assertThat(write(sized(ColumnType.TIMESTAMP, 0, 6), value)).isEqualTo("\"2026-11-23T04:05:06.123000Z\"");
        Value zero = (c, v) -> v.onDateTime(c, 0, 0, 0, 0, 0, 0, 0);
        assertThat(write(sized(ColumnType.DATETIME, 0, 0), zero)).isEqualTo("\"0000-00-00T00:00:00\"");
        assertThat(write(sized(ColumnType.TIMESTAMP, 0, 2), zero)).isEqualTo("\"0000-00-00T00:00:00.00Z\"");
        assertThat(write(OTHER, sized(ColumnType.TIMESTAMP, 0, 0), zero)).isEqualTo("null");
    }

    @Test
    void shouldWriteTimesAsMySqlPrintsThem() {
        assertThat(write(sized(ColumnType.TIME, 0, 6), (c, v) -> v.onTime(c, true, 838, 59, 59, 0)))
            .isEqualTo("\"-838:59:59.000000\"");
        assertThat(write(sized(ColumnType.TIME, 0, 0), (c, v) -> v.onTime(c, false, 0, 0, 1, 0)))
            .isEqualTo("\"00:00:01\"");
        assertThat(write(sized(ColumnType.TIME, 0, 1), (c, v) -> v.onTime(c, false, 100, 0, 1, 900_000)))
            .isEqualTo("\"100:00:01.9\"");
    }

    @Test
    void shouldWriteGeometry() {
        byte[] bytes = {(byte) 0xe6, 0x10, 0, 0, 1, 2, 3};
        assertThat(write(column(ColumnType.GEOMETRY), FakeRow.bytes(bytes)))
            .isEqualTo("{\"srid\":4326,\"wkb\":\"AQID\"}");
        assertThatThrownBy(() -> write(column(ColumnType.GEOMETRY), FakeRow.bytes(new byte[3])))
            .isInstanceOf(MalformedPacketException.class);
    }

    @Test
    void shouldWriteVector() {
        ByteBuf floats = Unpooled.buffer().writeFloatLE(0.1f).writeFloatLE(-3f).writeFloatLE(1e-7f);
        byte[] bytes = new byte[12];
        floats.readBytes(bytes);
        assertThat(write(column(ColumnType.VECTOR), FakeRow.bytes(bytes))).isEqualTo("[0.1,-3,0.0000001]");
        assertThat(write(column(ColumnType.VECTOR), FakeRow.bytes(new byte[0]))).isEqualTo("[]");
    }

    @Test
    void shouldWriteJsonAsDocument() {
        byte[] text = "{\"a\": [1, 2.50], \"b\": \"x: y\"}".getBytes(StandardCharsets.UTF_8);
        assertThat(write(column(ColumnType.JSON), (c, v) -> v.onJsonText(c, FakeRow.surrounded(text), 1, text.length)))
            .isEqualTo("{\"a\":[1,2.50],\"b\":\"x: y\"}");
        byte[] binary = {0x05, (byte) 0xff, (byte) 0xff};
        assertThat(write(column(ColumnType.JSON),
            (c, v) -> v.onJsonBinary(c, FakeRow.surrounded(binary), 1, binary.length))).isEqualTo("-1");
        assertThat(write(column(ColumnType.JSON), (c, v) -> v.onJsonBinary(c, Unpooled.EMPTY_BUFFER, 0, 0)))
            .isEqualTo("null");
    }

    private String write(ColumnDescriptor column, Value value) {
        return write(PLAIN, column, value);
    }

    private String write(EncodeConfig config, ColumnDescriptor column, Value value) {
        TableDescriptor table = TableDescriptor.of("crm", "t", List.of(column));
        ByteBuf out = Unpooled.directBuffer(1);
        try {
            new JsonValueWriter(config, replacedText)
                .writeRow(new FakeRow(table, value), TableFragments.of(table, ColumnRules.NONE), out);
            String row = out.toString(StandardCharsets.UTF_8);
            assertThat(row).startsWith("{\"v\":").endsWith("}");
            return row.substring("{\"v\":".length(), row.length() - 1);
        } finally {
            out.release();
        }
    }

    private static ColumnDescriptor column(ColumnType type) {
        return sized(type, 0, 0);
    }

    private static ColumnDescriptor sized(ColumnType type, int length, int scale) {
        Collation collation = type.isText() ? Collation.UTF8MB4 : Collation.BINARY;
        return new ColumnDescriptor("v", type, false, true, length, scale, collation, List.of());
    }

    private static ColumnDescriptor text(ColumnType type, String charset) {
        return new ColumnDescriptor("v", type, false, true, 0, 0, new Collation(0, charset), List.of());
    }

    private static ColumnDescriptor labelled(ColumnType type, String... labels) {
        return new ColumnDescriptor("v", type, false, true, 0, 0, Collation.UTF8MB4, List.of(labels));
    }
}
