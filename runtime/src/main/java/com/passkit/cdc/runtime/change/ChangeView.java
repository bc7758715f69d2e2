package com.passkit.cdc.runtime.change;

import com.passkit.cdc.protocol.position.TransactionId;
import com.passkit.cdc.protocol.row.RowView;
import com.passkit.cdc.protocol.row.TableDescriptor;

/**
 * One change: of a row, of a table, or a row read by a snapshot.
 * Memory: borrowed until the callback returns; one reused instance. Threading: source event loop only.
 */
public interface ChangeView {

    ChangeKind kind();

    /**
     * Same instance as long as the definition stays the same, so that encoders may keep what they derive from it. Its
     * key is
     * the key to deliver (primary, configured, or first unique). For SCHEMA a table without columns, whose name may
     * be empty.
     */
    TableDescriptor table();

    /** @return whole row before; null for INSERT, READ, TRUNCATE, SCHEMA */
    RowView before();

    /** @return whole row after; null for DELETE, TRUNCATE, SCHEMA */
    RowView after();

    /** @return milliseconds since 1970 UTC: commit on the source, or when a snapshot row was read */
    long timestampMs();

    /** @return server id of the event; of a snapshot row, that of the server read */
    long serverId();

    /** @return GTID of the transaction, null without; of a snapshot row null */
    TransactionId gtid();

    /**
     * @return ordinal of the change in its transaction, or of the row in its table's snapshot; counted before any
     * filter
     */
    long ordinal();

    /** @return file of the event, or of the snapshot's position */
    String file();

    /** @return 64-bit start of the event in its file, or offset of the snapshot's position */
    long position();

    /** @return index of the row in its event, from 0 */
    int rowIndex();

    /** @return id of the snapshot for READ, else null */
    String snapshotId();

    /** @return GTID set of the snapshot's position for READ with GTIDs, as text; else null */
    String snapshotGtids();

    /** @return whether this is the very last row of the snapshot */
    boolean isLastOfSnapshot();

    /**
     * @return the statement: DDL for SCHEMA and TRUNCATE, the logged query of a row change where asked for; else null
     */
    String statement();
}
