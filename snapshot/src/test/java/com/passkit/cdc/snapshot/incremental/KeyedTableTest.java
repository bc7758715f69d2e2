package com.passkit.cdc.snapshot.incremental;

import java.util.List;

import com.passkit.cdc.protocol.row.Collation;
import com.passkit.cdc.protocol.row.ColumnDescriptor;
import com.passkit.cdc.protocol.row.ColumnType;
import com.passkit.cdc.protocol.row.TableDescriptor;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class KeyedTableTest {

    private static final TableDescriptor TABLE = TableDescriptor.of("crm", "me`mbers", List.of(
        ColumnDescriptor.of("a", ColumnType.INT, false),
        new ColumnDescriptor("kind", ColumnType.ENUM, false, false, 0, 0, new Collation(8, "latin1"),
            List.of("x", "y")),
        ColumnDescriptor.of("c", ColumnType.BIGINT, false),
        ColumnDescriptor.of("n", ColumnType.INT, true)));

    @Test
    void shouldSelectFromTheBeginning() {
        assertThat(KeyedTable.of(TABLE.withKey(0), List.of()).chunk(List.of(), 10)).isEqualTo(
            "SELECT `a`, `kind`, `c`, `n` FROM `crm`.`me``mbers` ORDER BY `a` LIMIT 10");
    }

    @Test
    void shouldSelectBehindACompositeKeyInItsOrder() {
        assertThat(KeyedTable.of(TABLE.withKey(2, 1, 0), List.of()).chunk(List.of("7", "2", "-1"), 5)).endsWith(
            " WHERE (`c` >= 7 AND (`c` > 7 OR (`c` = 7 AND CAST(`kind` AS UNSIGNED) > 2)"
                + " OR (`c` = 7 AND CAST(`kind` AS UNSIGNED) = 2 AND `a` > -1))) ORDER BY `c`, `kind`, `a` LIMIT 5");
    }

    @Test
    void shouldTakeTheConfiguredKeyOfATableWithoutOne() {
        assertThat(KeyedTable.of(TABLE, List.of("C", "a")).keyNames()).containsExactly("c", "a");
        assertThat(KeyedTable.of(TABLE.withKey(0), List.of("c")).keyNames()).containsExactly("a");
    }

    /** Rows without a value in a key cannot be put in its order. */
    @Test
    void shouldNotReadByAConfiguredKeyThatMayBeNull() {
        assertThat(KeyedTable.of(TABLE, List.of("n")).hasKey()).isFalse();
        assertThat(KeyedTable.of(TABLE, List.of("gone")).hasKey()).isFalse();
    }

    @Test
    void shouldTellAnotherDefinitionByItsFingerprint() {
        String print = KeyedTable.of(TABLE.withKey(0), List.of()).fingerprint();
        assertThat(KeyedTable.of(TABLE.withKey(0), List.of()).fingerprint()).isEqualTo(print);
        assertThat(KeyedTable.of(TABLE.withKey(2), List.of()).fingerprint()).isNotEqualTo(print);
        assertThat(KeyedTable.of(TableDescriptor.of("crm", "me`mbers", TABLE.columns().subList(0, 3)).withKey(0),
            List.of()).fingerprint()).isNotEqualTo(print);
    }
}
