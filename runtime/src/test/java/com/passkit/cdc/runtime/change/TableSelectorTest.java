package com.passkit.cdc.runtime.change;

import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import com.passkit.cdc.protocol.error.MySqlException;
import com.passkit.cdc.protocol.row.ColumnDescriptor;
import com.passkit.cdc.protocol.row.ColumnType;
import com.passkit.cdc.protocol.row.TableDescriptor;
import com.passkit.cdc.runtime.rules.TableRules;
import com.passkit.cdc.runtime.schema.KnownDefinitions;
import com.passkit.cdc.runtime.schema.SchemaState;
import com.passkit.cdc.snapshot.catalog.ColumnModel;
import com.passkit.cdc.snapshot.catalog.KeyModel;
import com.passkit.cdc.snapshot.catalog.TableFilter;
import com.passkit.cdc.snapshot.catalog.TableModel;
import com.passkit.cdc.snapshot.catalog.TableName;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class TableSelectorTest {

    private final KnownDefinitions definitions = new KnownDefinitions((database, table) -> true);

    private static TableDescriptor table(String name, String... columns) {
        return TableDescriptor.of("crm", name, List.of(columns).stream()
            .map(column -> ColumnDescriptor.of(column, ColumnType.INT, false)).toList());
    }

    private TableSelector selector(Map<String, List<String>> keys) {
        return new TableSelector(new TableFilter(List.of("crm.*"), List.of("crm.tmp_*")), TableRules.of(keys), definitions);
    }

    @Test
    void shouldLeaveOutWhatTheFilterExcludes() {
        assertThat(selector(Map.of()).select(table("tmp_1", "a"))).isNull();
    }

    @Test
    void shouldLeaveOutTheRowsOfSequences() {
        String[] columns = {"next_not_cached_value", "minimum_value", "maximum_value", "start_value", "increment",
            "cache_size", "cycle_option", "cycle_count"};

        assertThat(selector(Map.of()).select(table("seq", columns))).isNull();
        assertThat(selector(Map.of()).select(table("seq", columns).withKey(0))).isNotNull();
        assertThat(selector(Map.of()).select(table("seq", "next_not_cached_value"))).isNotNull();
    }

    @Test
    void shouldGiveTheSameInstanceForTheSameTable() {
        TableSelector selector = selector(Map.of("crm.t", List.of("b")));
        TableDescriptor table = table("t", "a", "b");

        assertThat(selector.select(table)).isSameAs(selector.select(table));
    }

    @Test
    void shouldPreferTheConfiguredKeyToThePrimaryKey() {
        TableDescriptor selected = selector(Map.of("crm.t", List.of("C", "b"))).select(table("t", "a", "b", "c").withKey(0));

        assertThat(selected.keyColumnCount()).isEqualTo(2);
        assertThat(selected.keyColumn(0)).isEqualTo(2);
        assertThat(selected.keyColumn(1)).isEqualTo(1);
    }

    @Test
    void shouldTakeTheRecordedUniqueKeyWhereTheEventNamesNoPrimaryKey() {
        List<ColumnModel> columns =
            table("t", "a", "b").columns().stream().map(column -> ColumnModel.of(column, false)).toList();
        KeyModel unique = new KeyModel("u", KeyModel.Kind.UNIQUE, List.of(KeyModel.Part.of("b")));
        definitions.restore(SchemaState.of(
            List.of(new TableModel(new TableName("crm", "t"), null, columns, List.of(unique))), Map.of(), 0, true));

        TableDescriptor selected = selector(Map.of()).select(table("t", "b", "a"));

        assertThat(selected.keyColumnCount()).isEqualTo(1);
        assertThat(selected.keyColumn(0)).isZero();
    }

    @Test
    void shouldNameAConfiguredKeyColumnThatIsNotThere() {
        TableSelector selector = selector(Map.of("crm.t", List.of("nope")));

        assertThatThrownBy(() -> selector.find(table("t", "a")).requireDeliverable()).isInstanceOf(MySqlException.class)
            .hasMessageContaining("tables.keys.crm.t: nope").hasMessageContaining("[a]");
    }
}
