package com.passkit.cdc.runtime.deadletter;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

import com.passkit.cdc.protocol.position.TransactionId;
import com.passkit.cdc.protocol.row.Demand;
import com.passkit.cdc.runtime.batch.Batch;
import com.passkit.cdc.runtime.batch.BatchAccumulator;
import com.passkit.cdc.runtime.batch.BatchConfig;
import com.passkit.cdc.runtime.batch.BatchFormat;
import com.passkit.cdc.runtime.batch.BatchPool;
import com.passkit.cdc.runtime.batch.BatchTracker;
import com.passkit.cdc.runtime.encode.CloudEventEncoder;
import com.passkit.cdc.runtime.publish.DeadLetter;
import com.passkit.cdc.runtime.publish.EventsPublisher;
import com.passkit.cdc.runtime.publish.PublishConfig;
import com.passkit.cdc.runtime.publish.PublishStop;
import com.passkit.cdc.runtime.publish.RejectionConfig;
import com.passkit.cdc.runtime.publish.RejectionConfig.OnRejected;
import com.passkit.cdc.runtime.publish.RetryConfig;
import com.passkit.cdc.runtime.publish.RetryConfig.OnRefused;

import io.netty.util.concurrent.DefaultEventExecutor;
import io.netty.util.concurrent.EventExecutor;

/**
 * Delivers stored events as a run does, in one lane, and tells which of them were answered, and how.
 * Threading: one thread at a time, which waits; the accumulator has an event loop of its own.
 */
final class LetterDelivery implements BatchTracker, AutoCloseable {

    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(5);

    private final EventExecutor loop = new DefaultEventExecutor();
    private final StoredEvent event = new StoredEvent();
    private final BatchPool pool;
    private final EventsPublisher publisher;
    private final BatchAccumulator accumulator;
    /** With the reason; with null where it was asked for. */
    private final CompletableFuture<PublishStop> stopped = new CompletableFuture<>();

    // of the event loop; read when it rests
    private final ArrayDeque<Integer> eventCounts = new ArrayDeque<>();
    private long openedOrdinal;
    private int acknowledgedCount;

    // guarded by this
    private final Map<String, Rejection> rejections = new HashMap<>();

    // of the caller
    private final List<String> sent = new ArrayList<>();
    private CompletableFuture<Void> room = CompletableFuture.completedFuture(null);

    /** What the receiver said of an event that it rejected again. */
    record Rejection(int status, String reason, String batchId) {
    }

    /**
     * One lane, whatever a run has; an endpoint that refuses ends it, no number of rejected events does. Each replay
     * has batch ids of its own: a receiver that remembers what it answered to an id would only say again what it said.
     */
    static LetterDelivery open(PublishConfig publish, BatchConfig batches, String connector, String version) {
        RetryConfig retry = publish.retry();
        RetryConfig once = new RetryConfig(retry.initial(), retry.max(), OnRefused.STOP,
            new RejectionConfig(OnRejected.DEAD_LETTER, Integer.MAX_VALUE));
        return new LetterDelivery(publish.toBuilder().retry(once).heartbeat(Duration.ZERO).build(),
            new BatchConfig(batches.maxEvents(), batches.maxBytes(), batches.linger(), 1, batches.format(),
                UUID.randomUUID().toString()),
            connector, version);
    }

    private LetterDelivery(PublishConfig publish, BatchConfig batches, String connector, String version) {
        this.publisher = new EventsPublisher(publish, connector, version, batches, this::onRejected,
            stopped::complete);
        this.pool = BatchPool.of(batches);
        this.accumulator = new BatchAccumulator(loop, connector, batches,
            batches.format() == BatchFormat.CLOUDEVENTS ? new CloudEventEncoder(event, connector) : event, pool,
            this, this::onSealed);
        accumulator.onResume(() -> room.complete(null));
    }

    /**
     * Hands over one event; waits while there is no room.
     *
     * @param bytes borrowed until this returns
     * @return false when delivery has ended
     */
    boolean add(String id, ByteBuffer bytes) throws InterruptedException {
        if (!await(room)) {
            return false;
        }
        CompletableFuture<Void> next = new CompletableFuture<>();
        room = next;
        loop.submit(() -> {
            if (accumulator.onChange(event.wrap(bytes)) == Demand.CONTINUE) {
                next.complete(null);
            }
        }).sync();
        sent.add(id);
        return true;
    }

    /**
     * Waits until everything handed over is answered, or delivery has ended.
     *
     * @return what became of the events since the last call, by id: null where one was accepted; those that were not
     *         answered are not in it
     */
    Map<String, Rejection> settle() throws InterruptedException {
        await(accumulator.flush());
        int[] answered = new int[1];
        loop.submit(() -> {
            answered[0] = acknowledgedCount;
            acknowledgedCount = 0;
        }).sync();
        Map<String, Rejection> outcomes = new HashMap<>();
        synchronized (this) {
            // In one lane batches are acknowledged in their order.
            sent.subList(0, answered[0]).forEach(id -> outcomes.put(id, rejections.get(id)));
            rejections.clear();
        }
        sent.clear();
        return outcomes;
    }

    /** Ends delivery early. Threading: any thread. */
    void stop() {
        stopped.complete(null);
        publisher.close(Duration.ZERO);
    }

    /** @return why delivery ended by itself; null when it did not */
    PublishStop stopReason() {
        return stopped.getNow(null);
    }

    private boolean await(CompletableFuture<Void> done) throws InterruptedException {
        try {
            CompletableFuture.anyOf(done, stopped).get();
            return !stopped.isDone();
        } catch (ExecutionException e) {
            return false;
        }
    }

    private CompletableFuture<Void> onRejected(List<DeadLetter> letters) {
        synchronized (this) {
            for (DeadLetter letter : letters) {
                rejections.put(letter.id(), new Rejection(letter.status(), letter.reason(), letter.batchId()));
                letter.event().release();
            }
        }
        return CompletableFuture.completedFuture(null);
    }

    private void onSealed(Batch batch) {
        eventCounts.addLast(batch.eventCount());
        publisher.publish(batch);
    }

    @Override
    public long onOpened() {
        return ++openedOrdinal;
    }

    @Override
    public void onCommit(String file, long offset, TransactionId gtid) {
        throw new UnsupportedOperationException("stored events have no commits");
    }

    @Override
    public void onAcknowledged(long ordinal) {
        acknowledgedCount += eventCounts.pollFirst();
    }

    @Override
    public void close() {
        publisher.close(CLOSE_LIMIT).join();
        loop.submit(accumulator::close).awaitUninterruptibly();
        pool.close();
        loop.shutdownGracefully(0, CLOSE_LIMIT.toMillis(), TimeUnit.MILLISECONDS).awaitUninterruptibly();
    }
}
