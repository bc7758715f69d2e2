package com.passkit.cdc.it;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import com.passkit.cdc.it.harness.EveryServer;
import com.passkit.cdc.it.harness.MySqlServers;
import com.passkit.cdc.it.harness.MySqlVersion;
import com.passkit.cdc.it.harness.RealServer;
import com.passkit.cdc.it.harness.TestDatabase;
import com.passkit.cdc.protocol.binlog.BinlogHandler;
import com.passkit.cdc.protocol.error.DumpRefusal;
import com.passkit.cdc.protocol.error.MalformedPacketException;
import com.passkit.cdc.protocol.error.Recovery;
import com.passkit.cdc.protocol.error.ServerErrorException;
import com.passkit.cdc.protocol.position.BinlogPosition;
import com.passkit.cdc.protocol.position.BinlogPosition.BehindGtids;
import com.passkit.cdc.protocol.position.BinlogPosition.InFile;
import com.passkit.cdc.protocol.position.GtidSet;
import com.passkit.cdc.protocol.row.Demand;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** Error 1236 of real servers in its many meanings: each is told apart, whatever the version says in its words. */
class DumpRefusalIT {

    private static final BinlogHandler NOTHING = (event, row) -> Demand.CONTINUE;
    private static final int EVENT_LENGTH_OFFSET = 9;

    @EveryServer
    void shouldTellEachMeaningApart(MySqlVersion version) throws SQLException, IOException {
        try (RealServer server = MySqlServers.fresh(version); TestDatabase database = server.freshDatabase()) {
            database.execute("CREATE TABLE t (id INT PRIMARY KEY, v VARCHAR(2000))", "FLUSH BINARY LOGS",
                "INSERT INTO t VALUES (1, REPEAT('xyz', 300))", "INSERT INTO t VALUES (2, REPEAT('xyz', 300))",
                "FLUSH BINARY LOGS");
            List<List<String>> logs = database.rows("SHOW BINARY LOGS");
            String file = logs.get(logs.size() - 2).get(0);
            Path path = server.ca().resolveSibling(file);
            byte[] whole = Files.readAllBytes(path);
            List<Integer> starts = eventStarts(whole);
            int large = starts.stream().filter(start -> length(whole, start) > 900).findFirst().orElseThrow();

            assertRefused(server, new InFile("gone.000001", 4), DumpRefusal.FILE_GONE);
            assertRefused(server, new InFile(file, whole.length + 1), DumpRefusal.BEHIND_THE_FILE);
            // The bytes there pass for a length of more than a gigabyte, of less than a header, or beyond the end.
            for (int offset : new int[] {5, large + 1, large + 2, large + 40, large + 43, whole.length - 2}) {
                assertRefused(server, new InFile(file, offset), DumpRefusal.INSIDE_AN_EVENT);
            }

            damage(path, whole, large, Integer.MAX_VALUE);
            assertRefused(server, new InFile(file, 4), DumpRefusal.EVENT_TOO_LARGE);
            assertRefused(server, new InFile(file, starts.get(2)), DumpRefusal.EVENT_TOO_LARGE);
            damage(path, whole, large, 3);
            assertRefused(server, new InFile(file, 4), DumpRefusal.LOG_DAMAGED);
            Files.write(path, Arrays.copyOf(whole, whole.length - 30));
            assertRefused(server, new InFile(file, 4), DumpRefusal.LOG_DAMAGED);
            byte[] flipped = whole.clone();
            flipped[large + 40] ^= 0x10;
            Files.write(path, flipped);
            // Servers do not look at checksums unless they are told to: we do.
            assertThatThrownBy(() -> DumpSession.toTheEnd(server, new InFile(file, 4), NOTHING))
                .isInstanceOfSatisfying(MalformedPacketException.class,
                    e -> assertThat(e.recovery()).isEqualTo(Recovery.RECONNECT))
                .hasMessageContaining(file + ':' + large + ": Event.checksum");
            String verify = (version.isMySqlFrom(MySqlVersion.V9) ? "source" : "master") + "_verify_checksum";
            database.execute("SET GLOBAL " + verify + " = ON");
            assertRefused(server, new InFile(file, 4), DumpRefusal.LOG_DAMAGED);
            database.execute("SET GLOBAL " + verify + " = OFF");
            Files.write(path, whole);

            assertGtidsRefused(server, database);
            if (version.isMySqlFrom(MySqlVersion.V5_7)) {
                database.execute("SET GLOBAL server_id = 0");
                assertRefused(server, new InFile(file, 4), DumpRefusal.SOURCE_WITHOUT_ID);
            }
        }
    }

