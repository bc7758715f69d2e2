package com.passkit.cdc.it;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

import com.passkit.cdc.it.harness.RealServer;
import com.passkit.cdc.protocol.binlog.BinlogHandler;
import com.passkit.cdc.protocol.binlog.TableDefinitions;
import com.passkit.cdc.protocol.client.BinlogDumpConfig;
import com.passkit.cdc.protocol.client.BinlogStream;
import com.passkit.cdc.protocol.position.BinlogPosition;
import com.passkit.cdc.protocol.testing.BinlogText;

import static com.passkit.cdc.it.SnapshotSession.await;

/** Dumps with everything that a source may log besides rows. */
final class EventDump implements AutoCloseable {

    private static final long FIRST_SERVER_ID = 4_000_001_000L;
    private static final Duration HEARTBEAT = Duration.ofMillis(500);
    /** MariaDB ends a dump when another one of the same id begins. */
    private static final AtomicLong NEXT_SERVER_ID = new AtomicLong(FIRST_SERVER_ID);

    private final SnapshotSession session;

    EventDump(RealServer server) {
        session = new SnapshotSession(server);
    }

    /** @return a line for each callback, from a position to the present end */
    static List<String> lines(RealServer server, BinlogPosition from) {
        BinlogText text = new BinlogText();
        toTheEnd(server, from, text);
        return text.lines();
    }

    /** @return as above, what the callbacks tell without where their events stand */
    static Stream<String> details(RealServer server, BinlogPosition from) {
        return lines(server, from).stream().filter(line -> line.startsWith("  ")).map(String::trim);
    }

    /** Reads from a position to the present end. */
    static void toTheEnd(RealServer server, BinlogPosition from, BinlogHandler handler) {
        try (EventDump dump = new EventDump(server)) {
            await(dump.begin(from, handler, true).completion());
        }
    }

    /** Begins to read, for as long as this is open. */
    BinlogStream follow(BinlogPosition from, BinlogHandler handler) {
        return begin(from, handler, false);
    }

    private BinlogStream begin(BinlogPosition from, BinlogHandler handler, boolean isNonBlocking) {
        return session.connection().dump(new BinlogDumpConfig(from, NEXT_SERVER_ID.getAndIncrement(),
            UUID.randomUUID(), HEARTBEAT, TableDefinitions.NONE, isNonBlocking, true), handler);
    }

    @Override
    public void close() {
        session.close();
    }
}
