package com.passkit.cdc.runtime.rules;

import java.util.List;
import java.util.Map;

import com.passkit.cdc.protocol.row.ColumnDescriptor;
import com.passkit.cdc.protocol.row.ColumnType;
import com.passkit.cdc.protocol.row.TableDescriptor;
import com.passkit.cdc.snapshot.catalog.Preflight.Finding;
import com.passkit.cdc.snapshot.catalog.TablePatternMap;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class RuleCheckTest {

    private static final TableDescriptor MEMBERS = TableDescriptor.of("crm", "members", List.of(
        ColumnDescriptor.of("id", ColumnType.INT, false), ColumnDescriptor.of("email", ColumnType.VARCHAR, true),
        ColumnDescriptor.of("points", ColumnType.DECIMAL, true))).withKey(0);

    private static List<String> findings(TableRules rules) {
        return RuleCheck.of(rules, List.of(MEMBERS)).stream().map(Finding::toString).toList();
    }

    private static ColumnRules columns(List<String> exclude, List<String> hash, Map<String, Integer> truncate) {
        return new ColumnRules(List.of(), exclude, hash, truncate, Map.of(), "pepper");
    }

    private static TableRules with(ColumnRules columns) {
        return new TableRules(TablePatternMap.of(Map.of()), RowRules.NONE, columns);
    }

    @Test
    void shouldSayNothingOfNothingAndOkOfWhatFits() {
        assertThat(findings(TableRules.NONE)).isEmpty();
        assertThat(findings(with(columns(List.of("*.*.POINTS"), List.of("crm.members.*mail"), Map.of()))))
            .containsExactly("OK tables: keys, row and column rules fit the tables");
    }

    @Test
    void shouldWarnOfPatternsThatFitNothingWithTheNearestName() {
        TableRules rules = new TableRules(TablePatternMap.of(Map.of("crm.memebrs", List.of("id"))),
            RowRules.of(Map.of("shop.*", "id = 1")), columns(List.of(), List.of("crm.members.emial"), Map.of()));

        assertThat(findings(rules)).containsExactly(
            "WARNING tables.keys.crm.memebrs: fits no captured table; the nearest is crm.members (remedy: correct the"
                + " pattern, or GRANT SELECT on its tables to the user)",
            "WARNING tables.rows.shop.*: fits no captured table (remedy: correct the pattern, or GRANT SELECT on its"
                + " tables to the user)",
            "WARNING tables.columns.hash: crm.members.emial: fits no column of a captured table; the nearest is"
                + " crm.members.email (remedy: correct the pattern, or GRANT SELECT on its tables to the user)");
    }

    @Test
    void shouldFailWithThePathOfWhatCannotBeDone() {
        TableRules rules = new TableRules(TablePatternMap.of(Map.of("crm.*", List.of("idd"))),
            RowRules.of(Map.of("crm.*", "points = 'many'")), ColumnRules.NONE);

        assertThat(findings(rules)).containsExactly(
            "FAILURE tables.keys.crm.*: idd (expected: one of the columns of crm.members: [id, email, points])",
            "FAILURE tables.rows.crm.*: column points, DECIMAL, and 'many' (expected: a number)");
        assertThat(findings(with(columns(List.of(), List.of(), Map.of("*.*.points", 3))))).containsExactly(
            "FAILURE tables.columns.truncate.*.*.points: crm.members.points is DECIMAL (expected: a column of CHAR,"
                + " VARCHAR or TEXT)");
    }

    @Test
    void shouldRefuseToHideTheKeyButByAHash() {
        assertThat(findings(with(columns(List.of("crm.members.i*"), List.of(), Map.of())))).singleElement().asString()
            .startsWith("FAILURE tables.columns.exclude: crm.members.i*: crm.members.id belongs to the key")
            .contains("expected: hash, which keeps them apart, or a key of other columns in tables.keys");
        assertThat(findings(with(columns(List.of(), List.of("crm.members.id"), Map.of())))).singleElement().asString()
            .startsWith("OK");
        assertThat(findings(with(new ColumnRules(List.of("crm.members.email"), List.of(), List.of(), Map.of(),
            Map.of(), null)))).singleElement().asString()
            .startsWith("FAILURE tables.columns.include: crm.members.id belongs to the key");
        assertThat(findings(new TableRules(TablePatternMap.of(Map.of("*.*", List.of("email"))), RowRules.NONE,
            columns(List.of("crm.members.i*"), List.of(), Map.of())))).singleElement().asString().startsWith("OK");
    }

    @Test
    void shouldRefuseToHideColumnsWithoutNames() {
        TableDescriptor unnamed =
            TableDescriptor.of("crm", "members", List.of(ColumnDescriptor.of("@1", ColumnType.INT, false)));

        assertThat(columns(List.of("crm.members.ssn"), List.of(), Map.of()).problems(unnamed)).singleElement()
            .asString().contains("the names of the columns of crm.members are not known");
        assertThat(columns(List.of("shop.*.ssn"), List.of(), Map.of()).problems(unnamed)).isEmpty();
    }

    @Test
    void shouldRefuseAHashWithoutASalt() {
        for (String salt : new String[] {null, ""}) {
            assertThatThrownBy(() -> new ColumnRules(
                List.of(), List.of(), List.of("crm.members.email"), Map.of(), Map.of(), salt))
                .isInstanceOf(IllegalArgumentException.class).hasMessageStartingWith("tables.columns.salt: missing");
        }
    }

    @Test
    void shouldNeverPrintTheSalt() {
        assertThat(columns(List.of(), List.of("a.b.c"), Map.of()).toString()).doesNotContain("pepper");
    }
}
