package com.passkit.cdc.it;

import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.passkit.cdc.it.harness.MySqlServers;
import com.passkit.cdc.it.harness.MySqlVersion;
import com.passkit.cdc.it.harness.RealServer;
import com.passkit.cdc.it.harness.Receiver;
import com.passkit.cdc.it.harness.RunningEngine;
import com.passkit.cdc.it.harness.TestDatabase;
import com.passkit.cdc.protocol.binlog.BinlogHandler;
import com.passkit.cdc.protocol.binlog.EventView;
import com.passkit.cdc.protocol.binlog.RowChangeView;
import com.passkit.cdc.protocol.client.BinlogStream;
import com.passkit.cdc.protocol.error.MySqlException;
import com.passkit.cdc.protocol.error.Recovery;
import com.passkit.cdc.protocol.position.BinlogPosition;
import com.passkit.cdc.protocol.position.GtidKind;
import com.passkit.cdc.protocol.position.MariaDbGtidSet;
import com.passkit.cdc.protocol.row.Demand;
import com.passkit.cdc.runtime.CdcConfig;
import com.passkit.cdc.runtime.batch.BatchConfig;
import com.passkit.cdc.runtime.checkpoint.Checkpoint;
import com.passkit.cdc.runtime.checkpoint.FilePositionStore;
import com.passkit.cdc.runtime.checkpoint.StoredPosition;
import com.passkit.cdc.runtime.source.PositionLostException;
import com.passkit.cdc.runtime.state.StateDirectory;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** What MariaDB does in its own way: positions, transactions, definitions, statements and compression in its log. */
class MariaDbIT {

    private static final MySqlVersion VERSION = MySqlVersion.MARIADB_10_11;

    @TempDir
    private Path directory;

    @Test
    void shouldGoOnByGtidsOfSeveralDomainsOverFilesAndRestarts() throws SQLException {
        try (RealServer server = MySqlServers.fresh(VERSION); TestDatabase database = server.freshDatabase();
            Receiver receiver = Receiver.http()) {
            database.execute("CREATE TABLE t (id INT PRIMARY KEY, v INT)", "INSERT INTO t VALUES (1, 1)");
            Checkpoint first = run(database, receiver, "SET gtid_domain_id = 5", "INSERT INTO t VALUES (2, 1)");
            assertComplete(first, database);
            assertThat(last(receiver).get("source").get("gtid").asText()).isEqualTo("5-" + server.port() + "-1");
            assertThat(last(receiver).get("id").asText()).isEqualTo("5-" + server.port() + "-1/0");

            // Nobody reads while the domains go on in turn, files end and the server dies.
            database.execute("SET gtid_domain_id = 0", "UPDATE t SET v = 2", "FLUSH BINARY LOGS",
                "SET gtid_domain_id = 5", "INSERT INTO t VALUES (3, 1), (4, 1)", "SET gtid_domain_id = 7",
                "DELETE FROM t WHERE id = 1", "FLUSH BINARY LOGS");
            server.kill();
            server.start();
            database.reconnect();
            Checkpoint second = run(database, receiver, "INSERT INTO t VALUES (5, 1)");

            assertComplete(second, database);
            assertThat(MariaDbGtidSet.parse(second.gtids()).gtids()).hasSize(3);
            assertThat(receiver.records().differences(database, "t")).isEmpty();
            assertThat(receiver.records().repeatCount()).isZero();
        }
    }

    /** Named by file and offset, as an operator may: the GTIDs before it are found before the first commit. */
    @Test
    void shouldGoOnWhenDomainAndStrictModeAreChangedDuringARun() throws SQLException {
        try (RealServer server = MySqlServers.fresh(MySqlVersion.MARIADB_10_11);
            TestDatabase database = server.freshDatabase(); Receiver receiver = Receiver.http()) {
            database.execute("CREATE TABLE t (id INT PRIMARY KEY, v INT)");
            try (RunningEngine engine = RunningEngine.launch(database, receiver, directory, 1)) {
                engine.awaitStreaming();
                int id = 0;
                for (String change : List.of("SET gtid_domain_id = 9", "SET GLOBAL gtid_strict_mode = ON",
                    "SET gtid_domain_id = 0", "SET GLOBAL gtid_domain_id = 4", "SET GLOBAL gtid_strict_mode = OFF")) {
                    database.execute(change, "INSERT INTO t VALUES (" + ++id + ", 1)");
                    engine.awaitCaughtUp(database);
                    database.execute("KILL " + database.value(
                        "SELECT MAX(id) FROM information_schema.processlist WHERE command LIKE 'Binlog Dump%'"));
                    database.execute("INSERT INTO t VALUES (" + ++id + ", 1)");
                    engine.awaitCaughtUp(database);
                }
            }
            assertThat(receiver.records().differences(database, "t")).isEmpty();
            assertThat(receiver.records().repeatCount()).isZero();
        }
    }

