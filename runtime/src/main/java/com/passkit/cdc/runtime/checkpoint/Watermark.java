package com.passkit.cdc.runtime.checkpoint;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;

import com.passkit.cdc.protocol.position.BinlogPosition;
import com.passkit.cdc.protocol.position.ExecutedGtids;
import com.passkit.cdc.protocol.position.GtidKind;
import com.passkit.cdc.protocol.position.TransactionId;
import com.passkit.cdc.runtime.batch.BatchTracker;
import com.passkit.cdc.runtime.xa.HeldTransactions;

/**
 * Turns acknowledged batches, in whatever order, into the position up to which everything is published: a commit
 * counts once every batch opened before it is acknowledged. Contiguous over all lanes; with no batch on its way a
 * commit counts at once. Nothing is allocated per row.
 * <p>
 * A GTID set is kept only when the position it began at has one, for a set without its beginning would claim that the
 * rest was never executed. Threading: source event loop only.
 */
public final class Watermark implements BatchTracker {

    private static final int INITIAL_CAPACITY = 16;

    private final PublishedPosition received = new PublishedPosition();
    private final PublishedPosition published = new PublishedPosition();
    private PendingBatch[] ring = new PendingBatch[INITIAL_CAPACITY];
    private String serverUuid = "";
    private HeldTransactions held = HeldTransactions.NONE;
    private final GrowingMark mark = new GrowingMark();
    private long openedOrdinal;
    private long acknowledgedOrdinal;
    private long moveCount;
    private final Deque<Waiting> waiting = new ArrayDeque<>();

    /** A task for when a batch and all before it are acknowledged. */
    private record Waiting(long ordinal, Runnable task) {
    }

    public Watermark() {
        for (int i = 0; i < ring.length; i++) {
            ring[i] = new PendingBatch();
        }
    }

    /** A position that nothing has to be delivered for: where this run goes on, or where the stream begins. */
    public void startAt(Checkpoint checkpoint) {
        onPosition(checkpoint);
    }

    /**
     * The whole position as a commit would name it: after the last row of a snapshot, or where the set of GTIDs had
     * to be found anew. It counts once every batch opened before it is acknowledged.
     */
    public void onPosition(Checkpoint checkpoint) {
        serverUuid = checkpoint.serverUuid();
        held = checkpoint.held();
        mark.replace(checkpoint);
        received.replace(checkpoint);
        if (isIdle()) {
            published.replace(checkpoint);
            moveCount++;
        } else {
            last().replace(checkpoint);
        }
    }

    /** From here on, file and offset are those of this server. */
    public void onServer(String uuid) {
        serverUuid = Objects.requireNonNull(uuid, "uuid");
    }

    /** From the next commit on, these XA transactions are prepared and not decided. */
    public void onHeld(HeldTransactions transactions) {
        held = Objects.requireNonNull(transactions, "transactions");
    }

    /** The file that is read from here on. @param createdSeconds when it was made */
    public void onLogFile(String file, long createdSeconds) {
        mark.onFile(file, createdSeconds);
    }

    /** The transaction that the next commit ends begins here. */
    public void onTransaction(String file, long offset, long timestampSeconds, long commitMicros) {
        mark.onTransaction(file, offset, timestampSeconds, commitMicros);
    }

    @Override
    public long onOpened() {
        openedOrdinal++;
        if (openedOrdinal - acknowledgedOrdinal > ring.length) {
            grow();
        }
        last().clear();
        return openedOrdinal;
    }

    @Override
    public void onCommit(String file, long offset, TransactionId gtid) {
        if (gtid == null && received.isPast(file, offset, serverUuid)) {
            // Asked by GTIDs, a server begins with the file that has the next one, and passes over what is executed.
            return;
        }
        mark.onCommit(gtid);
        received.move(file, offset, serverUuid, held, mark, gtid);
        if (isIdle()) {
            published.move(file, offset, serverUuid, held, mark, gtid);
            moveCount++;
        } else {
            last().move(file, offset, serverUuid, held, mark, gtid, received.gtids);
        }
    }

    @Override
    public void onAcknowledged(long ordinal) {
        if (ordinal <= acknowledgedOrdinal || ordinal > openedOrdinal) {
            throw new IllegalStateException("ordinal: " + ordinal + " (expected: " + (acknowledgedOrdinal + 1) + " to "
                + openedOrdinal + ')');
        }
        at(ordinal).acknowledge(ordinal);
        while (acknowledgedOrdinal < openedOrdinal && at(acknowledgedOrdinal + 1).isAcknowledged()) {
            acknowledgedOrdinal++;
            if (at(acknowledgedOrdinal).publishTo(published)) {
                moveCount++;
            }
        }
        while (!waiting.isEmpty() && waiting.peek().ordinal() <= acknowledgedOrdinal) {
            waiting.poll().task().run();
        }
    }

