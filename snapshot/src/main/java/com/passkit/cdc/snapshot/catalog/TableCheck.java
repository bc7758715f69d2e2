package com.passkit.cdc.snapshot.catalog;

import java.util.List;
import java.util.stream.Collectors;

/** Judges the included tables. Asks the server nothing. */
final class TableCheck {

    private static final int NAMES_SHOWN = 20;

    private TableCheck() {
    }

    /**
     * @param tables        what the filter includes of what the user may see
     * @param seesDatabases whether the user may read databases that the filter may include, whole
     */
    static List<Preflight.Finding> sight(TableFilter filter, List<TableName> tables, boolean seesDatabases) {
        Findings findings = new Findings();
        if (tables.isEmpty() && seesDatabases) {
            findings.warning("tables", "tables", "none is there yet that is included; those that are made from now on"
                + " are captured", "correct tables.include and tables.exclude where there should be some");
        } else if (tables.isEmpty()) {
            findings.failure("tables", "tables", "none is included (expected: at least one that the user may see)",
                "correct tables.include and tables.exclude, or GRANT SELECT on the tables to the user");
        } else {
            findings.ok("tables", "tables", tables.size() + " included");
            for (String pattern : filter.includesWithoutMatch(tables)) {
                findings.warning("tables.include", pattern, "matches no table that the user may see",
                    "correct the pattern, or GRANT SELECT on its tables to the user");
            }
        }
        return findings.list();
    }

    /** @param names of the tables that are left out as shadow tables */
    static List<Preflight.Finding> shadows(List<TableName> names) {
        Findings findings = new Findings();
        if (!names.isEmpty()) {
            findings.warning("tables.shadow", "tables.shadow", names.size() + " left out, named like the shadow tables"
                + " of gh-ost or pt-online-schema-change: " + excerpt(names.stream().map(TableName::toString).toList()),
                "where these are tables of your own, set tables.shadow to other globs, or to [] for none");
        }
        return findings.list();
    }

    /** An UPDATE logs the former row as an INSERT of the same key, and nothing in the log tells it from a new one. */
    static List<Preflight.Finding> versioned(List<TableEntry> entries) {
        Findings findings = new Findings();
        for (TableEntry entry : entries) {
            if (entry.isVersioned()) {
                findings.failure("tables.versioned", entry.name().toString(), "keeps its former rows, which the"
                    + " binary log shows like new ones (expected: not WITH SYSTEM VERSIONING)",
                    "add it to tables.exclude, or ALTER TABLE " + entry.name().quoted() + " DROP SYSTEM VERSIONING");
            }
        }
        return findings.list();
    }

    static List<Preflight.Finding> definitions(List<CatalogTable> tables) {
        Findings findings = new Findings();
        List<CatalogTable> withoutKey =
            tables.stream().filter(table -> table.descriptor().keyColumnCount() == 0).toList();
        if (withoutKey.isEmpty()) {
            findings.ok("tables.key", "tables", "all have a key");
        } else {
            findings.warning("tables.key", names(withoutKey),
                "no primary key, and no unique key without nullable columns: events carry no key",
                "ALTER TABLE … ADD PRIMARY KEY (…), or set tables.keys");
        }
        List<CatalogTable> withoutTransactions =
            tables.stream().filter(table -> !table.isTransactional()).toList();
        if (withoutTransactions.isEmpty()) {
            findings.ok("tables.engine", "tables", "all are transactional");
        } else {
            findings.warning("tables.engine", names(withoutTransactions), "engine without transactions ("
                + withoutTransactions.stream().map(CatalogTable::engine).distinct().collect(Collectors.joining(", "))
                + "): what is written while the snapshot reads them may be delivered twice",
                "ALTER TABLE … ENGINE=InnoDB");
        }
        return findings.list();
    }

    private static String names(List<CatalogTable> tables) {
        return excerpt(tables.stream().map(table -> table.descriptor().toString()).toList());
    }

    private static String excerpt(List<String> names) {
        String shown = names.stream().limit(NAMES_SHOWN).collect(Collectors.joining(", "));
        return names.size() > NAMES_SHOWN ? shown + " and " + (names.size() - NAMES_SHOWN) + " more" : shown;
    }
}
