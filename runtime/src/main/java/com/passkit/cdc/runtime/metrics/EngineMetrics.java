package com.passkit.cdc.runtime.metrics;

import java.util.List;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;

/** The meters of one connector, tagged with its name. They read; nothing is counted twice on the hot path. */
public final class EngineMetrics implements MeterBinder {

    private static final double MS_PER_SECOND = 1000;

    private final Tags tags;
    private final EngineReadings readings;

    /** @param connector connector name */
    public EngineMetrics(String connector, EngineReadings readings) {
        this.tags = Tags.of("connector", connector);
        this.readings = readings;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        FunctionCounter.builder("passkit.cdc.source.changes", readings, EngineReadings::changeCount).tags(tags)
            .description("Changes taken from the source").register(registry);
        FunctionCounter.builder("passkit.cdc.source.commits", readings, EngineReadings::commitCount).tags(tags)
            .description("Commits seen, captured or not").register(registry);
        FunctionCounter.builder("passkit.cdc.source.reconnects", readings, EngineReadings::reconnectCount).tags(tags)
            .description("Connections made after the first").register(registry);
        Gauge.builder("passkit.cdc.source.lag", readings, r -> r.lagMs() / MS_PER_SECOND).tags(tags)
            .baseUnit("seconds").description("Age of the last commit when it was taken").register(registry);
        Gauge.builder("passkit.cdc.source.xa.held", readings, EngineReadings::heldXaCount).tags(tags)
            .description("XA transactions that are prepared and not decided").register(registry);
        Gauge.builder("passkit.cdc.source.streaming", readings, r -> r.isStreaming() ? 1 : 0).tags(tags)
            .description("1 while the binary log is followed").register(registry);
        Gauge.builder("passkit.cdc.source.silent", readings,
            r -> r.silentMs() < 0 ? Double.NaN : r.silentMs() / MS_PER_SECOND).tags(tags).baseUnit("seconds")
            .description("Time since the source sent anything, a heartbeat included").register(registry);
        for (String state : readings.sourceStates()) {
            Gauge.builder("passkit.cdc.source.state", readings, r -> r.sourceState().equals(state) ? 1 : 0)
                .tags(tags.and("state", state)).description("1 for what the source is doing").register(registry);
        }
        List<String> causes = readings.lossCauses();
        for (int i = 0; i < causes.size(); i++) {
            int cause = i;
            FunctionCounter.builder("passkit.cdc.source.losses", readings, r -> r.lossCount(cause))
                .tags(tags.and("cause", causes.get(i)))
                .description("How often the source went away in this way, failed tries included").register(registry);
        }
        FunctionCounter.builder("passkit.cdc.snapshot.rows", readings, EngineReadings::snapshotRowCount).tags(tags)
            .description("Rows handed over by the snapshot").register(registry);
        Gauge.builder("passkit.cdc.snapshot.rows.estimated", readings, EngineReadings::snapshotRowsEstimated)
            .tags(tags).description("Rows that there seem to be, corrected as they come").register(registry);
        FunctionCounter.builder("passkit.cdc.snapshot.read", readings, EngineReadings::snapshotBytes).tags(tags)
            .baseUnit("bytes").description("Bytes of these rows as the server sent them").register(registry);
        Gauge.builder("passkit.cdc.snapshot.read.estimated", readings, EngineReadings::snapshotBytesEstimated)
            .tags(tags).baseUnit("bytes").description("Bytes that there seem to be, corrected as they come")
            .register(registry);
        Gauge.builder("passkit.cdc.snapshot.tables", readings, EngineReadings::snapshotTableCount).tags(tags)
            .description("Tables read to their end").register(registry);
        Gauge.builder("passkit.cdc.snapshot.tables.included", readings, EngineReadings::snapshotTablesTotal).tags(tags)
            .description("Tables that the snapshot reads").register(registry);
        FunctionCounter.builder("passkit.cdc.publish.events", readings, EngineReadings::acknowledgedEventCount)
            .tags(tags).description("Events accepted by the receiver").register(registry);
        FunctionCounter.builder("passkit.cdc.publish.batches", readings, EngineReadings::acknowledgedBatchCount)
            .tags(tags).description("Batches accepted by the receiver").register(registry);
        FunctionCounter.builder("passkit.cdc.publish.sent", readings, EngineReadings::sentBytes).tags(tags)
            .baseUnit("bytes").description("Bytes of request bodies, repeats included").register(registry);
        FunctionCounter.builder("passkit.cdc.publish.retries", readings, EngineReadings::retryCount).tags(tags)
            .description("Requests that were repeats").register(registry);
        Gauge.builder("passkit.cdc.publish.queued", readings, EngineReadings::queuedBatchCount).tags(tags)
            .baseUnit("batches").description("Batches on their way").register(registry);
        FunctionCounter.builder("passkit.cdc.deadletters.added", readings, r -> r.deadLetters().addedCount())
            .tags(tags).description("Events that the receiver rejected").register(registry);
        Gauge.builder("passkit.cdc.deadletters.kept", readings, r -> r.deadLetters().count()).tags(tags)
            .description("Rejected events that wait for replay or drop").register(registry);
        Gauge.builder("passkit.cdc.deadletters.size", readings, r -> r.deadLetters().bytes()).tags(tags)
            .baseUnit("bytes").description("Bytes of their files").register(registry);
        Gauge.builder("passkit.cdc.deadletters.limit", readings, r -> r.deadLetters().maxBytes()).tags(tags)
            .baseUnit("bytes").description("Bytes at which the run ends: deadLetters.maxBytes").register(registry);
        Gauge.builder("passkit.cdc.batch.buffers.used", readings, EngineReadings::usedBufferCount).tags(tags)
            .description("Batch buffers in use; when all are, the source pauses").register(registry);
        Gauge.builder("passkit.cdc.checkpoint.offset", readings, EngineReadings::checkpointedOffset).tags(tags)
            .baseUnit("bytes").description("Offset of the durable position in its binary log").register(registry);
    }
}
