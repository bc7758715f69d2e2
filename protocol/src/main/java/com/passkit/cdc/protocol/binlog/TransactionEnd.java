package com.passkit.cdc.protocol.binlog;

import com.passkit.cdc.protocol.binlog.event.EventType;
import com.passkit.cdc.protocol.binlog.event.GtidEventFlyweight;
import com.passkit.cdc.protocol.binlog.event.MariaDbGtidEventFlyweight;
import com.passkit.cdc.protocol.binlog.event.QueryEventFlyweight;

/**
 * Where the last whole transaction of a file ends, for the error of a file that breaks off.
 * Threading: one thread at a time.
 */
final class TransactionEnd {

    private enum Phase {
        /** Between transactions. */
        OUTSIDE,
        /** Behind a GTID: one event with a statement of its own may be the whole transaction. */
        ANNOUNCED,
        /** Behind a BEGIN: a commit ends it. */
        OPEN
    }

    private Phase phase = Phase.OUTSIDE;
    private long beginning;
    private long end;
    private final GtidParts current = new GtidParts();
    private final GtidParts last = new GtidParts();

    void onEvent(EventType type, EventView event) {
        switch (type) {
            case XID, XA_PREPARE -> close(event);
            case FORMAT_DESCRIPTION, PREVIOUS_GTIDS, MARIADB_GTID_LIST, MARIADB_BINLOG_CHECKPOINT ->
                end = event.endPosition();
            default -> {
            }
        }
    }

    void onGtid(GtidEventFlyweight gtid, EventView event) {
        current.set(gtid);
        beginning = event.startPosition();
        phase = Phase.ANNOUNCED;
    }

    /** Unless it stands for one statement, it is the BEGIN. */
    void onMariaDbGtid(MariaDbGtidEventFlyweight gtid, EventView event) {
        current.set(gtid, event.header().serverId());
        beginning = event.startPosition();
        phase = gtid.isStandalone() ? Phase.ANNOUNCED : Phase.OPEN;
    }

    void onQuery(QueryEventFlyweight query, EventView event) {
        if (query.isSql("BEGIN") || query.startsWith("XA START")) {
            if (phase == Phase.OUTSIDE) {
                beginning = event.startPosition();
            }
            phase = Phase.OPEN;
        } else if (phase != Phase.OPEN || query.isSql("COMMIT") || query.isSql("ROLLBACK")) {
            close(event);
        }
    }

    private void close(EventView event) {
        phase = Phase.OUTSIDE;
        end = event.endPosition();
        if (current.isKnown()) {
            last.set(current);
            current.clear();
        }
    }

    /** Whether a transaction has begun and not ended. */
    boolean isInside() {
        return phase != Phase.OUTSIDE;
    }

    /** Where the transaction at hand begins. */
    long beginning() {
        return beginning;
    }

    /** In words, for an error. */
    @Override
    public String toString() {
        return end == 0 ? "no event is whole"
            : "last whole transaction ends at " + end + (last.isKnown() ? ", gtid " + last : "");
    }
}
