package com.passkit.cdc.it;

import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

import com.passkit.cdc.it.harness.EveryMySql;
import com.passkit.cdc.it.harness.MySqlServers;
import com.passkit.cdc.it.harness.MySqlVersion;
import com.passkit.cdc.it.harness.RealServer;
import com.passkit.cdc.it.harness.Receiver;
import com.passkit.cdc.it.harness.RunningEngine;
import com.passkit.cdc.it.harness.TestDatabase;
import com.passkit.cdc.it.harness.WriteLoad;
import com.passkit.cdc.protocol.error.MySqlException;
import com.passkit.cdc.protocol.position.GtidSet;
import com.passkit.cdc.runtime.checkpoint.Checkpoint;
import com.passkit.cdc.runtime.source.PositionLostException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Positions with and without GTIDs, over restarts of the connector and over the switch of {@code gtid_mode}. */
class GtidIT {

    @TempDir
    private Path directory;

    /** Before 5.7 the mode is chosen at the start of the server, and there is nothing between the two. */
    @Test
    void shouldLoseNothingWhenGtidsAreSwitchedByARestart() throws SQLException {
        String[] off = MySqlVersion.V5_6.withoutGtids();
        try (RealServer server = MySqlServers.fresh(MySqlVersion.V5_6, off);
            TestDatabase database = server.freshDatabase(); Receiver receiver = Receiver.http()) {
            database.execute("CREATE TABLE t (id INT PRIMARY KEY, v INT)", "INSERT INTO t VALUES (1, 1)");
            assertThat(run(database, receiver, "INSERT INTO t VALUES (2, 1)").gtids()).isNull();
            database.execute("INSERT INTO t VALUES (3, 1)");

            restart(database, "--gtid-mode=ON", "--enforce-gtid-consistency=ON");
            database.execute("INSERT INTO t VALUES (4, 1)");
            assertComplete(run(database, receiver, "UPDATE t SET v = 2"), database);
            assertSame(database, receiver);
            database.execute("INSERT INTO t VALUES (5, 1)");

            restart(database);
            assertRefused(database, receiver, "ON, let the connector catch up");
            restart(database, "--gtid-mode=ON", "--enforce-gtid-consistency=ON");
            run(database, receiver, "INSERT INTO t VALUES (6, 1)");

            restart(database);
            database.execute("INSERT INTO t VALUES (7, 1)");
            assertThat(run(database, receiver, "UPDATE t SET v = 3").gtids()).isNull();
            assertSame(database, receiver);
            assertThat(receiver.records().repeatCount()).isZero();
        }
    }

    private static void restart(TestDatabase database, String... flags) throws SQLException {
        database.server().restart(flags);
        database.reconnect();
    }

    /** The steps of the manual, up and down, while transactions are written and read all the time. */
    @ParameterizedTest
    @MethodSource("versionsThatSwitchAtRunTime")
    void shouldLoseNothingWhenGtidsAreSwitchedDuringARunUnderLoad(MySqlVersion version) throws Exception {
        try (RealServer server = MySqlServers.fresh(version, "--gtid-mode=OFF", "--enforce-gtid-consistency=ON");
            TestDatabase database = server.freshDatabase(); Receiver receiver = Receiver.http()) {
            WriteLoad.createTables(database, 20);
            try (RunningEngine engine = RunningEngine.launch(database, receiver, directory, 1);
                WriteLoad load = new WriteLoad(database, 7, 2)) {
                engine.awaitStreaming();
                for (String mode : List.of("OFF_PERMISSIVE", "ON_PERMISSIVE", "ON", "ON_PERMISSIVE", "OFF_PERMISSIVE",
                    "ON_PERMISSIVE", "ON", "ON_PERMISSIVE", "OFF_PERMISSIVE", "OFF")) {
                    writeSome(load);
                    if (mode.equals("ON") || mode.equals("OFF")) {
                        // The last step waits until nothing of the other kind is unread, as the manual says.
                        engine.awaitCaughtUp(database);
                    }
                    switchTo(database, mode);
                    writeSome(load);
                    if (mode.equals("ON")) {
                        // From here on it asks by GTIDs, and is refused once there are transactions without.
                        killDump(database);
                        engine.awaitCaughtUp(database);
                    }
                }
                load.finish();
                engine.awaitCaughtUp(database);
            }
            assertThat(receiver.records().differences(database, "account")).isEmpty();
            assertThat(receiver.records().differences(database, "entry")).isEmpty();
            new DeliveredHistory(receiver.accepted()).hasIdenticalRepeats().hasOrderOfKeys().hasOnlyCommitted();
        }
    }

