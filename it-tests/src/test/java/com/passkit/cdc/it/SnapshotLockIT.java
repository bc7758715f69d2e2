package com.passkit.cdc.it;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;

import org.awaitility.Awaitility;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

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
import com.passkit.cdc.snapshot.catalog.LockReport;
import com.passkit.cdc.snapshot.catalog.Preflight;
import com.passkit.cdc.snapshot.catalog.Preflight.Finding;
import com.passkit.cdc.snapshot.catalog.Preflight.Level;
import com.passkit.cdc.snapshot.catalog.TableFilter;

import static com.passkit.cdc.it.SnapshotSession.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

/** Which lock a snapshot takes, what the user needs for it, how long it blocks writes, and that it leaves none. */
class SnapshotLockIT {

    private static final int TABLE_COUNT = 4;
    private static final int WRITER_COUNT = 4;
    private static final int ROUND_COUNT = 20;
    private static final int BURST = 4;
    private static final int MOST_ROUNDS = 200;
    private static final SnapshotConfig CONFIG = SnapshotConfig.DEFAULT.withThreads(3);
    private static final Duration SOON = Duration.ofSeconds(1);
    private static final Duration LIMIT = Duration.ofSeconds(120);

    /** A user with some privileges, in a database with two tables and a view. */
    private static final class Fixture implements AutoCloseable {

        private final TestDatabase database;
        private final String user;

        Fixture(RealServer server, String... globalGrants) throws SQLException {
            database = server.freshDatabase();
            user = "u" + database.name().substring(3);
            database.execute("CREATE TABLE a (id INT PRIMARY KEY, v INT)", "CREATE TABLE b (id INT PRIMARY KEY)",
                "INSERT INTO a VALUES (1, 1), (2, 2)", "INSERT INTO b VALUES (3)", "CREATE VIEW w AS SELECT * FROM a",
                "CREATE USER " + user + " IDENTIFIED BY 'pw'", "GRANT SELECT ON " + database.name() + ".* TO " + user,
                "GRANT REPLICATION CLIENT, REPLICATION SLAVE ON *.* TO " + user);
            for (String grant : globalGrants) {
                database.execute("GRANT " + grant.replace("DB", database.name()) + " TO " + user);
            }
        }

        SnapshotSession session() {
            return new SnapshotSession(database.server(), user, "pw");
        }

        TableFilter filter() {
            return new TableFilter(List.of(database.name() + ".*"), List.of());
        }

        LockReport snapshot(LockMode mode) {
            return snapshot(CONFIG.withLock(mode));
        }

        LockReport snapshot(SnapshotConfig config) {
            try (SnapshotSession session = session()) {
                SnapshotRecorder recorder = new SnapshotRecorder(0);
                Snapshotter snapshotter =
                    new Snapshotter(session.connection(), filter(), recorder, config, session::open);
                await(snapshotter.start());
                assertThat(recorder.lines()).hasSize(3);
                assertThat(recorder.tableNames()).containsExactly("a", "b");
                return snapshotter.lock();
            }
        }

        List<Finding> findings(LockMode mode) {
            try (SnapshotSession session = session()) {
                return await(new Preflight(session.connection(), filter(), 0, null).requirements(mode));
            }
        }

        /** Nothing of the user is left on the server, neither a session nor a lock. */
        void assertNothingLeft() throws SQLException {
            Awaitility.await().atMost(LIMIT).until(() -> Integer.parseInt(database.value(
                "SELECT COUNT(*) FROM information_schema.PROCESSLIST WHERE USER = '" + user + '\'')) == 0);
            database.execute("SET SESSION lock_wait_timeout = 60", "INSERT INTO a VALUES (100, 1)",
                "DELETE FROM a WHERE id = 100", "ALTER TABLE b COMMENT = 'free'");
        }

        @Override
        public void close() throws SQLException {
            database.execute("DROP USER " + user);
            database.close();
        }
    }

