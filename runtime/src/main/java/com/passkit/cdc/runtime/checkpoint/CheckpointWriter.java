package com.passkit.cdc.runtime.checkpoint;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;

/**
 * Makes the published position durable: looks at the watermark at an interval on the source event loop and writes on
 * a thread of its own, one write at a time, always the newest.
 * <p>
 * Threading: any thread; the watermark is read on its event loop. The position store is touched only by the
 * checkpoint thread from {@link #start()} to the completion of {@link #close()}.
 */
public final class CheckpointWriter {

    /** No move count: what was taken last did not become durable, so it is to be taken again. */
    private static final long NOT_DURABLE = -1;

    private final PositionStore store;
    private final Watermark watermark;
    private final EventExecutor sourceLoop;
    private final long intervalNs;
    private final Consumer<Throwable> onFailure;
    private final ExecutorService thread = Executors.newSingleThreadExecutor(task -> {
        Thread created = new Thread(task, "checkpoint");
        created.setDaemon(true);
        return created;
    });

    // source event loop
    private Future<?> timer;
    private long takenMoveCount;
    private boolean isWriting;

    // written by the checkpoint thread, read by any
    private volatile Checkpoint checkpointed;

    /**
     * @param sourceLoop event loop of the watermark
     * @param interval   longest time a published position stays volatile
     * @param onFailure  told on the checkpoint thread when the position cannot be made durable; the run has to end
     */
    public CheckpointWriter(PositionStore store, Watermark watermark, EventExecutor sourceLoop, Duration interval,
        Consumer<Throwable> onFailure) {
        this.store = Objects.requireNonNull(store, "store");
        this.watermark = Objects.requireNonNull(watermark, "watermark");
        this.sourceLoop = Objects.requireNonNull(sourceLoop, "sourceLoop");
        this.intervalNs = Math.max(1, interval.toNanos());
        this.onFailure = Objects.requireNonNull(onFailure, "onFailure");
    }

    /** Begins to look. What the watermark holds now is taken as durable already. Threading: source event loop only. */
    public void start() {
        takenMoveCount = watermark.moveCount();
        checkpointed = watermark.published();
        timer = sourceLoop.scheduleAtFixedRate(this::onTick, intervalNs, intervalNs, TimeUnit.NANOSECONDS);
    }

    /** @return the last position known to be durable in this run, null for none */
    public Checkpoint checkpointed() {
        return checkpointed;
    }

    /** Writes what is published now. @return completes when it is durable, or exceptionally */
    public CompletableFuture<Void> flush() {
        CompletableFuture<Void> done = new CompletableFuture<>();
        sourceLoop.execute(() -> {
            if (watermark.moveCount() == takenMoveCount && !isWriting) {
                done.complete(null);
            } else {
                write(done);
            }
        });
        return done;
    }

    /** Writes what is published now, then ends the thread. @return completes when it is durable, or exceptionally */
    public CompletableFuture<Void> close() {
        sourceLoop.execute(() -> {
            if (timer != null) {
                timer.cancel(false);
            }
        });
        return flush().whenComplete((ok, failure) -> thread.shutdown());
    }

    private void onTick() {
        if (!isWriting && watermark.moveCount() != takenMoveCount) {
            write(new CompletableFuture<>());
        }
    }

    private void write(CompletableFuture<Void> done) {
        Checkpoint checkpoint = watermark.published();
        takenMoveCount = watermark.moveCount();
        isWriting = true;
        try {
            thread.execute(() -> saveThenTell(checkpoint, done));
        } catch (RejectedExecutionException e) {
            done.completeExceptionally(e);
        }
    }

    private void saveThenTell(Checkpoint checkpoint, CompletableFuture<Void> done) {
        Throwable failure = save(checkpoint);
        sourceLoop.execute(() -> {
            isWriting = false;
            if (failure != null) {
                takenMoveCount = NOT_DURABLE;
            }
        });
        if (failure == null) {
            done.complete(null);
        } else {
            done.completeExceptionally(failure);
            onFailure.accept(failure);
        }
    }

    /** Blocking: yes, call only from the checkpoint thread. */
    private Throwable save(Checkpoint checkpoint) {
        try {
            store.save(new StoredPosition.At(checkpoint));
            checkpointed = checkpoint;
            return null;
        } catch (RuntimeException e) {
            return e;
        }
    }
}