    private static void writeSome(WriteLoad load) {
        long before = load.committedCount();
        load.allow(60);
        await().atMost(Duration.ofSeconds(120)).until(() -> load.committedCount() >= before + 40);
    }

    private static void killDump(TestDatabase database) throws SQLException {
        String id = database.value("SELECT MAX(id) FROM information_schema.processlist WHERE command LIKE 'Binlog Dump%'");
        database.execute("KILL " + id);
    }

    @ParameterizedTest
    @MethodSource("versionsThatSwitchAtRunTime")
    void shouldLoseNothingWhenGtidsAreSwitchedOnBetweenRuns(MySqlVersion version) throws SQLException {
        try (RealServer server = MySqlServers.fresh(version, "--gtid-mode=OFF", "--enforce-gtid-consistency=ON");
            TestDatabase database = server.freshDatabase(); Receiver receiver = Receiver.http()) {
            database.execute("CREATE TABLE t (id INT PRIMARY KEY, v INT)", "INSERT INTO t VALUES (1, 1)");

            Checkpoint withoutGtids = run(database, receiver, "INSERT INTO t VALUES (2, 1)");
            assertThat(withoutGtids.gtids()).isNull();
            database.execute("INSERT INTO t VALUES (3, 1)", "UPDATE t SET v = 2 WHERE id = 1");
            withoutGtids = run(database, receiver, "INSERT INTO t VALUES (4, 1)");
            assertThat(withoutGtids.gtids()).isNull();
            assertSame(database, receiver);
            assertThat(receiver.events().get(receiver.eventCount() - 1).get("id").asText())
                .matches(".*\\.\\d+:\\d+/0");

            // Nothing is unread, but the position lies behind transactions that the server no longer sends.
            switchTo(database, "OFF_PERMISSIVE", "ON_PERMISSIVE", "ON");
            Checkpoint withGtids = run(database, receiver, "INSERT INTO t VALUES (5, 1)");
            assertComplete(withGtids, database);
            database.execute("INSERT INTO t VALUES (6, 1)", "DELETE FROM t WHERE id = 1");
            withGtids = run(database, receiver, "INSERT INTO t VALUES (7, 1)");
            assertComplete(withGtids, database);
            assertSame(database, receiver);
            assertThat(receiver.events().get(receiver.eventCount() - 1).get("id").asText())
                .isEqualTo(lastGtid(database) + "/0");

            // Off and on again while nobody reads: by GTIDs the server would begin behind the one without.
            switchTo(database, "ON_PERMISSIVE", "OFF_PERMISSIVE");
            database.execute("INSERT INTO t VALUES (20, 1)");
            switchTo(database, "ON_PERMISSIVE", "ON");
            database.execute("INSERT INTO t VALUES (21, 1)");
            assertRefused(database, receiver, "ON_PERMISSIVE");
            switchTo(database, "ON_PERMISSIVE");
            run(database, receiver, "INSERT INTO t VALUES (22, 1)");
            switchTo(database, "ON");
            assertComplete(run(database, receiver, "INSERT INTO t VALUES (23, 1)"), database);
            assertSame(database, receiver);

            database.execute("INSERT INTO t VALUES (8, 1)");
            switchTo(database, "ON_PERMISSIVE", "OFF_PERMISSIVE", "OFF");
            assertRefused(database, receiver, "OFF_PERMISSIVE");
            switchTo(database, "OFF_PERMISSIVE");
            run(database, receiver, "INSERT INTO t VALUES (15, 1)");
            switchTo(database, "OFF");
            database.execute("INSERT INTO t VALUES (9, 1)");
            assertThat(run(database, receiver, "INSERT INTO t VALUES (10, 1)").gtids()).isNull();
            assertSame(database, receiver);

            database.execute("INSERT INTO t VALUES (11, 1)");
            switchTo(database, "OFF_PERMISSIVE", "ON_PERMISSIVE");
            database.execute("INSERT INTO t VALUES (12, 1)");
            switchTo(database, "ON");
            assertRefused(database, receiver, "ON_PERMISSIVE");
            switchTo(database, "ON_PERMISSIVE");
            run(database, receiver, "INSERT INTO t VALUES (13, 1)");
            switchTo(database, "ON");
            withGtids = run(database, receiver, "INSERT INTO t VALUES (14, 1)");
            assertComplete(withGtids, database);
            assertSame(database, receiver);
            assertThat(receiver.records().repeatCount()).isZero();

            purgeUnread(database);
            try (RunningEngine engine = RunningEngine.launch(database, receiver, directory, 1)) {
                assertThat(engine.awaitFailure()).isInstanceOf(PositionLostException.class)
                    .hasMessageContaining("gtid_purged").hasMessageContaining("position reset");
            }
        }
    }

