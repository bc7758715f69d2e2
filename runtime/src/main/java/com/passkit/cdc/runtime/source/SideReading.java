package com.passkit.cdc.runtime.source;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import com.passkit.cdc.protocol.error.MySqlException;
import com.passkit.cdc.protocol.error.Recovery;
import com.passkit.cdc.runtime.change.TableSelector;
import com.passkit.cdc.runtime.incremental.IncrementalSnapshot;
import com.passkit.cdc.runtime.incremental.RequestAnswer;
import com.passkit.cdc.runtime.incremental.IncrementalSnapshot.SnapshotSettings;
import com.passkit.cdc.runtime.incremental.KeyWriter;
import com.passkit.cdc.runtime.incremental.QueuedTable;
import com.passkit.cdc.runtime.incremental.RowDelivery;
import com.passkit.cdc.runtime.incremental.SnapshotQueue;
import com.passkit.cdc.runtime.incremental.StreamGate;
import com.passkit.cdc.snapshot.catalog.CatalogTable;
import com.passkit.cdc.snapshot.catalog.TableName;
import com.passkit.cdc.snapshot.incremental.ChunkSource;
import com.passkit.cdc.snapshot.progress.SnapshotProgress;

/**
 * What is read beside the stream of a connector, whatever connection that has at the moment: decides which tables, and
 * gives each stream its reader.
 * Threading: the supervisor's thread, unless said otherwise.
 */
public final class SideReading {

    private static final Logger LOG = LoggerFactory.getLogger(SideReading.class);

    private static final int ID_LENGTH = 8;

    private final ReadPlan plan;
    private final SnapshotQueue queue;
    private final KeyWriter keys;
    private final Executor sourceLoop;
    private final NewTables newTables;
    private boolean isPrepared;

    // source event loop
    private IncrementalSnapshot running;

    /** What becomes of captured tables that no snapshot and no stream has had. */
    public enum NewTables {
        /** They are read. */
        READ,
        /** Their changes are streamed from here on, without the rows that are there. */
        STREAM,
        /** They are read, and all others too. */
        READ_ALL
    }

    /**
     * @param plan       what to read
     * @param queue      tables that are to be read
     * @param keys       writes keys
     * @param sourceLoop event loop of all connections
     * @param newTables  what to do at the start
     */
    public SideReading(
        ReadPlan plan, SnapshotQueue queue, KeyWriter keys, Executor sourceLoop, NewTables newTables) {
        this.plan = plan;
        this.queue = queue;
        this.keys = keys;
        this.sourceLoop = sourceLoop;
        this.newTables = newTables;
    }

    /** @return how far they are; null where there are none and were none. Threading: any thread */
    SnapshotProgress progress() {
        return queue.progress();
    }

    /** A snapshot reads all tables at once; what was queued is in it. Threading: source event loop only. */
    void onSnapshot(Collection<TableName> captured) {
        queue.restart(captured);
        queue.save(queue.state());
        isPrepared = true;
    }

    /** All captured tables are to be read beside the stream that begins now. */
    void readAll(SourceSession session, List<CatalogTable> captured, StopSignal stop) {
        requireReadable(session, captured, stop);
        onLoop(stop, () -> {
            queue.restart(names(captured));
            queue.add("initial", queued(captured));
        });
        isPrepared = true;
    }

    /**
     * Looks, at the first connection of a run that goes on, which captured tables nobody has read.
     *
     * @param recorded tables that have a recorded definition
     */
    void prepare(SourceSession session, Collection<TableName> recorded, StopSignal stop) {
        if (isPrepared) {
            return;
        }
        isPrepared = true;
        List<CatalogTable> captured = session.catalog(plan.filter());
        List<CatalogTable> unread = new ArrayList<>();
        onLoop(stop, () -> {
            if (queue.known() == null) {
                queue.knowAll(recorded);
            }
            List<TableName> dropped = queue.retain(new HashSet<>(names(captured)));
            if (!dropped.isEmpty()) {
                LOG.info("snapshot: {} will not be read, as they are not captured any more or gone", dropped);
            }
            Set<TableName> known = queue.known();
            captured.stream().filter(table -> !known.contains(QueuedTable.of(table).name())).forEach(unread::add);
        });
        if (newTables == NewTables.READ_ALL && queue.isEmpty()) {
            requireReadable(session, captured, stop);
            onLoop(stop, () -> queue.add("each start", queued(captured)));
        } else if (newTables == NewTables.STREAM) {
            onLoop(stop, () -> unread.forEach(table -> queue.know(QueuedTable.of(table).name())));
        } else if (!unread.isEmpty()) {
            readNew(session, unread, stop);
        }
    }

