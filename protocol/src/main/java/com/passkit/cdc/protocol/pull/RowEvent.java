package com.passkit.cdc.protocol.pull;

import java.time.Instant;

import com.passkit.cdc.protocol.binlog.RowChangeKind;
import com.passkit.cdc.protocol.position.TransactionId;
import com.passkit.cdc.protocol.row.TableDescriptor;
import com.passkit.cdc.protocol.row.owned.OwnedRow;

/**
 * A row was inserted, updated or deleted.
 *
 * @param kind        what happened to it
 * @param table       its table
 * @param before      the row before; null for INSERT
 * @param after       the row after; null for DELETE
 * @param rowIndex    index of the row in its event, from 0
 * @param file        name of the binlog file
 * @param position    64-bit offset of the rows event
 * @param transaction its GTID; null where there is none
 * @param serverId    the server that wrote it first
 * @param timestamp   when it was logged
 */
public record RowEvent(
    RowChangeKind kind,
    TableDescriptor table,
    OwnedRow before,
    OwnedRow after,
    int rowIndex,
    String file,
    long position,
    TransactionId transaction,
    long serverId,
    Instant timestamp) implements BinlogItem {
}
