package com.passkit.cdc.protocol.pull;

import java.time.Duration;

/** Where items come from. Threading: one thread at a time. Blocking: yes. */
interface ItemSource extends AutoCloseable {

    /** @return null at the end, or when the time is over; @param timeout null to wait for as long as it takes */
    BinlogItem next(Duration timeout);

    boolean isExhausted();

    @Override
    void close();
}
