package com.passkit.cdc.it;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import com.passkit.cdc.it.harness.Answer;
import com.passkit.cdc.it.harness.ConnectorProcess;
import com.passkit.cdc.it.harness.ConnectorYaml;
import com.passkit.cdc.it.harness.MySqlServers;
import com.passkit.cdc.it.harness.MySqlVersion;
import com.passkit.cdc.it.harness.RealServer;
import com.passkit.cdc.it.harness.Receiver;
import com.passkit.cdc.it.harness.RunningEngine;
import com.passkit.cdc.it.harness.TestAccount;
import com.passkit.cdc.it.harness.TestDatabase;
import com.passkit.cdc.protocol.client.TlsConfig;
import com.passkit.cdc.runtime.CdcConfig;
import com.passkit.cdc.runtime.batch.BatchConfig;
import com.passkit.cdc.runtime.source.SourceConfig;
import com.passkit.cdc.snapshot.SnapshotConfig;
import com.passkit.cdc.snapshot.catalog.LockMode;
import com.passkit.cdc.snapshot.progress.SnapshotProgress;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/** A snapshot without a lock, read beside the stream while others write. */
class LockFreeSnapshotIT {

    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final int KILLS = 3;
    private static final Pattern READ = Pattern.compile("\"op\":\"r\"");
    private static final int HOT_WRITERS = 6;
    private static final int REQUESTS = 20;

    @TempDir
    private Path directory;

    static Stream<Arguments> servers() {
        return Stream.of(
            Arguments.of(MySqlVersion.V5_6, "ON", 1), Arguments.of(MySqlVersion.V5_7, "ON", 4),
            Arguments.of(MySqlVersion.V5_7, "OFF", 1), Arguments.of(MySqlVersion.V8_0, "ON", 1),
            Arguments.of(MySqlVersion.V8_0, "OFF", 4), Arguments.of(MySqlVersion.V9, "ON", 4),
            Arguments.of(MySqlVersion.MARIADB_10_11, "ON", 1));
    }

    @ParameterizedTest(name = "{0}, gtid_mode {1}, {2} lanes")
    @MethodSource("servers")
    void shouldEqualTheTablesBehindInsertsUpdatesDeletesTruncatesAndKeyChanges(
        MySqlVersion release, String gtidMode, int lanes) throws SQLException {
        RealServer server = "ON".equals(gtidMode) ? MySqlServers.shared(release)
            : MySqlServers.shared(release, release.withoutGtids());
        try (TestDatabase database = server.freshDatabase(); Receiver receiver = Receiver.http()) {
            try (VersionedLoad load = new VersionedLoad(database);
                RunningEngine engine = RunningEngine.launch(lockFree(database, receiver, lanes, 100))) {
                awaitTablesRead(engine);
                load.awaitMore(100);
                load.finish();
                engine.awaitCaughtUp(database);
            }

            VersionedLoad.assertDelivered(database, receiver);
            assertThat(receiver.records().repeatCount()).isZero();
            assertThat(receiver.events().stream().filter(
                event -> "last".equals(event.at("/source/snapshot").asText()))).hasSize(1);
        }
    }

