package com.passkit.cdc.runtime;

import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import com.passkit.cdc.protocol.client.MySqlClient;
import com.passkit.cdc.runtime.change.ChangeHandler;
import com.passkit.cdc.runtime.encode.EncodeConfig;
import com.passkit.cdc.runtime.encode.JsonEventEncoder;
import com.passkit.cdc.runtime.incremental.SnapshotQueue;
import com.passkit.cdc.runtime.schema.KnownDefinitions;
import com.passkit.cdc.runtime.source.DefinitionKeeper;
import com.passkit.cdc.runtime.source.ReadPlan;
import com.passkit.cdc.runtime.source.SideReading;
import com.passkit.cdc.runtime.source.SideReading.NewTables;
import com.passkit.cdc.runtime.source.SourceReader;
import com.passkit.cdc.runtime.source.SourceStatus;
import com.passkit.cdc.runtime.source.SourceSupervisor;
import com.passkit.cdc.runtime.source.StartPoint;
import com.passkit.cdc.runtime.source.SteadyClock;
import com.passkit.cdc.runtime.xa.XaSpool;
import com.passkit.cdc.snapshot.catalog.TableFilter;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;

/**
 * Follows a source without delivering or storing anything: changes go to a handler of the caller, who takes each at
 * once.
 * A lost connection is taken up again behind the last commit.
 * <p>
 * Threading: any thread; the handler is called on the source event loop.
 */
public final class CdcTail implements AutoCloseable {

    private final EventLoopGroup group;
    private final MySqlClient client;
    private final SourceSupervisor supervisor;
    private final DirectPipeline pipeline;
    private final EventLoop sourceLoop;
    private final XaSpool spool = XaSpool.temporary();
    private final SnapshotQueue queue = new SnapshotQueue(null, failure -> { });

    private CdcTail(TailConfig config, StartPoint start, ChangeHandler handler, boolean endsAfterSnapshot) {
        TableFilter filter = config.filter();
        this.group = MySqlClient.newEventLoop("cdc-source-loop");
        this.sourceLoop = group.next();
        this.client = new MySqlClient(group);
        KnownDefinitions definitions = new KnownDefinitions((database, table) -> false, filter::mayInclude);
        ReadPlan plan = new ReadPlan(filter, config.rules(), config.snapshot(), config.deliversSchema(),
            config.deliversQuery(), endsAfterSnapshot, true, false, false);
        this.pipeline = new DirectPipeline(handler, sourceLoop);
        SourceReader reader = new SourceReader(
            plan, definitions, DefinitionKeeper.NONE, pipeline, spool, sourceLoop, new SideReading(
                plan, queue, new JsonEventEncoder(EncodeConfig.of(""), "")::writeKey, sourceLoop, NewTables.STREAM));
        this.supervisor = new SourceSupervisor(client, config.source(), reader, pipeline, UUID.randomUUID(),
            SteadyClock.startingNow());
        supervisor.start(start);
    }

    /** Follows the binary log. @param handler takes every change and never pauses */
    public static CdcTail follow(TailConfig config, StartPoint start, ChangeHandler handler) {
        return new CdcTail(config, start, handler, false);
    }

    /** Reads a snapshot and ends. The handler's commit behind the last row names its position. */
    public static CdcTail snapshot(TailConfig config, ChangeHandler handler) {
        return new CdcTail(config, new StartPoint.WithSnapshot(), handler, true);
    }

    /** @return completes when it has ended, exceptionally with what ended it */
    public CompletableFuture<Void> completion() {
        return supervisor.completion();
    }

    /** @return completes when everything that the server had at the first login was handed over; the tail goes on */
    public CompletableFuture<Void> reachedCurrent() {
        return pipeline.reachedCurrent();
    }

    /** @return XA transactions that are prepared and not decided, whose rows the handler did not get */
    public int heldXaCount() {
        return spool.heldCount();
    }

    public SourceStatus status() {
        return supervisor.status();
    }

    /** Ends it at once; returns before everything is freed. */
    @Override
    public void close() {
        supervisor.stop();
        supervisor.completion().handle((nothing, failure) -> {
            client.close();
            sourceLoop.execute(spool::close);
            queue.close();
            return group.shutdownGracefully(0, 2, TimeUnit.SECONDS);
        });
    }
}
