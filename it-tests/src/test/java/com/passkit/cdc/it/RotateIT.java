package com.passkit.cdc.it;

import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import com.passkit.cdc.it.harness.EveryServer;
import com.passkit.cdc.it.harness.MySqlServers;
import com.passkit.cdc.it.harness.MySqlVersion;
import com.passkit.cdc.it.harness.Receiver;
import com.passkit.cdc.it.harness.RunningEngine;
import com.passkit.cdc.it.harness.TestDatabase;
import com.passkit.cdc.runtime.checkpoint.Checkpoint;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** What happens to a binary log besides rows: new files, large transactions, other tables, statements, definitions. */
class RotateIT {

    private static final int ROW_COUNT = 100_000;

    @TempDir
    private Path directory;

    @EveryServer
    void shouldFollowFilesTablesAndStatements(MySqlVersion version) throws SQLException {
        try (TestDatabase database = MySqlServers.shared(version).freshDatabase();
            Receiver receiver = Receiver.http()) {
            database.execute("CREATE TABLE a (id INT PRIMARY KEY, v INT)", "CREATE TABLE b (id INT PRIMARY KEY, v INT)",
                "CREATE TABLE m (id INT PRIMARY KEY, v INT) ENGINE=MyISAM", "CREATE TABLE other (id INT PRIMARY KEY)",
                "INSERT INTO a VALUES (0, 0)", "INSERT INTO m VALUES (0, 0)");
            try (RunningEngine engine = RunningEngine.launch(database, receiver, directory, 1,
                List.of(database.name() + ".a", database.name() + ".b", database.name() + ".m"))) {
                engine.awaitStreaming();
                database.execute("INSERT INTO a VALUES (1, 1)", "FLUSH BINARY LOGS", "INSERT INTO a VALUES (2, 1)",
                    "FLUSH BINARY LOGS", "FLUSH BINARY LOGS", "UPDATE a SET v = 2 WHERE id = 1");
                engine.awaitCaughtUp(database);
                assertSame(receiver, database, "a");

                database.execute("BEGIN", "INSERT INTO a VALUES (3, 1), (4, 1)", "INSERT INTO b VALUES (1, 1), (2, 1)",
                    "INSERT INTO other VALUES (1)", "UPDATE a, b SET a.v = 7, b.v = 8 WHERE a.id = 3 AND b.id = 1",
                    "DELETE FROM b WHERE id = 2", "COMMIT", "BEGIN", "INSERT INTO a VALUES (99, 1)", "ROLLBACK");
                database.execute("INSERT INTO m VALUES (1, 1), (2, 1)", "UPDATE m SET v = 5",
                    "DELETE FROM m WHERE id = 0");
                Checkpoint before = engine.awaitCaughtUp(database);
                assertSame(receiver, database, "a", "b", "m");

                // Nothing of this is delivered, and the position moves all the same.
                int count = receiver.eventCount();
                database.execute("INSERT INTO other VALUES (2), (3)", "ALTER TABLE other ADD COLUMN x INT",
                    "CREATE TABLE newer (id INT PRIMARY KEY)", "INSERT INTO newer VALUES (1)", "DROP TABLE newer");
                assertThat(engine.awaitCaughtUp(database).offset()).isGreaterThan(before.offset());
                assertThat(receiver.eventCount()).isEqualTo(count);

                database.execute("TRUNCATE TABLE b", "INSERT INTO b VALUES (9, 9)", "TRUNCATE TABLE other");
                engine.awaitCaughtUp(database);
                assertSame(receiver, database, "a", "b", "m");
                assertThat(receiver.events().stream().filter(event -> "t".equals(event.get("op").asText()))).hasSize(1);
                assertThat(receiver.records().repeatCount()).isZero();
            }
        }
    }

    /** What waits is counted in batches, of which the transaction makes a hundred and more. */
    @EveryServer
    void shouldStreamALargeTransactionInBoundedMemory(MySqlVersion version) throws SQLException {
        try (TestDatabase database = MySqlServers.shared(version).freshDatabase();
            Receiver receiver = Receiver.http()) {
            database.execute("CREATE TABLE large (id INT PRIMARY KEY AUTO_INCREMENT, t VARCHAR(60))");
            try (RunningEngine engine = RunningEngine.launch(database, receiver, directory, 1)) {
                engine.awaitStreaming();
                database.execute("BEGIN", "INSERT INTO large (t) VALUES (REPEAT('x', 50)), (REPEAT('y', 50)),"
                    + " (REPEAT('z', 50)), (REPEAT('w', 50)), (REPEAT('v', 50))");
                while (Integer.parseInt(database.value("SELECT COUNT(*) FROM large")) < ROW_COUNT) {
                    database.execute("INSERT INTO large (t) SELECT t FROM large LIMIT 25000");
                }
                int rowCount = Integer.parseInt(database.value("SELECT COUNT(*) FROM large"));
                database.execute("COMMIT");
                AtomicInteger mostQueued = new AtomicInteger();
                Awaitility.await().atMost(Duration.ofSeconds(120)).pollInterval(Duration.ofMillis(5)).until(() -> {
                    mostQueued.accumulateAndGet(engine.engine().status().publish().queuedBatchCount(), Math::max);
                    return receiver.eventCount() >= rowCount;
                });
                engine.awaitCaughtUp(database);
                assertThat(receiver.eventCount()).isEqualTo(rowCount);
                assertThat(receiver.records().repeatCount()).isZero();
                assertThat(mostQueued.get()).isLessThan(20);
                assertThat(receiver.attempts().size()).isGreaterThan(rowCount / 1000 - 1);
            }
        }
    }

    @EveryServer
    void shouldFollowADefinition(MySqlVersion version) throws SQLException {
        try (TestDatabase database = MySqlServers.shared(version).freshDatabase();
            Receiver receiver = Receiver.http()) {
            database.execute("CREATE TABLE a (id INT PRIMARY KEY, v INT)", "INSERT INTO a VALUES (1, 1)");
            try (RunningEngine engine = RunningEngine.launch(database, receiver, directory, 1)) {
                engine.awaitStreaming();
                database.execute("INSERT INTO a VALUES (2, 1)", "ALTER TABLE a ADD COLUMN w VARCHAR(5) FIRST",
                    "INSERT INTO a VALUES ('x', 3, 1)");
                database.execute("ALTER TABLE a DROP COLUMN v, CHANGE w y VARCHAR(9)", "UPDATE a SET y = 'new'");
                engine.awaitCaughtUp(database);
                assertThat(receiver.records().rows(database.name(), "a")).map(Object::toString).containsExactly(
                    "{\"y\":\"new\",\"id\":1}", "{\"y\":\"new\",\"id\":2}", "{\"y\":\"new\",\"id\":3}");
            }
        }
    }

    private static void assertSame(Receiver receiver, TestDatabase database, String... tables) throws SQLException {
        for (String table : tables) {
            assertThat(receiver.records().differences(database, table)).isEmpty();
        }
    }
}