    /** What was read to the end of a piece and accepted is not read again, and never is it a mixture. */
    @ParameterizedTest(name = "{0}")
    @EnumSource(names = {"V5_6", "V8_0", "MARIADB_10_11"})
    void shouldGoOnWhereItWasKilled(MySqlVersion release) throws Exception {
        RealServer server = MySqlServers.shared(release);
        Random random = new Random(release.ordinal());
        try (TestDatabase database = server.freshDatabase(); Receiver receiver = Receiver.http();
            VersionedLoad load = new VersionedLoad(database)) {
            // No more is taken than each life is to read, however late its end is noticed.
            AtomicInteger goal = new AtomicInteger();
            AtomicInteger taken = new AtomicInteger();
            receiver.answer(delivery -> {
                if (taken.get() >= goal.get()) {
                    return Answer.of(503);
                }
                taken.addAndGet(READ.split(delivery.text(), -1).length - 1);
                return Answer.OK.after(Duration.ofMillis(delivery.text().length() % 20));
            });
            Path yaml = ConnectorYaml.write(directory, database, receiver.endpoint(),
                "batch: {maxEvents: 100, linger: 5ms}", "retry: {initial: 10ms, max: 200ms}");
            ConnectorYaml.set(yaml, "", "state: {dir: '" + directory.resolve("state") + "', interval: 20ms}",
                "snapshot: {lock: none, chunkRows: 60}");
            ConnectorYaml.set(yaml, "source", "heartbeat: 500ms");
            for (int kill = 0; kill < KILLS; kill++) {
                try (ConnectorProcess connector = ConnectorProcess.start(database, yaml, "run")) {
                    goal.set(taken.get() + 300 + random.nextInt(600));
                    Awaitility.await().atMost(PATIENCE).until(
                        () -> taken.get() >= goal.get() || !connector.isRunning());
                    assertThat(connector.isRunning()).as(connector.stderr()).isTrue();
                    connector.kill();
                }
            }
            goal.set(Integer.MAX_VALUE);
            try (ConnectorProcess connector = ConnectorProcess.start(database, yaml, "run")) {
                connector.awaitLine(Pattern.compile("snapshot \\(initial\\): complete"));
                load.awaitMore(100);
                load.finish();
                database.execute("INSERT INTO none VALUES (-1)");
                Awaitility.await().atMost(PATIENCE).until(() -> receiver.events().stream().anyMatch(
                    event -> "none".equals(event.at("/source/table").asText())));
                connector.terminate();
                assertThat(connector.awaitExit(PATIENCE)).as(connector.lastLine()).isZero();
            }

            VersionedLoad.assertDelivered(database, receiver);
            assertThat(snapshotIds(receiver)).hasSize(KILLS + 1);
            // Two tables of 3000 rows, of which each kill may repeat a few pieces, or the table without a key.
            assertThat(rowsRead(receiver)).isLessThan(2 * VersionedLoad.ROW_COUNT * 2);
        }
    }

    /**
     * The race that the two marks are about: a commit that is in the binary log, and with a replica, before a session
     * sees it. Many tiny commits on a few rows, which are read again and again.
     */
    @ParameterizedTest(name = "{0}")
    @EnumSource(names = {"V5_6", "V5_7", "V8_0", "V9", "MARIADB_10_11"})
    void shouldNeitherMissNorRepeatACommitThatIsUnderWay(MySqlVersion release) throws Exception {
        RealServer server = MySqlServers.shared(release, "--sync-binlog=1", "--innodb-flush-log-at-trx-commit=1");
        AtomicBoolean isStopped = new AtomicBoolean();
        List<CompletableFuture<Void>> writers = new ArrayList<>();
        Semaphore permits = new Semaphore(0);
        ScheduledExecutorService pace = Executors.newSingleThreadScheduledExecutor();
        // All writers at once, so that commits come in groups, and no more than a slow machine can follow.
        pace.scheduleAtFixedRate(() -> permits.release(2 * HOT_WRITERS), 0, 40, TimeUnit.MILLISECONDS);
        try (TestDatabase database = server.freshDatabase(); Receiver receiver = Receiver.http()) {
            database.execute("CREATE TABLE hot (id INT PRIMARY KEY, v BIGINT NOT NULL)");
            for (int id = 0; id < HOT_WRITERS; id++) {
                database.execute("INSERT INTO hot VALUES (" + id + ", 0)");
                int key = id;
                writers.add(CompletableFuture.runAsync(() -> increment(database, key, isStopped, permits)));
            }
            try (RunningEngine engine = RunningEngine.launch(lockFree(database, receiver, 1, 2))) {
                for (int request = 0; request < REQUESTS; request++) {
                    awaitTablesRead(engine);
                    engine.engine().requestSnapshot(List.of(database.name() + ".hot")).join();
                }
                awaitTablesRead(engine);
                isStopped.set(true);
                permits.release(HOT_WRITERS);
                writers.forEach(CompletableFuture::join);
                engine.awaitCaughtUp(database);
            } finally {
                isStopped.set(true);
                permits.release(HOT_WRITERS);
            }
            pace.shutdownNow();
            assertThat(receiver.records().differences(database, "hot")).isEmpty();
            VersionedLoad.assertMonotonic(receiver.events());
        }
    }

