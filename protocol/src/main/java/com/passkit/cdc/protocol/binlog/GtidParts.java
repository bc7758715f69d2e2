package com.passkit.cdc.protocol.binlog;

import java.util.UUID;

import com.passkit.cdc.protocol.binlog.event.GtidEventFlyweight;
import com.passkit.cdc.protocol.binlog.event.MariaDbGtidEventFlyweight;

/**
 * The GTID of a transaction, remembered without an object for each: it becomes text only when an error names it.
 * Threading: one thread at a time.
 */
final class GtidParts {

    private enum Kind {
        NONE,
        MYSQL,
        MARIADB
    }

    private Kind kind = Kind.NONE;
    private long high;
    private long low;
    private String tag = "";
    private long number;

    void clear() {
        kind = Kind.NONE;
    }

    void set(GtidEventFlyweight gtid) {
        kind = gtid.isAnonymous() ? Kind.NONE : Kind.MYSQL;
        high = gtid.sourceIdHigh();
        low = gtid.sourceIdLow();
        tag = gtid.tag();
        number = gtid.number();
    }

    /** @param serverId of the event's header */
    void set(MariaDbGtidEventFlyweight gtid, long serverId) {
        kind = Kind.MARIADB;
        high = gtid.domainId();
        low = serverId;
        number = gtid.sequenceNumber();
    }

    void set(GtidParts other) {
        kind = other.kind;
        high = other.high;
        low = other.low;
        tag = other.tag;
        number = other.number;
    }

    boolean isKnown() {
        return kind != Kind.NONE;
    }

    /** As the server prints it. */
    @Override
    public String toString() {
        return switch (kind) {
            case NONE -> "none";
            case MYSQL -> new UUID(high, low) + (tag.isEmpty() ? ":" : ':' + tag + ':') + number;
            case MARIADB -> high + "-" + low + '-' + Long.toUnsignedString(number);
        };
    }
}
