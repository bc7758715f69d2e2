package com.passkit.cdc.protocol.pull;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

import com.passkit.cdc.protocol.error.MySqlException;
import com.passkit.cdc.protocol.error.Recovery;
import com.passkit.cdc.protocol.row.Demand;

/**
 * Between the event loop that pushes and the thread that pulls. Full, it says PAUSE; half empty again, it resumes.
 * Threading: one thread adds, another takes. Blocking: {@link #take} only.
 */
final class BoundedQueue<T> {

    /** Bytes that items in the queue hold, about, before the source is paused. */
    static final long MAX_WEIGHT = 16L << 20;
    /** Items in the queue before the source is paused. */
    static final int MAX_COUNT = 4096;

    private record Weighted<T>(T item, long weight) {
    }

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    // guarded by the lock
    private final Deque<Weighted<T>> items = new ArrayDeque<>();
    private long weight;
    private boolean isPaused;
    private boolean isEnded;
    private boolean isClosed;
    private Throwable failure;

    /** @return PAUSE when no more should come before the next resume */
    Demand add(T item, long itemWeight) {
        lock.lock();
        try {
            if (isClosed) {
                return Demand.CONTINUE;
            }
            items.add(new Weighted<>(item, itemWeight));
            weight += itemWeight;
            changed.signalAll();
            isPaused = weight >= MAX_WEIGHT || items.size() >= MAX_COUNT;
            return isPaused ? Demand.PAUSE : Demand.CONTINUE;
        } finally {
            lock.unlock();
        }
    }

    /** Nothing follows. @param cause null for a good end */
    void end(Throwable cause) {
        lock.lock();
        try {
            isEnded = true;
            failure = cause;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * @param timeout null to wait for as long as it takes
     * @param resume  run when the source is to go on
     * @return null at the end, or when the time is over
     */
    T take(Duration timeout, Runnable resume) {
        boolean isResuming;
        T item;
        lock.lock();
        try {
            await(timeout);
            Weighted<T> first = items.poll();
            if (first == null) {
                throwFailure();
                return null;
            }
            item = first.item();
            weight -= first.weight();
            isResuming = isPaused && weight <= MAX_WEIGHT / 2 && items.size() <= MAX_COUNT / 2;
            if (isResuming) {
                isPaused = false;
            }
        } finally {
            lock.unlock();
        }
        if (isResuming) {
            resume.run();
        }
        return item;
    }

    private void await(Duration timeout) {
        long leftNs = timeout == null ? Long.MAX_VALUE : timeout.toNanos();
        try {
            while (items.isEmpty() && !isEnded && !isClosed && leftNs > 0) {
                if (timeout == null) {
                    changed.await();
                } else {
                    leftNs = changed.awaitNanos(leftNs);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new MySqlException(Recovery.STOP, "interrupted while waiting for the source", e);
        }
    }

    private void throwFailure() {
        if (failure instanceof RuntimeException exception) {
            throw exception;
        }
        if (failure != null) {
            throw new MySqlException(Recovery.STOP, failure.getMessage(), failure);
        }
    }

    /** @return whether nothing is left and nothing will come */
    boolean isExhausted() {
        lock.lock();
        try {
            return items.isEmpty() && (isEnded || isClosed);
        } finally {
            lock.unlock();
        }
    }

    /** Takes no more and forgets what there is. */
    void close() {
        lock.lock();
        try {
            isClosed = true;
            items.clear();
            weight = 0;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
