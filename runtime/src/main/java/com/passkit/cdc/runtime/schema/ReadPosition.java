package com.passkit.cdc.runtime.schema;

import java.util.Objects;

import com.passkit.cdc.protocol.position.BinlogPosition;
import com.passkit.cdc.protocol.position.ExecutedGtids;

/**
 * How far a log was read, or is to be read from.
 *
 * @param serverUuid of the server that was read
 * @param file       binlog file
 * @param offset     64-bit offset of the next transaction in it
 * @param executed   borrowed; the GTIDs up to here, null without GTIDs
 */
public record ReadPosition(String serverUuid, String file, long offset, ExecutedGtids executed) {

    public ReadPosition {
        Objects.requireNonNull(serverUuid, "serverUuid");
        Objects.requireNonNull(file, "file");
    }

    /** Where a statement stands to a position. */
    enum Side {
        BEFORE,
        BEHIND
    }

    /** @return whether a place in a log of this server lies at or behind this position */
    public boolean isReachedBy(String otherFile, long otherOffset) {
        int files = BinlogPosition.InFile.compareFiles(otherFile, file);
        return files > 0 || files == 0 && otherOffset >= offset;
    }

    /**
     * What was read on another server, without a GTID, was read before this one was: nothing is kept of statements
     * behind the position at which servers are changed.
     *
     * @return on which side of this position the statement took effect
     */
    Side sideOf(CommitPoint point) {
        if (point.gtid() != null && executed != null) {
            return executed.contains(point.gtid()) ? Side.BEFORE : Side.BEHIND;
        }
        if (!point.serverUuid().equals(serverUuid)) {
            return Side.BEFORE;
        }
        int files = BinlogPosition.InFile.compareFiles(point.file(), file);
        return files < 0 || files == 0 && point.offset() <= offset ? Side.BEFORE : Side.BEHIND;
    }
}