    private void readNew(SourceSession session, List<CatalogTable> unread, StopSignal stop) {
        try {
            requireReadable(session, unread, stop);
        } catch (MySqlException e) {
            if (e.recovery() != Recovery.STOP) {
                throw e;
            }
            LOG.warn("tables {} are new to this connector, and the rows they have cannot be read while the stream goes"
                + " on; their changes are delivered from here on. {}", names(unread), e.getMessage());
            return;
        }
        LOG.info("tables {} are new to this connector: they are read while the stream goes on", names(unread));
        onLoop(stop, () -> queue.add("newly included", queued(unread)));
    }

    private void requireReadable(SourceSession session, List<CatalogTable> tables, StopSignal stop) {
        try (ChunkSource source = stop.await(open(session))) {
            for (CatalogTable table : tables) {
                stop.await(source.requireReadable(QueuedTable.of(table).name()));
            }
        }
    }

    /** Runs a task of the queue, and returns when its outcome is durable. */
    private void onLoop(StopSignal stop, Runnable task) {
        stop.await(CompletableFuture.runAsync(task, sourceLoop)
            .thenComposeAsync(done -> queue.save(queue.state()), sourceLoop));
    }

    private static List<TableName> names(List<CatalogTable> tables) {
        return tables.stream().map(table -> QueuedTable.of(table).name()).toList();
    }

    /** The longest comes last: it surely has a row to be marked as the last one. */
    private static List<QueuedTable> queued(List<CatalogTable> tables) {
        return tables.stream().map(QueuedTable::of).sorted(Comparator.comparingLong(QueuedTable::rowsEstimated))
            .toList();
    }

    private CompletableFuture<ChunkSource> open(SourceSession session) {
        return session.connect().thenCompose(connection -> ChunkSource.open(
            connection, session.server(), plan.rules().keys(), plan.snapshot().lockWaitTimeout()));
    }

    /**
     * Gives a stream its reader. Threading: source event loop only.
     *
     * @param gate  of the stream
     */
    IncrementalSnapshot attach(
        SourceSession session, StreamGate gate, TableSelector selector, ChangePipeline pipeline) {
        String id = UUID.randomUUID().toString().substring(0, ID_LENGTH);
        SnapshotSettings settings = new SnapshotSettings(plan.filter(), plan.snapshot().chunkRows(),
            plan.snapshot().maxRowBytes());
        IncrementalSnapshot attached = new IncrementalSnapshot(queue, gate, settings, () -> open(session),
            pipeline::received, pipeline::whenAccepted, keys, new RowDelivery(id, selector, gate, session.server()));
        running = attached;
        return attached;
    }

    /** The stream has ended. Threading: source event loop only. */
    void detach(IncrementalSnapshot attached) {
        attached.close();
        if (running == attached) {
            running = null;
        }
    }

    /**
     * Queues tables while the stream goes on. Threading: any thread.
     *
     * @param patterns as in {@code tables.include}
     * @return what was queued; exceptionally with an {@link IllegalArgumentException} or an
     *         {@link IllegalStateException} in words
     */
    public CompletableFuture<RequestAnswer> request(List<String> patterns) {
        return CompletableFuture.supplyAsync(() -> running, sourceLoop).thenCompose(attached -> {
            if (attached == null) {
                throw new IllegalStateException("the connector does not stream at the moment (expected: state"
                    + " STREAMING; see passkit-cdc status)");
            }
            return attached.request(patterns);
        });
    }
}
