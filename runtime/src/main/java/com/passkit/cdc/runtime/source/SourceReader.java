package com.passkit.cdc.runtime.source;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import com.passkit.cdc.protocol.client.BinlogStream;
import com.passkit.cdc.protocol.error.ConnectionClosedException;
import com.passkit.cdc.protocol.error.DumpRefusal;
import com.passkit.cdc.protocol.error.MySqlException;
import com.passkit.cdc.protocol.error.Recovery;
import com.passkit.cdc.protocol.error.ServerErrorException;
import com.passkit.cdc.protocol.position.BinlogPosition;
import com.passkit.cdc.protocol.position.ExecutedGtids;
import com.passkit.cdc.protocol.row.Collation;
import com.passkit.cdc.runtime.change.BinlogChangeAdapter;
import com.passkit.cdc.runtime.change.SnapshotChangeAdapter;
import com.passkit.cdc.runtime.change.TableSelector;
import com.passkit.cdc.runtime.checkpoint.Checkpoint;
import com.passkit.cdc.runtime.incremental.IncrementalSnapshot;
import com.passkit.cdc.runtime.incremental.StreamGate;
import com.passkit.cdc.runtime.schema.KnownDefinitions;
import com.passkit.cdc.runtime.schema.SchemaState;
import com.passkit.cdc.runtime.schema.UnknownDefinitionException;
import com.passkit.cdc.runtime.xa.XaSpool;
import com.passkit.cdc.snapshot.SnapshotPosition;
import com.passkit.cdc.snapshot.Snapshotter;
import com.passkit.cdc.snapshot.catalog.CatalogTable;
import com.passkit.cdc.snapshot.catalog.LockMode;
import com.passkit.cdc.snapshot.catalog.LockRefusedException;
import com.passkit.cdc.snapshot.catalog.LockReport;
import com.passkit.cdc.snapshot.catalog.ServerState;
import com.passkit.cdc.snapshot.catalog.TableModel;
import com.passkit.cdc.snapshot.progress.SnapshotProgress;

/**
 * Reads one connection: the snapshot when one is due, then the binlog until the connection ends.
 * Threading: the supervisor's thread, but for {@link #progress()}. Blocking: yes.
 */
public final class SourceReader {

    private static final Logger LOG = LoggerFactory.getLogger(SourceReader.class);

    private final ReadPlan plan;
    private final KnownDefinitions definitions;
    private final StreamDefinitions recorded;
    private final ChangePipeline pipeline;
    private final XaSpool spool;
    private final Executor sourceLoop;
    private final SideReading beside;

    // written by the supervisor's thread, read by any
    private volatile Snapshotter snapshotter;
    private volatile BinlogStream current;

    private BinlogPosition resolvedPosition;
    private boolean isIdChecked;
    private boolean areRulesChecked;
    /**
     * What the server said when it ended the last dump; said again by the next one, it holds. What is called damage may
     * be a file that went away with a reset log, which the next connection finds out.
     */
    private String refusal;

    /**
     * @param plan        what to read
     * @param definitions recorded definitions; filled here
     * @param keeper      makes them durable
     * @param pipeline    where changes go
     * @param spool       borrowed; keeps the rows of XA transactions until they are decided
     * @param sourceLoop  the event loop of all connections
     * @param beside      reads tables while the stream goes on
     */
    public SourceReader(ReadPlan plan, KnownDefinitions definitions, DefinitionKeeper keeper, ChangePipeline pipeline,
        XaSpool spool, Executor sourceLoop, SideReading beside) {
        this.plan = plan;
        this.definitions = definitions;
        this.recorded = new StreamDefinitions(plan, definitions, keeper);
        this.pipeline = pipeline;
        this.spool = spool;
        this.sourceLoop = sourceLoop;
        this.beside = beside;
    }

    /** @return progress of the snapshot that runs or ran; null when there was none. Threading: any thread */
    SnapshotProgress progress() {
        SnapshotProgress ofTables = beside.progress();
        Snapshotter current = snapshotter;
        return ofTables != null || current == null ? ofTables : current.progress();
    }

