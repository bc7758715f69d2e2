package com.passkit.cdc.runtime.metrics;

import java.util.List;

import com.passkit.cdc.runtime.deadletter.DeadLetterStatus;

/** What a running engine can be asked at any moment, cheaply. Threading: any thread. */
public interface EngineReadings {

    /** @return changes taken from the source in this run */
    long changeCount();

    /** @return commits seen in this run, captured or not */
    long commitCount();

    /**
     * @return how far the last commit lay behind the clock when it was taken, in milliseconds; 0 when the source is
     * idle
     */
    long lagMs();

    /** @return XA transactions that are prepared and not decided */
    int heldXaCount();

    /** @return whether the source is connected and streams */
    boolean isStreaming();

    /** @return everything that the source may be doing */
    List<String> sourceStates();

    /** @return what it is doing, one of {@link #sourceStates()} */
    String sourceState();

    /** @return the ways in which a source goes away */
    List<String> lossCauses();

    /**
     * @param cause index into {@link #lossCauses()}
     * @return how often it went so in this run, failed tries included
     */
    long lossCount(int cause);

    /** @return time since the source sent anything, in milliseconds; -1 before it did */
    long silentMs();

    /** @return connections made after the first */
    long reconnectCount();

    /** @return tables that the snapshot of this run has read to their end */
    long snapshotTableCount();

    /** @return tables that the snapshot of this run reads */
    long snapshotTablesTotal();

    /** @return rows handed over by the snapshot of this run */
    long snapshotRowCount();

    /** @return rows that there seem to be in the tables of the snapshot */
    long snapshotRowsEstimated();

    /** @return bytes of the rows of the snapshot, as the server sent them */
    long snapshotBytes();

    /** @return bytes that there seem to be in the tables of the snapshot */
    long snapshotBytesEstimated();

    /** @return events that the receiver accepted in this run */
    long acknowledgedEventCount();

    /** @return batches that the receiver accepted in this run */
    long acknowledgedBatchCount();

    /** @return bytes of request bodies, repeats included */
    long sentBytes();

    /** @return requests that were repeats */
    long retryCount();

    /** @return batches on their way */
    long queuedBatchCount();

    /** @return batch buffers in use; when all are, the source pauses */
    long usedBufferCount();

    /** @return what is kept of events that the receiver would not take */
    DeadLetterStatus deadLetters();

    /** @return 64-bit offset of the durable position in its file; 0 before the first */
    long checkpointedOffset();
}
