package com.passkit.cdc.runtime.rules;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.passkit.cdc.protocol.error.MySqlException;
import com.passkit.cdc.protocol.row.TableDescriptor;
import com.passkit.cdc.snapshot.catalog.ColumnPattern;
import com.passkit.cdc.snapshot.catalog.NearestName;
import com.passkit.cdc.snapshot.catalog.Preflight.Finding;
import com.passkit.cdc.snapshot.catalog.Preflight.Level;
import com.passkit.cdc.snapshot.catalog.TablePatternMap;

/**
 * Judges the rules by the server's catalogue: what fits nothing may be a slip of the pen, and what cannot be done with
 * a table is a failure. Asks the server nothing. Threading: one thread, used once.
 */
public final class RuleCheck {

    private final TableRules rules;
    private final List<TableDescriptor> tables;
    private final List<Finding> findings = new ArrayList<>();

    private RuleCheck(TableRules rules, List<TableDescriptor> tables) {
        this.rules = rules;
        this.tables = tables;
    }

    /**
     * @param tables the captured tables as they are, with their own keys
     * @return warnings and failures, or that all is well; empty where nothing is configured
     */
    public static List<Finding> of(TableRules rules, List<TableDescriptor> tables) {
        if (rules.isEmpty()) {
            return List.of();
        }
        RuleCheck check = new RuleCheck(rules, tables);
        check.run();
        if (check.findings.isEmpty()) {
            check.findings.add(new Finding(Level.OK, "tables.rules", "tables", "keys, row and column rules fit"
                + " the tables", ""));
        }
        return List.copyOf(check.findings);
    }

    private void run() {
        warnOfTables("tables.keys", rules.keys());
        warnOfTables(RowRules.PATH, rules.rows().conditions());
        rules.columns().include().forEach(pattern -> warnOfColumns(ColumnRules.PATH + ".include", pattern));
        rules.columns().rules().forEach(rule -> warnOfColumns(rule.path(), rule.pattern()));
        for (TableDescriptor table : tables) {
            TableDescriptor delivered = withKey(table);
            if (delivered != null) {
                rules.columns().problems(delivered).forEach(this::fail);
            }
            try {
                rules.rows().of(table);
            } catch (MySqlException e) {
                fail(e.getMessage());
            }
        }
    }

    private TableDescriptor withKey(TableDescriptor table) {
        try {
            return rules.withConfiguredKey(table);
        } catch (IllegalArgumentException e) {
            fail(e.getMessage());
            return null;
        }
    }

    private void warnOfTables(String path, TablePatternMap<?> configured) {
        for (TablePatternMap.Entry<?> entry : configured.entries()) {
            if (tables.stream().noneMatch(table -> entry.pattern().matches(table.database(), table.name()))) {
                warn(path + '.' + entry.pattern(), entry.pattern().text(), "captured table",
                    tables.stream().map(TableDescriptor::toString));
            }
        }
    }

    private void warnOfColumns(String path, ColumnPattern pattern) {
        boolean isUsed = tables.stream().anyMatch(table -> table.columns().stream()
            .anyMatch(column -> pattern.matches(table.database(), table.name(), column.name())));
        if (isUsed) {
            return;
        }
        Function<TableDescriptor, Stream<String>> names =
            table -> table.columns().stream().map(column -> table + "." + column.name());
        List<TableDescriptor> ofTable = tables.stream()
            .filter(table -> pattern.matchesTable(table.database(), table.name())).toList();
        warn(path + ": " + pattern, pattern.text(), "column of a captured table",
            (ofTable.isEmpty() ? tables : ofTable).stream().flatMap(names));
    }

    private void warn(String subject, String pattern, String what, Stream<String> names) {
        String nearest = NearestName.find(pattern, names.collect(Collectors.toList()));
        findings.add(new Finding(Level.WARNING, idOf(subject), subject, "fits no " + what
            + (nearest == null ? "" : "; the nearest is " + nearest),
            "correct the pattern, or GRANT SELECT on its tables to the user"));
    }

    private void fail(String message) {
        int colon = message.indexOf(": ");
        findings.add(new Finding(Level.FAILURE, idOf(message), message.substring(0, colon),
            message.substring(colon + 2), ""));
    }

    /** The key without what it is about: {@code tables.columns.hash}. */
    private static String idOf(String path) {
        for (String id : List.of("tables.keys", RowRules.PATH, ColumnRules.PATH + ".include",
            ColumnRules.PATH + ".exclude", ColumnRules.PATH + ".replace", ColumnRules.PATH + ".hash",
            ColumnRules.PATH + ".truncate")) {
            if (path.startsWith(id)) {
                return id;
            }
        }
        return ColumnRules.PATH;
    }
}
