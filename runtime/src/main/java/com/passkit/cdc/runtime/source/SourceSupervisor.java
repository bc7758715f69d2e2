package com.passkit.cdc.runtime.source;

import java.time.Clock;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLongArray;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import com.passkit.cdc.protocol.client.BinlogDumpConfig;
import com.passkit.cdc.protocol.client.MySqlClient;
import com.passkit.cdc.protocol.error.MySqlException;
import com.passkit.cdc.protocol.error.Recovery;
import com.passkit.cdc.runtime.checkpoint.Checkpoint;
import com.passkit.cdc.snapshot.progress.SnapshotProgress;

/**
 * Keeps the source going: connects, takes the snapshot, streams, and turns each error's {@link Recovery} into action,
 * as {@link ReconnectPolicy} decides. After a lost connection it waits until everything read was accepted, then goes on
 * from the last acknowledged commit.
 * <p>
 * Threading: a thread of its own runs the loop and blocks; the methods may be called from any thread.
 */
public final class SourceSupervisor {

    private static final Logger LOG = LoggerFactory.getLogger(SourceSupervisor.class);

    private final MySqlClient client;
    private final SourceConfig config;
    private final SourceReader reader;
    private final ChangePipeline pipeline;
    private final Clock clock;
    private final long replicaServerId;
    private final UUID replicaUuid;
    private final StopSignal stop = new StopSignal();
    private final CompletableFuture<Void> completion = new CompletableFuture<>();
    private final ReconnectPolicy policy;
    private final OutageLog log;
    private final HostChoice hosts;

    // written by the supervisor's thread, read by any
    private final AtomicLongArray losses = new AtomicLongArray(LossCause.values().length);
    private volatile SourceStatus status = SourceStatus.INITIAL;

    /**
     * @param client   borrowed; makes connections whose event loop is the source loop
     * @param config   servers to read
     * @param reader   reads one connection
     * @param pipeline where changes go
     * @param replicaUuid by which servers know this connector again, over restarts too: a connection of its own that a
     *                 server still takes for alive is nobody else's
     * @param clock    for the time of the next try
     */
    public SourceSupervisor(MySqlClient client, SourceConfig config, SourceReader reader, ChangePipeline pipeline,
        UUID replicaUuid, Clock clock) {
        this.replicaUuid = replicaUuid;
        this.client = client;
        this.config = config;
        this.reader = reader;
        this.pipeline = pipeline;
        this.clock = clock;
        this.replicaServerId = config.serverId() != 0
            ? config.serverId() : BinlogDumpConfig.serverIdOf(replicaUuid);
        this.policy = new ReconnectPolicy(config.reconnect(), config.hosts().size(), config.renewsLogin(),
            reader.mayTakeSnapshotAgain(), clock, new SplittableRandom());
        this.log = new OutageLog(clock);
        this.hosts = new HostChoice(client, config, clock);
    }

    /** Starts the thread. */
    public void start(StartPoint start) {
        Thread thread = new Thread(() -> run(start), "cdc-source");
        thread.setDaemon(true);
        thread.start();
    }

    /** Asks the loop to end; {@link #completion()} completes when it has. */
    public void stop() {
        stop.request();
    }

    /** @return completes normally after a stop or at the end of the plan, exceptionally when nothing can be done */
    public CompletableFuture<Void> completion() {
        return completion;
    }

    /** @return the source at a glance */
    public SourceStatus status() {
        SourceStatus seen = status;
        SourceStatus now = seen.with(hosts.reports(seen.isReading() ? seen.host() : ""));
        SnapshotProgress progress = reader.progress();
        return progress == null ? now : now.with(progress, reader.lock());
    }

    /** @return failures of this kind in this run */
    public long lossCount(LossCause cause) {
        return losses.get(cause.ordinal());
    }

    /** @return time since bytes of the source came last, in milliseconds; -1 before the first stream */
    public long silentMs() {
        return reader.silentMs();
    }

    private void run(StartPoint initial) {
        try {
            StartPoint start = initial;
            while (start != null) {
                start = readOnce(start);
            }
            status = status.stopped("");
            completion.complete(null);
        } catch (StopSignal.StopRequestedException e) {
            status = status.stopped("");
            completion.complete(null);
        } catch (RuntimeException | Error e) {
            status = status.stopped(String.valueOf(e.getMessage()));
            completion.completeExceptionally(e);
        }
    }

    /** @return where to go on; null when the plan has ended */
    private StartPoint readOnce(StartPoint start) {
        try (SourceSession session = connect(start)) {
            return reader.read(session, start, stop, this::onState, policy::onSnapshotRead);
        } catch (MySqlException e) {
            hosts.onFailure(e);
            boolean isSnapshotDue = start instanceof StartPoint.WithSnapshot;
            RetryDecision decision = policy.decide(e, isSnapshotDue);
            return switch (decision.action()) {
                case STOP -> throw decision.error();
                case SNAPSHOT -> {
                    LOG.warn("source {}: {}; a new snapshot is taken instead, as source.onLostPosition says",
                        status.host(), e.getMessage());
                    stop.await(pipeline.drain());
                    yield new StartPoint.WithSnapshot();
                }
                case RETRY -> retried(start, decision.outage());
            };
        }
    }

    private StartPoint retried(StartPoint start, Outage outage) {
        losses.incrementAndGet(outage.cause().ordinal());
        status = status.waiting(outage);
        log.onFailure(status.host(), outage);
        Checkpoint accepted = stop.await(pipeline.drain());
        // A clock that was set back meanwhile must not make hours of it.
        long waitMs = Math.min(config.reconnect().max().toMillis(), outage.nextTryAtMs() - clock.millis());
        stop.sleep(Math.max(0, waitMs));
        return accepted == null ? reader.resolved(start) : new StartPoint.Behind(accepted);
    }

    private SourceSession connect(StartPoint start) {
        status = status.connectingTo(hosts.expected().toString());
        policy.onConnecting();
        HostLook chosen = hosts.choose(start, stop);
        SourceSession session = SourceSession.of(chosen, client, config, replicaServerId, replicaUuid, stop);
        status = status.connectingTo(chosen.host().toString())
            .connected(session.connection().server().versionText(), !policy.hasConnected());
        policy.onConnected();
        LOG.info("source {}: connected, version {}, gtid_mode {}, {}", chosen.host(),
            session.connection().server().versionText(), session.server().isGtidOn() ? "ON" : "not ON",
            chosen.role().inWords());
        return session;
    }

    private void onState(SourceState state) {
        policy.onState(state);
        status = status.in(state);
        log.onRead(status.host());
    }
}
