package com.passkit.cdc.snapshot.progress;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts what was read of one table; all connections that read parts of it count here.
 * Threading: written on the event loop of the connections only, read by any thread. Nothing is allocated for a row.
 */
public final class TableTracker {

    private final String name;
    private final long rowsEstimated;
    private final long bytesEstimated;

    // Written by the event loop, read by any thread.
    private final AtomicLong rowsDone = new AtomicLong();
    private final AtomicLong bytesDone = new AtomicLong();
    private volatile TableProgress.State state = TableProgress.State.PENDING;

    TableTracker(String name, long rowsEstimated, long bytesEstimated) {
        this.name = name;
        this.rowsEstimated = rowsEstimated;
        this.bytesEstimated = bytesEstimated;
    }

    /** Its first part is asked for. */
    public void onStart() {
        state = TableProgress.State.READING;
    }

    /** @param length bytes of the row as the server sent it */
    public void onRow(int length) {
        onRows(1, length);
    }

    /**
     * @param count  rows that were read; negative where they will be read again
     * @param length bytes of them as the server sent them, with the same sign
     */
    public void onRows(long count, long length) {
        rowsDone.lazySet(rowsDone.getPlain() + count);
        bytesDone.lazySet(bytesDone.getPlain() + length);
    }

    /** Its last row was handed over. */
    public void onEnd() {
        state = TableProgress.State.DONE;
    }

    /** @return rows read so far */
    public long rowsDone() {
        return rowsDone.get();
    }

    /** @return what was read so far. Threading: any thread */
    public TableProgress progress() {
        // First the state: what is DONE has all its rows.
        TableProgress.State now = state;
        return TableProgress.of(name, now, rowsDone.get(), rowsEstimated, bytesDone.get(), bytesEstimated);
    }
}
