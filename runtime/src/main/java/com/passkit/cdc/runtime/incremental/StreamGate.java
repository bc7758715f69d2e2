package com.passkit.cdc.runtime.incremental;

import com.passkit.cdc.protocol.position.TransactionId;
import com.passkit.cdc.protocol.row.Demand;
import com.passkit.cdc.runtime.change.ChangeHandler;
import com.passkit.cdc.runtime.change.ChangeView;
import com.passkit.cdc.runtime.xa.HeldTransactions;
import com.passkit.cdc.snapshot.catalog.TableName;
import com.passkit.cdc.snapshot.incremental.LogPoint;

/**
 * What a stream goes through on its way to the pipeline: knows where it stands, whether it is inside a transaction, and
 * whether there is room for more; tables that are read beside it join it here, between two transactions.
 * Threading: source event loop only.
 */
public final class StreamGate implements ChangeHandler {

    private final ChangeHandler target;
    private StreamWatcher watcher = StreamWatcher.NONE;
    private String file;
    private long offset;
    private String commitFile;
    private long commitOffset;
    private boolean isInTransaction;
    private boolean isFull;

    /** @param target takes everything */
    public StreamGate(ChangeHandler target) {
        this.target = target;
    }

    void watch(StreamWatcher newWatcher) {
        watcher = newWatcher;
    }

    /** The stream begins at this place of the server. */
    public void startAt(String startFile, long startOffset) {
        moveTo(startFile, startOffset);
    }

    /** There is room again behind {@link Demand#PAUSE}. */
    public void onRoom() {
        isFull = false;
    }

    @Override
    public void onServerVersion(String serverVersion) {
        target.onServerVersion(serverVersion);
    }

    @Override
    public Demand onChange(ChangeView change) {
        isInTransaction = true;
        watcher.onChange(change);
        return taken(target.onChange(change));
    }

    @Override
    public void onLogFile(String newFile, long createdSeconds) {
        target.onLogFile(newFile, createdSeconds);
    }

    @Override
    public void onTransaction(String newFile, long newOffset, long timestampSeconds, long commitMicros) {
        target.onTransaction(newFile, newOffset, timestampSeconds, commitMicros);
    }

    @Override
    public void onCommit(String newFile, long newOffset, TransactionId gtid) {
        target.onCommit(newFile, newOffset, gtid);
        commitFile = newFile;
        commitOffset = newOffset;
        moveTo(newFile, newOffset);
    }

    @Override
    public void onAdvance(String newFile, long newOffset) {
        target.onAdvance(newFile, newOffset);
        moveTo(newFile, newOffset);
    }

    @Override
    public void onHeld(HeldTransactions held) {
        target.onHeld(held);
    }

    @Override
    public void onDefinition(TableName table) {
        target.onDefinition(table);
        watcher.onDefinition(table);
    }

    @Override
    public Demand onBoundary() {
        return isFull ? Demand.PAUSE : watcher.onBoundary();
    }

    @Override
    public boolean isFull() {
        return isFull;
    }

    /** Hands on a row that was read beside the stream. @return PAUSE: it was taken, none may follow at the moment */
    Demand deliver(ChangeView change) {
        return taken(target.onChange(change));
    }

    /** What was delivered beside the stream counts like what was streamed: nothing is between it and this place. */
    void settle() {
        target.onAdvance(file, offset);
    }

    /** @return whether everything handed over is committed, so that the place is known and a transaction may begin */
    boolean isBetweenTransactions() {
        return !isInTransaction && file != null;
    }

    /** @return where the stream stands on this server; null before it is known */
    LogPoint position() {
        return file == null ? null : new LogPoint(file, offset);
    }

    /** @return behind the last transaction that the stream has delivered of this server; null before the first */
    LogPoint lastCommit() {
        return commitFile == null ? null : new LogPoint(commitFile, commitOffset);
    }

    private Demand taken(Demand demand) {
        isFull |= demand == Demand.PAUSE;
        return demand;
    }

    private void moveTo(String newFile, long newOffset) {
        file = newFile;
        offset = newOffset;
        isInTransaction = false;
    }
}
