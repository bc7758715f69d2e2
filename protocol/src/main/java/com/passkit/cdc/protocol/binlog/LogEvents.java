package com.passkit.cdc.protocol.binlog;

import com.passkit.cdc.protocol.binlog.event.EventType;
import com.passkit.cdc.protocol.binlog.event.FormatDescriptionEventFlyweight;
import com.passkit.cdc.protocol.binlog.event.HeartbeatEventFlyweight;
import com.passkit.cdc.protocol.binlog.event.IncidentEventFlyweight;
import com.passkit.cdc.protocol.binlog.event.MariaDbBinlogCheckpointEventFlyweight;
import com.passkit.cdc.protocol.binlog.event.MariaDbGtidListEventFlyweight;
import com.passkit.cdc.protocol.binlog.event.MariaDbStartEncryptionEventFlyweight;
import com.passkit.cdc.protocol.binlog.event.PreviousGtidsEventFlyweight;
import com.passkit.cdc.protocol.binlog.event.RotateEventFlyweight;
import com.passkit.cdc.protocol.error.MySqlException;
import com.passkit.cdc.protocol.error.Recovery;

import io.netty.buffer.ByteBuf;

/**
 * Events about the log itself: what wrote a file, what lies before it, where it goes on.
 * Memory: borrowed until the method returns. Threading: one thread at a time.
 */
final class LogEvents {

    private final BinlogHandler handler;
    private final EventCursor event;
    private final LinearPosition position;
    private final RowsDecoder rows;
    private boolean isMariaDb;

    private final FormatDescriptionEventFlyweight format = new FormatDescriptionEventFlyweight();
    private final RotateEventFlyweight rotate = new RotateEventFlyweight();
    private final HeartbeatEventFlyweight heartbeat = new HeartbeatEventFlyweight();
    private final PreviousGtidsEventFlyweight previousGtids = new PreviousGtidsEventFlyweight();
    private final MariaDbGtidListEventFlyweight gtidList = new MariaDbGtidListEventFlyweight();
    private final MariaDbBinlogCheckpointEventFlyweight checkpoint = new MariaDbBinlogCheckpointEventFlyweight();
    private final MariaDbStartEncryptionEventFlyweight encryption = new MariaDbStartEncryptionEventFlyweight();
    private final IncidentEventFlyweight incident = new IncidentEventFlyweight();

    LogEvents(BinlogHandler handler, EventCursor event, LinearPosition position, RowsDecoder rows) {
        this.handler = handler;
        this.event = event;
        this.position = position;
        this.rows = rows;
    }

    /**
     * What a code means in this file. MariaDB left MySQL's numbering behind 5.6: the codes that MySQL gave out since
     * may mean anything there. Those above 160 no MySQL has used.
     */
    EventType typeHere(EventType type) {
        if (!isMariaDb) {
            return type;
        }
        return switch (type) {
            case GTID, ANONYMOUS_GTID, PREVIOUS_GTIDS, TRANSACTION_CONTEXT, VIEW_CHANGE, PARTIAL_UPDATE_ROWS,
                TRANSACTION_PAYLOAD, HEARTBEAT_V2, GTID_TAGGED_LOG -> EventType.UNKNOWN;
            default -> type;
        };
    }

    void dispatch(ByteBuf buffer, int index, int length, EventType type) {
        switch (type) {
            case FORMAT_DESCRIPTION -> {
                format.wrap(buffer, index, length);
                isMariaDb = format.isMariaDb();
                rows.onFormatDescription(format);
                handler.onFormatDescription(event, format);
            }
            case PREVIOUS_GTIDS -> handler.onPreviousGtids(event, previousGtids.wrap(buffer, index, length));
            case MARIADB_GTID_LIST -> handler.onMariaDbGtidList(event, gtidList.wrap(buffer, index, length));
            case MARIADB_BINLOG_CHECKPOINT ->
                handler.onMariaDbBinlogCheckpoint(event, checkpoint.wrap(buffer, index, length));
            case MARIADB_START_ENCRYPTION -> onStartEncryption(buffer, index, length);
            case INCIDENT -> throw onIncident(buffer, index, length);
            case STOP -> handler.onStop(event);
            default -> throw new AssertionError(type);
        }
    }

    /** ROTATE and heartbeats, which move the position before they are told. */
    void onPosition(ByteBuf buffer, int index, int length, EventType type) {
        if (type == EventType.ROTATE) {
            onRotate(buffer, index, length);
        } else {
            onHeartbeat(buffer, index, length, type);
        }
    }

    private void onRotate(ByteBuf buffer, int index, int length) {
        rotate.wrap(buffer, index, length);
        rows.closeTables();
        boolean isMadeUp = event.header().isArtificial() || event.header().nextPosition() == 0;
        if (isMadeUp) {
            position.rotate(rotate.file(), rotate.position());
            event.at(position.file(), position.next(), position.next());
        }
        handler.onEvent(event);
        handler.onRotate(event, rotate);
        if (!isMadeUp) {
            position.rotate(rotate.file(), rotate.position());
        }
    }

    private void onHeartbeat(ByteBuf buffer, int index, int length, EventType type) {
        heartbeat.wrap(buffer, index, length, type);
        if (heartbeat.position() != HeartbeatEventFlyweight.NO_POSITION) {
            position.advance(heartbeat.position());
            event.at(position.file(), position.next(), position.next());
        }
        handler.onEvent(event);
        handler.onHeartbeat(event);
    }

    /** A server decrypts what it sends: only what follows in a file is encrypted. */
    private void onStartEncryption(ByteBuf buffer, int index, int length) {
        encryption.wrap(buffer, index, length);
        handler.onMariaDbStartEncryption(event, encryption);
        if (position.isFile()) {
            throw UnsupportedEvents.of(event.header(), EventType.MARIADB_START_ENCRYPTION);
        }
    }

    private MySqlException onIncident(ByteBuf buffer, int index, int length) {
        incident.wrap(buffer, index, length);
        handler.onIncident(event, incident);
        return new MySqlException(Recovery.STOP, UnsupportedEvents.incident(incident));
    }
}