    private static void assertGtidsRefused(RealServer server, TestDatabase database) throws SQLException {
        if (server.release().isMariaDb()) {
            assertGtidsOfMariaDbRefused(server, database);
            return;
        }
        GtidSet executed = DumpSession.executed(server);
        GtidSet ahead = executed.copy();
        ahead.addAll(GtidSet.parse(database.value("SELECT @@server_uuid") + ":1-1000000"));
        if (server.release() != MySqlVersion.V5_6) {
            assertRefused(server, new BehindGtids(ahead), DumpRefusal.GTIDS_UNKNOWN);
        }
        purge(database);
        assertRefused(server, new BehindGtids(new GtidSet()), DumpRefusal.GTIDS_PURGED);
        if (server.release().isMySqlFrom(MySqlVersion.V5_7)) {
            database.execute("SET GLOBAL gtid_mode = ON_PERMISSIVE");
            assertRefused(server, new BehindGtids(executed), DumpRefusal.GTID_MODE_NOT_ON);
            // Where they are kept from before, those without a GTID are not sent to one that asks by GTIDs.
            database.execute("SET GLOBAL gtid_mode = OFF_PERMISSIVE");
            InFile withoutGtid = DumpSession.end(server);
            database.execute("INSERT INTO t VALUES (7, '')", "SET GLOBAL gtid_mode = ON_PERMISSIVE",
                "SET GLOBAL gtid_mode = ON");
            assertRefused(server, withoutGtid, DumpRefusal.ANONYMOUS_TRANSACTION);
            InFile withGtid = DumpSession.end(server);
            database.execute("INSERT INTO t VALUES (8, '')", "SET GLOBAL gtid_mode = ON_PERMISSIVE",
                "SET GLOBAL gtid_mode = OFF_PERMISSIVE", "SET GLOBAL gtid_mode = OFF");
            assertRefused(server, withGtid, DumpRefusal.GTID_TRANSACTION);
        }
    }

    private static void assertGtidsOfMariaDbRefused(RealServer server, TestDatabase database) throws SQLException {
        String own = "mariadb-gtid:0-" + database.value("SELECT @@server_id") + '-';
        assertRefused(server, BinlogPosition.parse(own + 999), DumpRefusal.GTIDS_UNKNOWN);
        assertRefused(server, BinlogPosition.parse("mariadb-gtid:0-9-1"), DumpRefusal.HISTORY_DIVERGED);
        database.execute("SET GLOBAL gtid_strict_mode = ON", "SET gtid_seq_no = 100", "INSERT INTO t VALUES (7, '')");
        assertRefused(server, BinlogPosition.parse(own + 50), DumpRefusal.HISTORY_DIVERGED);
        purge(database);
        assertRefused(server, BinlogPosition.parse(own + 2), DumpRefusal.GTIDS_PURGED);
        assertRefused(server, BinlogPosition.parse("mariadb-gtid:"), DumpRefusal.GTIDS_PURGED);
        DumpSession.toTheEnd(server, BinlogPosition.parse(own + 100), NOTHING);
    }

    /** A file stays as long as a dump that was refused a moment ago still holds it. */
    private static void purge(TestDatabase database) throws SQLException {
        database.execute("FLUSH BINARY LOGS");
        await().atMost(Duration.ofSeconds(120)).until(() -> {
            List<List<String>> logs = database.rows("SHOW BINARY LOGS");
            database.execute("PURGE BINARY LOGS TO '" + logs.get(logs.size() - 1).get(0) + '\'');
            return database.rows("SHOW BINARY LOGS").size() == 1;
        });
    }

    private static void assertRefused(RealServer server, BinlogPosition position, DumpRefusal expected) {
        assertThatThrownBy(() -> DumpSession.toTheEnd(server, position, NOTHING)).as("%s", position)
            .isInstanceOfSatisfying(ServerErrorException.class,
                error -> assertThat(error.dumpRefusal()).as("%s: %s", position, error).isEqualTo(expected));
    }

    private static void damage(Path path, byte[] whole, int event, int length) throws IOException {
        byte[] damaged = whole.clone();
        ByteBuffer.wrap(damaged).order(ByteOrder.LITTLE_ENDIAN).putInt(event + EVENT_LENGTH_OFFSET, length);
        Files.write(path, damaged);
    }

    /** @return where the events of a file start, by its own account */
    private static List<Integer> eventStarts(byte[] file) {
        List<Integer> starts = new ArrayList<>();
        for (int start = 4; start < file.length; start += length(file, start)) {
            starts.add(start);
        }
        return starts;
    }

    private static int length(byte[] file, int event) {
        return ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getInt(event + EVENT_LENGTH_OFFSET);
    }
}
