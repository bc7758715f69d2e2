package com.passkit.cdc.protocol.pull;

import java.time.Instant;

import com.passkit.cdc.protocol.position.TransactionId;

/**
 * A statement that was logged as such: a definition, an account, a savepoint; with statement based logging also a data
 * change.
 *
 * @param schema      the session's default database; empty for none
 * @param sql         its text
 * @param file        name of the binlog file
 * @param position    64-bit offset of the event
 * @param transaction its GTID; null where there is none
 * @param serverId    the server that wrote it first
 * @param timestamp   when it was logged
 */
public record StatementEvent(
    String schema,
    String sql,
    String file,
    long position,
    TransactionId transaction,
    long serverId,
    Instant timestamp) implements BinlogItem {
}
