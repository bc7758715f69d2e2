package com.passkit.cdc.it;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransactionRollbackException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.passkit.cdc.it.harness.MySqlServers;
import com.passkit.cdc.it.harness.MySqlVersion;
import com.passkit.cdc.it.harness.RealServer;
import com.passkit.cdc.it.harness.Receiver;
import com.passkit.cdc.it.harness.RunningEngine;
import com.passkit.cdc.it.harness.TestDatabase;

import com.passkit.cdc.runtime.batch.BatchConfig;
import com.passkit.cdc.snapshot.SnapshotConfig;
import com.passkit.cdc.snapshot.catalog.LockMode;
import com.passkit.cdc.snapshot.catalog.LockReport;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/** A snapshot taken while others write joins the stream without a gap and without a double. */
class SnapshotJoinIT {

    private static final int WRITER_COUNT = 4;
    private static final int ROW_COUNT = 2000;
    private static final int ENOUGH = 150;
    private static final int BURST = 10;

    @TempDir
    private Path directory;

    static Stream<Arguments> matrix() {
        return Stream.of(
            Arguments.of(MySqlVersion.V5_6, "ON", 1, LockMode.TABLES, 3),
            Arguments.of(MySqlVersion.V5_6, "OFF", 4, LockMode.MINIMAL, 2),
            Arguments.of(MySqlVersion.V5_7, "ON", 1, LockMode.MINIMAL, 1),
            Arguments.of(MySqlVersion.V5_7, "OFF", 4, LockMode.TABLES, 4),
            Arguments.of(MySqlVersion.V8_0, "ON", 4, LockMode.BACKUP, 4),
            Arguments.of(MySqlVersion.V8_0, "OFF", 1, LockMode.BACKUP, 1),
            Arguments.of(MySqlVersion.V9, "ON", 4, LockMode.BACKUP, 8),
            Arguments.of(MySqlVersion.V9, "ON", 1, LockMode.TABLES, 2),
            Arguments.of(MySqlVersion.V9, "OFF", 4, LockMode.AUTO, 3),
            Arguments.of(MySqlVersion.MARIADB_10_11, "ON", 4, LockMode.AUTO, 1),
            Arguments.of(MySqlVersion.MARIADB_10_11, "ON", 1, LockMode.BACKUP, 4),
            Arguments.of(MySqlVersion.MARIADB_10_11, "ON", 1, LockMode.TABLES, 3));
    }

    @ParameterizedTest(name = "{0}, gtid_mode {1}, {2} lanes, lock {3}, {4} threads")
    @MethodSource("matrix")
    void shouldJoinTheStreamWithoutGapAndWithoutDouble(
        MySqlVersion version, String gtidMode, int lanes, LockMode lock, int threads) throws SQLException {
        RealServer server = "ON".equals(gtidMode) ? MySqlServers.shared(version)
            : MySqlServers.shared(version, version.withoutGtids());
        AtomicBoolean isStopped = new AtomicBoolean();
        AtomicInteger commits = new AtomicInteger();
        AtomicReference<LockReport> lockOf = new AtomicReference<>();
        try (TestDatabase database = server.freshDatabase(); Receiver receiver = Receiver.http()) {
            database.execute("CREATE TABLE a (id INT PRIMARY KEY, v INT NOT NULL, t VARCHAR(40))",
                "CREATE TABLE b (k VARCHAR(20) PRIMARY KEY, v INT NOT NULL)");
            fill(database);
            List<CompletableFuture<Void>> writers = new ArrayList<>();
            for (int n = 0; n < WRITER_COUNT; n++) {
                int seed = n;
                writers.add(CompletableFuture.runAsync(() -> write(database, seed, isStopped, commits)));
            }
            try {
                awaitCommits(commits, ENOUGH);
                try (RunningEngine engine = RunningEngine.launch(RunningEngine.config(database, receiver.endpoint(),
                    directory, List.of(database.name() + ".*"),
                    new BatchConfig(1000, 1 << 20, Duration.ofMillis(10), lanes)).withSnapshot(
                        SnapshotConfig.DEFAULT.withLock(lock).withThreads(threads).withChunkRows(100)))) {
                    engine.awaitStreaming();
                    lockOf.set(engine.engine().status().source().lock());
                    awaitCommits(commits, commits.get() + ENOUGH);
                    isStopped.set(true);
                    writers.forEach(CompletableFuture::join);
                    engine.awaitCaughtUp(database);
                }
            } finally {
                isStopped.set(true);
            }

            List<JsonNode> events = receiver.events();
            assertThat(receiver.records().repeatCount()).isZero();
            assertThat(lockOf.get().viewCount()).isEqualTo(threads);
            assertThat(lockOf.get().mode()).isEqualTo(
                lock == LockMode.AUTO ? version.isMariaDb() ? LockMode.NONE : LockMode.BACKUP : lock);
            assertThat(receiver.records().differences(database, "a")).isEmpty();
            assertThat(receiver.records().differences(database, "b")).isEmpty();
            assertThat(events.stream().filter(event -> "last".equals(event.at("/source/snapshot").asText())))
                .hasSize(1);
            assertThat(events.stream().filter(event -> !"r".equals(event.get("op").asText())).count())
                .isGreaterThan(ENOUGH);
            assertOrdered(events);
        }
    }

