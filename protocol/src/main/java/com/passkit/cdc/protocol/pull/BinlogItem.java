package com.passkit.cdc.protocol.pull;

import java.time.Instant;

import com.passkit.cdc.protocol.position.TransactionId;

/** One thing that a binlog tells, owned. Threading: any thread. */
public sealed interface BinlogItem permits RowEvent, StatementEvent, TransactionEndEvent {

    /** @return name of the binlog file */
    String file();

    /** @return 64-bit offset of the event in its file */
    long position();

    /** @return the GTID of the transaction it belongs to; null where there is none */
    TransactionId transaction();

    /** @return when it was logged, by the clock of the source, in whole seconds */
    Instant timestamp();
}
