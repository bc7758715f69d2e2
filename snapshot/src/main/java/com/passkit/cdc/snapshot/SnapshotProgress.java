package com.passkit.cdc.snapshot;

/**
 * How far a snapshot is.
 *
 * @param tablesDone    tables read to their end
 * @param tablesTotal   tables included
 * @param currentTable  {@code db.table} being read; empty before and after
 * @param rowsDone      rows handed over
 * @param rowsEstimated the server's estimate for all tables; not exact
 */
public record SnapshotProgress(
    int tablesDone, int tablesTotal, String currentTable, long rowsDone, long rowsEstimated) {
}