    @EveryServer
    void shouldTakeTheMildestLockThatTheUserMay(MySqlVersion version) throws SQLException {
        RealServer server = MySqlServers.shared(version);
        boolean hasInstanceLock = version.isMySqlFrom(MySqlVersion.V8_0);
        if (hasInstanceLock) {
            try (Fixture all = new Fixture(server, "BACKUP_ADMIN, RELOAD ON *.*",
                "SELECT ON performance_schema.log_status")) {
                LockReport lock = all.snapshot(LockMode.AUTO);
                assertThat(lock.mode()).isEqualTo(LockMode.BACKUP);
                // Nobody else commits, so there was a moment without a commit.
                assertThat(lock.statement()).isEqualTo("LOCK INSTANCE FOR BACKUP");
                assertThat(lock.blocked()).isZero();
                assertThat(all.findings(LockMode.AUTO)).anyMatch(f -> f.level() == Level.OK
                    && f.message().startsWith("auto: LOCK INSTANCE FOR BACKUP"));
                all.assertNothingLeft();
            }
        }
        try (Fixture reload = new Fixture(server, "RELOAD ON *.*")) {
            LockReport lock = reload.snapshot(LockMode.AUTO);
            assertThat(lock.mode()).isEqualTo(version.isMariaDb() ? LockMode.NONE : LockMode.MINIMAL);
            assertThat(lock.viewCount()).isEqualTo(3);
            assertThat(reload.findings(LockMode.AUTO)).allMatch(f -> f.level() == Level.OK)
                .anyMatch(f -> f.id().equals("snapshot.lock") && (!hasInstanceLock
                    || f.message().contains("GRANT BACKUP_ADMIN ON *.* TO")));
            reload.assertNothingLeft();
        }
        try (Fixture tables = new Fixture(server, "LOCK TABLES ON DB.*")) {
            LockReport lock = tables.snapshot(LockMode.AUTO);
            assertThat(lock.mode()).isEqualTo(version.isMariaDb() ? LockMode.NONE : LockMode.TABLES);
            assertThat(tables.findings(LockMode.AUTO)).allMatch(f -> f.level() == Level.OK)
                .anyMatch(f -> f.message().contains("LOCK TABLES … READ"));
            tables.assertNothingLeft();
        }
        try (Fixture none = new Fixture(server)) {
            if (version.isMariaDb()) {
                assertThat(none.snapshot(LockMode.AUTO).mode()).isEqualTo(LockMode.NONE);
            } else {
                assertThatThrownBy(() -> none.snapshot(LockMode.AUTO)).isInstanceOfSatisfying(MySqlException.class,
                        e -> assertThat(e.recovery()).isEqualTo(Recovery.STOP))
                    .hasMessageContaining("GRANT RELOAD ON *.*").hasMessageContaining("LOCK TABLES on the included");
                // 5.6 adds a GTID before the commit of the engine, so that it proves nothing there.
                Level weight = version == MySqlVersion.V5_6 ? Level.FAILURE : Level.WARNING;
                assertThat(none.findings(LockMode.AUTO)).filteredOn(f -> f.level() != Level.OK)
                    .extracting(Finding::id, Finding::level).containsExactly(tuple("privilege.reload", weight));
            }
            none.assertNothingLeft();
        }
    }

    @EveryServer
    void shouldRefuseALockThatTheUserMayNotTakeWithTheGrantThatMendsIt(MySqlVersion version) throws SQLException {
        boolean hasInstanceLock = version.isMySqlFrom(MySqlVersion.V8_0);
        List<LockMode> modes = hasInstanceLock || version.isMariaDb()
            ? List.of(LockMode.MINIMAL, LockMode.TABLES, LockMode.BACKUP) : List.of(LockMode.MINIMAL, LockMode.TABLES);
        for (LockMode mode : modes) {
            try (Fixture fixture = new Fixture(MySqlServers.shared(version))) {
                assertThatThrownBy(() -> fixture.snapshot(mode)).isInstanceOfSatisfying(MySqlException.class,
                        e -> assertThat(e.recovery()).isEqualTo(Recovery.STOP))
                    .hasMessageStartingWith("snapshot.lock: ").hasMessageContaining("was refused (expected: GRANT ");
                List<Finding> failures =
                    fixture.findings(mode).stream().filter(f -> f.level() == Level.FAILURE).toList();
                assertThat(failures).isNotEmpty();
                for (Finding failure : failures) {
                    fixture.database.execute(failure.remedy().replace(";", ""));
                }

                assertThat(fixture.findings(mode)).noneMatch(f -> f.level() == Level.FAILURE);
                assertThat(fixture.snapshot(mode).mode()).isEqualTo(mode);
                fixture.assertNothingLeft();
            }
        }
        if (modes.size() == 2) {
            try (Fixture fixture = new Fixture(MySqlServers.shared(version))) {
                assertThatThrownBy(() -> fixture.snapshot(LockMode.BACKUP))
                    .hasMessageContaining("expected: MySQL 8.0 or MariaDB 10.4");
                assertThat(fixture.findings(LockMode.BACKUP)).anyMatch(f -> f.level() == Level.FAILURE);
            }
        }
    }

