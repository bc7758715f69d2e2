package com.passkit.cdc.runtime.publish;

import static com.passkit.cdc.protocol.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

import com.passkit.cdc.protocol.row.Demand;
import com.passkit.cdc.runtime.batch.BatchAccumulator;
import com.passkit.cdc.runtime.batch.BatchConfig;
import com.passkit.cdc.runtime.batch.BatchFormat;
import com.passkit.cdc.runtime.batch.BatchPool;
import com.passkit.cdc.runtime.checkpoint.Checkpoint;
import com.passkit.cdc.runtime.checkpoint.Watermark;
import com.passkit.cdc.runtime.encode.CloudEventEncoder;
import com.passkit.cdc.runtime.encode.EncodeConfig;
import com.passkit.cdc.runtime.encode.JsonEventEncoder;
import com.passkit.cdc.runtime.testing.FakeChange;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.util.concurrent.DefaultEventExecutor;
import io.netty.util.concurrent.EventExecutor;

/** Encoder, accumulator, watermark and publisher put together as the engine does. */
final class Delivery implements AutoCloseable {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    final List<PublishStop> stops = new CopyOnWriteArrayList<>();
    final EventsPublisher publisher;
    final Watermark watermark = new Watermark();
    private final EventExecutor loop = new DefaultEventExecutor();
    private final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(true);
    private final BatchPool pool;
    private final BatchAccumulator accumulator;

    Delivery(PublishConfig config, int maxEvents, int lanes) {
        this(config, maxEvents, lanes, DeadLetterOffice.NONE);
    }

    Delivery(PublishConfig config, int maxEvents, int lanes, DeadLetterOffice deadLetters) {
        this(config, new BatchConfig(maxEvents, 1 << 20, Duration.ofMillis(20), lanes), deadLetters);
    }

    Delivery(PublishConfig config, BatchConfig batches) {
        this(config, batches, DeadLetterOffice.NONE);
    }

    Delivery(PublishConfig config, BatchConfig batches, DeadLetterOffice deadLetters) {
        pool = new BatchPool(allocator, 128, 4096);
        publisher = new EventsPublisher(config, "loyalty", "1.0.0", batches, deadLetters, stops::add);
        JsonEventEncoder encoder = new JsonEventEncoder(EncodeConfig.of("loyalty"), "1.0.0");
        accumulator = new BatchAccumulator(loop, "loyalty", batches, batches.format() == BatchFormat.CLOUDEVENTS
            ? new CloudEventEncoder(encoder, "loyalty") : encoder, pool, watermark, publisher::publish);
        run(() -> watermark.startAt(new Checkpoint("binlog.000007", 4, null, "s")));
    }

    /** Retries at once, no compression. */
    static PublishConfig config(URI endpoint) {
        Duration limit = Duration.ofSeconds(5);
        return PublishConfig.builder(endpoint).compression(BodyCompression.NONE)
            .retry(new RetryConfig(Duration.ofMillis(1), Duration.ofMillis(20), RetryConfig.OnRefused.RETRY))
            .timeouts(new PublishTimeouts(limit, limit, limit)).build();
    }

    void insert(long first, int count) {
        run(() -> {
            for (long id = first; id < first + count; id++) {
                accumulator.onChange(FakeChange.insert(id, 0));
                accumulator.onCommit("binlog.000007", id + 1, null);
            }
        });
    }

    /** Takes changes one after the other, each committed behind its position, as fast as there is room for them. */
    void take(Iterable<FakeChange> changes) throws Exception {
        for (FakeChange change : changes) {
            CompletableFuture<Void> room = new CompletableFuture<>();
            loop.submit(() -> {
                accumulator.onResume(() -> room.complete(null));
                if (accumulator.onChange(change) == Demand.CONTINUE) {
                    room.complete(null);
                }
                accumulator.onCommit(change.file, change.position + 1, null);
            }).sync();
            room.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
        }
    }

    void heartbeat(String file, long offset, String gtids) {
        accumulator.heartbeat(file, offset, gtids);
    }

    CompletableFuture<Void> flush() {
        return accumulator.flush();
    }

    /** Hands over what is open without waiting. */
    void seal() {
        accumulator.flush();
        run(() -> { });
    }

    void deliver() {
        assertThat(flush()).succeedsWithin(LIMIT);
    }

    PublishStop awaitStop() {
        await().until(() -> !stops.isEmpty());
        return stops.get(0);
    }

    long publishedOffset() {
        long[] offset = new long[1];
        run(() -> offset[0] = watermark.published().offset());
        return offset[0];
    }

    private void run(Runnable task) {
        loop.submit(task).syncUninterruptibly();
    }

    @Override
    public void close() {
        assertThat(publisher.close(Duration.ofMillis(200))).succeedsWithin(Duration.ofSeconds(60));
        run(accumulator::close);
        pool.close();
        await().untilAsserted(() -> assertThat(allocator.metric().usedDirectMemory()).isZero());
        loop.shutdownGracefully(0, 1, TimeUnit.SECONDS);
        assertThat(stops.size()).isLessThanOrEqualTo(1);
    }
}