    @Test
    void shouldGoOnFromAFileWithAllGtidsBeforeIt() throws SQLException {
        try (RealServer server = MySqlServers.fresh(VERSION); TestDatabase database = server.freshDatabase();
            Receiver receiver = Receiver.http()) {
            database.execute("CREATE TABLE t (id INT PRIMARY KEY, v INT)", "SET gtid_domain_id = 3",
                "INSERT INTO t VALUES (1, 1)", "SET gtid_domain_id = 0");
            run(database, receiver, "INSERT INTO t VALUES (2, 1)");
            BinlogPosition.InFile here = DumpSession.end(server);
            try (StateDirectory state = StateDirectory.open(directory, "it")) {
                new FilePositionStore(state).save(new StoredPosition.At(new Checkpoint(here.file(), here.offset(), null,
                    database.value("SELECT @@server_id"), GtidKind.MARIADB)));
            }
            database.execute("INSERT INTO t VALUES (3, 1)", "FLUSH BINARY LOGS");

            assertComplete(run(database, receiver, "INSERT INTO t VALUES (4, 1)"), database);
            assertThat(receiver.records().differences(database, "t")).isEmpty();
            assertThat(receiver.records().repeatCount()).isZero();
        }
    }

    @Test
    void shouldReadACompressedLogWithItsStatements() throws SQLException {
        try (RealServer server = MySqlServers.fresh(VERSION, "--log-bin-compress=ON", "--log-bin-compress-min-len=10");
            TestDatabase database = server.freshDatabase(); Receiver receiver = Receiver.http()) {
            database.execute("CREATE TABLE t (id INT PRIMARY KEY, v VARCHAR(2000))");
            CdcConfig config = RunningEngine.config(database, receiver.endpoint(), directory,
                List.of(database.name() + ".*"), new BatchConfig(1000, 1 << 20, Duration.ofMillis(10), 1));
            CdcConfig withStatements = new CdcConfig(config.name(), config.source(), config.include(),
                config.exclude(), config.keys(), config.snapshotMode(), config.publish(), config.batch(),
                config.encode(), true, true, config.stateDirectory(), config.checkpointInterval(),
                config.shutdownTimeout());
            try (RunningEngine engine = RunningEngine.launch(withStatements)) {
                engine.awaitStreaming();
                database.execute("INSERT INTO t VALUES (1, REPEAT('x', 1500)), (2, REPEAT('y', 1500)), (3, 'z')",
                    "UPDATE t SET v = CONCAT(v, '!') WHERE id < 3", "DELETE FROM t WHERE id = 1",
                    "ALTER TABLE t ADD COLUMN w INT COMMENT '" + "long ".repeat(50) + '\'',
                    "INSERT INTO t VALUES (4, '', 7)", "UPDATE t SET w = id");
                assertComplete(engine.awaitCaughtUp(database), database);
            }
            assertThat(isCompressed(database)).isTrue();
            assertThat(receiver.records().differences(database, "t")).isEmpty();
            assertThat(receiver.events()).map(event -> event.get("op").asText())
                .containsExactly("c", "c", "c", "u", "u", "d", "s", "c", "u", "u", "u");
            assertThat(receiver.events().get(5).toString()).contains("DELETE FROM t WHERE id = 1");
        }
    }

    private static boolean isCompressed(TestDatabase database) throws SQLException {
        return database.rows("SHOW BINLOG EVENTS").stream().map(row -> row.get(2))
            .anyMatch(type -> type.equals("Write_rows_compressed_v1"));
    }

    /** What it logs in its own way, or twice, or of engines and objects that MySQL does not have. */
    @Test
    void shouldFollowWhatMariaDbLogsInItsOwnWay() throws SQLException {
        try (RealServer server = MySqlServers.fresh(VERSION, "--binlog-alter-two-phase=ON");
            TestDatabase database = server.freshDatabase(); Receiver receiver = Receiver.http()) {
            database.execute("CREATE TABLE a (id INT PRIMARY KEY, j JSON, v INT INVISIBLE DEFAULT 3, b INT AS (id + 1)"
                + " VIRTUAL, p INT AS (id + 2) PERSISTENT, t TEXT COLLATE utf8mb4_uca1400_ai_ci)",
                "INSERT INTO a (id, j, t) VALUES (1, '{\"a\": [1, 2]}', 'é')");
            try (RunningEngine engine = RunningEngine.launch(database, receiver, directory, 1)) {
                engine.awaitStreaming();
                database.execute("INSERT INTO a (id, j, t) VALUES (2, '{\"a\": [1, 2]}', 'é')",
                    "CREATE TABLE copied (PRIMARY KEY (id)) AS SELECT id, t FROM a",
                    "CREATE OR REPLACE TABLE m (id INT PRIMARY KEY) ENGINE=Aria", "INSERT INTO m VALUES (1), (2)",
                    "BEGIN", "INSERT INTO m VALUES (3)", "UPDATE a SET v = 9 WHERE id = 1", "ROLLBACK",
                    "ALTER TABLE a ADD COLUMN added INT DEFAULT 4, ALGORITHM=COPY",
                    "INSERT INTO a (id, added) VALUES (3, 5)", "UPDATE a SET added = id", "ANALYZE TABLE a", "OPTIMIZE TABLE m",
                    "DELETE FROM m WHERE id = 2 RETURNING id", "FLUSH BINARY LOGS");
                assertThatThrownBy(() -> database.execute("ALTER TABLE copied ADD UNIQUE (t(1)), ALGORITHM=COPY"))
                    .isInstanceOf(SQLException.class);
                database.execute("INSERT INTO copied VALUES (9, 'last')");
                assertComplete(engine.awaitCaughtUp(database), database);
            }
            for (String table : List.of("a", "copied", "m")) {
                assertThat(receiver.records().differences(database, table)).as(table).isEmpty();
            }
            List<JsonNode> both = receiver.events().stream().filter(event -> event.path("after").has("j")).toList();
            ((ObjectNode) both.get(1).get("after")).put("id", 1).put("b", 2)
                .put("p", 3);
            assertThat(both.get(1).get("after")).as("as from the snapshot").isEqualTo(both.get(0).get("after"));
        }
    }

