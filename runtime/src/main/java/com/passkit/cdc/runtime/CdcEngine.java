package com.passkit.cdc.runtime;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import com.passkit.cdc.protocol.client.MySqlClient;
import com.passkit.cdc.runtime.CdcConfig.SnapshotMode;
import com.passkit.cdc.runtime.batch.BatchAccumulator;
import com.passkit.cdc.runtime.batch.BatchFormat;
import com.passkit.cdc.runtime.batch.BatchPool;
import com.passkit.cdc.runtime.checkpoint.Checkpoint;
import com.passkit.cdc.runtime.checkpoint.CheckpointWriter;
import com.passkit.cdc.runtime.checkpoint.FilePositionStore;
import com.passkit.cdc.runtime.checkpoint.StoredPosition;
import com.passkit.cdc.runtime.checkpoint.Watermark;
import com.passkit.cdc.runtime.deadletter.DeadLetterFiles;
import com.passkit.cdc.runtime.deadletter.DeadLetterStatus;
import com.passkit.cdc.runtime.deadletter.DeadLetterWriter;
import com.passkit.cdc.runtime.encode.CloudEventEncoder;
import com.passkit.cdc.runtime.encode.EventEncoder;
import com.passkit.cdc.runtime.encode.JsonEventEncoder;
import com.passkit.cdc.runtime.incremental.RequestAnswer;
import com.passkit.cdc.runtime.incremental.QueueState;
import com.passkit.cdc.runtime.incremental.QueueStore;
import com.passkit.cdc.runtime.incremental.SnapshotQueue;
import com.passkit.cdc.runtime.metrics.EngineMetrics;
import com.passkit.cdc.runtime.metrics.EngineReadings;
import com.passkit.cdc.runtime.publish.EventsPublisher;
import com.passkit.cdc.runtime.publish.Publisher;
import com.passkit.cdc.runtime.schema.DefinitionStore;
import com.passkit.cdc.runtime.schema.KnownDefinitions;
import com.passkit.cdc.runtime.schema.SchemaState;
import com.passkit.cdc.runtime.source.LossCause;
import com.passkit.cdc.runtime.source.ReadPlan;
import com.passkit.cdc.runtime.source.ReconnectConfig.OnLostPosition;
import com.passkit.cdc.runtime.source.SchemaReread;
import com.passkit.cdc.runtime.source.SideReading;
import com.passkit.cdc.runtime.source.SideReading.NewTables;
import com.passkit.cdc.runtime.source.SourceReader;
import com.passkit.cdc.runtime.source.SourceState;
import com.passkit.cdc.runtime.source.SourceSupervisor;
import com.passkit.cdc.runtime.source.StartPoint;
import com.passkit.cdc.runtime.source.SteadyClock;
import com.passkit.cdc.runtime.state.StateDirectory;
import com.passkit.cdc.runtime.xa.HeldTransactions;
import com.passkit.cdc.runtime.xa.XaSpool;
import com.passkit.cdc.snapshot.catalog.LockMode;
import com.passkit.cdc.snapshot.catalog.TableFilter;
import com.passkit.cdc.snapshot.progress.SnapshotProgress;

import io.micrometer.core.instrument.binder.MeterBinder;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;

/**
 * One running connector: wires the stages from the source to the durable position, owns all of them, and closes them in
 * reverse order.
 * <p>
 * Threading: any thread. The source event loop, the publisher's loops, the checkpoint thread and the supervisor's
 * thread are its own.
 */
