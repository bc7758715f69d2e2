package com.passkit.cdc.it;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

import org.awaitility.Awaitility;

import com.passkit.cdc.it.harness.EveryServer;
import com.passkit.cdc.it.harness.MySqlServers;
import com.passkit.cdc.it.harness.MySqlVersion;
import com.passkit.cdc.it.harness.RealServer;
import com.passkit.cdc.it.harness.TestDatabase;
import com.passkit.cdc.protocol.error.MySqlException;
import com.passkit.cdc.protocol.error.Recovery;
import com.passkit.cdc.snapshot.SnapshotConfig;
import com.passkit.cdc.snapshot.SnapshotPosition;
import com.passkit.cdc.snapshot.Snapshotter;
import com.passkit.cdc.snapshot.catalog.LockMode;
import com.passkit.cdc.snapshot.catalog.TableFilter;
import com.passkit.cdc.snapshot.progress.SnapshotProgress;

import static com.passkit.cdc.it.SnapshotSession.await;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Snapshots of real servers. */
class SnapshotIT {

    private static final int BALANCE = 100;
    private static final Duration LIMIT = Duration.ofSeconds(120);
    private static final int ACCOUNT_COUNT = 200;

    @EveryServer
    void shouldSeeOnePointInTimeWhileOthersWrite(MySqlVersion version) throws Exception {
        try (RealServer server = MySqlServers.fresh(version); TestDatabase database = server.freshDatabase()) {
            database.execute("CREATE TABLE a (id INT PRIMARY KEY, balance INT)",
                "CREATE TABLE b (id INT PRIMARY KEY, balance INT)",
                "CREATE TABLE moves (id INT AUTO_INCREMENT PRIMARY KEY, amount INT)");
            for (int i = 0; i < ACCOUNT_COUNT; i++) {
                database.execute("INSERT INTO " + (i % 2 == 0 ? "a" : "b") + " VALUES (" + i + ", " + BALANCE + ')');
            }
            String before = executed(version, database);
            AtomicBoolean isStopped = new AtomicBoolean();
            CompletableFuture<Void> writer = CompletableFuture.runAsync(() -> moveMoney(database, isStopped));
            Awaitility.await().atMost(LIMIT)
                .until(() -> Integer.parseInt(database.value("SELECT COUNT(*) FROM moves")) > 50);

            SnapshotRecorder recorder = snapshot(database);
            isStopped.set(true);
            writer.join();

            assertThat(recorder.sum("a", 1) + recorder.sum("b", 1)).isEqualTo(BALANCE * ACCOUNT_COUNT);
            SnapshotPosition position = recorder.position();
            assertThat(recorder.rows("moves")).hasSizeGreaterThan(50);
            assertThat(lastNumber(position.gtids()) - lastNumber(before)).isEqualTo(recorder.rows("moves").size());
            assertThat(position.serverUuid())
                .isEqualTo(database.value(version.isMariaDb() ? "SELECT @@server_id" : "SELECT @@server_uuid"));
            assertThat(database.rows("SHOW BINLOG EVENTS IN '" + position.file() + "' FROM " + position.offset()
                + " LIMIT 1")).singleElement().satisfies(row -> assertThat(row.get(2)).isEqualTo("Gtid"));
        }
    }

    @EveryServer
    void shouldMarkExactlyTheVeryLastRow(MySqlVersion version) throws SQLException {
        try (TestDatabase database = MySqlServers.shared(version).freshDatabase()) {
            database.execute("CREATE TABLE a (id INT PRIMARY KEY)", "CREATE TABLE b (id INT PRIMARY KEY)",
                "CREATE TABLE c (id INT PRIMARY KEY)", "CREATE TABLE d (id INT) ENGINE=MyISAM",
                "INSERT INTO a VALUES (1), (2)", "INSERT INTO b VALUES (3), (4), (5)", "INSERT INTO d VALUES (6)");

            SnapshotRecorder recorder = snapshot(database);

            assertThat(recorder.lines()).containsExactly("d/0: 6", "a/0: 1", "a/1: 2", "b/0: 3", "b/1: 4",
                "b/2: 5 last");
            assertThat(recorder.tableNames()).containsExactly("a", "b", "c", "d");
            assertThat(recorder.isComplete()).isTrue();
        }
    }

