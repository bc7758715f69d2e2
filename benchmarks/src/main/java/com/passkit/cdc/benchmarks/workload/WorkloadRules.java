package com.passkit.cdc.benchmarks.workload;

import java.util.List;
import java.util.Map;

import com.passkit.cdc.runtime.rules.ColumnRules;
import com.passkit.cdc.runtime.rules.RowRules;
import com.passkit.cdc.runtime.rules.TableRules;
import com.passkit.cdc.snapshot.catalog.TableFilter;
import com.passkit.cdc.snapshot.catalog.TablePatternMap;

/** What an operator may configure for the tables of {@link TypeMix#MIXED}. */
public enum WorkloadRules {
    /** Everything is delivered. */
    NONE(RowRules.NONE, ColumnRules.NONE),
    /** A column of each table is hidden. */
    MASKED(RowRules.NONE, new ColumnRules(List.of(), List.of("*.passes.token"),
        List.of("*.ledger.member_id", "*.passes.serial"), Map.of("*.ledger.reference", 8),
        Map.of("*.members.name", "***"), "pepper")),
    /** About a third of the rows of one table is delivered, and none of the others. */
    CONDITION(RowRules.of(Map.of("crm.ledger", "kind IN ('burn') AND amount IS NOT NULL", "*.*", "id < 0")),
        ColumnRules.NONE),
    /** No table is captured. */
    EXCLUDED(RowRules.NONE, ColumnRules.NONE);

    private final TableRules rules;

    WorkloadRules(RowRules rows, ColumnRules columns) {
        rules = new TableRules(TablePatternMap.of(Map.of()), rows, columns);
    }

    public TableRules rules() {
        return rules;
    }

    /** @return which tables are captured */
    public TableFilter filter() {
        return new TableFilter(List.of(), this == EXCLUDED ? List.of("*.*") : List.of());
    }
}
