package com.passkit.cdc.snapshot;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletionException;

import com.passkit.cdc.protocol.client.ServerInfo;
import com.passkit.cdc.protocol.error.ServerErrorException;
import com.passkit.cdc.protocol.row.TableDescriptor;
import com.passkit.cdc.snapshot.catalog.Catalog;
import com.passkit.cdc.snapshot.catalog.TableFilter;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Tables that go, and come again, while the catalog is read. */
class DroppedTablesTest {

    private static final String COLUMNS = "SELECT TABLE_SCHEMA, TABLE_NAME, COLUMN_NAME, ORDINAL_POSITION, IS_NULLABLE,"
        + " DATA_TYPE, COLUMN_TYPE, CHARACTER_OCTET_LENGTH, NUMERIC_PRECISION, NUMERIC_SCALE, DATETIME_PRECISION,"
        + " COLLATION_NAME, EXTRA FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = 'crm'";
    private static final String ONE_TABLE = " AND TABLE_NAME = 'members'";
    private static final String IS_LISTED = "SELECT TABLE_NAME FROM information_schema.TABLES WHERE";
    private static final String KEYS = "SELECT TABLE_SCHEMA, TABLE_NAME, INDEX_NAME";

    private final ScriptedConnection connection = new ScriptedConnection(
        new ServerInfo("8.0.40", false, 8, 0, 40, 1, false))
        .answer("SELECT t.TABLE_SCHEMA", List.of(table("coupons"), table("members")))
        .answer(COLUMNS, List.of(column("coupons")))
        .answer(COLUMNS + ONE_TABLE, List.of());

    @Test
    void shouldLeaveOutATableThatWasDroppedSinceItWasListed() {
        assertThat(tables()).extracting(TableDescriptor::name).containsExactly("coupons");
    }

    @Test
    void shouldReadATableThatWasMadeAnew() {
        connection.answer(COLUMNS + ONE_TABLE, List.of(column("members")))
            .answer(IS_LISTED, List.of(List.of("members")));
        assertThat(tables()).extracting(TableDescriptor::name).containsExactly("coupons", "members");
        assertThat(tables().get(1).columnCount()).isEqualTo(1);
    }

    @Test
    void shouldRefuseATableThatIsThereAndOfWhichNothingIsVisible() {
        connection.answer(IS_LISTED, List.of(List.of("members")));
        assertThatThrownBy(this::tables).isInstanceOf(CompletionException.class)
            .hasMessageContaining("table crm.members: 0 columns are visible (expected: all of them; GRANT SELECT ON");
    }

    @Test
    void shouldLeaveOutATableThatWasDroppedBeforeItsKeysWereOrdered() {
        connection.answer(COLUMNS, List.of(column("coupons"), column("members")))
            .answer(KEYS, List.of(key("members", "a"), key("members", "b")))
            .refuse("SHOW INDEX FROM `crm`.`members`", ServerErrorException.of(1146, "42S02", "no such table"));
        assertThat(tables()).extracting(TableDescriptor::name).containsExactly("coupons");
    }

    private List<TableDescriptor> tables() {
        return new Catalog(connection).tables(new TableFilter(List.of(), List.of())).join();
    }

    private static List<String> table(String name) {
        return Arrays.asList("crm", name, "InnoDB", "1", "YES", "BASE TABLE", "1", null);
    }

    private static List<String> column(String table) {
        return Arrays.asList("crm", table, "id", "1", "NO", "bigint", "bigint(20)", null, "19", "0", null, null, "");
    }

    private static List<String> key(String table, String name) {
        return Arrays.asList("crm", table, name, "id", null, "0", "BTREE", "A");
    }
}
