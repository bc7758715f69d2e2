package com.passkit.cdc.snapshot.progress;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import com.passkit.cdc.protocol.row.TableDescriptor;

/**
 * Follows a snapshot table by table. Threading: {@link #add} and the trackers that it returns on the event loop of the
 * connections, {@link #progress()} from any thread.
 */
public final class SnapshotTracker {

    private final Queue<TableTracker> tables = new ConcurrentLinkedQueue<>();

    /**
     * Takes up a table that will be read.
     *
     * @param rowsEstimated  the server's estimate of its rows
     * @param bytesEstimated the server's estimate of its size
     * @return counts what is read of it
     */
    public TableTracker add(TableDescriptor table, long rowsEstimated, long bytesEstimated) {
        TableTracker tracker = new TableTracker(table.toString(), rowsEstimated, bytesEstimated);
        tables.add(tracker);
        return tracker;
    }

    /** @return what was read so far */
    public SnapshotProgress progress() {
        List<TableProgress> progress = new ArrayList<>();
        tables.forEach(table -> progress.add(table.progress()));
        return SnapshotProgress.of(progress);
    }
}
