package com.passkit.cdc.snapshot.catalog;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import com.passkit.cdc.protocol.client.ResultRow;
import com.passkit.cdc.protocol.client.ServerInfo;
import com.passkit.cdc.protocol.error.MySqlException;
import com.passkit.cdc.protocol.error.UnsupportedFeatureException;
import com.passkit.cdc.protocol.row.Collation;
import com.passkit.cdc.protocol.row.ColumnDescriptor;
import com.passkit.cdc.protocol.row.ColumnType;
import com.passkit.cdc.protocol.row.TableDescriptor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class DefinitionTest {

    private static final TableName TABLE = new TableName("db", "t");
    private static final Collation LATIN1 = new Collation(8, "latin1");

    private final TableDefinition definition = new TableDefinition(
        new TableEntry(TABLE, "InnoDB", true, 3, 100, false, "latin1_swedish_ci"), LATIN1);

    private static ColumnDefinition column(String name, int ordinal, String... rest) {
        String[] values = Arrays.copyOf(new String[] {"db", "t", name, Integer.toString(ordinal)}, 4 + rest.length);
        System.arraycopy(rest, 0, values, 4, rest.length);
        return ColumnDefinition.of(new ResultRow(List.of(), Arrays.asList(values)), TABLE,
            Map.of("latin1_swedish_ci", LATIN1));
    }

    private static ColumnDefinition intColumn(String name, int ordinal, boolean isNullable) {
        return column(name, ordinal, isNullable ? "YES" : "NO", "int", "int(11)", null, "10", "0", null, null, "");
    }

    private void key(String name, boolean isUnique, KeyModel.Part... parts) {
        for (KeyModel.Part part : parts) {
            definition.addKeyPart(name, kind(name, isUnique), part, "A");
        }
    }

    private static KeyModel.Kind kind(String name, boolean isUnique) {
        if (name.equals(KeyModel.PRIMARY)) {
            return KeyModel.Kind.PRIMARY;
        }
        return isUnique ? KeyModel.Kind.UNIQUE : KeyModel.Kind.PLAIN;
    }

    private static KeyModel.Part part(String column) {
        return KeyModel.Part.of(column);
    }

    @Test
    void shouldReadColumns() {
        assertThat(column("d", 1, "YES", "decimal", "decimal(10,3) unsigned zerofill", null, "10", "3", null, null, "")
            .descriptor()).isEqualTo(
                new ColumnDescriptor("d", ColumnType.DECIMAL, true, true, 10, 3, Collation.BINARY, List.of()));
        assertThat(column("e", 1, "NO", "enum", "enum(' unsigned')", "9", null, null, null, "latin1_swedish_ci", "")
            .descriptor()).isEqualTo(new ColumnDescriptor("e", ColumnType.ENUM, false, false, 0, 0, LATIN1,
                List.of(" unsigned")));
        assertThat(column("v", 1, "YES", "vector", "vector(2048)", "8192", null, null, null, null, "").descriptor())
            .isEqualTo(new ColumnDescriptor("v", ColumnType.VECTOR, false, true, 2048, 0, Collation.BINARY, List.of()));
        assertThat(column("b", 1, "YES", "enum", "enum('a')", "1", null, null, null, null, "").descriptor().collation())
            .isEqualTo(Collation.BINARY);
    }

    @Test
    void shouldRefuseATypeItDoesNotKnow() {
        assertThatThrownBy(() -> column("x", 1, "YES", "xml", "xml", null, null, null, null, null, ""))
            .isInstanceOf(UnsupportedFeatureException.class).hasMessageContaining("db.t.x: type xml");
    }

    @Test
    void shouldPutColumnsInTableOrder() {
        definition.addColumn(intColumn("b", 2, true));
        definition.addColumn(intColumn("a", 1, true));

        TableDescriptor table = definition.build().descriptor();

        assertThat(table.columns()).extracting(ColumnDescriptor::name).containsExactly("a", "b");
        assertThat(table.keyColumnCount()).isZero();
    }

    @Test
    void shouldPreferThePrimaryKey() {
        definition.addColumn(intColumn("a", 1, false));
        definition.addColumn(intColumn("b", 2, false));
        key("A", true, part("a"));
        key("PRIMARY", true, new KeyModel.Part("b", 5), part("a"));

        assertThat(definition.needsKeyOrder()).isFalse();
        assertThat(definition.build().descriptor()).isEqualTo(
            TableDescriptor.of("db", "t", definition.build().descriptor().columns()).withKey(1, 0));
    }

    @Test
    void shouldTakeTheFirstUsableUniqueKeyInTheServersOrder() {
        definition.addColumn(intColumn("a", 1, false));
        definition.addColumn(intColumn("b", 2, false));
        definition.addColumn(intColumn("n", 3, true));
        definition.addColumn(column("v", 4, "NO", "int", "int", null, "10", "0", null, null, "VIRTUAL GENERATED"));
        key("first", true, part("n"));
        key("second", true, new KeyModel.Part("a", 5));
        key("third", true, part("v"));
        key("fourth", true, part("a"), KeyModel.Part.expression());
        key("fifth", false, part("a"));
        key("sixth", true, part("a"));
        key("seventh", true, part("b"));

        assertThat(definition.needsKeyOrder()).isTrue();
        definition.orderKeys(Comparator.comparing(key -> "seventh".equals(key.name()) ? 0 : 1));
        TableDescriptor table = definition.build().descriptor();

        assertThat(table.keyColumnCount()).isEqualTo(1);
        assertThat(table.keyColumn(0)).isEqualTo(1);
    }

    @Test
    void shouldStopWhenAColumnCannotBeSeen() {
        definition.addColumn(intColumn("b", 2, true));

        assertThatThrownBy(definition::build).isInstanceOf(MySqlException.class)
            .hasMessageContaining("table db.t: 1 columns are visible").hasMessageContaining("GRANT SELECT ON `db`.`t`");
    }

    @Test
    void shouldAcceptTheGapOfAnIndexOnAnExpression() {
        definition.addColumn(intColumn("a", 1, true));
        definition.addColumn(intColumn("b", 3, true));
        key("f", true, KeyModel.Part.expression());

        assertThat(definition.build().descriptor().columnCount()).isEqualTo(2);
    }

    @Test
    void shouldFindTheHiddenColumnsOfExpressionsInGapsAndBehindTheLast() {
        definition.addColumn(intColumn("a", 1, true));
        definition.addColumn(intColumn("b", 4, true));
        key("f", false, KeyModel.Part.expression(), part("a"), KeyModel.Part.expression());
        key("g", true, KeyModel.Part.expression());

        assertThat(definition.build().descriptor()).isEqualTo(TableDescriptor.of("db", "t", List.of(
            intColumn("a", 1, true).descriptor(), intColumn("b", 4, true).descriptor())).withHiddenColumns(1, 2, 4));
    }

    @Test
    void shouldShowGeneratedPrimaryKeysWhereServersHaveThem() {
        assertThat(CatalogSession.statement(new ServerInfo("8.0.30", false, 8, 0, 30, 1, false)))
            .isEqualTo("SET SESSION sql_mode = '', show_gipk_in_create_table_and_information_schema = ON");
        assertThat(CatalogSession.statement(new ServerInfo("8.0.29", false, 8, 0, 29, 1, false)))
            .isEqualTo("SET SESSION sql_mode = ''");
    }

    @Test
    void shouldQuoteNamesAndLiterals() {
        assertThat(SqlText.name("a`b", "c.d")).isEqualTo("`a``b`.`c.d`");
        assertThat(SqlText.literals(List.of("it's", "a\\b"))).isEqualTo("'it''s', 'a\\\\b'");
    }
}
