package com.passkit.cdc.runtime.batch;

import com.passkit.cdc.protocol.position.TransactionId;

/**
 * Follows which batches are open or on their way, and which commits lie behind them.
 * Threading: source event loop only.
 */
public interface BatchTracker {

    /** A batch got its first event. @return its ordinal over all lanes, counted from 1 */
    long onOpened();

    /** Every event of the transactions up to here was put into batches opened before this call. */
    void onCommit(String file, long offset, TransactionId gtid);

    /** The receiver accepted every event of the batch. */
    void onAcknowledged(long ordinal);
}
