package com.passkit.cdc.it;

import java.time.Duration;
import java.util.List;
import java.util.UUID;

import com.passkit.cdc.it.harness.MySqlServers;
import com.passkit.cdc.it.harness.MySqlVersion;
import com.passkit.cdc.it.harness.RealServer;
import com.passkit.cdc.protocol.binlog.BinlogHandler;
import com.passkit.cdc.protocol.binlog.TableDefinitions;
import com.passkit.cdc.protocol.client.BinlogDumpConfig;
import com.passkit.cdc.protocol.client.BinlogStream;
import com.passkit.cdc.protocol.client.ResultRow;
import com.passkit.cdc.protocol.position.BinlogPosition;
import com.passkit.cdc.protocol.position.GtidSet;
import com.passkit.cdc.protocol.position.MariaDbGtidSet;

import static com.passkit.cdc.it.SnapshotSession.await;

/** Dumps of our own client, each on a connection of its own. */
final class DumpSession implements AutoCloseable {

    private static final long SERVER_ID = 4_000_000_011L;
    private static final Duration HEARTBEAT = Duration.ofMillis(250);

    private final SnapshotSession session;

    DumpSession(RealServer server) {
        session = new SnapshotSession(server);
    }

    /** @return a server whose binlog the tests of dumps may purge and fill, with rows events of any length */
    static RealServer server(MySqlVersion version) {
        return MySqlServers.shared(
            version, "--binlog-row-event-max-size=67108864", "--max-allowed-packet=67108864");
    }

    /** Reads from a position to the present end. */
    static void toTheEnd(RealServer server, BinlogPosition from, BinlogHandler handler) {
        try (DumpSession dump = new DumpSession(server)) {
            await(dump.session.connection().dump(config(from, UUID.randomUUID(), true), handler).completion());
        }
    }

    /** Begins to read, for as long as this is open. */
    BinlogStream follow(BinlogPosition from, UUID replicaUuid, BinlogHandler handler) {
        return session.connection().dump(config(from, replicaUuid, false), handler);
    }

    /** @return the end of the last file, whatever the version and whether there are GTIDs */
    static BinlogPosition.InFile end(RealServer server) {
        try (SnapshotSession session = new SnapshotSession(server)) {
            List<ResultRow> files = await(session.connection().fetch("SHOW BINARY LOGS"));
            ResultRow last = files.get(files.size() - 1);
            return new BinlogPosition.InFile(last.get("Log_name"), Long.parseLong(last.get("File_size")));
        }
    }

    /** @return behind everything that the server has executed by now, in its own kind of GTIDs */
    static BinlogPosition behindExecuted(RealServer server) {
        if (!server.release().isMariaDb()) {
            return new BinlogPosition.BehindGtids(executed(server));
        }
        try (SnapshotSession session = new SnapshotSession(server)) {
            return new BinlogPosition.BehindMariaDbGtids(MariaDbGtidSet.parse(
                await(session.connection().fetch("SELECT @@GLOBAL.gtid_binlog_pos")).get(0).get(0)));
        }
    }

    static GtidSet executed(RealServer server) {
        try (SnapshotSession session = new SnapshotSession(server)) {
            return GtidSet.parse(await(session.connection().fetch("SELECT @@GLOBAL.gtid_executed")).get(0).get(0));
        }
    }

    private static BinlogDumpConfig config(BinlogPosition from, UUID replicaUuid, boolean isNonBlocking) {
        return new BinlogDumpConfig(
            from, SERVER_ID, replicaUuid, HEARTBEAT, TableDefinitions.NONE, isNonBlocking);
    }

    @Override
    public void close() {
        session.close();
    }
}
