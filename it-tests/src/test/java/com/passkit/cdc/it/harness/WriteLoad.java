package com.passkit.cdc.it.harness;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;

import org.awaitility.Awaitility;

/**
 * Transactions written by threads of its own: one to three changes each, one in eight rolled back. Where nothing else is
 * said they are on the tables {@code account} and {@code entry}. Every change carries a number in {@code v} that grows in the order of the commits of its
 * key. Rows of transactions that are rolled back carry {@link #NEVER}.
 * Threading: any thread.
 */
public final class WriteLoad implements AutoCloseable {

    /** Text that no committed row has. */
    public static final String NEVER = "never committed";

    private static final int KEY_COUNT = 4_000;
    private static final int ROLLBACK_ONE_IN = 8;
    private static final Duration LIMIT = Duration.ofSeconds(120);

    /** One change of a row. */
    @FunctionalInterface
    public interface Change {

        /**
         * @param statement of the session
         * @param random    decides what is written
         * @param writer    index of the thread; it writes keys of its own
         * @param v         number to write, larger than all before
         * @param note      text to write
         */
        void write(Statement statement, Random random, int writer, long v, String note) throws SQLException;
    }

    private final TestDatabase database;
    private final Change change;
    private final AtomicLong number = new AtomicLong();
    private final Semaphore permits = new Semaphore(0);
    private final Thread[] threads;
    private final AtomicLong committed = new AtomicLong();
    private volatile boolean isStopped;
    private volatile Throwable failure;

    /**
     * @param seed        decides what is written, for each thread
     * @param threadCount each writes keys of its own
     */
    public WriteLoad(TestDatabase database, long seed, int threadCount) {
        this(database, seed, threadCount, (statement, random, writer, v, note) ->
            changeAccount(statement, random, random.nextInt(KEY_COUNT / threadCount) * threadCount + writer, v, note));
    }

    /** @param change writes */
    public WriteLoad(TestDatabase database, long seed, int threadCount, Change change) {
        this.database = database;
        this.change = change;
        this.threads = new Thread[threadCount];
        for (int i = 0; i < threadCount; i++) {
            int index = i;
            threads[i] = new Thread(() -> run(new Random(seed + index), index), "it-load-" + i);
            threads[i].setDaemon(true);
            threads[i].start();
        }
    }

    /** Makes the tables, with rows in them. */
    public static void createTables(TestDatabase database, int rowCount) throws SQLException {
        database.execute(
            "CREATE TABLE account (id INT PRIMARY KEY, v BIGINT NOT NULL, note VARCHAR(200) NOT NULL)",
            "CREATE TABLE entry (id BIGINT PRIMARY KEY, v BIGINT NOT NULL, note VARCHAR(200) NOT NULL)");
        try (Connection connection = database.connect();
            PreparedStatement insert = connection.prepareStatement("INSERT INTO account VALUES (?, 0, ?)")) {
            connection.setAutoCommit(false);
            for (int id = 0; id < rowCount; id++) {
                insert.setInt(1, id);
                insert.setString(2, "before the snapshot " + id);
                insert.addBatch();
            }
            insert.executeBatch();
            connection.commit();
        }
    }

    /** Lets this many more transactions be tried. */
    public void allow(int transactionCount) {
        permits.release(transactionCount);
    }

    /** Lets so many more transactions be tried, unless some are still to come. */
    public void keepBusy(int transactionCount) {
        if (permits.availablePermits() == 0) {
            permits.release(transactionCount);
        }
    }

    /** @return transactions whose commit was confirmed */
    public long committedCount() {
        return committed.get();
    }

    /** Waits until all that was allowed was written, and ends. */
    public void finish() {
        Awaitility.await().atMost(LIMIT).until(() -> failure != null || permits.availablePermits() == 0);
        close();
    }

    @Override
    public void close() {
        isStopped = true;
        permits.release(threads.length);
        try {
            for (Thread thread : threads) {
                thread.join(LIMIT.toMillis());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (failure != null) {
            throw new AssertionError("write load: " + failure, failure);
        }
    }

    private void run(Random random, int index) {
        Connection connection = null;
        try {
            while (true) {
                permits.acquire();
                if (isStopped) {
                    break;
                }
                try {
                    if (connection == null) {
                        connection = database.connect();
                        connection.setAutoCommit(false);
                    }
                    transaction(connection, random, index);
                } catch (SQLException e) {
                    // The server is down: what was not committed is lost, and the next transaction waits for it.
                    closeQuietly(connection);
                    connection = null;
                    awaitServer();
                }
            }
        } catch (InterruptedException | RuntimeException e) {
            failure = e;
        } finally {
            closeQuietly(connection);
        }
    }

    private void transaction(Connection connection, Random random, int index) throws SQLException {
        boolean isRolledBack = random.nextInt(ROLLBACK_ONE_IN) == 0;
        int changeCount = 1 + random.nextInt(3);
        try (Statement statement = connection.createStatement()) {
            for (int i = 0; i < changeCount; i++) {
                long v = number.incrementAndGet();
                change.write(statement, random, index, v, isRolledBack ? NEVER : "note " + v);
            }
            if (isRolledBack) {
                connection.rollback();
            } else {
                connection.commit();
                committed.incrementAndGet();
            }
        }
    }

    private static void changeAccount(Statement statement, Random random, int id, long v, String note)
        throws SQLException {
        switch (random.nextInt(5)) {
            case 0 -> statement.execute("DELETE FROM account WHERE id = " + id);
            case 1 -> statement.execute("REPLACE INTO account VALUES (" + id + ", " + v + ", '" + note + "')");
            case 2, 3 -> statement.execute("INSERT INTO account VALUES (" + id + ", " + v + ", '" + note
                + "') ON DUPLICATE KEY UPDATE v = " + v + ", note = '" + note + "'");
            default -> statement.execute("INSERT INTO entry VALUES (" + v + ", " + v + ", '" + note + "')");
        }
    }

    private void awaitServer() {
        Awaitility.await().atMost(LIMIT).ignoreExceptions().until(() -> {
            if (isStopped) {
                return true;
            }
            try (Connection probe = database.connect()) {
                return probe.isValid(1);
            }
        });
    }

    private static void closeQuietly(Connection connection) {
        if (connection != null) {
            try {
                connection.close();
            } catch (SQLException e) {
                // It is gone already.
            }
        }
    }
}
