package com.passkit.cdc.runtime.source;

import java.util.Objects;

import com.passkit.cdc.protocol.binlog.EventView;
import com.passkit.cdc.protocol.binlog.RowlessHandler;
import com.passkit.cdc.protocol.binlog.event.FormatDescriptionEventFlyweight;
import com.passkit.cdc.protocol.binlog.event.GtidEventFlyweight;
import com.passkit.cdc.protocol.binlog.event.MariaDbGtidEventFlyweight;
import com.passkit.cdc.protocol.binlog.event.QueryEventFlyweight;
import com.passkit.cdc.protocol.position.MariaDbGtid;
import com.passkit.cdc.protocol.row.Demand;
import com.passkit.cdc.runtime.checkpoint.LogMark;

/**
 * Looks at what a {@link LogMark} is made of: the beginning of a file, and of one transaction in it.
 * Threading: source event loop only; {@link #difference} any thread behind the end.
 */
final class HistoryReader implements RowlessHandler {

    private final boolean looksAtTransaction;
    private final Runnable onReached;

    private boolean hasFile;
    private boolean hasTransaction;
    private long fileCreatedSeconds;
    private String gtid;
    private long timestampSeconds;
    private long commitMicros;

    /**
     * @param looksAtTransaction whether the first transaction is to be looked at too
     * @param onReached          run when there is nothing more to see
     */
    HistoryReader(boolean looksAtTransaction, Runnable onReached) {
        this.looksAtTransaction = looksAtTransaction;
        this.onReached = onReached;
    }

    @Override
    public void onFormatDescription(EventView event, FormatDescriptionEventFlyweight body) {
        if (!hasFile) {
            hasFile = true;
            fileCreatedSeconds = event.header().timestampSeconds();
            if (!looksAtTransaction) {
                onReached.run();
            }
        }
    }

    @Override
    public void onGtid(EventView event, GtidEventFlyweight body) {
        onTransaction(event, body.isAnonymous() ? null : body.gtid().toString(), body.originalCommitTimestampMicros());
    }

    @Override
    public void onMariaDbGtid(EventView event, MariaDbGtidEventFlyweight body) {
        onTransaction(event, new MariaDbGtid(body.domainId(), event.header().serverId(), body.sequenceNumber())
            .toString(), LogMark.NONE);
    }

    @Override
    public Demand onQuery(EventView event, QueryEventFlyweight body) {
        onTransaction(event, null, LogMark.NONE);
        return Demand.CONTINUE;
    }

    private void onTransaction(EventView event, String ofGtid, long ofCommitMicros) {
        if (looksAtTransaction && !hasTransaction) {
            hasTransaction = true;
            gtid = ofGtid;
            timestampSeconds = event.header().timestampSeconds();
            commitMicros = ofCommitMicros;
            onReached.run();
        }
    }

    /**
     * @param needsTransaction whether none at that place is a difference, too
     * @return what is not as it was; null when what could be seen is
     */
    String difference(LogMark mark, boolean needsTransaction) {
        if (hasFile && fileCreatedSeconds != mark.fileCreatedSeconds()) {
            return "the file of that name was made at " + HistoryCheck.time(fileCreatedSeconds)
                + ", the one that was read at " + HistoryCheck.time(mark.fileCreatedSeconds());
        }
        if (needsTransaction && !hasTransaction) {
            return "at " + mark.transactionOffset() + " stands no transaction any more";
        }
        boolean isSame = !hasTransaction || Objects.equals(gtid, mark.gtid())
            && timestampSeconds == mark.timestampSeconds() && commitMicros == mark.commitMicros();
        return isSame ? null : "at " + mark.transactionOffset() + " stands " + said(gtid) + " of "
            + HistoryCheck.time(timestampSeconds) + ", where " + said(mark.gtid()) + " of "
            + HistoryCheck.time(mark.timestampSeconds()) + " was read";
    }

    private static String said(String gtid) {
        return gtid == null ? "a transaction" : "transaction " + gtid;
    }
}
