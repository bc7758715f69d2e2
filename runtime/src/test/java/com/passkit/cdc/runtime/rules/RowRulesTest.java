package com.passkit.cdc.runtime.rules;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.passkit.cdc.protocol.error.MySqlException;
import com.passkit.cdc.protocol.error.Recovery;
import com.passkit.cdc.protocol.row.Collation;
import com.passkit.cdc.protocol.row.ColumnDescriptor;
import com.passkit.cdc.protocol.row.ColumnType;
import com.passkit.cdc.protocol.row.TableDescriptor;
import com.passkit.cdc.runtime.testing.FakeRow;
import com.passkit.cdc.runtime.testing.FakeRow.Value;

import io.netty.buffer.ByteBuf;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class RowRulesTest {

    private static final TableDescriptor TABLE = TableDescriptor.of("crm", "members", List.of(
        column("id", ColumnType.BIGINT), column("u", ColumnType.BIGINT), column("d", ColumnType.DECIMAL),
        column("f", ColumnType.FLOAT), column("g", ColumnType.DOUBLE), column("b", ColumnType.BIT),
        text("s", ColumnType.VARCHAR, "utf8mb4"), text("l", ColumnType.CHAR, "latin1"),
        text("e", ColumnType.ENUM, "utf8mb4"), text("o", ColumnType.SET, "utf8mb4"),
        column("day", ColumnType.DATE), column("at", ColumnType.DATETIME), column("ts", ColumnType.TIMESTAMP),
        column("t", ColumnType.TIME), column("j", ColumnType.JSON), column("n", ColumnType.INT)));

    private static final Value[] VALUES = {
        FakeRow.signed(-42), (c, v) -> v.onUnsigned(c, -1L), decimal("-12.50"), (c, v) -> v.onFloat(c, 0.1f),
        (c, v) -> v.onDouble(c, 0.1), (c, v) -> v.onBit(c, 1), FakeRow.text("Grüße 😀!"),
        FakeRow.text("é".getBytes(StandardCharsets.ISO_8859_1)), (c, v) -> v.onEnum(c, 2), (c, v) -> v.onSet(c, 5),
        (c, v) -> v.onDate(c, 2026, 11, 23), (c, v) -> v.onDateTime(c, 2026, 11, 23, 4, 5, 6, 120_000),
        (c, v) -> v.onDateTime(c, 0, 0, 0, 0, 0, 0, 0), (c, v) -> v.onTime(c, true, 838, 59, 59, 0),
        FakeRow.NULL, FakeRow.NULL};

    private static ColumnDescriptor column(String name, ColumnType type) {
        return ColumnDescriptor.of(name, type, true);
    }

    private static ColumnDescriptor text(String name, ColumnType type, String charset) {
        return new ColumnDescriptor(name, type, false, true, 0, 0, Collation.ofCharset(charset),
            type == ColumnType.ENUM || type == ColumnType.SET ? List.of("red", "green", "blue") : List.of());
    }

    private static Value decimal(String digits) {
        ByteBuf bytes = FakeRow.surrounded(digits.getBytes(StandardCharsets.US_ASCII));
        return (column, visitor) -> visitor.onDecimal(column, bytes, 1, digits.length());
    }

    private static boolean accepts(String condition) {
        return RowRules.of(Map.of("crm.members", condition)).of(TABLE).accepts(new FakeRow(TABLE, VALUES), null);
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "id = -42", "ID < -41.5", "id > -42.5", "id != 18446744073709551615", "id > -9999999999999999999999",
        "u = 18446744073709551615", "u > 18446744073709551614", "u < 18446744073709551616", "u > -1",
        "u > 9223372036854775808.5", "d = -12.5", "d = '-12.500'", "d < -12.4999999999999999999999999999", "d > -13",
        "d > -112.5", "d != 12.50", "d IN (1, -12.5)", "f = 0.1", "g = 0.1", "g < 0.2", "b = TRUE", "b = 1",
        "s = 'Grüße 😀!'", "s LIKE 'Gr__e _!'", "s LIKE '%😀%'", "s LIKE 'Gr%e%!'", "NOT s LIKE 'gr%'",
        "s != 'grüße 😀!'", "s > 'Gru'", "s < 'H'", "l = 'é'", "l LIKE '_'", "e = 'green'", "e IN ('red', 'green')",
        "e LIKE 'gr%'", "o = 'red,blue'", "o LIKE '%blue%'", "day = '2026-11-23'", "day >= '2026-11-22 23:59:59'",
        "at = '2026-11-23 04:05:06.12'", "at > '2026-11-23'", "at < '2026-11-23T04:05:06.120001Z'",
        "ts = '0000-00-00 00:00:00'", "ts < '1970-01-01'", "t = '-838:59:59'", "t < '00:00:00'", "j IS NULL",
        "n IS NULL", "NOT (n IS NOT NULL)", "n = 1 OR id = -42", "NOT (n = 1 AND id = 1)", "id IN (NULL, -42)",
    })
    void shouldAccept(String condition) {
        assertThat(accepts(condition)).isTrue();
    }

    /** What is neither true nor false is not delivered, and neither is its opposite. */
    @ParameterizedTest
    @ValueSource(strings = {
        "id = 42", "id > 18446744073709551615", "u < 0", "u > 99999999999999999999", "d > 0", "d = -12.51", "f = 0.2",
        "s = 'grüße 😀!'", "s LIKE 'gr%'", "s LIKE 'Gr_e%'", "s LIKE ''", "e = 'red'", "day > '2026-11-23'",
        "n = 1", "NOT n = 1", "n != 1", "n NOT IN (1)", "id NOT IN (1, NULL)", "n = 1 AND id = -42", "n LIKE '1' OR n = 1",
    })
    void shouldNotAccept(String condition) {
        String fit = condition.replace("n LIKE '1' OR ", "");
        assertThat(accepts(fit)).isFalse();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
        "idd = 1 | tables.rows.crm.members: column idd (expected: one of crm.members: nearest is id)",
        "s = 1 | column s, VARCHAR, and 1 (expected: a string in quotes)",
        "id = 'x' | column id, BIGINT, and 'x' (expected: a number)",
        "j = '{}' | IS NULL or IS NOT NULL with a column of this type",
        "e < 'red' | labels have no order of their own",
        "day = '23.11.2026' | 'YYYY-MM-DD'",
        "day = 20261123 | 'YYYY-MM-DD'",
        "t = 'noon' | 'HH:MM:SS'",
        "id LIKE '4%' | LIKE with a column of text only",
    })
    void shouldNameThePathOfWhatDoesNotFitTheTable(String condition, String message) {
        assertThatThrownBy(() -> accepts(condition.strip())).isInstanceOf(MySqlException.class)
            .hasMessageStartingWith("tables.rows.crm.members: ").hasMessageContaining(message.strip());
    }

    @Test
    void shouldNameThePathOfWhatIsNoCondition() {
        assertThatThrownBy(() -> RowRules.of(Map.of("crm.m*", "id ="))).isInstanceOf(IllegalArgumentException.class)
            .hasMessageStartingWith("tables.rows.crm.m*: character 5: the end (expected: a number");
        assertThatThrownBy(() -> RowRules.of(Map.of("members", "id = 1"))).hasMessageContaining("it has no dot");
    }

    @Test
    void shouldPreferAConditionThatNamesTheTable() {
        Map<String, String> conditions = new LinkedHashMap<>();
        conditions.put("crm.*", "id = 1");
        conditions.put("crm.members", "id = -42");
        conditions.put("*.*", "id = 3");
        RowRules rules = RowRules.of(conditions);

        assertThat(rules.of(TABLE).accepts(new FakeRow(TABLE, VALUES), null)).isTrue();
        TableDescriptor other = TableDescriptor.of("crm", "other", TABLE.columns());
        assertThat(rules.of(other).accepts(new FakeRow(other, VALUES), null)).isFalse();
        assertThat(rules.of(TableDescriptor.of("shop", "t", List.of(column("id", ColumnType.INT))))).isNotNull();
    }

    @Test
    void shouldLookUpInTheOtherImageWhatTheServerLeftOutAndRefuseToGuess() {
        Value[] partial = VALUES.clone();
        partial[0] = FakeRow.ABSENT;
        FakeRow row = new FakeRow(TABLE, partial);
        RowCondition condition = RowRules.of(Map.of("crm.members", "id = -42")).of(TABLE);

        assertThat(condition.accepts(row, new FakeRow(TABLE, VALUES))).isTrue();
        assertThatThrownBy(() -> condition.accepts(row, null))
            .hasMessageContaining("tables.rows.crm.members: column id of crm.members is not in the binary log")
            .hasMessageContaining("binlog_row_image=FULL")
            .extracting(error -> ((MySqlException) error).recovery()).isEqualTo(Recovery.STOP);
    }
}
