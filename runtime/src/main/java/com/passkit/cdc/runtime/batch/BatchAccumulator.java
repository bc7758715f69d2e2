package com.passkit.cdc.runtime.batch;

import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import com.passkit.cdc.protocol.position.TransactionId;
import com.passkit.cdc.protocol.row.Demand;
import com.passkit.cdc.runtime.change.ChangeHandler;
import com.passkit.cdc.runtime.change.ChangeView;
import com.passkit.cdc.runtime.encode.EventEncoder;
import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.EventExecutor;

/**
 * Encodes the changes of one reader straight into the open batch of their lane, and seals at events, bytes or linger.
 * <p>
 * Back pressure: as long as a lane has no open batch, one free buffer is kept in hand for it, so that the next change
 * always has room. When the pool has none, the change that was given is in, {@link Demand#PAUSE} is returned, and the
 * resume callback runs once there is room.
 * <p>
 * Order: with several lanes, a change that concerns more than its own lane (an update that moves a row to a key of
 * another lane, a truncated table, a schema change) is a barrier: everything before it is acknowledged before it is
 * sent, and it is acknowledged before anything after it is taken.
 * <p>
 * Threading: source event loop only, but {@link #flush()} and {@link #heartbeat} from any thread.
 */
public final class BatchAccumulator implements ChangeHandler, BatchOwner {

    private final EventExecutor sourceLoop;
    private final EventEncoder encoder;
    private final BatchPool pool;
    private final BatchTracker tracker;
    private final BatchHandler handler;
    private final BatchSealer sealer;
    private final LaneSelector selector;
    private final OpenLane[] lanes;
    private final int maxEvents;
    private final int maxBytes;
    private final long lingerNs;

    private Runnable resume = () -> { };
    private ByteBuf spare;
    private int openCount;
    private int sentCount;
    private boolean isPaused;
    private boolean isAwaitingFree;
    private boolean isClosed;
    private boolean isAbandoned;
    private Batch barrier;
    private boolean isBarrierSent;
    private CompletableFuture<Void> flushed;

    /**
     * @param sourceLoop event loop of the reader
     * @param connector  connector name
     * @param tracker    follows ordinals and commits
     * @param handler    takes the sealed batches
     */
    public BatchAccumulator(EventExecutor sourceLoop, String connector, BatchConfig config, EventEncoder encoder,
        BatchPool pool, BatchTracker tracker, BatchHandler handler) {
        this.sourceLoop = Objects.requireNonNull(sourceLoop, "sourceLoop");
        this.encoder = Objects.requireNonNull(encoder, "encoder");
        this.pool = Objects.requireNonNull(pool, "pool");
        this.tracker = Objects.requireNonNull(tracker, "tracker");
        this.handler = Objects.requireNonNull(handler, "handler");
        if (pool.bufferCount() <= config.lanes()) {
            throw new IllegalArgumentException("pool.bufferCount: " + pool.bufferCount()
                + " (expected: more than " + config.lanes() + " lanes)");
        }
        this.sealer = new BatchSealer(BatchEnvelope.of(config.format(), connector).salted(config.idSalt()));
        this.maxEvents = config.maxEvents();
        this.maxBytes = config.maxBytes();
        this.lingerNs = config.linger().toNanos();
        this.selector = new LaneSelector(encoder, config.lanes());
        this.lanes = new OpenLane[config.lanes()];
        for (int lane = 0; lane < lanes.length; lane++) {
            lanes[lane] = new OpenLane(lane);
        }
    }

    /** @param newResume called on the source event loop after PAUSE, when the reader may go on; once for each PAUSE */
    public void onResume(Runnable newResume) {
        resume = Objects.requireNonNull(newResume, "resume");
    }

    @Override
    public Demand onChange(ChangeView change) {
        if (isClosed || barrier != null) {
            throw new IllegalStateException(isClosed ? "change after close" : "change after PAUSE, before resume");
        }
        boolean isBarrier = lanes.length > 1 && selector.isBarrier(change);
        OpenLane lane = lanes[lanes.length == 1 ? 0 : selector.laneOf(change)];
        Batch batch = lane.open();
        append(lane, batch, change);
        if (isBarrier) {
            raiseBarrier(lane);
        } else if (batch.eventCount() >= maxEvents || batch.length() >= maxBytes) {
            seal(lane);
        }
        return demand();
    }

