package com.passkit.cdc.snapshot.incremental;

/** How a session makes sure that it sees what the stream has delivered. */
public enum Visibility {

    /**
     * MySQL 5.7.5 and later with GTIDs. A transaction is sent to replicas when it is in the binary log, which is before
     * the engine has committed it, but its GTID joins {@code gtid_executed} behind that commit: a session that has
     * waited for a GTID sees its rows. 5.6 adds the GTID with the write to the log, so there it proves nothing.
     */
    GTIDS,

    /** MariaDB. A consistent snapshot names the position of the binary log that it is of. */
    VIEW_WITH_POSITION,

    /**
     * LOCK TABLES … READ waits for every transaction that has written to the table, the commit of the engine included.
     * It is given back at once: a pause for the writers of this table as long as the longest transaction on it.
     */
    TABLE_LOCK
}