    /** @return time since bytes came on the last stream, in milliseconds; -1 before the first. Threading: any thread */
    long silentMs() {
        BinlogStream last = current;
        if (last == null) {
            return -1;
        }
        // First when it was: bytes that come meanwhile must not make it a time to come.
        long lastReadNs = last.lastReadNs();
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - lastReadNs);
    }

    /** @return whether a position that is lost is worth a new snapshot. Threading: any thread */
    boolean mayTakeSnapshotAgain() {
        return plan.snapshotsWhenNeeded();
    }

    /** @return what it took to open the view of that snapshot; null before. Threading: any thread */
    LockReport lock() {
        Snapshotter current = snapshotter;
        return current == null ? null : current.lock();
    }

    /** @return the start, made definite by the last connection: "now" must not move when the connection is lost */
    StartPoint resolved(StartPoint start) {
        boolean isDefinite = start instanceof StartPoint.Behind || start instanceof StartPoint.WithSnapshot;
        return isDefinite || resolvedPosition == null ? start : new StartPoint.At(resolvedPosition);
    }

    /**
     * @param onSnapshot run when a snapshot was read to its end
     * @return where to go on after a part of the plan has ended; null when all of it has
     */
    StartPoint read(SourceSession session, StartPoint start, StopSignal stop, Consumer<SourceState> onState,
        Runnable onSnapshot) {
        try {
            return readShown(session, start, stop, onState, onSnapshot);
        } catch (MySqlException e) {
            throw plan.rules().columns().isEmpty() ? e : HiddenValues.of(e);
        }
    }

    private StartPoint readShown(SourceSession session, StartPoint start, StopSignal stop,
        Consumer<SourceState> onState, Runnable onSnapshot) {
        session.requireSettings(plan.filter(),
            start instanceof StartPoint.WithSnapshot ? plan.snapshot().lock() : null, !isIdChecked);
        isIdChecked = true;
        requireRules(session);
        StartPoint streamStart = start;
        if (start instanceof StartPoint.WithSnapshot) {
            Checkpoint behind = snapshot(session, stop, onState);
            if (behind == null) {
                streamStart = beginBeside(session, stop);
            } else {
                onSnapshot.run();
                session.refresh();
                // The last row may have paused the pipeline, and a stream begins by handing over.
                stop.await(pipeline.drain());
                if (plan.endsAfterSnapshot()) {
                    return null;
                }
                streamStart = new StartPoint.Behind(behind);
            }
        }
        try {
            stream(session, streamStart, stop, onState);
        } catch (MySqlException e) {
            UnknownXaCommit commit = UnknownXaCommit.in(e);
            UnknownDefinitionException unknown = UnknownDefinitionException.in(e);
            if (commit == null && unknown == null) {
                throw e;
            }
            Checkpoint accepted = stop.await(pipeline.drain());
            if (unknown != null) {
                return recorded.askingServer(unknown, accepted);
            }
            return new StartPoint.Behind(
                new XaLookback(plan, spool, sourceLoop, stop).find(session, commit, accepted));
        }
        return null;
    }

    /** Once in a run: the tables of a server that takes over are the same. */
    private void requireRules(SourceSession session) {
        if (!areRulesChecked && !plan.rules().isEmpty()) {
            session.requireRules(plan.rules(), plan.filter());
        }
        areRulesChecked = true;
    }

    /** @return where the snapshot stands; null where none of one view is wanted, or can be had */
    private Checkpoint snapshot(SourceSession session, StopSignal stop, Consumer<SourceState> onState) {
        LockMode lock = plan.snapshot().lock();
        if (lock == LockMode.NONE) {
            return null;
        }
        onState.accept(SourceState.SNAPSHOT);
        try {
            return takeSnapshot(session, stop);
        } catch (LockRefusedException e) {
            if (lock != LockMode.AUTO || !ServerState.tellsWhatIsVisible(
                session.connection().server(), session.server().isGtidOn())) {
                throw e;
            }
            LOG.warn("{}. Tables are read without a lock instead, while the stream goes on", e.getMessage());
            snapshotter = null;
            return null;
        }
    }

    /** The stream begins where the server stands now, and all tables are read while it goes on. */
    private StartPoint beginBeside(SourceSession session, StopSignal stop) {
        recorded.onSnapshotStart("beside");
        List<CatalogTable> captured = session.catalog(plan.filter());
        recorded.forget();
        beside.readAll(session, captured, stop);
        LOG.info("snapshot without a lock: {} tables are read while the stream goes on", captured.size());
        return new StartPoint.Current();
    }

    private Checkpoint takeSnapshot(SourceSession session, StopSignal stop) {
        String snapshotId = UUID.randomUUID().toString().substring(0, 8);
        recorded.onSnapshotStart(snapshotId);
        TableSelector selector = new TableSelector(plan.filter(), plan.rules(), definitions);
        Map<String, Collation> databases = session.databases();
        boolean isFull = session.isMetadataFull();
        int lowerCase = session.facts().lowerCaseTableNames();
        SnapshotChangeAdapter adapter = new SnapshotChangeAdapter(snapshotId, selector, pipeline,
            tables -> {
                recorded.record(SchemaState.of(tables, databases, lowerCase, isFull));
                beside.onSnapshot(tables.stream().map(TableModel::name).toList());
            },
            position -> pipeline.onPosition(checkpoint(position)));
        Snapshotter current = session.snapshotter(plan.filter(), adapter, plan.snapshot());
        snapshotter = current;
        pipeline.onResume(current::resume);
        SnapshotPosition position = stop.await(current.start());
        LOG.info("snapshot {}: {} rows of {} tables read, consistent at {}:{}", snapshotId,
            current.progress().rowsDone(), current.progress().tablesDone(), position.file(), position.offset());
        return checkpoint(position);
    }

    private static Checkpoint checkpoint(SnapshotPosition position) {
        return new Checkpoint(position.file(), position.offset(), position.gtids(), position.serverUuid(),
            position.gtidKind());
    }

    private void stream(
        SourceSession session, StartPoint start, StopSignal stop, Consumer<SourceState> onState) {
        BinlogPosition position = DumpStart.choose(start, session.server(), session.binaryLogs());
        if (start instanceof StartPoint.Behind behind) {
            HistoryCheck.require(behind.checkpoint(), session);
            if (position instanceof BinlogPosition.BehindGtids
                && behind.checkpoint().serverUuid().equals(session.server().serverUuid())) {
                GtidModeSwitch.requireNoneWithoutGtid(
                    behind.checkpoint(), session.binaryLogs(), session.connection(), stop);
            }
        }
        resolvedPosition = position;
        ExecutedGtids executed = session.executedBefore(position);
        Checkpoint startPosition = startPosition(start, position, executed, session);
        if (plan.readsDefinitions()) {
            beside.prepare(session, definitions.model().tables().stream().map(TableModel::name).toList(), stop);
        }
        recorded.prepare(session, position, startPosition, stop);
        TableSelector selector = new TableSelector(plan.filter(), plan.rules(), definitions);
        StreamGate gate = new StreamGate(pipeline);
        BinlogChangeAdapter adapter = new BinlogChangeAdapter(selector, definitions, gate, plan.deliversSchema(),
            plan.deliversQuery(), spool,
            plan.requiresXaRows() ? UnknownXaCommit::fail : UnknownXaCommit::warn);
        DeliveryAcknowledger acknowledger =
            pipeline.isDelivering() && session.isSemiSync() ? new DeliveryAcknowledger(pipeline) : null;
        CompletableFuture<IncrementalSnapshot> side = new CompletableFuture<>();
        CompletableFuture<BinlogStream> started = CompletableFuture.supplyAsync(() -> {
            spool.restore(startPosition.held());
            pipeline.onPosition(startPosition);
            pipeline.onServer(session.server());
            BinlogStream stream =
                session.dump(position, definitions, adapter, plan.deliversQuery(), acknowledger);
            if (acknowledger != null) {
                acknowledger.to(stream);
            }
            pipeline.onResume(() -> {
                gate.onRoom();
                stream.resume();
            });
            if (position instanceof BinlogPosition.InFile inFile) {
                gate.startAt(inFile.file(), inFile.offset());
            }
            IncrementalSnapshot attached =
                beside.attach(session, gate, selector, pipeline);
            side.complete(attached);
            attached.start(stream::wake);
            return stream;
        }, sourceLoop);
        try (BinlogStream stream = stop.await(started); RoleWatch watch = session.watchRole()) {
            current = stream;
            LOG.info("streaming from {}", position);
            onState.accept(SourceState.STREAMING);
            IncrementalSnapshot attached = side.join();
            CompletableFuture<Void> end = plan.endsAfterSnapshot() ? attached.drained() : new CompletableFuture<>();
            new HistoryWatch(session, pipeline, sourceLoop, stop).await(
                CompletableFuture.anyOf(stream.completion(), attached.failure(), watch.lost(), end));
            if (end.isDone()) {
                return;
            }
        } catch (ServerErrorException e) {
            boolean isRefusedAgain = e.getMessage().equals(refusal);
            refusal = e.getMessage();
            if (!isRefusedAgain && e.dumpRefusal() == DumpRefusal.LOG_DAMAGED) {
                throw new MySqlException(Recovery.RECONNECT, e.getMessage(), e);
            }
            boolean mayBeSwitched = !(position instanceof BinlogPosition.InFile) && !isRefusedAgain
                && GtidModeSwitch.isAnonymousRefused(e);
            throw mayBeSwitched ? GtidModeSwitch.switchedMeanwhile(e) : GtidModeSwitch.explained(e);
        } finally {
            sourceLoop.execute(() -> {
                adapter.close();
                side.thenAccept(beside::detach);
            });
        }
        throw new ConnectionClosedException("binlog dump: the server ended it (expected: to wait for more)");
    }

    /** A run has a position from its first moment; with GTIDs file and offset only tell a person where that was. */
    private static Checkpoint startPosition(
        StartPoint start, BinlogPosition position, ExecutedGtids executed, SourceSession session) {
        ServerState server = session.server();
        String gtids = executed == null ? null : executed.toString();
        if (start instanceof StartPoint.Behind behind) {
            Checkpoint stored = behind.checkpoint();
            return new Checkpoint(stored.file(), stored.offset(), gtids, stored.serverUuid(), stored.gtidKind(),
                stored.held(), stored.mark());
        }
        if (position instanceof BinlogPosition.InFile inFile) {
            return new Checkpoint(inFile.file(), inFile.offset(), gtids, server.serverUuid(), server.gtidKind());
        }
        if (start instanceof StartPoint.Current) {
            return new Checkpoint(server.file(), server.offset(), gtids, server.serverUuid(), server.gtidKind());
        }
        return new Checkpoint(session.binaryLogs().get(0).name(), BinlogPosition.InFile.FIRST_EVENT_OFFSET, gtids,
            server.serverUuid(), server.gtidKind());
    }

    /** Takes over definitions that an earlier run recorded. */
    public void restoreDefinitions(SchemaState state) {
        recorded.restore(state);
    }
}
