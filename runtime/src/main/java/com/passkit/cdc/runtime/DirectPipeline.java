package com.passkit.cdc.runtime;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

import com.passkit.cdc.protocol.position.TransactionId;
import com.passkit.cdc.protocol.row.Demand;
import com.passkit.cdc.runtime.change.ChangeHandler;
import com.passkit.cdc.runtime.change.ChangeView;
import com.passkit.cdc.runtime.checkpoint.Checkpoint;
import com.passkit.cdc.runtime.checkpoint.Watermark;
import com.passkit.cdc.runtime.source.ChangePipeline;
import com.passkit.cdc.runtime.xa.HeldTransactions;
import com.passkit.cdc.snapshot.catalog.ServerState;

/**
 * The pipeline of a tail: a change counts as accepted when the handler returns. Knows when the position that the
 * server had at
 * the first login is reached.
 * Threading: source event loop only.
 */
final class DirectPipeline implements ChangePipeline {

    private final ChangeHandler handler;
    private final Executor sourceLoop;
    private final Watermark watermark = new Watermark();
    private final CompletableFuture<Void> reachedCurrent = new CompletableFuture<>();
    private ServerState first;

    DirectPipeline(ChangeHandler handler, Executor sourceLoop) {
        this.handler = handler;
        this.sourceLoop = sourceLoop;
    }

    @Override
    public void onServerVersion(String serverVersion) {
        handler.onServerVersion(serverVersion);
    }

    @Override
    public Demand onChange(ChangeView change) {
        return handler.onChange(change);
    }

    @Override
    public void onCommit(String file, long offset, TransactionId gtid) {
        watermark.onCommit(file, offset, gtid);
        handler.onCommit(file, offset, gtid);
        checkReached(file, offset);
    }

    @Override
    public void onLogFile(String file, long createdSeconds) {
        watermark.onLogFile(file, createdSeconds);
    }

    @Override
    public void onTransaction(String file, long offset, long timestampSeconds, long commitMicros) {
        watermark.onTransaction(file, offset, timestampSeconds, commitMicros);
    }

    @Override
    public void onHeld(HeldTransactions held) {
        watermark.onHeld(held);
    }

    @Override
    public void onServer(ServerState server) {
        watermark.onServer(server.serverUuid());
        if (first == null) {
            first = server;
            checkReached(watermark.received().file(), watermark.received().offset());
        }
    }

    @Override
    public void onPosition(Checkpoint position) {
        watermark.onPosition(position);
        handler.onCommit(position.file(), position.offset(), null);
    }

    /** The handler never pauses. */
    @Override
    public void onResume(Runnable resume) {
    }

    @Override
    public Checkpoint received() {
        return watermark.received();
    }

    @Override
    public boolean isDelivering() {
        return false;
    }

    @Override
    public void whenAccepted(Runnable task) {
        task.run();
    }

    @Override
    public CompletableFuture<Checkpoint> drain() {
        return CompletableFuture.supplyAsync(watermark::published, sourceLoop);
    }

    /** @return completes when everything that the server had at the first login was handed over */
    CompletableFuture<Void> reachedCurrent() {
        return reachedCurrent;
    }

    /** Names of binary logs end in a number that grows; a longer name is a later one. */
    private void checkReached(String file, long offset) {
        if (first == null || reachedCurrent.isDone()) {
            return;
        }
        String target = first.file();
        boolean isLaterFile = file.length() > target.length()
            || file.length() == target.length() && file.compareTo(target) > 0;
        if (isLaterFile || file.equals(target) && offset >= first.offset()) {
            reachedCurrent.complete(null);
        }
    }
}