    @Override
    public void onCommit(String file, long offset, TransactionId gtid) {
        tracker.onCommit(file, offset, gtid);
    }

    /**
     * Seals what is open. The reader has ended or is paused, and gives no change before this has completed.
     *
     * @return completes on the source event loop when every batch is acknowledged; exceptionally when delivery ended
     */
    public CompletableFuture<Void> flush() {
        CompletableFuture<Void> done = new CompletableFuture<>();
        sourceLoop.execute(() -> {
            for (OpenLane lane : lanes) {
                seal(lane);
            }
            if (flushed == null) {
                flushed = done;
            } else {
                flushed.whenComplete((ok, failure) -> complete(done));
            }
            completeFlush();
        });
        return done;
    }

    /** Seals what is open as if it were as old as the linger allows: somebody waits for it. */
    public void sealSoon() {
        for (OpenLane lane : lanes) {
            lane.hurry();
        }
    }

    /**
     * Hands over an empty batch, so that the receiver sees the connector alive; nothing when no buffer is free.
     *
     * @param file  position up to which everything is published; null before the first one
     * @param gtids of that position, null without
     */
    public void heartbeat(String file, long offset, String gtids) {
        sourceLoop.execute(() -> sendHeartbeat(file, offset, gtids));
    }

    /** @return batches handed over and not yet acknowledged */
    public int inFlightCount() {
        return sentCount;
    }

    /** @return grows with each batch that is sealed, heartbeats included */
    public long sealedCount() {
        return sealer.sealedCount();
    }

    /** Drops what is open, without a trace in the position. Batches on their way return as they end. */
    public void close() {
        isClosed = true;
        for (OpenLane lane : lanes) {
            lane.discard();
        }
        if (barrier != null && !isBarrierSent) {
            barrier.discard();
            barrier = null;
        }
        if (spare != null) {
            pool.release(spare);
            spare = null;
        }
        selector.close();
    }

    @Override
    public void onSettled(Batch batch) {
        sentCount--;
        batch.release();
        if (!batch.isAcknowledged()) {
            // Delivery has ended for good. Nothing that follows could count: the reader is not asked for more.
            isAbandoned = true;
        } else if (batch.ordinal() != Batch.NO_ORDINAL) {
            tracker.onAcknowledged(batch.ordinal());
        }
        if (batch == barrier) {
            barrier = null;
            isBarrierSent = false;
        }
        if (isClosed) {
            return;
        }
        sendBarrier();
        completeFlush();
        tryResume();
    }

    private void completeFlush() {
        if (flushed != null && sentCount == 0 && barrier == null) {
            CompletableFuture<Void> done = flushed;
            flushed = null;
            complete(done);
        }
    }

    private void complete(CompletableFuture<Void> done) {
        if (isAbandoned) {
            done.completeExceptionally(new IllegalStateException("batches were abandoned: delivery has ended"));
        } else {
            done.complete(null);
        }
    }

    private void append(OpenLane lane, Batch batch, ChangeView change) {
        ByteBuf out = batch.content();
        int before = out.writerIndex();
        try {
            if (batch.eventCount() > 0) {
                sealer.writeSeparator(out);
            }
            int begin = out.writerIndex();
            encoder.encode(change, out);
            batch.onEvent(begin);
        } catch (RuntimeException | Error e) {
            out.writerIndex(before);
            if (batch.eventCount() == 0) {
                // Nothing is in it, so nothing waits for it.
                lane.discard();
                tracker.onAcknowledged(batch.ordinal());
            }
            throw e;
        }
    }

    private void seal(OpenLane lane) {
        Batch batch = lane.take();
        if (batch != null) {
            sealer.seal(batch, lane.nextSequence());
            send(batch);
        }
    }

    private void send(Batch batch) {
        sentCount++;
        handler.onSealed(batch);
    }

