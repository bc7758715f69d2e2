package com.passkit.cdc.cli;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

import com.passkit.cdc.protocol.binlog.EventView;
import com.passkit.cdc.protocol.binlog.RowlessHandler;
import com.passkit.cdc.protocol.binlog.event.EventType;
import com.passkit.cdc.protocol.binlog.event.QueryEventFlyweight;
import com.passkit.cdc.protocol.client.BinlogDumpConfig;
import com.passkit.cdc.protocol.client.BinlogStream;
import com.passkit.cdc.protocol.client.MySqlConnection;
import com.passkit.cdc.protocol.error.MalformedPacketException;
import com.passkit.cdc.protocol.error.MySqlException;
import com.passkit.cdc.protocol.error.ServerErrorException;
import com.passkit.cdc.protocol.position.BinlogPosition;
import com.passkit.cdc.protocol.row.Demand;

/**
 * Reads the event at a position, to tell whether a transaction begins there: a run that began in the middle of one
 * would miss its first rows. Threading: event loop of the connection; {@link #refusal} waits.
 */
final class PositionProbe implements RowlessHandler {

    private static final Duration HEARTBEAT = Duration.ofSeconds(1);
    /** What stands between the first event of a transaction and its end. */
    private static final Set<EventType> WITHIN = Set.of(EventType.TABLE_MAP, EventType.WRITE_ROWS_V1,
        EventType.UPDATE_ROWS_V1, EventType.DELETE_ROWS_V1, EventType.WRITE_ROWS, EventType.UPDATE_ROWS,
        EventType.DELETE_ROWS, EventType.PARTIAL_UPDATE_ROWS, EventType.TRANSACTION_PAYLOAD, EventType.ROWS_QUERY,
        EventType.XID, EventType.XA_PREPARE, EventType.INTVAR, EventType.RAND, EventType.USER_VAR,
        EventType.MARIADB_ANNOTATE_ROWS, EventType.MARIADB_WRITE_ROWS_COMPRESSED_V1,
        EventType.MARIADB_UPDATE_ROWS_COMPRESSED_V1, EventType.MARIADB_DELETE_ROWS_COMPRESSED_V1,
        EventType.MARIADB_WRITE_ROWS_COMPRESSED, EventType.MARIADB_UPDATE_ROWS_COMPRESSED,
        EventType.MARIADB_DELETE_ROWS_COMPRESSED);

    private final long offset;
    private final CompletableFuture<String> found = new CompletableFuture<>();
    private boolean isQuery;

    private PositionProbe(long offset) {
        this.offset = offset;
    }

    /** @return why a run cannot begin there; null where it can */
    static String refusal(MySqlConnection connection, BinlogPosition.InFile position) {
        if (position.offset() == BinlogPosition.InFile.FIRST_EVENT_OFFSET) {
            return null;
        }
        PositionProbe probe = new PositionProbe(position.offset());
        BinlogStream stream = connection.dump(BinlogDumpConfig.toTheEnd(position, HEARTBEAT), probe);
        // The server's end of the file is a place to begin at.
        stream.completion().whenComplete((ended, failure) -> {
            if (failure == null) {
                probe.found.complete(null);
            } else {
                probe.found.completeExceptionally(failure);
            }
        });
        try {
            return SourceCheck.await(probe.found);
        } catch (MySqlException e) {
            return words(e);
        } finally {
            stream.close();
        }
    }

    private static String words(MySqlException e) {
        boolean isOfPosition = e instanceof MalformedPacketException
            || e instanceof ServerErrorException error && error.dumpRefusal() != null;
        if (!isOfPosition) {
            throw e;
        }
        return "the start of an event; there is none: " + e.getMessage();
    }

    @Override
    public void onEvent(EventView event) {
        if (found.isDone() || event.header().isArtificial() || event.startPosition() < offset) {
            return;
        }
        EventType type = event.header().type();
        if (type == EventType.FORMAT_DESCRIPTION) {
            // Every dump begins with that of its file, wherever it begins.
            return;
        }
        if (type == EventType.QUERY || type == EventType.MARIADB_QUERY_COMPRESSED) {
            isQuery = true;
            return;
        }
        if (!isQuery) {
            found.complete(WITHIN.contains(type) ? "the start of a transaction; there is a " + type
                + " event in the middle of one" : null);
        }
    }

    @Override
    public Demand onQuery(EventView event, QueryEventFlyweight body) {
        if (isQuery && !found.isDone()) {
            String sql = body.sql().trim();
            boolean isWithin = sql.equalsIgnoreCase("COMMIT") || sql.equalsIgnoreCase("ROLLBACK")
                || sql.regionMatches(true, 0, "SAVEPOINT", 0, 9) || sql.regionMatches(true, 0, "XA END", 0, 6);
            found.complete(isWithin ? "the start of a transaction; there is " + sql : null);
        }
        return Demand.CONTINUE;
    }
}
