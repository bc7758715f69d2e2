package com.passkit.cdc.runtime;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;

import com.passkit.cdc.protocol.error.MySqlException;
import com.passkit.cdc.protocol.position.TransactionId;
import com.passkit.cdc.protocol.row.Demand;
import com.passkit.cdc.runtime.batch.BatchAccumulator;
import com.passkit.cdc.runtime.change.ChangeView;
import com.passkit.cdc.runtime.checkpoint.Checkpoint;
import com.passkit.cdc.runtime.checkpoint.Watermark;
import com.passkit.cdc.runtime.encode.JsonEventEncoder;
import com.passkit.cdc.runtime.source.ChangePipeline;
import com.passkit.cdc.runtime.xa.HeldTransactions;
import com.passkit.cdc.snapshot.catalog.ServerState;

/**
 * The pipeline of a run that delivers: changes go into batches, acknowledgements move the watermark.
 * Threading: source event loop only, but for {@link #drain()} and the gauges.
 */
final class DeliveryPipeline implements ChangePipeline {

    private final JsonEventEncoder encoder;
    private final BatchAccumulator accumulator;
    private final Watermark watermark;
    private final Executor sourceLoop;

    // written by the source event loop, read by any thread
    private final AtomicLong changeCount = new AtomicLong();
    private final AtomicLong commitCount = new AtomicLong();
    private final AtomicLong lastChangeTimestampMs = new AtomicLong();
    private final AtomicLong lagMs = new AtomicLong();

    // source event loop
    private long changesBeforeCommit;
    private CompletableFuture<Void> ending;
    private boolean hasEnded;

    DeliveryPipeline(
        JsonEventEncoder encoder, BatchAccumulator accumulator, Watermark watermark, Executor sourceLoop) {
        this.encoder = encoder;
        this.accumulator = accumulator;
        this.watermark = watermark;
        this.sourceLoop = sourceLoop;
    }

    @Override
    public void onServerVersion(String serverVersion) {
        encoder.onServer(serverVersion);
    }

    @Override
    public Demand onChange(ChangeView change) {
        if (hasEnded) {
            return Demand.PAUSE;
        }
        Demand demand = take(change);
        changeCount.lazySet(changeCount.getPlain() + 1);
        lastChangeTimestampMs.lazySet(change.timestampMs());
        return demand;
    }

    @Override
    public void onCommit(String file, long offset, TransactionId gtid) {
        if (hasEnded) {
            return;
        }
        accumulator.onCommit(file, offset, gtid);
        commitCount.lazySet(commitCount.getPlain() + 1);
        boolean hasChanges = changeCount.getPlain() != changesBeforeCommit;
        changesBeforeCommit = changeCount.getPlain();
        lagMs.lazySet(hasChanges ? Math.max(0, System.currentTimeMillis() - lastChangeTimestampMs.getPlain()) : 0);
        endIfAsked();
    }

    @Override
    public void onLogFile(String file, long createdSeconds) {
        watermark.onLogFile(file, createdSeconds);
    }

    @Override
    public void onTransaction(String file, long offset, long timestampSeconds, long commitMicros) {
        watermark.onTransaction(file, offset, timestampSeconds, commitMicros);
    }

    @Override
    public void onHeld(HeldTransactions held) {
        watermark.onHeld(held);
    }

    @Override
    public void onAdvance(String file, long offset) {
        if (hasEnded) {
            return;
        }
        accumulator.onCommit(file, offset, null);
        changesBeforeCommit = changeCount.getPlain();
        lagMs.lazySet(0);
        endIfAsked();
    }

    @Override
    public void onServer(ServerState server) {
        watermark.onServer(server.serverUuid());
    }

    @Override
    public void onPosition(Checkpoint position) {
        watermark.onPosition(position);
    }

    @Override
    public void onResume(Runnable resume) {
        accumulator.onResume(resume);
    }

    @Override
    public Checkpoint received() {
        return watermark.received();
    }

    @Override
    public boolean isDelivering() {
        return true;
    }

    @Override
    public void whenAccepted(Runnable task) {
        accumulator.sealSoon();
        watermark.whenPublished(task);
    }

    @Override
    public CompletableFuture<Checkpoint> drain() {
        return accumulator.flush().thenApplyAsync(nothing -> watermark.published(), sourceLoop);
    }

    /**
     * Ends behind the transaction at hand: what follows is left for the next start, so that a clean stop repeats
     * nothing.
     * Threading: any thread.
     *
     * @return completes when nothing more is taken
     */
    CompletableFuture<Void> endBehindTransaction() {
        CompletableFuture<Void> ended = new CompletableFuture<>();
        sourceLoop.execute(() -> {
            ending = ended;
            if (changeCount.getPlain() == changesBeforeCommit) {
                endIfAsked();
            }
        });
        return ended;
    }

    private void endIfAsked() {
        if (ending != null) {
            hasEnded = true;
            ending.complete(null);
        }
    }

    /** A defect while a change is encoded says which one. What the source is to blame for says it by itself. */
    private Demand take(ChangeView change) {
        try {
            return accumulator.onChange(change);
        } catch (MySqlException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new IllegalStateException("change of " + change.table() + " at " + change.file() + ':'
                + change.position() + ", row " + (change.snapshotId() == null ? change.rowIndex() : change.ordinal())
                + (change.gtid() == null ? "" : ", transaction " + change.gtid()) + ": " + e, e);
        }
    }

    /** @return changes taken in this run */
    long changeCount() {
        return changeCount.get();
    }

    /** @return transactions seen to their end in this run, captured or not */
    long commitCount() {
        return commitCount.get();
    }

    /** @return time of the newest change taken, milliseconds since 1970 UTC; 0 before the first */
    long lastChangeTimestampMs() {
        return lastChangeTimestampMs.get();
    }

    /** @return age of the last commit when it was taken, in milliseconds; 0 when it had no captured change */
    long lagMs() {
        return lagMs.get();
    }
}