    @EveryServer
    void shouldCompleteWithoutRows(MySqlVersion version) throws SQLException {
        try (TestDatabase database = MySqlServers.shared(version).freshDatabase()) {
            assertThat(snapshot(database).lines()).isEmpty();
            database.execute("CREATE TABLE a (id INT PRIMARY KEY)", "CREATE TABLE b (id INT PRIMARY KEY)");
            SnapshotRecorder recorder = snapshot(database);

            assertThat(recorder.lines()).isEmpty();
            assertThat(recorder.tableNames()).containsExactly("a", "b");
            assertThat(recorder.isComplete()).isTrue();
        }
    }

    @EveryServer
    void shouldDeliverValuesAsTheBinaryLogHasThem(MySqlVersion version) throws SQLException {
        try (TestDatabase database = MySqlServers.shared(version).freshDatabase()) {
            database.execute("SET SESSION sql_mode = ''", "SET SESSION time_zone = '+05:00'",
                "CREATE TABLE `odd .name` (id INT PRIMARY KEY, f FLOAT, ts TIMESTAMP(3) NULL, d DATE, dt DATETIME, "
                    + "t CHAR(3) CHARACTER SET latin1, e ENUM('ä','b') CHARACTER SET latin1, "
                    + (version.hasGeneratedColumns() ? "v INT AS (id + 1) VIRTUAL, " : "v INT DEFAULT 2, ")
                    + (version.hasJson() ? "j JSON, " : "j TEXT CHARACTER SET utf8mb4, ")
                    + "bi BIT(3), ti TIME(1), y YEAR, n DECIMAL(5,2))",
                "INSERT INTO `odd .name` (id, f, ts, d, dt, t, e, j, bi, ti, y, n) VALUES (1, 16777217, "
                    + "'2026-01-01 04:00:00.5', '0000-00-00', '2024-00-15', 'ä', 'ä', '{\"a\": 1.50}', b'101', "
                    + "'-838:59:59', 0, -1.5)");

            assertThat(snapshot(database).lines()).containsExactly("odd .name/0: 1|1.6777216E7|"
                + "2025-12-31 23:0:0.500000|0-0-0|2024-0-15 0:0:0.000000|e4|e4|2|"
                + (version.hasJson() ? "{\"a\": 1.5}" : HexFormat.of().formatHex("{\"a\": 1.50}".getBytes(UTF_8)))
                + "|5|-838:59:59.0|0|-1.50 last");
        }
    }

    @EveryServer
    void shouldObeyBackPressure(MySqlVersion version) throws SQLException {
        try (TestDatabase database = MySqlServers.shared(version).freshDatabase();
            SnapshotSession session = new SnapshotSession(database.server())) {
            database.execute("CREATE TABLE a (id INT PRIMARY KEY, v VARCHAR(2000))",
                "CREATE TABLE b (id INT PRIMARY KEY, v VARCHAR(2000))");
            for (String table : List.of("a", "b")) {
                for (int i = 0; i < 30; i++) {
                    database.execute("INSERT INTO " + table + " VALUES (" + i + ", REPEAT('x', 2000))");
                }
            }
            SnapshotRecorder recorder = new SnapshotRecorder(1);
            Snapshotter snapshotter = new Snapshotter(session.connection(), filter(database), recorder);
            CompletableFuture<SnapshotPosition> completion = snapshotter.start();

            for (int count = 1; count <= 60; count++) {
                int expected = count;
                Awaitility.await().atMost(LIMIT).pollInterval(Duration.ofMillis(1))
                    .until(() -> recorder.rowCount() >= expected);
                // A round trip of the same session would queue behind the rows; another one shows that time passed.
                database.value("SELECT 1");
                assertThat(recorder.rowCount()).isEqualTo(expected);
                assertThat(snapshotter.progress().rowsDone()).isEqualTo(expected);
                snapshotter.resume();
            }
            await(completion);

            assertThat(recorder.isComplete()).isTrue();
            SnapshotProgress progress = snapshotter.progress();
            assertThat(progress.tablesDone()).isEqualTo(2).isEqualTo(progress.tablesTotal());
            assertThat(progress.rowsDone()).isEqualTo(60).isEqualTo(progress.rowsEstimated());
            assertThat(progress.bytesDone()).isPositive().isEqualTo(progress.bytesEstimated());
        }
    }

