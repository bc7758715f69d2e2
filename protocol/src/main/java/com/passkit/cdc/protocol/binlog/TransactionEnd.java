package com.passkit.cdc.protocol.binlog;

import com.passkit.cdc.protocol.binlog.event.EventType;
import com.passkit.cdc.protocol.binlog.event.QueryEventFlyweight;

/** Where the last whole transaction of a file ends, for the error of a file that breaks off. */
final class TransactionEnd {

    private long position;
    private boolean isOpen;

    void onEvent(EventType type, EventView event) {
        switch (type) {
            case XID, XA_PREPARE, TRANSACTION_PAYLOAD -> close(event);
            case FORMAT_DESCRIPTION, PREVIOUS_GTIDS -> position = event.endPosition();
            default -> {
            }
        }
    }

    void onQuery(QueryEventFlyweight query, EventView event) {
        if (query.isSql("BEGIN")) {
            isOpen = true;
        } else if (!isOpen || query.isSql("COMMIT") || query.isSql("ROLLBACK")) {
            close(event);
        }
    }

    private void close(EventView event) {
        isOpen = false;
        position = event.endPosition();
    }

    long position() {
        return position;
    }
}
