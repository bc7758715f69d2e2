package com.passkit.cdc.runtime.batch;

import java.util.ArrayDeque;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.UnpooledByteBufAllocator;

/**
 * A fixed number of direct buffers: the memory that undelivered events may take. Buffers are made when first needed
 * and reused, the last one returned first; one that an event larger than a batch made grow is not kept.
 * Threading: any thread.
 */
public final class BatchPool implements AutoCloseable {

    /** Room behind the size at which a batch is sealed, for the event that reaches it. */
    private static final int LAST_EVENT_ROOM = 64 << 10;
    private static final int BUFFERS_PER_LANE = 3;
    private static final int SPARE_BUFFERS = 3;

    private final ByteBufAllocator allocator;
    private final int bufferCount;
    private final int bufferLength;

    // guarded by this
    private final ArrayDeque<ByteBuf> free = new ArrayDeque<>();
    private final ArrayDeque<Runnable> waiters = new ArrayDeque<>();
    private int inUseCount;
    private boolean isClosed;

    /**
     * @param bufferCount  at least one more than lanes
     * @param bufferLength of a new buffer
     */
    public BatchPool(ByteBufAllocator allocator, int bufferCount, int bufferLength) {
        this.allocator = allocator;
        this.bufferCount = bufferCount;
        this.bufferLength = bufferLength;
    }

    /** For each lane one batch to fill, one on its way and one waiting, and some for the time between. */
    public static BatchPool of(BatchConfig config) {
        return new BatchPool(UnpooledByteBufAllocator.DEFAULT, BUFFERS_PER_LANE * config.lanes() + SPARE_BUFFERS,
            config.maxBytes() + LAST_EVENT_ROOM);
    }

    /** @return an empty buffer, transferred; null when all are in use */
    synchronized ByteBuf acquire() {
        if (isClosed || inUseCount == bufferCount) {
            return null;
        }
        inUseCount++;
        ByteBuf buffer = free.pollLast();
        return buffer == null ? allocator.directBuffer(bufferLength) : buffer;
    }

    /** @param buffer transferred */
    void release(ByteBuf buffer) {
        Runnable waiter;
        synchronized (this) {
            inUseCount--;
            // A request that was given up may still hold it: its bytes must not change under the socket.
            if (isClosed || buffer.capacity() > bufferLength || buffer.refCnt() > 1) {
                buffer.release();
            } else {
                free.addLast(buffer.clear());
            }
            waiter = isClosed ? null : waiters.pollFirst();
        }
        if (waiter != null) {
            waiter.run();
        }
    }

    /**
     * Tells once when a buffer may be free, at once if one is.
     *
     * @param waiter called on any thread, at the earliest before this method returns; quick
     */
    void awaitFree(Runnable waiter) {
        synchronized (this) {
            if (inUseCount == bufferCount) {
                waiters.addLast(waiter);
                return;
            }
        }
        waiter.run();
    }

    /** @return most bytes that waiting events take, large single events aside */
    public long capacityBytes() {
        return (long) bufferCount * bufferLength;
    }

    public int bufferCount() {
        return bufferCount;
    }

    public synchronized int inUseCount() {
        return inUseCount;
    }

    /** Frees what is not in use; the rest when it returns. */
    @Override
    public synchronized void close() {
        isClosed = true;
        waiters.clear();
        free.forEach(ByteBuf::release);
        free.clear();
    }
}
