package com.passkit.cdc.snapshot;

import java.time.Duration;
import java.util.Objects;

import com.passkit.cdc.snapshot.catalog.LockMode;

/**
 * How a snapshot is taken.
 *
 * @param lock            what keeps the tables still while it begins
 * @param threads         connections that read it side by side, 1 to 64
 * @param chunkRows       rows that one of them reads at a time of a table with a key, where there are several
 * @param maxRowBytes     length of the longest row that is read, as the server sends it; a longer one ends the snapshot
 * @param lockWaitTimeout how long to wait for the lock. While it waits behind a long statement, so do the writes that
 *                        it blocks; whole seconds, at least one
 */
public record SnapshotConfig(
    LockMode lock, int threads, int chunkRows, int maxRowBytes, Duration lockWaitTimeout) {

    public static final int MAX_THREADS = 64;
    public static final int DEFAULT_CHUNK_ROWS = 50_000;
    /** The longest row that any server sends. */
    public static final int MAX_ROW_BYTES = 1 << 30;
    public static final Duration DEFAULT_LOCK_WAIT_TIMEOUT = Duration.ofSeconds(30);

    private static final int LEAST_ROW_BYTES = 16 << 20;
    private static final int ROWS_PER_MEMORY = 6;

    /** What is used when nothing is said. */
    public static final SnapshotConfig DEFAULT =
        new SnapshotConfig(LockMode.AUTO, 1, DEFAULT_CHUNK_ROWS, MAX_ROW_BYTES, DEFAULT_LOCK_WAIT_TIMEOUT);

    public SnapshotConfig {
        Objects.requireNonNull(lock, "lock");
        Objects.requireNonNull(lockWaitTimeout, "lockWaitTimeout");
        require(threads >= 1 && threads <= MAX_THREADS, "snapshot.threads", threads, "1 to " + MAX_THREADS);
        require(chunkRows >= 1, "snapshot.chunkRows", chunkRows, ">= 1");
        require(maxRowBytes >= 1024 && maxRowBytes <= MAX_ROW_BYTES, "snapshot.maxRowBytes", maxRowBytes,
            "1024 to " + MAX_ROW_BYTES);
        require(lockWaitTimeout.toSeconds() >= 1, "snapshot.lockWaitTimeout", lockWaitTimeout, ">= 1 s");
    }

    /** One connection, the mildest lock. */
    public SnapshotConfig(Duration lockWaitTimeout) {
        this(LockMode.AUTO, 1, DEFAULT_CHUNK_ROWS, MAX_ROW_BYTES, lockWaitTimeout);
    }

    /**
     * @param memoryBytes that buffers may take; where nothing is said, the JDK gives them as much as the heap
     * @return length of a row that fits there with what it becomes on its way: twice its length while it arrives in
     *         parts, and again its length by four thirds, twice, while it is encoded
     */
    public static int maxRowBytesFor(long memoryBytes) {
        return (int) Math.max(LEAST_ROW_BYTES, Math.min(MAX_ROW_BYTES, memoryBytes / ROWS_PER_MEMORY));
    }

    /** @return the same with another lock */
    public SnapshotConfig withLock(LockMode newLock) {
        return new SnapshotConfig(newLock, threads, chunkRows, maxRowBytes, lockWaitTimeout);
    }

    /** @return the same with another number of connections */
    public SnapshotConfig withThreads(int newThreads) {
        return new SnapshotConfig(lock, newThreads, chunkRows, maxRowBytes, lockWaitTimeout);
    }

    /** @return the same with chunks of another size */
    public SnapshotConfig withChunkRows(int newChunkRows) {
        return new SnapshotConfig(lock, threads, newChunkRows, maxRowBytes, lockWaitTimeout);
    }

    /** @return the same with another limit to a row's length */
    public SnapshotConfig withMaxRowBytes(int newMaxRowBytes) {
        return new SnapshotConfig(lock, threads, chunkRows, newMaxRowBytes, lockWaitTimeout);
    }

    /** @return the same with another time to wait for the lock */
    public SnapshotConfig withLockWaitTimeout(Duration newLockWaitTimeout) {
        return new SnapshotConfig(lock, threads, chunkRows, maxRowBytes, newLockWaitTimeout);
    }

    private static void require(boolean holds, String field, Object value, String rule) {
        if (!holds) {
            throw new IllegalArgumentException(field + ": " + value + " (expected: " + rule + ')');
        }
    }
}
