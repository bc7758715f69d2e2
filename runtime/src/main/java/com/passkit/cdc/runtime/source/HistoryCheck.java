package com.passkit.cdc.runtime.source;

import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import com.passkit.cdc.protocol.error.DumpRefusal;
import com.passkit.cdc.protocol.error.ServerErrorException;
import com.passkit.cdc.protocol.position.BinlogPosition.InFile;
import com.passkit.cdc.protocol.position.ExecutedGtids;
import com.passkit.cdc.protocol.position.GtidSet;
import com.passkit.cdc.runtime.checkpoint.Checkpoint;
import com.passkit.cdc.runtime.checkpoint.LogMark;
import com.passkit.cdc.snapshot.catalog.BinaryLog;
import com.passkit.cdc.snapshot.catalog.ServerState;

/**
 * Refuses a server whose binary log has the names and numbers of the one that was read and is another: it was reset
 * and has grown past the position since, or was restored from a backup. Neither the name of a file nor a set of GTIDs
 * tells, for both begin anew with the same numbers; when the file was made, and when the last transaction was
 * committed, do.
 * Threading: the supervisor's thread. Blocking: yes.
 */
final class HistoryCheck {

    private HistoryCheck() {
    }

    /**
     * @param position which this server seems to have
     * @throws PositionLostException when it is one of another history
     */
    static void require(Checkpoint position, SourceSession session) {
        ServerState server = session.server();
        if (!position.serverUuid().equals(server.serverUuid())) {
            return;
        }
        List<BinaryLog> logs = session.binaryLogs();
        BinaryLog file =
            logs.stream().filter(log -> log.name().equals(position.file())).findFirst().orElse(null);
        if (file == null) {
            requirePurged(position, server, logs);
        } else if (position.offset() > file.length()) {
            throw lost(position, "that file has " + file.length() + " bytes");
        } else if (position.mark() != null) {
            requireSame(position, session);
        }
    }

    /** Numbers of files only grow. What lies before a file that was purged was purged with it. */
    static void requirePurged(Checkpoint position, ServerState server, List<BinaryLog> logs) {
        String file = position.file();
        String last = logs.get(logs.size() - 1).name();
        if (!isOfOneSeries(file, last)) {
            return;
        }
        if (InFile.compareFiles(file, last) > 0) {
            throw lost(position, "the last file of the server is " + last);
        }
        ExecutedGtids ours = position.executed();
        if (ours instanceof GtidSet set) {
            GtidSet kept = set.minus(GtidSet.parse(server.gtidPurged()));
            if (!kept.isEmpty()) {
                throw lost(position, "that file is gone, but " + kept + ", which were in it or before, are not in "
                    + server.gtids().purgedName());
            }
        }
    }

    private static boolean isOfOneSeries(String file, String other) {
        return file.substring(0, file.lastIndexOf('.') + 1).equals(other.substring(0, other.lastIndexOf('.') + 1));
    }

    private static void requireSame(Checkpoint position, SourceSession session) {
        LogMark mark = position.mark();
        boolean looksAtTransaction = mark.hasTransaction() && mark.transactionOffset() <= DumpStart.MAX_DUMP_OFFSET;
        InFile place = new InFile(position.file(),
            looksAtTransaction ? mark.transactionOffset() : InFile.FIRST_EVENT_OFFSET);
        CompletableFuture<Void> reached = new CompletableFuture<>();
        HistoryReader found = new HistoryReader(looksAtTransaction, () -> reached.complete(null));
        try {
            session.look(place, reached, found);
        } catch (ServerErrorException e) {
            DumpRefusal refusal = e.dumpRefusal();
            if (refusal == DumpRefusal.BEHIND_THE_FILE || refusal == DumpRefusal.INSIDE_AN_EVENT) {
                throw lost(position, "no transaction begins at " + place + " any more: " + e.getMessage());
            }
            // Since gtid_mode was switched those of the other kind are not sent; gone may be what was purged just now.
            boolean isNoProof = refusal == DumpRefusal.ANONYMOUS_TRANSACTION
                || refusal == DumpRefusal.GTID_TRANSACTION || refusal == DumpRefusal.FILE_GONE;
            if (!isNoProof) {
                throw e;
            }
            looksAtTransaction = false;
        }
        String difference = found.difference(mark, looksAtTransaction);
        if (difference != null) {
            throw lost(position, difference);
        }
    }

    private static PositionLostException lost(Checkpoint position, String reason) {
        return new PositionLostException("position: " + position.file() + ':' + position.offset()
            + (position.gtids() == null ? "" : ", gtid:" + position.gtids()) + " (expected: one in the history of this"
            + " server's binary log, which was reset, or restored from a backup, since: " + reason
            + "). Take a new snapshot: passkit-cdc position reset");
    }

    static String time(long seconds) {
        return Instant.ofEpochSecond(seconds).toString();
    }
}