public final class CdcEngine implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(CdcEngine.class);
    private static final Duration STATUS_TIMEOUT = Duration.ofSeconds(2);
    private static final long SHUTDOWN_GRACE_MS = 2_000;

    private final CdcConfig config;
    private final StateDirectory state;
    private final XaSpool spool;
    private final EventLoopGroup group;
    private final EventLoop sourceLoop;
    private final MySqlClient client;
    private final BatchPool pool;
    private final Watermark watermark = new Watermark();
    private final DeadLetterWriter deadLetters;
    private final Publisher publisher;
    private final BatchAccumulator accumulator;
    private final DeliveryPipeline pipeline;
    private final CheckpointWriter checkpoints;
    private final SnapshotQueue queue;
    private final SideReading beside;
    private final SourceSupervisor supervisor;
    /** Held here, for meters refer to it weakly: without it they are NaN after the first garbage collection. */
    private final Readings readings = new Readings();
    private final AtomicBoolean isClosing = new AtomicBoolean();
    private final CompletableFuture<Void> completion = new CompletableFuture<>();

    private CdcEngine(CdcConfig config, StateDirectory state, boolean endsAfterSnapshot) {
        this.config = config;
        this.state = state;
        FilePositionStore positions = new FilePositionStore(state);
        DefinitionStore definitionStore = new DefinitionStore(state);
        StoredPosition stored = positions.load();
        UUID replicaUuid = ReplicaIdentity.of(state);
        this.spool = XaSpool.open(
            state, stored instanceof StoredPosition.At at ? at.checkpoint().held() : HeldTransactions.NONE);
        SchemaState recorded = stored instanceof StoredPosition.At at
            ? definitionStore.load(SchemaReread.positionOf(at.checkpoint())) : null;
        QueueStore queueStore = new QueueStore(state);
        QueueState queued = stored instanceof StoredPosition.At ? queueStore.load() : QueueState.EMPTY;
        boolean endsAfter = endsAfterSnapshot || config.snapshotMode() == SnapshotMode.ONLY;

        TableFilter filter = config.filter();
        // What a configuration may fail comes first: until here nothing has to be freed.
        this.deadLetters =
            new DeadLetterWriter(new DeadLetterFiles(state), config.deadLetters(), Clock.systemUTC());
        this.publisher = new EventsPublisher(config.publish(), config.name(), ProductVersion.current(),
            config.batch(), deadLetters, stop -> end(new PublishStoppedException(stop)));
        this.group = MySqlClient.newEventLoop("cdc-source-loop");
        this.sourceLoop = group.next();
        this.client = new MySqlClient(group);
        this.pool = BatchPool.of(config.batch());
        JsonEventEncoder encoder = new JsonEventEncoder(config.encode(), ProductVersion.current());
        EventEncoder formatted = config.batch().format() == BatchFormat.CLOUDEVENTS
            ? new CloudEventEncoder(encoder, config.name()) : encoder;
        this.accumulator = new BatchAccumulator(sourceLoop, config.name(), config.batch(), formatted, pool,
            watermark, publisher::publish);
        this.pipeline = new DeliveryPipeline(encoder, accumulator, watermark, sourceLoop);
        this.checkpoints = new CheckpointWriter(
            new CompletePositions(positions, spool, definitionStore), watermark, sourceLoop,
            config.checkpointInterval(), this::end);

        KnownDefinitions definitions = new KnownDefinitions(filter::includes, filter::mayInclude);
        ReadPlan plan = new ReadPlan(filter, config.rules(), config.snapshot(), config.publishesSchema(),
            config.publishesQuery(), endsAfter, true, true,
            config.snapshotMode() == SnapshotMode.WHEN_NEEDED || config.snapshotMode() == SnapshotMode.ALWAYS
                || config.source().reconnect().onLostPosition() == OnLostPosition.SNAPSHOT);
        this.queue = new SnapshotQueue(queueStore, this::end);
        queue.restore(queued);
        this.beside = new SideReading(plan, queue, encoder::writeKey, sourceLoop, newTables(config));
        SourceReader reader = new SourceReader(plan, definitions, new StoredDefinitions(positions, definitionStore),
            pipeline, spool, sourceLoop, beside);
        if (recorded != null) {
            reader.restoreDefinitions(recorded);
        }
        this.supervisor = new SourceSupervisor(client, config.source(), reader, pipeline,
            replicaUuid, SteadyClock.startingNow());
        start(startPoint(stored, config, endsAfter, !queued.requests().isEmpty()));
    }

    /**
     * Starts a connector: snapshot when there is no position yet, then the stream, until it is closed.
     *
     * @throws com.passkit.cdc.runtime.state.StateException when the state directory cannot be used
     */
    public static CdcEngine launch(CdcConfig config) {
        return launch(config, false);
    }

    /** Starts a connector that takes its snapshot, waits until all of it was accepted, and ends. */
    public static CdcEngine launchSnapshot(CdcConfig config) {
        return launch(config, true);
    }

    private static CdcEngine launch(CdcConfig config, boolean endsAfterSnapshot) {
        StateDirectory state = StateDirectory.open(config.stateDirectory(), config.name());
        try {
            return new CdcEngine(config, state, endsAfterSnapshot);
        } catch (RuntimeException | Error e) {
            state.close();
            throw e;
        }
    }

    /**
     * @return completes when everything is closed: normally after {@link #close()} or at the end of a snapshot run,
     *         exceptionally with what ended the run
     */
    public CompletableFuture<Void> completion() {
        return completion;
    }

    /** @return the connector at a glance */
    public EngineStatus status() {
        // First the last one: what is durable then was published, and what was published was received.
        Checkpoint checkpointed = checkpoints.checkpointed();
        Positions positions = positions();
        return new EngineStatus(config.name(), supervisor.status(), publisher.status(), pipeline.changeCount(),
            pipeline.commitCount(), pipeline.lastChangeTimestampMs(), pipeline.lagMs(), spool.heldCount(),
            positions.received(), positions.published(), checkpointed, deadLetters.status());
    }

    private Positions positions() {
        if (sourceLoop.isTerminated()) {
            return readPositions();
        }
        try {
            return CompletableFuture.supplyAsync(this::readPositions, sourceLoop)
                .get(STATUS_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException | RejectedExecutionException e) {
            LOG.debug("positions are not available at the moment", e);
        }
        return Positions.NONE;
    }

    /** Threading: source event loop only, any thread once it has ended. */
    private Positions readPositions() {
        return new Positions(watermark.received(), watermark.published());
    }

    /**
     * Stops: seals and sends what was read, waits for its acknowledgements up to the configured limit, makes the
     * position durable and frees everything.
     * <p>
     * A transaction that is being read is not waited for: what was read of it is delivered, and the position stays
     * before it. After the next start it comes again from its beginning, with the same event ids. Blocking: yes.
     */
    @Override
    public void close() {
        end(null);
        try {
            completion.join();
        } catch (CompletionException e) {
            LOG.debug("closed with the failure that completion() reports", e);
        }
    }

    private void start(StartPoint start) {
        deadLetters.start().whenComplete((nothing, failure) -> {
            if (failure != null) {
                end(failure instanceof CompletionException ? failure.getCause() : failure);
            }
        });
        supervisor.completion().whenComplete((nothing, failure) -> end(failure));
        sourceLoop.execute(() -> {
            if (start instanceof StartPoint.Behind behind) {
                watermark.startAt(behind.checkpoint());
            }
            checkpoints.start();
            supervisor.start(start);
        });
        if (!config.publish().heartbeat().isZero()) {
            new PublishHeartbeat(accumulator, watermark).schedule(sourceLoop, config.publish().heartbeat());
        }
    }

    /** @return meters to bind to a registry of the caller */
    public MeterBinder metrics() {
        return new EngineMetrics(config.name(), readings);
    }

    private static NewTables newTables(CdcConfig config) {
        return switch (config.snapshotMode()) {
            case INITIAL, WHEN_NEEDED, ONLY -> NewTables.READ;
            case ALWAYS -> NewTables.READ_ALL;
            case NEVER -> NewTables.STREAM;
        };
    }

    private static StartPoint startPoint(
        StoredPosition stored, CdcConfig config, boolean endsAfterSnapshot, boolean isReadingTables) {
        if (stored instanceof StoredPosition.At at) {
            boolean isAnew = endsAfterSnapshot && !isReadingTables
                || config.snapshotMode() == SnapshotMode.ALWAYS && config.snapshot().lock() != LockMode.NONE;
            return isAnew ? new StartPoint.WithSnapshot() : new StartPoint.Behind(at.checkpoint());
        }
        if (stored instanceof StoredPosition.SnapshotInProgress snapshot) {
            LOG.info("snapshot {} was not completed; a new one begins", snapshot.snapshotId());
            return new StartPoint.WithSnapshot();
        }
        return endsAfterSnapshot || config.snapshotMode() != SnapshotMode.NEVER
            ? new StartPoint.WithSnapshot() : new StartPoint.Current();
    }

    /**
     * Reads tables, which the connector captures, once more or for the first time while the stream goes on.
     *
     * @param patterns as in {@code tables.include}
     * @return what was queued; exceptionally with an {@link IllegalArgumentException} or an
     *         {@link IllegalStateException} that says why not
     */
    public CompletableFuture<RequestAnswer> requestSnapshot(List<String> patterns) {
        return beside.request(patterns);
    }

    /** The first call closes everything, on a thread of its own, for it may come from any of those it ends. */
    private void end(Throwable failure) {
        if (isClosing.compareAndSet(false, true)) {
            Thread closer = new Thread(() -> closeAll(failure), "cdc-close");
            closer.setDaemon(true);
            closer.start();
        }
    }

    /** One limit for all of it; a step that fails does not keep the next from running. */
    private void closeAll(Throwable failure) {
        Shutdown shutdown = new Shutdown(config.shutdownTimeout(), failure);
        if (failure == null && supervisor.status().state() == SourceState.STREAMING) {
            shutdown.awaitShortly("the transaction at hand", pipeline::endBehindTransaction);
        }
        supervisor.stop();
        shutdown.await("source", () -> supervisor.completion().handle((nothing, ignored) -> null));
        if (!(failure instanceof PublishStoppedException)) {
            shutdown.await("acknowledgements", accumulator::flush);
        }
        shutdown.await("publisher", () -> publisher.close(shutdown.remaining()));
        shutdown.await("dead letters", deadLetters::close);
        shutdown.await("checkpoint", checkpoints::close);
        shutdown.run(() -> sourceLoop.submit(accumulator::close).awaitUninterruptibly(SHUTDOWN_GRACE_MS));
        shutdown.run(client::close);
        shutdown.run(() -> group.shutdownGracefully(0, SHUTDOWN_GRACE_MS, TimeUnit.MILLISECONDS)
            .awaitUninterruptibly(2 * SHUTDOWN_GRACE_MS));
        shutdown.run(pool::close);
        shutdown.run(queue::close);
        shutdown.run(spool::close);
        shutdown.run(state::close);
        if (shutdown.failure() == null) {
            completion.complete(null);
        } else {
            completion.completeExceptionally(shutdown.failure());
        }
    }

    /** How far this run is. */
    private record Positions(Checkpoint received, Checkpoint published) {

        private static final Positions NONE = new Positions(null, null);
    }

    /** What the meters read. */
    private final class Readings implements EngineReadings {

        @Override
        public long changeCount() {
            return pipeline.changeCount();
        }

        @Override
        public long commitCount() {
            return pipeline.commitCount();
        }

        @Override
        public long lagMs() {
            return pipeline.lagMs();
        }

        @Override
        public int heldXaCount() {
            return spool.heldCount();
        }

        @Override
        public boolean isStreaming() {
            return supervisor.status().state() == SourceState.STREAMING;
        }

        @Override
        public List<String> sourceStates() {
            return Stream.of(SourceState.values()).map(SourceState::word).toList();
        }

        @Override
        public String sourceState() {
            return supervisor.status().state().word();
        }

        @Override
        public List<String> lossCauses() {
            return Stream.of(LossCause.values()).map(LossCause::word).toList();
        }

        @Override
        public long lossCount(int cause) {
            return supervisor.lossCount(LossCause.values()[cause]);
        }

        @Override
        public long silentMs() {
            return supervisor.silentMs();
        }

        @Override
        public long reconnectCount() {
            return supervisor.status().reconnects();
        }

        @Override
        public long snapshotTableCount() {
            return snapshot().tablesDone();
        }

        @Override
        public long snapshotTablesTotal() {
            return snapshot().tablesTotal();
        }

        @Override
        public long snapshotRowCount() {
            return snapshot().rowsDone();
        }

        @Override
        public long snapshotRowsEstimated() {
            return snapshot().rowsEstimated();
        }

        @Override
        public long snapshotBytes() {
            return snapshot().bytesDone();
        }

        @Override
        public long snapshotBytesEstimated() {
            return snapshot().bytesEstimated();
        }

        private SnapshotProgress snapshot() {
            SnapshotProgress progress = supervisor.status().snapshot();
            return progress == null ? SnapshotProgress.NONE : progress;
        }

        @Override
        public long acknowledgedEventCount() {
            return publisher.status().acknowledgedEvents();
        }

        @Override
        public long acknowledgedBatchCount() {
            return publisher.status().acknowledgedBatches();
        }

        @Override
        public long sentBytes() {
            return publisher.status().sentBytes();
        }

        @Override
        public long retryCount() {
            return publisher.status().retries();
        }

        @Override
        public long queuedBatchCount() {
            return publisher.status().queuedBatchCount();
        }

        @Override
        public long usedBufferCount() {
            return pool.inUseCount();
        }

        @Override
        public DeadLetterStatus deadLetters() {
            return deadLetters.status();
        }

        @Override
        public long checkpointedOffset() {
            Checkpoint checkpoint = checkpoints.checkpointed();
            return checkpoint == null ? 0 : checkpoint.offset();
        }
    }
}