    @EveryServer
    void shouldRefuseARowThatIsTooLongWithItsPlace(MySqlVersion version) throws SQLException {
        try (TestDatabase database = MySqlServers.shared(version).freshDatabase();
            SnapshotSession session = new SnapshotSession(database.server())) {
            database.execute("CREATE TABLE a (id INT PRIMARY KEY, v LONGBLOB)", "INSERT INTO a VALUES (1, 'x'),"
                + " (2, 'x'), (3, REPEAT('x', 100000)), (4, 'x')");
            SnapshotRecorder recorder = new SnapshotRecorder(0);
            Snapshotter snapshotter = new Snapshotter(session.connection(), filter(database), recorder,
                SnapshotConfig.DEFAULT.withMaxRowBytes(50_000).withThreads(2).withChunkRows(2), session::open);

            assertThatThrownBy(() -> await(snapshotter.start())).isInstanceOfSatisfying(MySqlException.class,
                    e -> assertThat(e.recovery()).isEqualTo(Recovery.STOP))
                .hasMessageStartingWith("snapshot.maxRowBytes: a row of " + database.name() + ".a has 1000")
                .hasMessageContaining("it is row 1 of those behind key (2)").hasMessageContaining("expected: <= 50000");
        }
    }

    @EveryServer
    void shouldFailWhenATableIsDroppedMeanwhile(MySqlVersion version) throws SQLException {
        try (TestDatabase database = MySqlServers.shared(version).freshDatabase();
            SnapshotSession session = new SnapshotSession(database.server())) {
            database.execute("CREATE TABLE a (id INT PRIMARY KEY)", "CREATE TABLE b (id INT PRIMARY KEY)",
                "CREATE TABLE c (id INT PRIMARY KEY)", "INSERT INTO a VALUES (1)", "INSERT INTO c VALUES (1)");
            SnapshotRecorder recorder = new SnapshotRecorder(1);
            Snapshotter snapshotter = new Snapshotter(session.connection(), filter(database), recorder);
            CompletableFuture<SnapshotPosition> completion = snapshotter.start();
            Awaitility.await().atMost(LIMIT).until(() -> recorder.rowCount() == 1);

            database.execute("DROP TABLE b");
            snapshotter.resume();

            assertThatThrownBy(() -> await(completion)).isInstanceOfSatisfying(MySqlException.class,
                e -> assertThat(e.recovery()).isEqualTo(Recovery.RESNAPSHOT))
                .hasMessageContaining(database.name() + ".b").hasMessageContaining("dropped or altered");
            assertThat(recorder.isComplete()).isFalse();
        }
    }

    @EveryServer
    void shouldFailWhenItsSessionIsKilled(MySqlVersion version) throws SQLException {
        try (TestDatabase database = MySqlServers.shared(version).freshDatabase();
            SnapshotSession session = new SnapshotSession(database.server())) {
            database.execute("CREATE TABLE a (id INT PRIMARY KEY)", "INSERT INTO a VALUES (1), (2)");
            SnapshotRecorder recorder = new SnapshotRecorder(1);
            Snapshotter snapshotter = new Snapshotter(session.connection(), filter(database), recorder);
            CompletableFuture<SnapshotPosition> completion = snapshotter.start();
            Awaitility.await().atMost(LIMIT).until(() -> recorder.rowCount() == 1);

            database.execute("KILL " + session.connection().server().connectionId());
            snapshotter.resume();
            // The last row was in the socket already; what is lost is the session that would end the transaction.
            assertThatThrownBy(() -> await(completion)).isInstanceOfSatisfying(MySqlException.class,
                e -> assertThat(e.recovery()).isEqualTo(Recovery.RECONNECT));
            assertThat(recorder.isComplete()).isFalse();
        }
    }

