package com.passkit.cdc.runtime.schema;

import java.util.Objects;

import com.passkit.cdc.protocol.position.TransactionId;

/**
 * Where in the log a statement took effect.
 *
 * @param serverUuid of the server that was read; file and offset mean something only there
 * @param file       binlog file
 * @param offset     64-bit offset behind the statement
 * @param gtid       of the statement's transaction; null without GTIDs
 */
public record CommitPoint(String serverUuid, String file, long offset, TransactionId gtid) {

    public CommitPoint {
        Objects.requireNonNull(serverUuid, "serverUuid");
        Objects.requireNonNull(file, "file");
    }

    /** @return whether both are the same statement */
    boolean isSame(CommitPoint other) {
        if (gtid != null && other.gtid != null) {
            return gtid.equals(other.gtid);
        }
        return offset == other.offset && file.equals(other.file) && serverUuid.equals(other.serverUuid);
    }

    @Override
    public String toString() {
        return file + ':' + offset;
    }
}