    /** Runs a task once every batch opened so far is acknowledged, in the order of the calls; maybe at once. */
    public void whenPublished(Runnable task) {
        if (isIdle()) {
            task.run();
        } else {
            waiting.add(new Waiting(openedOrdinal, task));
        }
    }

    /** @return whether every batch opened so far is acknowledged */
    public boolean isIdle() {
        return acknowledgedOrdinal == openedOrdinal;
    }

    /** @return grows whenever {@link #published()} moves */
    public long moveCount() {
        return moveCount;
    }

    /** @return everything up to here was accepted by the receiver; null before the first position */
    public Checkpoint published() {
        return published.toCheckpoint();
    }

    /**
     * @return the last commit taken from the source; null before the first position. Where a lost connection is taken
     *     up again in the same run: everything before it is in batches that will be delivered
     */
    public Checkpoint received() {
        return received.toCheckpoint();
    }

    private PendingBatch last() {
        return at(openedOrdinal);
    }

    private PendingBatch at(long ordinal) {
        return ring[(int) (ordinal & (ring.length - 1))];
    }

    private void grow() {
        PendingBatch[] larger = new PendingBatch[ring.length * 2];
        for (int i = 0; i < larger.length; i++) {
            larger[i] = new PendingBatch();
        }
        for (long ordinal = acknowledgedOrdinal + 1; ordinal < openedOrdinal; ordinal++) {
            larger[(int) (ordinal & (larger.length - 1))] = at(ordinal);
        }
        ring = larger;
    }

    /** A batch that is open or on its way, with what was committed after it opened and before the next did. */
    private static final class PendingBatch {

        private boolean acknowledged;
        private Checkpoint replacement;
        private boolean hasCommit;
        private String file;
        private long offset;
        private String serverUuid;
        private HeldTransactions held;
        private final GrowingMark mark = new GrowingMark();
        private ExecutedGtids gtids;

        void clear() {
            mark.clear();
            acknowledged = false;
            replacement = null;
            hasCommit = false;
            file = null;
            held = null;
            gtids = null;
        }

        void acknowledge(long ordinal) {
            if (acknowledged) {
                throw new IllegalStateException("ordinal: " + ordinal + " acknowledged twice");
            }
            acknowledged = true;
        }

        boolean isAcknowledged() {
            return acknowledged;
        }

        void replace(Checkpoint checkpoint) {
            replacement = checkpoint;
            hasCommit = false;
            gtids = null;
        }

        /** @param before what was executed before; null where no set is kept */
        void move(String newFile, long newOffset, String newServerUuid, HeldTransactions newHeld, GrowingMark newMark,
            TransactionId gtid, ExecutedGtids before) {
            mark.copy(newMark);
            hasCommit = true;
            file = newFile;
            offset = newOffset;
            serverUuid = newServerUuid;
            held = newHeld;
            if (gtid != null && before != null) {
                if (gtids == null) {
                    gtids = before.kind().none();
                }
                gtids.advance(gtid);
            }
        }

        boolean publishTo(PublishedPosition published) {
            if (replacement != null) {
                published.replace(replacement);
            }
            if (hasCommit) {
                published.move(file, offset, serverUuid, held, mark, null);
                published.addAll(gtids);
            }
            boolean moved = replacement != null || hasCommit;
            clear();
            return moved;
        }
    }

    /** File, offset and GTID set as they grow. */
    private static final class PublishedPosition {

        private String file;
        private long offset;
        private String serverUuid;
        private HeldTransactions held;
        private final GrowingMark mark = new GrowingMark();
        private ExecutedGtids gtids;
        private GtidKind gtidKind;

        void replace(Checkpoint checkpoint) {
            file = checkpoint.file();
            offset = checkpoint.offset();
            serverUuid = checkpoint.serverUuid();
            held = checkpoint.held();
            mark.replace(checkpoint);
            gtids = checkpoint.executed();
            gtidKind = checkpoint.gtidKind();
        }

        void move(String newFile, long newOffset, String newServerUuid, HeldTransactions newHeld, GrowingMark newMark,
            TransactionId gtid) {
            mark.copy(newMark);
            file = newFile;
            offset = newOffset;
            serverUuid = newServerUuid;
            held = newHeld;
            if (gtid != null && gtids != null) {
                gtids.advance(gtid);
            }
        }

        /** @return whether all up to there, on the same server, is in the set of GTIDs already */
        boolean isPast(String otherFile, long otherOffset, String otherServerUuid) {
            if (gtids == null || !otherServerUuid.equals(serverUuid)) {
                return false;
            }
            int files = BinlogPosition.InFile.compareFiles(otherFile, file);
            return files < 0 || files == 0 && otherOffset < offset;
        }

        void addAll(ExecutedGtids delta) {
            if (delta != null && gtids != null) {
                gtids.advance(delta);
            }
        }

        Checkpoint toCheckpoint() {
            return file == null ? null
                : new Checkpoint(file, offset, gtids == null ? null : gtids.toString(), serverUuid, gtidKind, held,
                    mark.toMark(file));
        }
    }
}