    @EveryServer
    void shouldGiveUpTheLockWaitAndHoldNothing(MySqlVersion version) throws Exception {
        try (TestDatabase database = MySqlServers.shared(version).freshDatabase();
            Connection blocker = database.connect(); Statement statement = blocker.createStatement();
            SnapshotSession session = new SnapshotSession(database.server())) {
            database.execute("CREATE TABLE a (id INT PRIMARY KEY)", "CREATE TABLE b (id INT PRIMARY KEY)");
            statement.execute("LOCK TABLES a WRITE");
            SnapshotRecorder recorder = new SnapshotRecorder(0);
            Snapshotter snapshotter = new Snapshotter(session.connection(), filter(database), recorder,
                SnapshotConfig.DEFAULT.withLock(LockMode.MINIMAL).withLockWaitTimeout(Duration.ofSeconds(1)));

            assertThatThrownBy(() -> await(snapshotter.start())).isInstanceOfSatisfying(MySqlException.class,
                e -> assertThat(e.recovery()).isEqualTo(Recovery.RECONNECT))
                .hasMessageContaining(" not granted within 1 s");
            database.execute("SET SESSION lock_wait_timeout = 60", "INSERT INTO b VALUES (1)");
            assertThat(recorder.tableNames()).isEmpty();
        }
    }

    @EveryServer
    void shouldUnlockWhenSomethingFailsUnderTheLock(MySqlVersion version) throws SQLException {
        RealServer server = MySqlServers.shared(version);
        try (TestDatabase database = server.freshDatabase()) {
            String user = "u" + database.name().substring(3);
            database.execute("CREATE TABLE a (id INT PRIMARY KEY)", "CREATE USER " + user + " IDENTIFIED BY 'pw'",
                "GRANT RELOAD ON *.* TO " + user, "GRANT SELECT ON " + database.name() + ".* TO " + user);
            try (SnapshotSession session = new SnapshotSession(server, user, "pw")) {
                SnapshotRecorder recorder = new SnapshotRecorder(0);

                assertThatThrownBy(() -> await(
                    new Snapshotter(session.connection(), filter(database), recorder,
                        SnapshotConfig.DEFAULT.withLock(LockMode.MINIMAL)).start()))
                    .isInstanceOf(MySqlException.class).hasMessageContaining("REPLICATION CLIENT");
                database.execute("SET SESSION lock_wait_timeout = 60", "INSERT INTO a VALUES (1)",
                    "GRANT REPLICATION CLIENT ON *.* TO " + user);
            }
            // Global privileges count from the next session on.
            try (SnapshotSession session = new SnapshotSession(server, user, "pw")) {
                SnapshotRecorder recorder = new SnapshotRecorder(0);
                await(new Snapshotter(session.connection(), filter(database), recorder).start());
                assertThat(recorder.lines()).containsExactly("a/0: 1 last");
            } finally {
                database.execute("DROP USER " + user);
            }
        }
    }

    private static SnapshotRecorder snapshot(TestDatabase database) {
        try (SnapshotSession session = new SnapshotSession(database.server())) {
            SnapshotRecorder recorder = new SnapshotRecorder(0);
            SnapshotPosition position =
                await(new Snapshotter(session.connection(), filter(database), recorder).start());
            assertThat(position).isEqualTo(recorder.position());
            return recorder;
        }
    }

    private static TableFilter filter(TestDatabase database) {
        return new TableFilter(List.of(database.name() + ".*"), List.of());
    }

    /** One transaction for each move, so that moves are counted by GTIDs. */
    private static void moveMoney(TestDatabase database, AtomicBoolean isStopped) {
        try (Connection connection = database.connect(); Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            for (int i = 0; !isStopped.get(); i++) {
                int id = i % ACCOUNT_COUNT;
                int other = (i + 1) % ACCOUNT_COUNT;
                statement.execute(
                    "UPDATE " + (id % 2 == 0 ? "a" : "b") + " SET balance = balance - 1 WHERE id = " + id);
                statement.execute(
                    "UPDATE " + (other % 2 == 0 ? "a" : "b") + " SET balance = balance + 1 WHERE id = " + other);
                statement.execute("INSERT INTO moves (amount) VALUES (1)");
                connection.commit();
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String executed(MySqlVersion version, TestDatabase database) throws SQLException {
        String variable = version.isMariaDb() ? "@@GLOBAL.gtid_binlog_pos" : "@@GLOBAL.gtid_executed";
        return database.value("SELECT " + variable).replaceAll("\\s", "");
    }

    /** @param gtids of one server, without gaps; MariaDB's are their last */
    private static int lastNumber(String gtids) {
        return gtids.isEmpty() ? 0 : Integer.parseInt(gtids.substring(gtids.replace(':', '-').lastIndexOf('-') + 1));
    }
}
