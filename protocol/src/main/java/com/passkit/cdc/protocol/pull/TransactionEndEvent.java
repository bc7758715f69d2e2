package com.passkit.cdc.protocol.pull;

import java.time.Instant;

import com.passkit.cdc.protocol.position.BinlogPosition;
import com.passkit.cdc.protocol.position.TransactionId;

/**
 * A transaction ended; everything before belongs to it or to an earlier one. Where to go on after a restart is behind
 * it: {@link #end()}.
 *
 * @param outcome     how it ended
 * @param file        name of the binlog file
 * @param position    64-bit offset of the event that ended it
 * @param end         behind that event
 * @param transaction its GTID; null where there is none
 * @param timestamp   when it was logged
 */
public record TransactionEndEvent(
    TransactionOutcome outcome,
    String file,
    long position,
    BinlogPosition.InFile end,
    TransactionId transaction,
    Instant timestamp) implements BinlogItem {
}
