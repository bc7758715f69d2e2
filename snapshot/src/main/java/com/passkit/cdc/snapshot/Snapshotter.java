package com.passkit.cdc.snapshot;

import java.util.concurrent.CompletableFuture;

import com.passkit.cdc.protocol.client.MySqlConnection;
import com.passkit.cdc.snapshot.catalog.TableFilter;

/**
 * Takes a consistent snapshot: FLUSH TABLES WITH READ LOCK, a consistent transaction, the position, UNLOCK TABLES,
 * then every
 * included table as a stream.
 */
public final class Snapshotter {

    /**
     * @param connection the session to use; borrowed, not closed
     * @param filter     which tables
     * @param handler    receives everything
     */
    public Snapshotter(MySqlConnection connection, TableFilter filter, SnapshotHandler handler) {
    }

    /** Starts reading. Completes behind {@link SnapshotHandler#onComplete()}, or exceptionally. */
    public CompletableFuture<SnapshotPosition> start() {
        throw new AssertionError();
    }

    /** Goes on after the handler said {@link com.passkit.cdc.protocol.row.Demand#PAUSE}. Threading: any thread. */
    public void resume() {
        throw new AssertionError();
    }

    /** @return what was read so far. Threading: any thread */
    public SnapshotProgress progress() {
        throw new AssertionError();
    }
}
