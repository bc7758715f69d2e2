package com.passkit.cdc.runtime.source;

import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import com.passkit.cdc.protocol.client.MySqlClient;
import com.passkit.cdc.protocol.error.MalformedPacketException;
import com.passkit.cdc.protocol.error.MySqlException;
import com.passkit.cdc.protocol.error.Recovery;
import com.passkit.cdc.runtime.checkpoint.Checkpoint;

/**
 * Keeps the source going: connects, takes the snapshot, streams, and turns each error's {@link Recovery} into action.
 * After a
 * lost connection it waits until everything read was accepted, then goes on from the last acknowledged commit.
 * <p>
 * Threading: a thread of its own runs the loop and blocks; the methods may be called from any thread.
 */
public final class SourceSupervisor {

    private static final Logger LOG = LoggerFactory.getLogger(SourceSupervisor.class);

    private static final Duration FIRST_WAIT = Duration.ofMillis(250);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(60);
    /** A stream that held this long was sound: what ends it is a new failure. */
    private static final Duration SOUND_STREAM = Duration.ofSeconds(5);
    /** How long a server that lacks what was read before may take to execute it. */
    private static final Duration CATCH_UP = Duration.ofSeconds(30);
    private static final long MAX_SERVER_ID = 0xffff_ffffL;

    private final MySqlClient client;
    private final SourceConfig config;
    private final SourceReader reader;
    private final ChangePipeline pipeline;
    private final Clock clock;
    private final long replicaServerId;
    private final UUID replicaUuid = UUID.randomUUID();
    private final StopSignal stop = new StopSignal();
    private final CompletableFuture<Void> completion = new CompletableFuture<>();
    private final Backoff backoff = new Backoff(FIRST_WAIT, LONGEST_WAIT, ThreadLocalRandom.current());

    // written by the supervisor's thread, read by any
    private volatile SourceStatus status = SourceStatus.INITIAL;

    private boolean hasConnected;
    private int nextHost;
    private int hopelessCount;
    private long streamingSinceMs;
    private long behindSinceMs;
    private String lastCorruption;

    /**
     * @param client   borrowed; makes connections whose event loop is the source loop
     * @param config   servers to read
     * @param reader   reads one connection
     * @param pipeline where changes go
     * @param clock    for the time of the next try
     */
    public SourceSupervisor(MySqlClient client, SourceConfig config, SourceReader reader, ChangePipeline pipeline,
        Clock clock) {
        this.client = client;
        this.config = config;
        this.reader = reader;
        this.pipeline = pipeline;
        this.clock = clock;
        this.replicaServerId = config.serverId() != 0
            ? config.serverId() : ThreadLocalRandom.current().nextLong(1, MAX_SERVER_ID);
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
        SourceStatus now = status;
        return reader.progress() == null ? now : now.with(reader.progress(), reader.lock());
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
        SourceConfig.Host host = config.hosts().get(nextHost);
        try (SourceSession session = connect(host)) {
            return reader.read(session, start, stop, this::onState, backoff::reset);
        } catch (MySqlException e) {
            if (!isWorthRetrying(e, start)) {
                if (isHealedBySnapshot(e, start)) {
                    LOG.warn("source {}: {}; a new snapshot is taken instead, as snapshot.mode says", host,
                        e.getMessage());
                    hopelessCount = 0;
                    stop.await(pipeline.drain());
                    return new StartPoint.WithSnapshot();
                }
                throw e;
            }
            if (streamingSinceMs != 0 && clock.millis() - streamingSinceMs >= SOUND_STREAM.toMillis()) {
                backoff.reset();
            }
            nextHost = (nextHost + 1) % config.hosts().size();
            long waitMs = backoff.nextMs();
            status = status.waiting(e.getMessage(), clock.millis() + waitMs);
            LOG.warn("source {}: {}; trying {} again in {} ms", host, e.getMessage(),
                config.hosts().get(nextHost), waitMs);
            Checkpoint accepted = stop.await(pipeline.drain());
            stop.sleep(waitMs);
            return accepted == null ? reader.resolved(start) : new StartPoint.Behind(accepted);
        }
    }

    private SourceSession connect(SourceConfig.Host host) {
        status = status.connectingTo(host.toString());
        streamingSinceMs = 0;
        SourceSession session = SourceSession.open(client, config, host, replicaServerId, replicaUuid, stop);
        status = status.connected(session.connection().server().versionText(), !hasConnected);
        hasConnected = true;
        LOG.info("source {}: connected, version {}, gtid_mode {}", host,
            session.connection().server().versionText(), session.server().isGtidOn() ? "ON" : "not ON");
        return session;
    }

    private void onState(SourceState state) {
        status = status.in(state);
        streamingSinceMs = state == SourceState.STREAMING ? clock.millis() : 0;
        behindSinceMs = 0;
    }

    /**
     * A lost connection heals. A snapshot that a changed table spoiled begins again. With several hosts another one may
     * have what this one lacks; when each of them in turn said that it has not, none will. Bytes that come damaged
     * twice, at the same place, are so on the server.
     */
    private boolean isWorthRetrying(MySqlException e, StartPoint start) {
        boolean isHopeless = switch (e.recovery()) {
            case RECONNECT -> !hasConnected && isUnknownHost(e);
            case RESNAPSHOT -> !(start instanceof StartPoint.WithSnapshot) && !mayCatchUp(e);
            case STOP -> true;
        };
        hopelessCount = isHopeless ? hopelessCount + 1 : 0;
        return e.recovery() != Recovery.STOP && hopelessCount < config.hosts().size() && !isDamagedAgain(e);
    }

    private boolean isHealedBySnapshot(MySqlException e, StartPoint start) {
        return e.recovery() == Recovery.RESNAPSHOT && reader.mayTakeSnapshotAgain()
            && !(start instanceof StartPoint.WithSnapshot);
    }

    private boolean mayCatchUp(MySqlException e) {
        if (!(e instanceof SourceBehindException)) {
            return false;
        }
        if (behindSinceMs == 0) {
            behindSinceMs = clock.millis();
        }
        return clock.millis() - behindSinceMs < CATCH_UP.toMillis();
    }

    private boolean isDamagedAgain(MySqlException e) {
        String before = lastCorruption;
        lastCorruption = e instanceof MalformedPacketException ? e.getMessage() : null;
        return e instanceof MalformedPacketException && e.getMessage().equals(before);
    }

    private static boolean isUnknownHost(Throwable e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof UnknownHostException) {
                return true;
            }
        }
        return false;
    }
}
