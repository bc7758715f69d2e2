package com.passkit.cdc.runtime.change;

import com.passkit.cdc.protocol.position.TransactionId;
import com.passkit.cdc.protocol.row.Demand;
import com.passkit.cdc.runtime.xa.HeldTransactions;
import com.passkit.cdc.snapshot.catalog.TableName;

/**
 * Takes changes and commits in the order of the source. Threading: source event loop only.
 */
public interface ChangeHandler {

    /** @param serverVersion of the server whose changes follow; the way it prints JSON depends on it */
    default void onServerVersion(String serverVersion) {
    }

    /**
     * Memory: borrowed until this method returns. {@link Demand#PAUSE}: it was taken, none may follow before resume.
     */
    Demand onChange(ChangeView change);

    /**
     * From here on events are those of this file.
     *
     * @param createdSeconds when the file was made, seconds since 1970 by the source's clock
     */
    default void onLogFile(String file, long createdSeconds) {
    }

    /**
     * The transaction that the next commit ends begins here.
     *
     * @param file             binlog file
     * @param offset           64-bit offset of its first event
     * @param timestampSeconds of that event
     * @param commitMicros     when it was first committed; 0 where the server does not say
     */
    default void onTransaction(String file, long offset, long timestampSeconds, long commitMicros) {
    }

    /**
     * Everything handed over so far is committed and complete up to this position, which is the start of the next
     * transaction.
     *
     * @param file   binlog file
     * @param offset 64-bit offset behind the commit
     * @param gtid   of the transaction that ended; null without GTIDs
     */
    void onCommit(String file, long offset, TransactionId gtid);

    /**
     * From the next commit on, these XA transactions are prepared and not decided: who goes on from there needs their
     * rows, which the log does not have again.
     */
    default void onHeld(HeldTransactions held) {
    }

    /** A statement gives a table another layout, makes it, empties it or drops it; before its commit. */
    default void onDefinition(TableName table) {
    }

    /**
     * Between two events: the place to hand on what comes from elsewhere.
     *
     * @return PAUSE: no event may follow before the source is asked to go on
     */
    default Demand onBoundary() {
        return Demand.CONTINUE;
    }

    /** @return whether nothing may be handed over, since the last change was answered with PAUSE */
    default boolean isFull() {
        return false;
    }

    /**
     * As {@link #onCommit} where no transaction ended but the log went on: a rotate, a heartbeat.
     *
     * @param file   binlog file
     * @param offset 64-bit offset up to which there is nothing more to deliver
     */
    default void onAdvance(String file, long offset) {
        onCommit(file, offset, null);
    }
}
