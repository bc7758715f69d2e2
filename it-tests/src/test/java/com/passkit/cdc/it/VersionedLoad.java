package com.passkit.cdc.it;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransactionRollbackException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import com.fasterxml.jackson.databind.JsonNode;
import com.passkit.cdc.it.harness.Receiver;
import com.passkit.cdc.it.harness.TestDatabase;

import org.awaitility.Awaitility;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Writers on five tables: one whose few rows change all the time, one that is long and has a key of several columns in a
 * collation that ignores case, one without a key, one that is emptied again and again, and one that stays empty. Every
 * change of a row with a key raises its version {@code v}, over deletes too, so that the order of its events can be read
 * from it.
 */
final class VersionedLoad implements AutoCloseable {

    static final List<String> TABLES = List.of("hot", "wide", "plain", "emptied", "none");
    static final int ROW_COUNT = 3000;

    private static final int WRITER_COUNT = 4;
    private static final int PERMITS = 8;
    private static final int PERMITS_MS = 40;
    private static final int HOT_COUNT = 60;
    private static final Duration PATIENCE = Duration.ofSeconds(120);

    private final AtomicBoolean isStopped = new AtomicBoolean();
    private final AtomicInteger commits = new AtomicInteger();
    private final AtomicLong version = new AtomicLong();
    private final List<CompletableFuture<Void>> writers = new ArrayList<>();
    private final Semaphore permits = new Semaphore(0);
    private final ScheduledExecutorService pace = Executors.newSingleThreadScheduledExecutor();

    /** Makes the tables and begins. */
    VersionedLoad(TestDatabase database) throws SQLException {
        createTables(database);
        // A connector that cannot keep up with the writers would never come to where a table is to be joined.
        pace.scheduleAtFixedRate(() -> permits.release(PERMITS), 0, PERMITS_MS, TimeUnit.MILLISECONDS);
        for (int n = 0; n < WRITER_COUNT; n++) {
            int writer = n;
            writers.add(CompletableFuture.runAsync(() -> write(database, writer)));
        }
    }

    private static void createTables(TestDatabase database) throws SQLException {
        database.execute(
            "CREATE TABLE hot (id INT PRIMARY KEY, v BIGINT NOT NULL)",
            "CREATE TABLE wide (a VARCHAR(20) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci, d DECIMAL(6,2),"
                + " f FLOAT, v BIGINT NOT NULL, t VARCHAR(100), PRIMARY KEY (a, d, f), KEY (d))",
            "CREATE TABLE plain (v BIGINT, t VARCHAR(20), KEY (v))",
            "CREATE TABLE emptied (id INT PRIMARY KEY, v BIGINT NOT NULL)", "CREATE TABLE none (v BIGINT)");
        List<String> hot = new ArrayList<>();
        List<String> wide = new ArrayList<>();
        List<String> plain = new ArrayList<>();
        for (int id = 0; id < ROW_COUNT; id++) {
            if (id < HOT_COUNT) {
                hot.add("(" + id + ", 0)");
            }
            wide.add("('" + (id % 2 == 0 ? "Kö" : "kA") + id % 97 + "', " + id / 100.0 + ", " + id + " / 7, 0, 'x')");
            plain.add("(" + id + ", 'p" + id % 10 + "')");
        }
        database.execute("INSERT INTO hot VALUES " + String.join(", ", hot),
            "INSERT INTO wide VALUES " + String.join(", ", wide),
            "INSERT INTO plain VALUES " + String.join(", ", plain));
    }

    /** Returns when this many further transactions are committed. */
    void awaitMore(int count) {
        int goal = commits.get() + count;
        Awaitility.await().atMost(PATIENCE).until(() -> commits.get() >= goal
            || writers.stream().anyMatch(CompletableFuture::isCompletedExceptionally));
    }

    /** Ends the writers; fails when one of them did. */
    void finish() {
        isStopped.set(true);
        writers.forEach(CompletableFuture::join);
        pace.shutdownNow();
    }

