package com.passkit.cdc.runtime.publish;

import java.time.Clock;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import com.passkit.cdc.runtime.batch.Batch;
import com.passkit.cdc.runtime.batch.BatchConfig;
import com.passkit.cdc.runtime.batch.BatchEnvelope;
import io.netty.channel.EventLoopGroup;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.netty.resources.LoopResources;

/**
 * Delivers batches of change events to an HTTP endpoint: for each lane at most one request in flight, the next one
 * only after its answer. Compression, signing and TLS happen on the publish loops. Threading: any thread.
 */
public final class EventsPublisher implements Publisher {

    private static final Logger LOG = LoggerFactory.getLogger(EventsPublisher.class);
    private static final int MAX_LOOPS = 4;
    private static final Duration DISPOSE_QUIET = Duration.ZERO;
    private static final Duration DISPOSE_LIMIT = Duration.ofSeconds(5);

    private final PublishHandler handler;
    private final LoopResources loops;
    private final EndpointClient client;
    private final PublishProgress progress;
    private final LanePublisher[] lanes;
    private final AtomicBoolean isStopped = new AtomicBoolean();
    private final AtomicBoolean isClosing = new AtomicBoolean();
    private final CompletableFuture<Void> closed = new CompletableFuture<>();

    /**
     * @param connector connector name
     * @param version   of the connector, for {@code User-Agent}
     * @param batches   lanes and format of the batches
     * @param deadLetters takes the events that the receiver will not
     * @param handler   told when delivery cannot go on
     * @throws IllegalArgumentException when a TLS file cannot be used
     */
    public EventsPublisher(
        PublishConfig config, String connector, String version, BatchConfig batches, DeadLetterOffice deadLetters,
        PublishHandler handler) {
        int laneCount = batches.lanes();
        this.handler = Objects.requireNonNull(handler, "handler");
        int loopCount = Math.min(Math.min(MAX_LOOPS, laneCount), Runtime.getRuntime().availableProcessors());
        this.loops = LoopResources.create("publish", loopCount, true);
        this.progress = new PublishProgress(laneCount);
        try {
            this.client = new EndpointClient(config,
                new RequestHeaders(config, batches.format(), connector, version, Clock.systemUTC()), laneCount, loops,
                Clock.systemUTC());
        } catch (IllegalArgumentException e) {
            loops.dispose();
            throw e;
        }
        EventLoopGroup group = loops.onClient(LoopResources.DEFAULT_NATIVE);
        RejectionGuard guard = new RejectionGuard(config.retry().rejection().maxInRow());
        this.lanes = new LanePublisher[laneCount];
        for (int lane = 0; lane < laneCount; lane++) {
            PublishRetry retry = new PublishRetry(
                config.retry(), bound -> ThreadLocalRandom.current().nextLong(bound + 1));
            lanes[lane] = new LanePublisher(lane, group.next(), client, config, retry, progress,
                BatchEnvelope.of(batches.format(), connector).salted(batches.idSalt()), deadLetters, guard, this::stop);
        }
    }

    @Override
    public void publish(Batch batch) {
        progress.onTaken();
        LanePublisher lane = lanes[batch.lane()];
        try {
            if (!isClosing.get()) {
                lane.loop().execute(() -> lane.add(batch));
                return;
            }
        } catch (RejectedExecutionException e) {
            LOG.debug("batch {} handed over after the end", batch.id());
        }
        progress.onAbandoned();
        batch.abandon();
    }

    @Override
    public PublishStatus status() {
        return progress.status();
    }

    @Override
    public CompletableFuture<Void> close(Duration limit) {
        if (isClosing.getAndSet(true)) {
            return closed;
        }
        CompletableFuture<?>[] drained = new CompletableFuture<?>[lanes.length];
        for (int i = 0; i < lanes.length; i++) {
            LanePublisher lane = lanes[i];
            // Behind every batch that publish() has put on the loop before.
            drained[i] = CompletableFuture.supplyAsync(lane::drain, lane.loop()).thenCompose(done -> done);
        }
        CompletableFuture.allOf(drained).orTimeout(Math.max(1, limit.toMillis()), TimeUnit.MILLISECONDS)
            .whenComplete((ok, failure) -> endLanes().whenComplete((ended, ignored) -> dispose()));
        return closed;
    }

    private void stop(PublishStop reason) {
        if (isStopped.compareAndSet(false, true)) {
            // First the reason: what is abandoned below makes others fail, and the first failure is the one reported.
            handler.onStopped(reason);
            endLanes();
        }
    }

    private CompletableFuture<Void> endLanes() {
        CompletableFuture<?>[] ends = new CompletableFuture<?>[lanes.length];
        for (int i = 0; i < lanes.length; i++) {
            LanePublisher lane = lanes[i];
            ends[i] = CompletableFuture.runAsync(lane::end, lane.loop());
        }
        return CompletableFuture.allOf(ends);
    }

    private void dispose() {
        client.close().onErrorResume(failure -> Mono.empty())
            .then(loops.disposeLater(DISPOSE_QUIET, DISPOSE_LIMIT))
            .subscribe(ignored -> { }, failure -> closed.complete(null), () -> closed.complete(null));
    }
}