    @Test
    void shouldRefuseTablesThatKeepTheirFormerRows() throws SQLException {
        try (TestDatabase database = MySqlServers.shared(VERSION).freshDatabase(); Receiver receiver = Receiver.http()) {
            database.execute("CREATE TABLE kept (id INT PRIMARY KEY, v INT) WITH SYSTEM VERSIONING");
            try (RunningEngine engine = RunningEngine.launch(database, receiver, directory, 1)) {
                assertThat(engine.awaitFailure()).hasMessageContaining(database.name() + ".kept")
                    .hasMessageContaining("tables.exclude");
            }
        }
    }

    /** Purged, then reset: neither is tried for ever. */
    @Test
    void shouldRefuseAPositionThatTheServerCannotContinue() throws SQLException {
        try (RealServer server = MySqlServers.fresh(VERSION); TestDatabase database = server.freshDatabase();
            Receiver receiver = Receiver.http()) {
            database.execute("CREATE TABLE t (id INT PRIMARY KEY)");
            run(database, receiver, "INSERT INTO t VALUES (1)");
            database.execute("INSERT INTO t VALUES (2)", "FLUSH BINARY LOGS", "FLUSH BINARY LOGS");
            String last = DumpSession.end(server).file();
            await().atMost(Duration.ofSeconds(120)).until(() -> {
                database.execute("PURGE BINARY LOGS TO '" + last + '\'');
                return database.rows("SHOW BINARY LOGS").size() == 1;
            });
            try (RunningEngine engine = RunningEngine.launch(database, receiver, directory, 1)) {
                assertThat(engine.awaitFailure()).isInstanceOf(PositionLostException.class)
                    .hasMessageContaining("first binary log").hasMessageContaining("position reset");
            }
        }
    }

    /** MariaDB knows a replica by its server id alone. */
    @Test
    void shouldBackOffWhenAnotherReplicaHasTheSameId() {
        RealServer server = MySqlServers.shared(VERSION);
        BinlogPosition.InFile end = DumpSession.end(server);
        CompletableFuture<Void> begun = new CompletableFuture<>();
        BinlogHandler first = new BinlogHandler() {
            @Override
            public void onHeartbeat(EventView event) {
                begun.complete(null);
            }

            @Override
            public Demand onRow(EventView event, RowChangeView row) {
                return Demand.CONTINUE;
            }
        };
        try (DumpSession one = new DumpSession(server); DumpSession other = new DumpSession(server);
            BinlogStream stream = one.follow(end, UUID.randomUUID(), first)) {
            SnapshotSession.await(begun);
            try (BinlogStream newer = other.follow(end, UUID.randomUUID(), (event, row) -> Demand.CONTINUE)) {
                assertThatThrownBy(() -> SnapshotSession.await(stream.completion()))
                    .isInstanceOfSatisfying(MySqlException.class, lost -> {
                        assertThat(lost.recovery()).as("%s", lost).isEqualTo(Recovery.RECONNECT);
                        assertThat(lost).hasMessageContaining("the same replica id");
                    });
                assertThat(newer.completion()).isNotDone();
            }
        }
    }

    private Checkpoint run(TestDatabase database, Receiver receiver, String... statements) throws SQLException {
        try (RunningEngine engine = RunningEngine.launch(database, receiver, directory, 1)) {
            engine.awaitStreaming();
            database.execute(statements);
            return engine.awaitCaughtUp(database);
        }
    }

    private static void assertComplete(Checkpoint checkpoint, TestDatabase database) throws SQLException {
        assertThat(checkpoint.gtidKind()).isEqualTo(GtidKind.MARIADB);
        assertThat(MariaDbGtidSet.parse(checkpoint.gtids()))
            .isEqualTo(MariaDbGtidSet.parse(database.value("SELECT @@GLOBAL.gtid_binlog_pos")));
    }

    private static JsonNode last(Receiver receiver) {
        List<JsonNode> events = receiver.events();
        return events.get(events.size() - 1);
    }
}
