package com.passkit.cdc.protocol.pull;

/** How a transaction of the binlog ended. */
public enum TransactionOutcome {
    /** Its changes are in force. */
    COMMITTED,
    /** Its changes are undone, but for those of tables that cannot be. */
    ROLLED_BACK,
    /** XA PREPARE: an {@code XA COMMIT} or {@code XA ROLLBACK}, a statement of its own, decides later. */
    PREPARED
}
