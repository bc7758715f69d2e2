package com.passkit.cdc.protocol.binlog;

import com.passkit.cdc.protocol.binlog.event.EventHeaderFlyweight;
import com.passkit.cdc.protocol.binlog.event.EventType;
import com.passkit.cdc.protocol.binlog.event.IncidentEventFlyweight;
import com.passkit.cdc.protocol.error.UnsupportedFeatureException;

/** What to say, and what to change on the server, for events behind which the stream cannot go on. */
final class UnsupportedEvents {

    private UnsupportedEvents() {
    }

    static UnsupportedFeatureException of(EventHeaderFlyweight header, EventType type) {
        return new UnsupportedFeatureException("event type " + header.typeRaw() + " (" + type + "): " + remedy(type));
    }

    private static String remedy(EventType type) {
        return switch (type) {
            case MARIADB_START_ENCRYPTION -> "the file is encrypted from here on "
                + "(read it from the server, or set encrypt_binlog=OFF there)";
            case START_V3, LOAD, SLAVE, CREATE_FILE, EXEC_LOAD, NEW_LOAD, PRE_GA_WRITE_ROWS, PRE_GA_UPDATE_ROWS,
                PRE_GA_DELETE_ROWS -> "written by a server before MySQL 5.1, which is not supported "
                    + "(upgrade the server)";
            default -> "of a later server, not known here and not marked as ignorable: it may carry rows "
                + "(use a server version that this release supports)";
        };
    }

    static String incident(IncidentEventFlyweight incident) {
        String kind = incident.kindRaw() == IncidentEventFlyweight.LOST_EVENTS
            ? "changes were lost" : "incident " + incident.kindRaw();
        String message = incident.message();
        return "event type 26 (INCIDENT): " + kind + (message.isEmpty() ? "" : ": " + message)
            + " (the server's tables and its binlog differ from here on: take a new snapshot)";
    }
}
