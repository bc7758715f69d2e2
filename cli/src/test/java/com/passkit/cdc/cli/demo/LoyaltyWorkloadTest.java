package com.passkit.cdc.cli.demo;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class LoyaltyWorkloadTest {

    private static final Pattern INSERT = Pattern.compile("INSERT INTO loyalty\\.(\\w+) .* VALUES \\('?([T\\d]+)'?,.*");
    private static final Pattern CHANGE =
        Pattern.compile("(UPDATE|DELETE FROM) loyalty\\.(\\w+) .*WHERE (?:id|code) = '?([T\\d]+)'?");

    private final LoyaltyWorkload workload = new LoyaltyWorkload(42);

    @Test
    void shouldSeedEveryTableAlike() {
        List<String> statements = workload.seed();

        for (String table : LoyaltyDatabase.TABLES) {
            assertThat(statements).filteredOn(sql -> sql.startsWith("INSERT INTO loyalty." + table + ' '))
                .hasSize(LoyaltyWorkload.SEED_COUNT);
        }
    }

    @Test
    void shouldChangeOnlyRowsThatExist() {
        Set<String> rows = new HashSet<>();
        workload.seed().forEach(sql -> apply(sql, rows));

        for (int i = 0; i < 5_000; i++) {
            workload.next().forEach(sql -> apply(sql, rows));
        }

        assertThat(rows).as("the tables neither run dry nor grow without end").hasSizeBetween(15, 110);
    }

    private static void apply(String sql, Set<String> rows) {
        Matcher insert = INSERT.matcher(sql);
        if (insert.matches()) {
            assertThat(rows.add(insert.group(1) + insert.group(2))).as(sql).isTrue();
            return;
        }
        Matcher change = CHANGE.matcher(sql);
        assertThat(change.matches()).as(sql).isTrue();
        String row = change.group(2) + change.group(3);
        assertThat(change.group(1).equals("UPDATE") ? rows.contains(row) : rows.remove(row)).as(sql).isTrue();
    }
}
