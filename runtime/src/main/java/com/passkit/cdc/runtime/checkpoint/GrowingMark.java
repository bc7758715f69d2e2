package com.passkit.cdc.runtime.checkpoint;

import com.passkit.cdc.protocol.position.TransactionId;

/** A {@link LogMark} as it grows, so that nothing is allocated for a transaction. Threading: one thread at a time. */
final class GrowingMark {

    private String file;
    private long fileCreatedSeconds;
    private long transactionOffset;
    private long timestampSeconds;
    private long commitMicros;
    private TransactionId transaction;
    private String gtid;

    /** From here on events are those of this file. */
    void onFile(String newFile, long createdSeconds) {
        if (!newFile.equals(file) || createdSeconds != fileCreatedSeconds) {
            clear();
            file = newFile;
            fileCreatedSeconds = createdSeconds;
        }
    }

    void onTransaction(String newFile, long offset, long seconds, long micros) {
        transactionOffset = newFile.equals(file) ? offset : LogMark.NONE;
        timestampSeconds = seconds;
        commitMicros = micros;
        transaction = null;
        gtid = null;
    }

    /** @param ended null where it has no GTID, or where the log only went on */
    void onCommit(TransactionId ended) {
        if (ended != null) {
            transaction = ended;
        }
    }

    void copy(GrowingMark other) {
        file = other.file;
        fileCreatedSeconds = other.fileCreatedSeconds;
        transactionOffset = other.transactionOffset;
        timestampSeconds = other.timestampSeconds;
        commitMicros = other.commitMicros;
        transaction = other.transaction;
        gtid = other.gtid;
    }

    void replace(Checkpoint checkpoint) {
        clear();
        LogMark mark = checkpoint.mark();
        if (mark != null) {
            file = checkpoint.file();
            fileCreatedSeconds = mark.fileCreatedSeconds();
            transactionOffset = mark.transactionOffset();
            timestampSeconds = mark.timestampSeconds();
            commitMicros = mark.commitMicros();
            gtid = mark.gtid();
        }
    }

    void clear() {
        file = null;
        fileCreatedSeconds = LogMark.NONE;
        transactionOffset = LogMark.NONE;
        timestampSeconds = LogMark.NONE;
        commitMicros = LogMark.NONE;
        transaction = null;
        gtid = null;
    }

    /** @param ofFile file of the position. @return null where nothing is known of it */
    LogMark toMark(String ofFile) {
        return !ofFile.equals(file) ? null : new LogMark(fileCreatedSeconds, transactionOffset,
            transaction == null ? gtid : transaction.toString(), timestampSeconds, commitMicros);
    }
}
