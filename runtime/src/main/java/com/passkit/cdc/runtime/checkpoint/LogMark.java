package com.passkit.cdc.runtime.checkpoint;

/**
 * What tells the history of a binary log from another one with the same names and numbers: of a server whose log was
 * reset, or that was restored from a backup. Owned.
 *
 * @param fileCreatedSeconds when the file of the position was made, by its format description
 * @param transactionOffset  where the last transaction begins in that file; {@link #NONE} where it is in another one,
 *                           or not known
 * @param gtid               of that transaction; null where it has none or is not known
 * @param timestampSeconds   of the event that it begins with
 * @param commitMicros       when it was first committed, microseconds since 1970; {@link #NONE} before MySQL 8.0.1
 */
public record LogMark(long fileCreatedSeconds, long transactionOffset, String gtid, long timestampSeconds,
    long commitMicros) {

    /** Not known. */
    public static final long NONE = 0;

    /** @return whether the last transaction is in the file of the position */
    public boolean hasTransaction() {
        return transactionOffset != NONE;
    }
}
