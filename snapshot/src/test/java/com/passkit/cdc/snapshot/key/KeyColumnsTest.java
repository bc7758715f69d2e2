package com.passkit.cdc.snapshot.key;

import java.util.List;

import com.passkit.cdc.protocol.row.Collation;
import com.passkit.cdc.protocol.row.ColumnDescriptor;
import com.passkit.cdc.protocol.row.ColumnType;
import com.passkit.cdc.protocol.row.TableDescriptor;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class KeyColumnsTest {

    private static final TableDescriptor TABLE = TableDescriptor.of("crm", "members", List.of(
        ColumnDescriptor.of("a", ColumnType.INT, false),
        new ColumnDescriptor("kind", ColumnType.ENUM, false, false, 0, 0, new Collation(8, "latin1"),
            List.of("x", "y")),
        ColumnDescriptor.of("f`", ColumnType.FLOAT, false),
        new ColumnDescriptor("t", ColumnType.VARCHAR, false, false, 40, 0, new Collation(45, "utf8mb4"), List.of()),
        ColumnDescriptor.of("b", ColumnType.BINARY, false), ColumnDescriptor.of("d", ColumnType.DATE, false)));

    @Test
    void shouldBoundOneColumnOnTheSideThatWasAskedFor() {
        KeyColumns key = new KeyColumns(TABLE.withKey(0));

        assertThat(key.behind(List.of("7"))).isEqualTo("(`a` >= 7 AND (`a` > 7))");
        assertThat(key.before(List.of("7"))).isEqualTo("(`a` <= 7 AND (`a` < 7))");
        assertThat(key.upTo(List.of("7"))).isEqualTo("(`a` <= 7 AND (`a` < 7 OR `a` = 7))");
        assertThat(key.equal(List.of("7"))).isEqualTo("`a` = 7");
    }

    /** Each alternative begins with the first column, else an index would be walked from its beginning. */
    @Test
    void shouldWriteSeveralColumnsOutAsRangesOfTheIndex() {
        KeyColumns key = new KeyColumns(TABLE.withKey(0, 5));
        List<String> at = List.of("7", "'2026-01-02'");

        assertThat(key.behind(at)).isEqualTo("(`a` >= 7 AND (`a` > 7 OR (`a` = 7 AND `d` > '2026-01-02')))");
        assertThat(key.upTo(at)).isEqualTo("(`a` <= 7 AND (`a` < 7 OR (`a` = 7 AND `d` < '2026-01-02')"
            + " OR (`a` = 7 AND `d` = '2026-01-02')))");
        assertThat(key.order()).isEqualTo("`a`, `d`");
        assertThat(key.descendingOrder()).isEqualTo("`a` DESC, `d` DESC");
    }

    /** By its label it would be compared in another order than that of the index. */
    @Test
    void shouldCompareAnEnumByItsNumberAndOrderByTheIndex() {
        KeyColumns key = new KeyColumns(TABLE.withKey(1));

        assertThat(key.behind(List.of("2"))).isEqualTo(
            "(CAST(`kind` AS UNSIGNED) >= 2 AND (CAST(`kind` AS UNSIGNED) > 2))");
        assertThat(key.order()).isEqualTo("`kind`");
    }

    @Test
    void shouldSelectWhatTheTextProtocolDeliversWithoutLoss() {
        assertThat(new KeyColumns(TABLE.withKey(0, 1, 2, 3, 4, 5)).selected()).isEqualTo(
            "`a`, CAST(`kind` AS UNSIGNED), `f``` + 0e0, HEX(`t`), HEX(`b`), `d`");
    }

    @Test
    void shouldWriteTextThatWasSelectedAsTheLiteralItWas() {
        assertThat(KeyLiteral.ofText(TABLE.column(0), "-1")).isEqualTo("-1");
        assertThat(KeyLiteral.ofText(TABLE.column(1), "2")).isEqualTo("2");
        assertThat(KeyLiteral.ofText(TABLE.column(2), "0.1")).isEqualTo("0.1E0");
        assertThat(KeyLiteral.ofText(TABLE.column(2), "1e-37")).isEqualTo("1e-37");
        assertThat(KeyLiteral.ofText(TABLE.column(3), "6EC3A9")).isEqualTo("_utf8mb4 X'6EC3A9'");
        assertThat(KeyLiteral.ofText(TABLE.column(4), "")).isEqualTo("X''");
        assertThat(KeyLiteral.ofText(TABLE.column(5), "0000-00-00")).isEqualTo("'0000-00-00'");
    }
}
