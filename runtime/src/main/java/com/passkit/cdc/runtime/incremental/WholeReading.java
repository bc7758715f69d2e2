package com.passkit.cdc.runtime.incremental;

import com.passkit.cdc.protocol.client.ResultStream;
import com.passkit.cdc.protocol.position.ExecutedGtids;
import com.passkit.cdc.protocol.position.GtidSet;
import com.passkit.cdc.protocol.row.Demand;
import com.passkit.cdc.protocol.row.RowView;
import com.passkit.cdc.runtime.change.ChangeView;
import com.passkit.cdc.snapshot.catalog.TableName;
import com.passkit.cdc.snapshot.incremental.LogPoint;
import com.passkit.cdc.snapshot.incremental.TableView;
import com.passkit.cdc.snapshot.incremental.Visibility;

/**
 * Reads a table without a key, which has nothing to reconcile by: the stream is held at the very place of a consistent
 * transaction while the table is read from that. Threading: source event loop only.
 */
final class WholeReading implements TableReading {

    private static final int MAX_VIEW_TRIES = 5;

    private enum Phase {
        /** The next place between two transactions is the low mark. */
        OPENING,
        /** The stream is held until a transaction for the table is open. */
        VIEWING,
        /** The stream runs to the place of that transaction. */
        APPROACHING,
        /** The stream is held there while the table is read. */
        COPYING,
        /** There was no table. */
        GONE
    }

    private final TableName name;
    private final SnapshotQueue queue;
    private final StreamJoin join;
    private final SideSession session;

    private Phase phase = Phase.OPENING;
    private boolean isOutdated;
    private int viewTries;
    private TableView view;
    private ResultStream copy;
    private boolean isCopyPaused;
    private boolean isCopied;

    /**
     * @param name    of the table at hand in the queue
     * @param queue   told how far it is
     * @param join    the stream
     * @param session to read over
     */
    WholeReading(TableName name, SnapshotQueue queue, StreamJoin join, SideSession session) {
        this.name = name;
        this.queue = queue;
        this.join = join;
        this.session = session;
    }

    @Override
    public void onChange(ChangeView change) {
        // All of them are delivered: those before the place ahead of the rows, those behind it after them.
    }

    @Override
    public void onDefinition() {
        isOutdated = true;
    }

    @Override
    public boolean isAsking() {
        return phase == Phase.VIEWING;
    }

    @Override
    public Step advance() {
        while (true) {
            switch (phase) {
                case OPENING -> {
                    if (!join.isBetweenTransactions()) {
                        return Step.STREAM;
                    }
                    if (isOutdated) {
                        return Step.ANEW;
                    }
                    openView();
                }
                case VIEWING -> {
                    return Step.HOLD;
                }
                case APPROACHING -> {
                    if (!join.hasPassed(view.point())) {
                        return Step.STREAM;
                    }
                    if (isExact()) {
                        copy();
                    } else {
                        dropView();
                    }
                }
                case COPYING -> {
                    if (isCopied) {
                        join.settle();
                        return Step.END;
                    }
                    if (isCopyPaused) {
                        isCopyPaused = false;
                        copy.resume();
                    }
                    return Step.HOLD;
                }
                case GONE -> {
                    return Step.GONE;
                }
            }
        }
    }

    private void openView() {
        phase = Phase.VIEWING;
        LogPoint lowMark = join.lastCommit();
        String executed = join.gtids();
        session.ask(source -> {
            boolean needsLock = source.visibility() == Visibility.TABLE_LOCK
                || source.visibility() == Visibility.GTIDS && viewTries >= MAX_VIEW_TRIES;
            return source.openTableView(name, executed, lowMark, needsLock ? session.opener() : null);
        }, this::onView);
    }

    private void onView(TableView opened) {
        if (opened == null) {
            phase = Phase.GONE;
            return;
        }
        view = opened;
        if (view.table().hasKey()) {
            isOutdated = true;
            dropView();
        } else {
            phase = Phase.APPROACHING;
        }
    }

    /** Everything before the place is in what the transaction surely sees, and nothing behind it is seen. */
    private boolean isExact() {
        LogPoint lastCommit = join.lastCommit();
        if (isOutdated || lastCommit != null && !view.point().isAtOrBehind(lastCommit)) {
            return false;
        }
        if (view.executed() == null) {
            return true;
        }
        ExecutedGtids streamed = join.executed();
        return streamed instanceof GtidSet set
            && set.minus(GtidSet.parse(view.executed().replaceAll("\\s", ""))).isEmpty();
    }

    /** Something was under way in the server when it was opened. */
    private void dropView() {
        viewTries++;
        view = null;
        phase = Phase.OPENING;
        session.endView();
    }

    private void copy() {
        phase = Phase.COPYING;
        join.begin();
        HeldLastRow rows = new HeldLastRow(view.table().table(), queue.isLastTable(), this::deliver);
        session.ask(source -> {
            copy = source.readWhole(view.table(), row -> {
                queue.tracker().onRows(1, row.length());
                return join.accepts(row) ? rows.onRow(row) : Demand.CONTINUE;
            });
            return copy.completion().thenCompose(count -> {
                rows.onEnd();
                return source.endView();
            });
        }, done -> isCopied = true);
    }

    private Demand deliver(RowView row, boolean isLast) {
        Demand demand = join.deliver(row, isLast);
        isCopyPaused |= demand == Demand.PAUSE;
        return demand;
    }

    @Override
    public void close() {
        view = null;
        copy = null;
    }
}
