package com.passkit.cdc.protocol.binlog.image;

import java.util.List;

import com.passkit.cdc.protocol.row.ColumnDescriptor;
import com.passkit.cdc.protocol.row.ColumnType;
import com.passkit.cdc.protocol.row.TableDescriptor;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class HiddenColumnsTest {

    private static final TableDescriptor DEFINITION = TableDescriptor.of("db", "t", List.of(
        ColumnDescriptor.of("a", ColumnType.INT, false), ColumnDescriptor.of("b", ColumnType.DATE, true)))
        .withKey(1, 0).withHiddenColumns(1, 3);

    @Test
    void shouldPutThemInTheirPlacesWhereTheTableMapCountsThem() {
        TableDescriptor logged = HiddenColumns.asLogged(DEFINITION, 4);

        assertThat(logged.columns().stream().map(ColumnDescriptor::name)).containsExactly(
            "a", "!hidden!0", "b", "!hidden!1");
        assertThat(logged.columns().stream().map(HiddenColumns::isHidden)).containsExactly(false, true, false, true);
        assertThat(List.of(logged.keyColumn(0), logged.keyColumn(1))).containsExactly(2, 0);
    }

    @Test
    void shouldLeaveTheDefinitionWhereTheTableMapDoesNotCountThem() {
        assertThat(HiddenColumns.asLogged(DEFINITION, 2)).isSameAs(DEFINITION);
        assertThat(HiddenColumns.asLogged(DEFINITION, 3)).isSameAs(DEFINITION);
        assertThat(HiddenColumns.asLogged(DEFINITION.withHiddenColumns(), 4).columnCount()).isEqualTo(2);
    }
}