    private static void fill(TestDatabase database) throws SQLException {
        StringBuilder a = new StringBuilder("INSERT INTO a VALUES (0, 0, 'x')");
        StringBuilder b = new StringBuilder("INSERT INTO b VALUES ('k0', 0)");
        for (int id = 1; id < ROW_COUNT; id++) {
            a.append(", (").append(id).append(", 0, 'x')");
            b.append(", ('k").append(id).append("', 0)");
        }
        database.execute(a.toString(), b.toString());
    }

    private static void awaitCommits(AtomicInteger commits, int count) {
        Awaitility.await().atMost(Duration.ofSeconds(120)).until(() -> commits.get() >= count);
    }

    /**
     * Each writer has the rows of its own, so that no two wait for each other. Every change of a row raises its
     * version {@code v}, over deletes too, so that the order of its events can be read from it.
     */
    private static void write(TestDatabase database, int writer, AtomicBoolean isStopped, AtomicInteger commits) {
        Random random = new Random(writer);
        int version = 0;
        try (Connection connection = database.connect(); Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            while (!isStopped.get()) {
                int id = random.nextInt(ROW_COUNT / WRITER_COUNT) * WRITER_COUNT + writer;
                version++;
                try {
                    change(statement, random.nextInt(6), id, writer, version);
                    connection.commit();
                    commits.incrementAndGet();
                    if (version % BURST == 0) {
                        // What a slow machine has to catch up with is bounded, and the bursts are as dense as they come.
                        statement.execute("DO SLEEP(0.05)");
                    }
                } catch (SQLTransactionRollbackException e) {
                    connection.rollback();
                }
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void change(Statement statement, int kind, int id, int writer, int version) throws SQLException {
        switch (kind) {
            case 0 -> statement.execute("DELETE FROM a WHERE id = " + id);
            case 1 -> statement.execute("REPLACE INTO a VALUES (" + id + ", " + version + ", 'new')");
            case 2 -> statement.execute("UPDATE a SET v = " + version + " WHERE id = " + id);
            case 3 -> {
                statement.execute("DELETE FROM b WHERE k = 'moved" + id + '\'');
                statement.execute("UPDATE b SET k = 'moved" + id + "', v = " + version + " WHERE k = 'k" + id
                    + '\'');
            }
            case 4 -> statement.execute("UPDATE a SET v = " + version + ", t = 'many' WHERE id % "
                + WRITER_COUNT + " = " + writer + " AND id BETWEEN " + id + " AND " + (id + 40));
            default -> {
                statement.execute("INSERT INTO a VALUES (" + (ROW_COUNT + version * WRITER_COUNT + writer) + ", "
                    + version + ", 'added')");
                statement.execute("UPDATE a SET v = " + version + " WHERE id = " + id);
                statement.execute("REPLACE INTO b VALUES ('k" + id + "', " + version + ')');
            }
        }
    }

    /** Of each key of table {@code a} a later event never shows an earlier version, and states follow each other. */
    private static void assertOrdered(List<JsonNode> events) {
        Map<Integer, Integer> versions = new HashMap<>();
        Set<Integer> deleted = new HashSet<>();
        for (JsonNode event : events) {
            if (!"a".equals(event.at("/source/table").asText())) {
                continue;
            }
            int id = event.at("/key/id").asInt();
            JsonNode before = event.get("before");
            if (!before.isNull()) {
                assertThat(deleted).as(event.toString()).doesNotContain(id);
                assertThat(versions).as(event.toString()).containsEntry(id, before.get("v").asInt());
            }
            if (event.get("after").isNull()) {
                deleted.add(id);
            } else {
                deleted.remove(id);
                int version = event.at("/after/v").asInt();
                assertThat(version).as(event.toString()).isGreaterThanOrEqualTo(versions.getOrDefault(id, 0));
                versions.put(id, version);
            }
        }
    }
}
