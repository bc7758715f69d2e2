package com.passkit.cdc.runtime.encode;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import com.passkit.cdc.protocol.row.Collation;
import com.passkit.cdc.protocol.row.ColumnDescriptor;
import com.passkit.cdc.protocol.row.ColumnType;
import com.passkit.cdc.protocol.row.TableDescriptor;
import com.passkit.cdc.runtime.change.ChangeKind;
import com.passkit.cdc.runtime.encode.EncodeConfig.BinaryForm;
import com.passkit.cdc.runtime.encode.EncodeConfig.NumberForm;
import com.passkit.cdc.runtime.encode.EncodeConfig.ZeroDateForm;
import com.passkit.cdc.runtime.rules.ColumnRules;
import com.passkit.cdc.runtime.testing.FakeChange;
import com.passkit.cdc.runtime.testing.FakeRow;
import com.passkit.cdc.runtime.testing.FakeRow.Value;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class MaskedValueWriterTest {

    private static final String SALT = "pepper";

    private static ColumnDescriptor column(String name, ColumnType type) {
        return new ColumnDescriptor(name, type, false, true, 0, 2, Collation.UTF8MB4, List.of());
    }

    /** The row of a READ as it is delivered, and its key. */
    private static String row(ColumnRules rules, TableDescriptor table, Value... values) {
        return row(EncodeConfig.of("c").withColumns(rules), table, values);
    }

    private static String row(EncodeConfig config, TableDescriptor table, Value... values) {
        FakeChange change = new FakeChange();
        change.kind = ChangeKind.INSERT;
        change.table = table;
        change.after = new FakeRow(table, values);
        ByteBuf out = Unpooled.directBuffer();
        try {
            new JsonEventEncoder(config, "1").encode(change, out);
            String event = out.toString(StandardCharsets.UTF_8);
            return event.substring(event.indexOf("\"key\":"), event.length() - 1).replace("\"before\":null,", "");
        } finally {
            out.release();
        }
    }

    private static String hash(String text) throws Exception {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(SALT.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        return HexFormat.of().formatHex(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static ColumnRules hashing(String pattern) {
        return new ColumnRules(List.of(), List.of(), List.of(pattern), Map.of(), Map.of(), SALT);
    }

    @Test
    void shouldLeaveOutReplaceHashAndTruncate() throws Exception {
        TableDescriptor table = TableDescriptor.of("crm", "m", List.of(column("ssn", ColumnType.VARCHAR),
            column("id", ColumnType.INT), column("phone", ColumnType.BIGINT), column("notes", ColumnType.TEXT),
            column("plain", ColumnType.TEXT))).withKey(1);
        Map<String, String> replace = new LinkedHashMap<>();
        replace.put("*.*.PHONE", "*\"*");
        ColumnRules rules = new ColumnRules(List.of(), List.of("crm.m.ssn"), List.of("crm.m.id"),
            Map.of("crm.m.notes", 3), replace, SALT);

        assertThat(row(rules, table, FakeRow.text("123-45"), FakeRow.signed(42), FakeRow.signed(555),
            FakeRow.text("abcdef"), FakeRow.text("abcdef"))).isEqualTo("\"key\":{\"id\":\"" + hash("42")
            + "\"},\"after\":{\"id\":\"" + hash("42")
            + "\",\"phone\":\"*\\\"*\",\"notes\":\"abc\",\"plain\":\"abcdef\"}");
    }

    @Test
    void shouldKeepNullsAndAbsentColumns() {
        TableDescriptor table = TableDescriptor.of("crm", "m", List.of(column("a", ColumnType.TEXT),
            column("b", ColumnType.TEXT), column("c", ColumnType.TEXT), column("d", ColumnType.TEXT)));
        ColumnRules rules = new ColumnRules(List.of(), List.of("crm.m.a"), List.of("crm.m.b"), Map.of("crm.m.c", 1),
            Map.of("crm.m.d", "x"), SALT);

        assertThat(row(rules, table, FakeRow.NULL, FakeRow.NULL, FakeRow.NULL, FakeRow.NULL))
            .endsWith("\"after\":{\"b\":null,\"c\":null,\"d\":null}");
        assertThat(row(rules, table, FakeRow.ABSENT, FakeRow.ABSENT, FakeRow.ABSENT, FakeRow.ABSENT))
            .endsWith("\"after\":{}");
    }

    @Test
    void shouldHashTheTextWithoutQuotesAndEscapesInEveryForm() throws Exception {
        TableDescriptor table = TableDescriptor.of("crm", "m", List.of(column("v", ColumnType.TEXT)));
        for (String text : List.of("", "ü😀", "a\"b\\c\n\t\u0001\u001f/", "null", "x".repeat(100_000),
            "y".repeat(4091) + "\u0001\u0002", "z".repeat(4095) + "\n", "\"\\".repeat(50_000))) {
            assertThat(row(hashing("*.*.v"), table, FakeRow.text(text))).contains("\"v\":\"" + hash(text) + '"');
        }
    }

    /** Whatever form numbers and bytes are delivered in, a value has one hash for numbers; bytes are hashed as shown. */
    @Test
    void shouldHashNumbersByTheirDigitsAndBytesAsTheyAreDelivered() throws Exception {
        EncodeConfig other = new EncodeConfig("c", NumberForm.STRING, NumberForm.NUMBER, BinaryForm.HEX,
            ZeroDateForm.NULL, hashing("*.*.v"));
        TableDescriptor numbers = TableDescriptor.of("crm", "m", List.of(column("v", ColumnType.BIGINT)));
        TableDescriptor bytes = TableDescriptor.of("crm", "m", List.of(column("v", ColumnType.BLOB)));
        TableDescriptor dates = TableDescriptor.of("crm", "m", List.of(column("v", ColumnType.DATE)));
        byte[] blob = {1, 2, (byte) 0xff};

        assertThat(row(hashing("*.*.v"), numbers, FakeRow.signed(-7))).contains(hash("-7"));
        assertThat(row(other, numbers, FakeRow.signed(-7))).contains(hash("-7"));
        assertThat(row(hashing("*.*.v"), bytes, FakeRow.bytes(blob))).contains(hash("AQL/"));
        assertThat(row(other, bytes, FakeRow.bytes(blob))).contains(hash("0102ff"));
        assertThat(row(other, dates, (c, v) -> v.onDate(c, 0, 0, 0))).contains("\"v\":null");
        assertThat(row(hashing("*.*.v"), dates, (c, v) -> v.onDate(c, 0, 0, 0))).contains(hash("0000-00-00"));
    }

    @Test
    void shouldNeverCutACharacterOrAnEscapeApart() {
        TableDescriptor table = TableDescriptor.of("crm", "m", List.of(column("v", ColumnType.TEXT)));
        String text = "ü😀\"\u0001x";
        String[] expected = {"", "ü", "ü😀", "ü😀\\\"", "ü😀\\\"\\u0001", "ü😀\\\"\\u0001x", "ü😀\\\"\\u0001x"};
        for (int count = 0; count < expected.length; count++) {
            ColumnRules rules =
                new ColumnRules(List.of(), List.of(), List.of(), Map.of("*.*.v", count), Map.of(), null);

            assertThat(row(rules, table, FakeRow.text(text))).endsWith("{\"v\":\"" + expected[count] + "\"}");
        }
    }

    @Test
    void shouldDeliverIncludedColumnsOnlyOfTablesThatAreNamed() {
        ColumnRules rules = new ColumnRules(
            List.of("crm.m.id", "crm.m.b"), List.of(), List.of(), Map.of(), Map.of(), null);
        TableDescriptor table = TableDescriptor.of("crm", "m", List.of(
            column("id", ColumnType.INT), column("a", ColumnType.INT), column("b", ColumnType.INT))).withKey(0);
        TableDescriptor other = TableDescriptor.of("crm", "n", table.columns());

        assertThat(row(rules, table, FakeRow.signed(1), FakeRow.signed(2), FakeRow.signed(3)))
            .endsWith("{\"id\":1,\"b\":3}");
        assertThat(row(rules, other, FakeRow.signed(1), FakeRow.signed(2), FakeRow.signed(3)))
            .endsWith("{\"id\":1,\"a\":2,\"b\":3}");
    }

    @Test
    void shouldShowLeastWhereSeveralRulesFit() {
        TableDescriptor table = TableDescriptor.of("crm", "m", List.of(column("v", ColumnType.TEXT)));
        ColumnRules rules = new ColumnRules(List.of(), List.of(), List.of("*.*.v"), Map.of("*.*.v", 1),
            Map.of("*.*.*", "gone"), SALT);

        assertThat(row(rules, table, FakeRow.text("secret"))).endsWith("{\"v\":\"gone\"}");
    }

    /** Lanes and the reconciling of snapshots compare keys; what is hidden must not make two of them one. */
    @Test
    void shouldCompareKeysByTheirValues() {
        TableDescriptor table = TableDescriptor.of("crm", "m", List.of(column("v", ColumnType.TEXT))).withKey(0);
        ByteBuf out = Unpooled.buffer();
        new JsonEventEncoder(EncodeConfig.of("c").withColumns(hashing("*.*.v")), "1")
            .writeKey(new FakeRow(table, FakeRow.text("k")), table, out);

        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("{\"v\":\"k\"}");
    }
}