    @Override
    public void close() {
        isStopped.set(true);
        permits.release(WRITER_COUNT);
        pace.shutdownNow();
    }

    /** Each writer has keys of its own, so that the versions of a key rise in the order of its commits. */
    private void write(TestDatabase database, int writer) {
        Random random = new Random(writer);
        try (Connection connection = database.connect(); Statement statement = connection.createStatement()) {
            while (!isStopped.get()) {
                try {
                    permits.acquire();
                    change(statement, random, writer);
                    commits.incrementAndGet();
                } catch (SQLTransactionRollbackException e) {
                    // A deadlock: nothing happened.
                }
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void change(Statement statement, Random random, int writer) throws SQLException {
        long v = version.incrementAndGet();
        int id = random.nextInt(HOT_COUNT / WRITER_COUNT) * WRITER_COUNT + writer;
        int other = random.nextInt(HOT_COUNT / WRITER_COUNT) * WRITER_COUNT + writer;
        int row = random.nextInt(ROW_COUNT / WRITER_COUNT) * WRITER_COUNT + writer;
        switch (random.nextInt(40)) {
            case 0, 1, 2 -> statement.execute("DELETE FROM hot WHERE id = " + id);
            case 3, 4, 8, 9, 10 -> statement.execute("INSERT IGNORE INTO hot VALUES (" + id + ", " + v + ")");
            case 5 -> statement.execute("UPDATE IGNORE hot SET id = " + other + ", v = " + v + " WHERE id = " + id);
            case 6 -> statement.execute("UPDATE wide SET v = " + v + ", a = "
                + (random.nextBoolean() ? "UPPER" : "LOWER") + "(a) WHERE d = " + row / 100.0);
            case 7 -> statement.execute("DELETE FROM wide WHERE d = " + row / 100.0);
            case 11, 12, 13, 14, 15 -> statement.execute("UPDATE wide SET v = " + v + " WHERE d = " + row / 100.0);
            case 16, 17, 18 -> statement.execute("UPDATE plain SET t = 'q" + v % 10 + "' WHERE v = " + row);
            case 19, 20, 21 -> statement.execute("REPLACE INTO emptied VALUES (" + row + ", " + v + ")");
            case 22 -> {
                if (writer == 0 && random.nextInt(4) == 0) {
                    statement.execute("TRUNCATE TABLE emptied");
                }
            }
            default -> statement.execute("UPDATE hot SET v = " + v + " WHERE id = " + id);
        }
    }

    /** The receiver has what the tables hold, and was never given anything older than before for a key. */
    static void assertDelivered(TestDatabase database, Receiver receiver) throws SQLException {
        for (String table : TABLES) {
            assertThat(receiver.records().differences(database, table)).as(table).isEmpty();
        }
        assertMonotonic(receiver.events());
    }

    /** What is delivered of a key is never older than what was delivered of it before, repeats aside. */
    static void assertMonotonic(List<JsonNode> events) {
        Map<String, Long> newest = new HashMap<>();
        Set<String> seen = new HashSet<>();
        for (JsonNode event : events) {
            String table = event.at("/source/table").asText();
            if ((table.equals("hot") || table.equals("wide")) && seen.add(event.get("id").asText())) {
                requireNotOlder(event, "before", table, newest);
                requireNotOlder(event, "after", table, newest);
            }
        }
    }

    private static void requireNotOlder(JsonNode event, String image, String table, Map<String, Long> newest) {
        JsonNode row = event.get(image);
        if (row.isNull()) {
            return;
        }
        String key = table + (table.equals("hot") ? row.get("id").toString()
            : row.get("a").toString().toLowerCase(Locale.ROOT) + row.get("d") + row.get("f"));
        long v = row.get("v").asLong();
        Long last = newest.put(key, v);
        assertThat(v).as("%s behind version %s", event, last).isGreaterThanOrEqualTo(last == null ? 0 : last);
    }
}
