package com.passkit.cdc.benchmarks.replay;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;

import com.passkit.cdc.protocol.binlog.BinlogFileReader;
import com.passkit.cdc.protocol.binlog.TableDefinitions;
import com.passkit.cdc.protocol.position.TransactionId;
import com.passkit.cdc.protocol.row.Demand;
import com.passkit.cdc.runtime.batch.Batch;
import com.passkit.cdc.runtime.batch.BatchAccumulator;
import com.passkit.cdc.runtime.batch.BatchConfig;
import com.passkit.cdc.runtime.batch.BatchFormat;
import com.passkit.cdc.runtime.batch.BatchPool;
import com.passkit.cdc.runtime.change.BinlogChangeAdapter;
import com.passkit.cdc.runtime.change.ChangeHandler;
import com.passkit.cdc.runtime.change.ChangeView;
import com.passkit.cdc.runtime.change.TableSelector;
import com.passkit.cdc.runtime.checkpoint.Watermark;
import com.passkit.cdc.runtime.encode.CloudEventEncoder;
import com.passkit.cdc.runtime.encode.EncodeConfig;
import com.passkit.cdc.runtime.encode.JsonEventEncoder;
import com.passkit.cdc.runtime.rules.TableRules;
import com.passkit.cdc.runtime.schema.KnownDefinitions;
import com.passkit.cdc.runtime.xa.XaSpool;
import com.passkit.cdc.snapshot.catalog.TableFilter;
import io.netty.util.concurrent.DefaultEventExecutor;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;

/**
 * The whole way of a change but the network: bytes of a file to sealed batches, with the parts and the defaults of a
 * run. A receiver that accepts at once stands in for the publisher.
 * <p>
 * Memory: retained; call {@link #close()}. Threading: its own loop is the source loop.
 */
public final class BatchReplay implements ChangeHandler, AutoCloseable {

    private static final String CONNECTOR = "loyalty";

    private final EventExecutor loop = new DefaultEventExecutor(new DefaultThreadFactory("replay", true));
    private final BatchPool pool = BatchPool.of(BatchConfig.DEFAULT);
    private final Watermark watermark = new Watermark();
    private final BatchAccumulator accumulator;
    private final BinlogChangeAdapter adapter;
    private final XaSpool spool = XaSpool.temporary();
    private long changeCount;
    private long commitCount;
    private long batchCount;
    private long batchBytes;

    /** Of every table, row and column. */
    public BatchReplay() {
        this(BatchFormat.BATCH);
    }

    /** Of everything, in another format. */
    public BatchReplay(BatchFormat format) {
        this(new TableFilter(List.of(), List.of()), TableRules.NONE, format);
    }

    /**
     * @param filter which tables
     * @param rules  which of their rows and columns
     */
    public BatchReplay(TableFilter filter, TableRules rules) {
        this(filter, rules, BatchFormat.BATCH);
    }

    private BatchReplay(TableFilter filter, TableRules rules, BatchFormat format) {
        BatchConfig batches = BatchConfig.DEFAULT;
        JsonEventEncoder events =
            new JsonEventEncoder(EncodeConfig.of(CONNECTOR).withColumns(rules.columns()), "1.0.0");
        accumulator = new BatchAccumulator(loop, CONNECTOR,
            new BatchConfig(batches.maxEvents(), batches.maxBytes(), batches.linger(), batches.lanes(), format),
            format == BatchFormat.CLOUDEVENTS ? new CloudEventEncoder(events, CONNECTOR) : events, pool, watermark,
            this::accept);
        KnownDefinitions definitions = new KnownDefinitions((database, table) -> false);
        TableSelector selector = new TableSelector(filter, rules, definitions);
        adapter = new BinlogChangeAdapter(selector, definitions, this, false, false, spool,
            (xid, file, offset) -> { });
    }

    private void accept(Batch batch) {
        batchCount++;
        batchBytes += batch.content().readableBytes();
        batch.acknowledge();
    }

    /** Counts as a run does. */
    @Override
    public Demand onChange(ChangeView change) {
        changeCount++;
        return accumulator.onChange(change);
    }

    @Override
    public void onCommit(String file, long offset, TransactionId gtid) {
        commitCount++;
        accumulator.onCommit(file, offset, gtid);
    }

    /** Replays a file on the loop. @return changes put into batches */
    public long read(Path file) throws IOException {
        return onLoop(() -> readHere(file));
    }

    /** Runs something on the loop, and waits for it. */
    public <T> T onLoop(Callable<T> task) throws IOException {
        try {
            return loop.submit(task).get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } catch (java.util.concurrent.ExecutionException e) {
            throw new IOException(e.getCause());
        }
    }

    /** Replays a file; on the loop only. @return changes put into batches */
    public long readHere(Path file) throws IOException {
        long before = changeCount;
        try (BinlogFileReader reader = BinlogFileReader.open(file, TableDefinitions.NONE, adapter)) {
            if (reader.read() == Demand.PAUSE) {
                throw new IllegalStateException("paused, though every batch is accepted at once");
            }
        }
        return changeCount - before;
    }

    public long commitCount() {
        return commitCount;
    }

    public long batchCount() {
        return batchCount;
    }

    /** Bytes of all bodies that were sealed. */
    public long batchBytes() {
        return batchBytes;
    }

    /** Buffers that an open batch has, or that were not returned. */
    public int buffersInUse() {
        return pool.inUseCount();
    }

    @Override
    public void close() throws IOException {
        onLoop(() -> {
            accumulator.close();
            pool.close();
            adapter.close();
            spool.close();
            return null;
        });
        loop.shutdownGracefully();
    }
}
