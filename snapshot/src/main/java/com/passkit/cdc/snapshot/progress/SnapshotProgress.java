package com.passkit.cdc.snapshot.progress;

import java.util.List;

/**
 * How far a snapshot is. Owned.
 *
 * @param tablesDone     tables read to their end
 * @param tablesTotal    tables included
 * @param rowsDone       rows read
 * @param rowsEstimated  rows that there seem to be, never fewer than were read
 * @param bytesDone      bytes of these rows as the server sent them
 * @param bytesEstimated bytes that there seem to be, never fewer than were read
 * @param tables         each of them, in the order in which they are read
 */
public record SnapshotProgress(int tablesDone, int tablesTotal, long rowsDone, long rowsEstimated, long bytesDone,
    long bytesEstimated, List<TableProgress> tables) {

    /** Of no table. */
    public static final SnapshotProgress NONE = new SnapshotProgress(0, 0, 0, 0, 0, 0, List.of());

    public SnapshotProgress {
        tables = List.copyOf(tables);
    }

    /** @return the sum over these tables */
    public static SnapshotProgress of(List<TableProgress> tables) {
        int tablesDone = 0;
        long rowsDone = 0;
        long rowsEstimated = 0;
        long bytesDone = 0;
        long bytesEstimated = 0;
        for (TableProgress table : tables) {
            tablesDone += table.state() == TableProgress.State.DONE ? 1 : 0;
            rowsDone += table.rowsDone();
            rowsEstimated += table.rowsEstimated();
            bytesDone += table.bytesDone();
            bytesEstimated += table.bytesEstimated();
        }
        return new SnapshotProgress(
            tablesDone, tables.size(), rowsDone, rowsEstimated, bytesDone, bytesEstimated, tables);
    }

    /** @return the tables that are being read */
    public List<TableProgress> reading() {
        return tables.stream().filter(table -> table.state() == TableProgress.State.READING).toList();
    }
}