    private void sendHeartbeat(String file, long offset, String gtids) {
        ByteBuf buffer = isClosed || barrier != null || openCount > 0 ? null : pool.acquire();
        if (buffer == null) {
            return;
        }
        Batch batch = new Batch(pool, buffer, this, sourceLoop, 0, Batch.NO_ORDINAL, nowNs());
        sealer.sealHeartbeat(batch, lanes[0].nextSequence(), file, offset, gtids);
        send(batch);
    }

    private void raiseBarrier(OpenLane lane) {
        Batch batch = lane.take();
        for (OpenLane other : lanes) {
            seal(other);
        }
        sealer.seal(batch, lane.nextSequence());
        barrier = batch;
        sendBarrier();
    }

    private void sendBarrier() {
        if (barrier != null && !isBarrierSent && sentCount == 0) {
            isBarrierSent = true;
            send(barrier);
        }
    }

    private Demand demand() {
        if (barrier == null && !isAbandoned && ensureRoom()) {
            return Demand.CONTINUE;
        }
        isPaused = true;
        awaitFree();
        return Demand.PAUSE;
    }

    /** Whether the next change has room, whatever its lane. */
    private boolean ensureRoom() {
        if (openCount < lanes.length && spare == null) {
            spare = pool.acquire();
        }
        return openCount == lanes.length || spare != null;
    }

    private void awaitFree() {
        if (barrier == null && !isAwaitingFree) {
            isAwaitingFree = true;
            pool.awaitFree(() -> sourceLoop.execute(this::onFree));
        }
    }

    private void onFree() {
        isAwaitingFree = false;
        if (!isClosed) {
            tryResume();
            for (OpenLane lane : lanes) {
                lane.sealIfOld();
            }
        }
    }

    private void tryResume() {
        if (!isPaused || barrier != null || isAbandoned) {
            return;
        }
        if (ensureRoom()) {
            isPaused = false;
            resume.run();
        } else {
            awaitFree();
        }
    }

    private long nowNs() {
        return sourceLoop.ticker().nanoTime();
    }

    /** One lane's open batch and its linger timer. */
    private final class OpenLane {

        private final int index;
        private Batch batch;
        private long sequence;
        private boolean isTimerSet;
        private boolean isHurried;

        OpenLane(int index) {
            this.index = index;
        }

        Batch open() {
            if (batch == null) {
                ByteBuf buffer = spare == null ? pool.acquire() : spare;
                spare = null;
                if (buffer == null) {
                    throw new IllegalStateException("change after PAUSE, before resume");
                }
                sealer.begin(buffer);
                batch = new Batch(pool, buffer, BatchAccumulator.this, sourceLoop, index, tracker.onOpened(), nowNs());
                openCount++;
                setTimer(lingerNs);
            }
            return batch;
        }

        Batch take() {
            Batch taken = batch;
            if (taken != null) {
                batch = null;
                isHurried = false;
                openCount--;
            }
            return taken;
        }

        void discard() {
            Batch taken = take();
            if (taken != null) {
                taken.discard();
            }
        }

        long nextSequence() {
            return ++sequence;
        }

        /** One timer at a time: it looks how old the open batch is, so that sealing early cancels nothing. */
        private void setTimer(long delayNs) {
            if (isTimerSet) {
                return;
            }
            isTimerSet = true;
            if (delayNs <= 0) {
                sourceLoop.execute(this::onTimer);
            } else {
                sourceLoop.schedule(this::onTimer, delayNs, TimeUnit.NANOSECONDS);
            }
        }

        private void onTimer() {
            isTimerSet = false;
            if (batch != null && !isClosed) {
                long restNs = lingerNs - (nowNs() - batch.openedNs());
                if (restNs > 0) {
                    setTimer(restNs);
                } else {
                    sealIfOld();
                }
            }
        }

        void hurry() {
            isHurried = batch != null;
            sealIfOld();
        }

        /**
         * A reader that was told CONTINUE may give the next change at any moment: a batch is sealed by age only when
         * that change has room. While there is none, every buffer is on its way, and one will return.
         */
        void sealIfOld() {
            if (batch == null || !isHurried && nowNs() - batch.openedNs() < lingerNs) {
                return;
            }
            if (!isPaused && spare == null) {
                spare = pool.acquire();
            }
            if (isPaused || spare != null) {
                seal(this);
            } else {
                awaitFree();
            }
        }
    }
}
