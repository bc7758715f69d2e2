package com.passkit.cdc.snapshot.catalog;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class TableFilterTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', value = {
        "crm.members   | crm   | members   | true",
        "crm.members   | crm   | Members   | false",
        "crm.members   | crm   | members2  | false",
        "crm.members   | xcrm  | members   | false",
        "crm.coupon_*  | crm   | coupon_   | true",
        "crm.coupon_*  | crm   | coupon_ab | true",
        "crm.coupon_*  | crm   | coupon    | false",
        "*.tmp_?       | a     | tmp_1     | true",
        "*.tmp_?       | a     | tmp_      | false",
        "*.tmp_?       | a     | tmp_12    | false",
        "*.*           | a     | b         | true",
        "a*b*c.*x*     | aXbYc | --x--     | true",
        "a*b*c.*x*     | abcb  | x         | false",
        "a*ab.t        | aaab  | t         | true",
        "a\\.b.t       | a.b   | t         | true",
        "a\\.b.t       | axb   | t         | false",
        "`a.b`.`c*`    | a.b   | c*        | true",
        "`a.b`.`c*`    | a.b   | cd        | false",
        "`a``b`.t      | a`b   | t         | true",
        "a\\*.t        | a*    | t         | true",
        "a\\*.t        | ab    | t         | false",
        "äö.雪?        | äö    | 雪★       | true",
    })
    void shouldMatchGlobs(String glob, String database, String table, boolean expected) {
        assertThat(new TableFilter(List.of(glob), List.of()).includes(database, table)).isEqualTo(expected);
    }

    @Test
    void shouldIncludeEverythingWhenNothingIsSaid() {
        assertThat(new TableFilter(List.of(), List.of()).includes("any", "thing")).isTrue();
    }

    @Test
    void shouldLetExcludeWin() {
        TableFilter filter = new TableFilter(List.of("crm.*"), List.of("*.tmp_*"));

        assertThat(filter.includes("crm", "members")).isTrue();
        assertThat(filter.includes("crm", "tmp_members")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"mysql", "sys", "information_schema", "performance_schema", "INFORMATION_SCHEMA"})
    void shouldNeverMatchSystemSchemas(String schema) {
        assertThat(new TableFilter(List.of(), List.of()).includes(schema, "user")).isFalse();
        assertThat(new TableFilter(List.of(schema + ".*"), List.of()).includes(schema, "user")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"crm", "", "crm.", ".members", "a.b.c", "`crm.members", "crm.members\\", "``.t"})
    void shouldRefuseWhatIsNoPattern(String glob) {
        assertThatThrownBy(() -> new TableFilter(List.of("ok.ok", glob), List.of()))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessageContaining("table pattern '" + glob + "'")
            .hasMessageContaining("expected: database.table");
        assertThatThrownBy(() -> new TableFilter(List.of(), List.of(glob)))
            .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void shouldNameIncludesWithoutMatch() {
        TableFilter filter = new TableFilter(List.of("a.*", "b.*"), List.of());

        assertThat(filter.includesWithoutMatch(List.of(new TableName("a", "t")))).containsExactly("b.*");
    }

    @Test
    void shouldLeaveOutShadowTablesAndTellThemFromOthers() {
        TableFilter filter = new TableFilter(List.of("crm.*"), List.of("crm.tmp_*"), TableFilter.SHADOW_TABLES);

        assertThat(List.of("_t_gho", "_t_ghc", "_t_del", "_t_20260102030405_del", "_t_new", "__t_new", "_t_old"))
            .allSatisfy(name -> {
                assertThat(filter.includes("crm", name)).isFalse();
                assertThat(filter.isShadow("crm", name)).isTrue();
                assertThat(filter.isShadow("shop", name)).isFalse();
                assertThat(new TableFilter(List.of("crm.*"), List.of(), List.of()).includes("crm", name)).isTrue();
            });
        assertThat(filter.includes("crm", "t_new")).isTrue();
        assertThat(filter.isShadow("crm", "tmp_x")).isFalse();
    }

    @Test
    void shouldTellWhichDatabasesMayHoldCapturedTables() {
        TableFilter filter = new TableFilter(List.of("crm.members", "shop_*.*"), List.of("crm.*"));

        assertThat(filter.mayInclude("crm")).isTrue();
        assertThat(filter.mayInclude("shop_eu")).isTrue();
        assertThat(filter.mayInclude("erp")).isFalse();
        assertThat(new TableFilter(List.of(), List.of()).mayInclude("mysql")).isFalse();
    }
}