    @EveryServer
    void shouldWaitForAnOpenTransactionNoLongerThanTheTimeout(MySqlVersion version) throws Exception {
        try (Fixture fixture = new Fixture(MySqlServers.shared(version), "LOCK TABLES ON DB.*", "RELOAD ON *.*");
            Connection writer = fixture.database.connect(); Statement statement = writer.createStatement()) {
            writer.setAutoCommit(false);
            statement.execute("UPDATE a SET v = 7 WHERE id = 1");

            // What it wrote is in the log behind the position, so the view must not be opened before its commit.
            assertThatThrownBy(() -> fixture.snapshot(CONFIG.withLock(LockMode.TABLES).withLockWaitTimeout(SOON)))
                .isInstanceOfSatisfying(MySqlException.class,
                    e -> assertThat(e.recovery()).isEqualTo(Recovery.RECONNECT))
                .hasMessageContaining("LOCK TABLES … READ not granted within 1 s");
            // A lock of the whole server waits for commits, not for transactions.
            assertThat(fixture.snapshot(LockMode.MINIMAL).mode()).isEqualTo(LockMode.MINIMAL);
            writer.commit();
            assertThat(fixture.snapshot(LockMode.TABLES).blocked()).isPositive();
            fixture.assertNothingLeft();
        }
    }

    @EveryServer
    void shouldLeaveNothingWhenOneOfItsConnectionsIsLost(MySqlVersion version) throws Exception {
        try (Fixture fixture = new Fixture(MySqlServers.shared(version), "RELOAD ON *.*");
            SnapshotSession session = fixture.session()) {
            fixture.database.execute("CREATE TABLE c (id INT PRIMARY KEY, v VARCHAR(1000))");
            for (int i = 0; i < 50; i++) {
                fixture.database.execute("INSERT INTO c VALUES (" + i + ", REPEAT('x', 1000))");
            }
            SnapshotRecorder recorder = new SnapshotRecorder(1);
            Snapshotter snapshotter = new Snapshotter(session.connection(), fixture.filter(), recorder,
                CONFIG.withLock(LockMode.MINIMAL).withChunkRows(5), session::open);
            CompletableFuture<SnapshotPosition> completion = snapshotter.start();
            Awaitility.await().atMost(LIMIT).until(() -> recorder.rowCount() == 1);

            long first = session.connection().server().connectionId();
            List<List<String>> others = fixture.database.rows("SELECT ID FROM information_schema.PROCESSLIST WHERE USER"
                + " = '" + fixture.user + "' AND ID <> " + first);
            assertThat(others).hasSize(2);
            fixture.database.execute("KILL " + others.get(0).get(0));
            recorder.onPause(snapshotter::resume);
            snapshotter.resume();

            assertThatThrownBy(() -> await(completion)).isInstanceOfSatisfying(MySqlException.class,
                e -> assertThat(e.recovery()).isEqualTo(Recovery.RECONNECT));
            assertThat(recorder.isComplete()).isFalse();
            session.connection().close();
            fixture.assertNothingLeft();
        }
    }

    static Stream<Arguments> ways() {
        return Stream.of(Arguments.of(MySqlVersion.V5_6, LockMode.TABLES), Arguments.of(MySqlVersion.V8_0,
            LockMode.BACKUP), Arguments.of(MySqlVersion.V9, LockMode.BACKUP),
            Arguments.of(MySqlVersion.MARIADB_10_11, LockMode.AUTO),
            Arguments.of(MySqlVersion.MARIADB_10_11, LockMode.BACKUP));
    }

