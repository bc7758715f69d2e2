package com.passkit.cdc.runtime.batch;

import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;

import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.EventExecutor;

/**
 * Events of one lane in one buffer: the body of a request as it is sent.
 * <p>
 * A batch has one fate: it is acknowledged or abandoned, once; a second end throws. Either way it goes back to the
 * event loop that filled it, where its memory returns to the pool.
 * Memory: whoever holds the batch holds its buffer. Threading: one thread at a time; {@link #acknowledge()} and
 * {@link #abandon()} from any.
 */
public final class Batch {

    /** Ordinal of a batch that no position depends on: a heartbeat. */
    public static final long NO_ORDINAL = 0;

    private enum Fate { OPEN, SEALED, ACKNOWLEDGED, ABANDONED }

    private final AtomicReference<Fate> fate = new AtomicReference<>(Fate.OPEN);
    private final BatchPool pool;
    private final ByteBuf buffer;
    private final BatchOwner owner;
    private final EventExecutor home;
    private final int lane;
    private final long ordinal;
    private final long openedNs;

    private int eventCount;
    private int firstEventIndex;
    private int lastEventIndex;
    private int eventsEndIndex;
    private String id;
    private long sequence;
    private String heartbeatPosition;

    Batch(BatchPool pool, ByteBuf buffer, BatchOwner owner, EventExecutor home, int lane, long ordinal, long openedNs) {
        this.pool = pool;
        this.buffer = buffer;
        this.owner = owner;
        this.home = home;
        this.lane = lane;
        this.ordinal = ordinal;
        this.openedNs = openedNs;
        this.firstEventIndex = buffer.writerIndex();
        this.lastEventIndex = firstEventIndex;
    }

    /** @return the same for the same events: 32 hexadecimal digits */
    public String id() {
        return id;
    }

    public int lane() {
        return lane;
    }

    /** @return counted by lane since the start of the run, from 1 */
    public long sequence() {
        return sequence;
    }

    public int eventCount() {
        return eventCount;
    }

    /** @return order of opening over all lanes, or {@link #NO_ORDINAL} */
    public long ordinal() {
        return ordinal;
    }

    /** @return the whole body; borrowed, its indexes are not to be moved */
    public ByteBuf content() {
        return buffer;
    }

    /** @return index in {@link #content()} of the first event; see {@link BatchEnvelope} */
    public int firstEventIndex() {
        return firstEventIndex;
    }

    /** @return index in {@link #content()} behind the last event */
    public int eventsEndIndex() {
        return eventsEndIndex;
    }

    /** @return JSON object of the position that a heartbeat tells; null for none */
    public String heartbeatPosition() {
        return heartbeatPosition;
    }

    /** The receiver accepted every event. */
    public void acknowledge() {
        settle(Fate.ACKNOWLEDGED);
    }

    /** It will not be delivered by this run; no position moves past it. */
    public void abandon() {
        settle(Fate.ABANDONED);
    }

    boolean isAcknowledged() {
        return fate.get() == Fate.ACKNOWLEDGED;
    }

    long openedNs() {
        return openedNs;
    }

    int lastEventIndex() {
        return lastEventIndex;
    }

    int length() {
        return buffer.writerIndex() - firstEventIndex;
    }

    /** @param index where the event that was just written begins */
    void onEvent(int index) {
        lastEventIndex = index;
        eventCount++;
    }

    void heartbeatPosition(String newPosition) {
        heartbeatPosition = newPosition;
    }

    void seal(String newId, long newSequence, int endIndex) {
        id = newId;
        sequence = newSequence;
        eventsEndIndex = endIndex;
        if (!fate.compareAndSet(Fate.OPEN, Fate.SEALED)) {
            throw new IllegalStateException("batch " + newId + ": sealed when " + fate.get());
        }
    }

    /** Returns the memory of a batch that never left its accumulator. */
    void discard() {
        Fate before = fate.getAndSet(Fate.ABANDONED);
        if (before == Fate.ACKNOWLEDGED || before == Fate.ABANDONED) {
            throw new IllegalStateException("batch " + id + ": discarded when " + before);
        }
        release();
    }

    void release() {
        pool.release(buffer);
    }

    private void settle(Fate end) {
        if (!fate.compareAndSet(Fate.SEALED, end)) {
            throw new IllegalStateException("batch " + id + ": " + end + " when " + fate.get());
        }
        if (home.inEventLoop()) {
            owner.onSettled(this);
            return;
        }
        try {
            home.execute(() -> owner.onSettled(this));
        } catch (RejectedExecutionException e) {
            // The event loop has ended: nobody counts any more, but the memory is still owed.
            release();
        }
    }

    @Override
    public String toString() {
        return "Batch[id=" + id + ", lane=" + lane + ", sequence=" + sequence + ", events=" + eventCount + ']';
    }
}
