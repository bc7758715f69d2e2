package com.passkit.cdc.snapshot.progress;

/**
 * How far one table of a snapshot is. Owned.
 *
 * @param name           {@code db.table}
 * @param state          where it stands
 * @param rowsDone       rows read
 * @param rowsEstimated  rows that there seem to be: what was read where all was, else the server's estimate, and more
 *                       than were read where that was too small
 * @param bytesDone      bytes of these rows as the server sent them
 * @param bytesEstimated bytes that there seem to be: from the rows read so far, before the first one the size that the
 *                       server has on disk
 */
public record TableProgress(String name, State state, long rowsDone, long rowsEstimated, long bytesDone,
    long bytesEstimated) {

    /** A table that has more rows than the server thought is taken to have this share more than were read. */
    private static final int SHARE_TO_COME = 20;

    /** Where a table stands. */
    public enum State {
        /** Not one row was asked for. */
        PENDING,
        /** Rows are coming. */
        READING,
        /** All rows were handed over. */
        DONE
    }

    /**
     * Corrects the server's estimates by what was read.
     *
     * @param rowsExpected  the server's estimate of its rows
     * @param bytesExpected the server's estimate of its size
     */
    static TableProgress of(
        String name, State state, long rowsDone, long rowsExpected, long bytesDone, long bytesExpected) {
        if (state == State.DONE) {
            return new TableProgress(name, state, rowsDone, rowsDone, bytesDone, bytesDone);
        }
        if (rowsDone == 0) {
            return new TableProgress(name, state, 0, rowsExpected, bytesDone, Math.max(bytesDone, bytesExpected));
        }
        long rows = Math.max(rowsExpected, rowsDone + Math.max(1, rowsDone / SHARE_TO_COME));
        long bytes = Math.round((double) bytesDone / rowsDone * rows);
        return new TableProgress(name, state, rowsDone, rows, bytesDone, Math.max(bytesDone, bytes));
    }
}