    /**
     * Every transaction writes a row to each of four tables and has one GTID; so all four have as many rows as the
     * position has GTIDs, or a transaction is in one view and not in another, or in a view and not in the position.
     */
    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("ways")
    void shouldHaveInEveryViewExactlyTheTransactionsBeforeThePosition(MySqlVersion version, LockMode mode)
        throws Exception {
        try (RealServer server = MySqlServers.fresh(version); TestDatabase database = server.freshDatabase()) {
            for (int table = 0; table < TABLE_COUNT; table++) {
                database.execute("CREATE TABLE m" + table + " (id INT AUTO_INCREMENT PRIMARY KEY)");
            }
            long before = lastNumber(database.value(version.isMariaDb() ? "SELECT @@GLOBAL.gtid_binlog_pos"
                : "SELECT @@GLOBAL.gtid_executed"));
            AtomicBoolean isStopped = new AtomicBoolean();
            List<CompletableFuture<Void>> writers = new ArrayList<>();
            for (int n = 0; n < WRITER_COUNT; n++) {
                int pauseMs = 1 + n;
                writers.add(CompletableFuture.runAsync(() -> addRows(database, pauseMs, isStopped)));
            }
            List<LockReport> locks = new ArrayList<>();
            // Between the bursts there are moments without a commit, and nobody has to wait in one that is met.
            boolean wantsFree = mode == LockMode.AUTO || version.isMySqlFrom(MySqlVersion.V8_0);
            try {
                for (int round = 0; round < ROUND_COUNT || wantsFree && round < MOST_ROUNDS
                    && locks.stream().noneMatch(lock -> lock.blocked().isZero()); round++) {
                    SnapshotRecorder recorder = new SnapshotRecorder(0);
                    try (SnapshotSession session = new SnapshotSession(server)) {
                        Snapshotter snapshotter = new Snapshotter(session.connection(), new TableFilter(
                            List.of(database.name() + ".*"), List.of()), recorder, SnapshotConfig.DEFAULT
                                .withLock(mode).withThreads(TABLE_COUNT), session::open);
                        await(snapshotter.start());
                        locks.add(snapshotter.lock());
                    }
                    long transactions = lastNumber(recorder.position().gtids()) - before;
                    for (int table = 0; table < TABLE_COUNT; table++) {
                        assertThat(recorder.rows("m" + table)).as("m%d in round %d, %s", table, round,
                            locks.get(round)).hasSize((int) transactions);
                    }
                }
            } finally {
                isStopped.set(true);
                writers.forEach(CompletableFuture::join);
            }
            assertThat(locks).extracting(LockReport::mode).isSubsetOf(
                mode == LockMode.AUTO ? List.of(LockMode.NONE, LockMode.BACKUP) : List.of(mode));
            if (wantsFree) {
                assertThat(locks).anyMatch(lock -> lock.blocked().isZero());
            }
        }
    }

    private static void addRows(TestDatabase database, int pauseMs, AtomicBoolean isStopped) {
        try (Connection connection = database.connect(); Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            for (int i = 0; !isStopped.get(); i++) {
                for (int table = 0; table < TABLE_COUNT; table++) {
                    statement.execute("INSERT INTO m" + table + " VALUES ()");
                }
                connection.commit();
                if (i % BURST == 0) {
                    statement.execute("DO SLEEP(0.0" + pauseMs + ")");
                }
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** @param gtids of one server, without gaps; MariaDB's are their last */
    private static long lastNumber(String gtids) {
        return gtids.isEmpty() ? 0 : Long.parseLong(gtids.substring(gtids.replace(':', '-').lastIndexOf('-') + 1));
    }

    /** DDL that falls between the first look at the catalogue and the second one begins it all again. */
    @EveryServer
    void shouldDescribeTheTablesAsTheyAreInTheViewWhileOthersAlterThem(MySqlVersion version) throws Exception {
        try (Fixture fixture = new Fixture(MySqlServers.shared(version), "RELOAD ON *.*")) {
            AtomicBoolean isStopped = new AtomicBoolean();
            CompletableFuture<Void> ddl = CompletableFuture.runAsync(() -> alter(fixture.database, isStopped));
            List<Integer> widths = new ArrayList<>();
            try {
                for (int round = 0; round < 8; round++) {
                    try (SnapshotSession session = fixture.session()) {
                        SnapshotRecorder recorder = new SnapshotRecorder(0);
                        try {
                            await(new Snapshotter(session.connection(), fixture.filter(), recorder,
                                CONFIG.withLock(LockMode.MINIMAL), session::open).start());
                        } catch (MySqlException e) {
                            assertThat(e.recovery()).as(e.getMessage())
                                .isIn(Recovery.RESNAPSHOT, Recovery.RECONNECT);
                            continue;
                        }
                        int width = recorder.rows("a").get(0).length;
                        widths.add(width);
                        // Each statement adds or drops x, and writes down in the same state what it is now.
                        assertThat(recorder.rows("a")).allMatch(row -> row.length == width);
                    }
                }
            } finally {
                isStopped.set(true);
                ddl.join();
            }
            assertThat(widths).isNotEmpty();
            fixture.assertNothingLeft();
        }
    }

    private static void alter(TestDatabase database, AtomicBoolean isStopped) {
        try (Connection connection = database.connect(); Statement statement = connection.createStatement()) {
            while (!isStopped.get()) {
                statement.execute("ALTER TABLE a ADD COLUMN x INT NOT NULL DEFAULT 5");
                statement.execute("ALTER TABLE a DROP COLUMN x");
                statement.execute("DO SLEEP(0.15)");
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