    private static void increment(TestDatabase database, int id, AtomicBoolean isStopped, Semaphore permits) {
        try (Connection connection = database.connect(); Statement statement = connection.createStatement()) {
            while (!isStopped.get()) {
                permits.acquireUninterruptibly();
                statement.execute("UPDATE hot SET v = v + 1 WHERE id = " + id);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** With GTIDs it takes nothing but SELECT and the right to replicate; without them it says what is missing. */
    @ParameterizedTest(name = "{0}, lock: {1}")
    @CsvSource({"V8_0, NONE", "V5_7, AUTO", "V9, AUTO"})
    void shouldNeedNoPrivilegeToLockWithGtids(MySqlVersion release, LockMode lock) throws Exception {
        try (TestDatabase database = MySqlServers.shared(release).freshDatabase();
            TestAccount account = reader(database); Receiver receiver = Receiver.http();
            VersionedLoad load = new VersionedLoad(database);
            RunningEngine engine = RunningEngine.launch(as(account, lockFree(database, receiver, 1, 100)
                .withSnapshot(SnapshotConfig.DEFAULT.withLock(lock).withChunkRows(100))))) {
            // The view that auto tries first has no tables, and reads them all at once.
            Awaitility.await().atMost(PATIENCE).until(() -> receiver.events().stream().anyMatch(
                event -> "last".equals(event.at("/source/snapshot").asText())));
            load.finish();
            engine.awaitCaughtUp(database);
            VersionedLoad.assertDelivered(database, receiver);
        }
    }

    @Test
    void shouldSayWhatIsMissingWithoutGtids() throws Exception {
        MySqlVersion release = MySqlVersion.V5_7;
        try (TestDatabase database = MySqlServers.shared(release, release.withoutGtids()).freshDatabase();
            TestAccount account = reader(database); Receiver receiver = Receiver.http()) {
            database.execute("CREATE TABLE t (id INT PRIMARY KEY)", "INSERT INTO t VALUES (1)");
            try (RunningEngine engine = RunningEngine.launch(as(account, lockFree(database, receiver, 1, 100)))) {
                assertThat(engine.awaitFailure()).hasMessageContaining("GRANT LOCK TABLES")
                    .hasMessageContaining("gtid_mode=ON").hasMessageContaining(database.name() + ".t");
            }
            assertThat(receiver.events()).isEmpty();
        }
    }

    private static TestAccount reader(TestDatabase database) throws SQLException {
        RealServer server = database.server();
        TestAccount account = new TestAccount(server, server.release().defaultAuthPlugin(), "Read3r!pass");
        account.execute("GRANT REPLICATION SLAVE, REPLICATION CLIENT ON *.* TO '" + account.name() + "'@'%'",
            "GRANT SELECT ON `" + database.name() + "`.* TO '" + account.name() + "'@'%'");
        return account;
    }

    private static CdcConfig as(TestAccount account, CdcConfig config) {
        SourceConfig source = config.source();
        return new CdcConfig(config.name(), new SourceConfig(source.hosts(), account.name(), account.password(), 0,
            TlsConfig.PREFERRED, null, true, source.heartbeat(), SourceConfig.DEFAULT_CONNECT_TIMEOUT),
            config.include(), config.exclude(), config.keys(), config.snapshotMode(), config.publish(),
            config.batch(), config.encode(), false, false, config.stateDirectory(), config.checkpointInterval(),
            config.shutdownTimeout()).withSnapshot(config.snapshot());
    }

    private CdcConfig lockFree(TestDatabase database, Receiver receiver, int lanes, int chunkRows) {
        BatchConfig batch = new BatchConfig(200, 1 << 20, Duration.ofMillis(10), lanes);
        return RunningEngine.config(database, receiver.endpoint(), directory, List.of(database.name() + ".*"), batch)
            .withSnapshot(SnapshotConfig.DEFAULT.withLock(LockMode.NONE).withChunkRows(chunkRows));
    }

    private static void awaitTablesRead(RunningEngine engine) {
        awaitTablesRead(engine, true);
    }

    /** @param isExpected whether any are to be read */
    static void awaitTablesRead(RunningEngine engine, boolean isExpected) {
        Awaitility.await().atMost(PATIENCE).pollInterval(Duration.ofMillis(20)).until(() -> {
            if (engine.engine().completion().isCompletedExceptionally()) {
                engine.engine().completion().join();
            }
            SnapshotProgress progress = engine.engine().status().source().snapshot();
            return progress == null ? !isExpected : progress.tablesDone() == progress.tablesTotal();
        });
    }

    private static int rowsRead(Receiver receiver) {
        return (int) receiver.events().stream().filter(event -> "r".equals(event.get("op").asText())).count();
    }

    private static List<String> snapshotIds(Receiver receiver) {
        return receiver.events().stream().filter(event -> "r".equals(event.get("op").asText()))
            .map(event -> event.get("id").asText().split(":")[1]).distinct().toList();
    }
}
