package com.passkit.cdc.benchmarks.workload;

import java.util.List;

/** What the rows of a workload are made of. */
public enum TypeMix {
    /** Three tables of a loyalty programme, as they are found in the field. */
    MIXED(
        new WorkloadTable(101, "members", List.of(
            WorkloadColumn.key("id"),
            WorkloadColumn.integer("tenant"),
            WorkloadColumn.varchar("email", 120, 2, 3),
            WorkloadColumn.varchar("name", 60, 1, 3),
            WorkloadColumn.enumeration("tier", "bronze", "silver", "gold", "platinum"),
            WorkloadColumn.decimal("points", 12, 2),
            WorkloadColumn.tinyInt("active"),
            WorkloadColumn.date("born").nullable(20),
            WorkloadColumn.json("attributes"),
            WorkloadColumn.text("note", 3, 12).nullable(50),
            WorkloadColumn.dateTime("created_at"),
            WorkloadColumn.timestampMillis("updated_at"))),
        new WorkloadTable(102, "ledger", List.of(
            WorkloadColumn.key("id"),
            WorkloadColumn.bigInt("member_id"),
            WorkloadColumn.decimal("amount", 12, 2),
            WorkloadColumn.enumeration("kind", "earn", "burn", "expire"),
            WorkloadColumn.varchar("reference", 40, 1, 2).nullable(10),
            WorkloadColumn.real("rate"),
            WorkloadColumn.dateTimeMicros("booked_at"))),
        new WorkloadTable(103, "passes", List.of(
            WorkloadColumn.key("id"),
            WorkloadColumn.bigInt("member_id"),
            WorkloadColumn.varchar("serial", 64, 3, 4),
            WorkloadColumn.blob("token", 16, 32),
            WorkloadColumn.smallInt("version"),
            WorkloadColumn.dateTime("installed_at").nullable(30)))),
    INTEGERS(
        new WorkloadTable(110, "integers", List.of(
            WorkloadColumn.key("id"),
            WorkloadColumn.tinyInt("a"),
            WorkloadColumn.smallInt("b"),
            WorkloadColumn.mediumInt("c"),
            WorkloadColumn.integer("d"),
            WorkloadColumn.bigInt("e"),
            WorkloadColumn.integer("f"),
            WorkloadColumn.bigInt("g")))),
    DECIMALS(
        new WorkloadTable(111, "decimals", List.of(
            WorkloadColumn.key("id"),
            WorkloadColumn.decimal("a", 10, 2),
            WorkloadColumn.decimal("b", 12, 4),
            WorkloadColumn.decimal("c", 18, 6),
            WorkloadColumn.decimal("d", 30, 10)))),
    STRINGS(
        new WorkloadTable(112, "strings", List.of(
            WorkloadColumn.key("id"),
            WorkloadColumn.varchar("a", 40, 1, 2),
            WorkloadColumn.varchar("b", 120, 2, 6),
            WorkloadColumn.text("c", 10, 40),
            WorkloadColumn.enumeration("d", "one", "two", "three")))),
    TEMPORALS(
        new WorkloadTable(113, "temporals", List.of(
            WorkloadColumn.key("id"),
            WorkloadColumn.date("a"),
            WorkloadColumn.time("b"),
            WorkloadColumn.dateTime("c"),
            WorkloadColumn.dateTimeMicros("d"),
            WorkloadColumn.timestampMillis("e")))),
    BLOBS(
        new WorkloadTable(114, "blobs", List.of(
            WorkloadColumn.key("id"),
            WorkloadColumn.blob("a", 16, 64),
            WorkloadColumn.blob("b", 200, 400)))),
    JSON(
        new WorkloadTable(115, "documents", List.of(
            WorkloadColumn.key("id"),
            WorkloadColumn.json("a"),
            WorkloadColumn.json("b"))));

    private final List<WorkloadTable> tables;

    TypeMix(WorkloadTable... tables) {
        this.tables = List.of(tables);
    }

    List<WorkloadTable> tables() {
        return tables;
    }
}