    @EveryMySql
    void shouldRefuseAFileThatWasPurged(MySqlVersion version) throws SQLException {
        try (RealServer server = MySqlServers.fresh(version, "--gtid-mode=OFF", "--enforce-gtid-consistency=OFF");
            TestDatabase database = server.freshDatabase(); Receiver receiver = Receiver.http()) {
            database.execute("CREATE TABLE t (id INT PRIMARY KEY, v INT)");
            Checkpoint position = run(database, receiver, "INSERT INTO t VALUES (1, 1)");

            purgeUnread(database);
            try (RunningEngine engine = RunningEngine.launch(database, receiver, directory, 1)) {
                assertThat(engine.awaitFailure()).isInstanceOf(PositionLostException.class)
                    .hasMessageContaining("file:" + position.file()).hasMessageContaining("position reset");
            }
        }
    }

    static List<MySqlVersion> versionsThatSwitchAtRunTime() {
        return MySqlVersion.everyMySql().stream().filter(version -> version.isMySqlFrom(MySqlVersion.V5_7)).toList();
    }

    private void assertRefused(TestDatabase database, Receiver receiver, String remedy) {
        try (RunningEngine engine = RunningEngine.launch(database, receiver, directory, 1)) {
            assertThat(engine.awaitFailure()).isInstanceOf(MySqlException.class)
                .hasMessageContaining("still to be read").hasMessageContaining("gtid_mode = " + remedy);
        }
    }

    private static void switchTo(TestDatabase database, String... modes) throws SQLException {
        for (String mode : modes) {
            database.execute("SET GLOBAL gtid_mode = " + mode);
        }
    }

    private static void purgeUnread(TestDatabase database) throws SQLException {
        database.execute("INSERT INTO t VALUES (100, 1)", "FLUSH BINARY LOGS", "FLUSH BINARY LOGS");
        List<List<String>> logs = database.rows("SHOW BINARY LOGS");
        database.execute("PURGE BINARY LOGS TO '" + logs.get(logs.size() - 1).get(0) + '\'');
    }

    /** A run of the connector in which one statement is executed, stopped when that was delivered. */
    private Checkpoint run(TestDatabase database, Receiver receiver, String sql) throws SQLException {
        try (RunningEngine engine = RunningEngine.launch(database, receiver, directory, 1)) {
            engine.awaitStreaming();
            database.execute(sql);
            return engine.awaitCaughtUp(database);
        }
    }

    private static void assertSame(TestDatabase database, Receiver receiver) throws SQLException {
        assertThat(receiver.records().differences(database, "t")).isEmpty();
    }

    private static void assertComplete(Checkpoint checkpoint, TestDatabase database) throws SQLException {
        assertThat(checkpoint.gtids()).isNotNull();
        assertThat(GtidSet.parse(checkpoint.gtids()))
            .isEqualTo(GtidSet.parse(database.value("SELECT @@GLOBAL.gtid_executed").replaceAll("\\s", "")));
    }

    private static String lastGtid(TestDatabase database) throws SQLException {
        String executed = database.value("SELECT @@GLOBAL.gtid_executed");
        return executed.substring(0, executed.indexOf(':')) + ':'
            + executed.substring(executed.replace(':', '-').lastIndexOf('-') + 1);
    }
}
