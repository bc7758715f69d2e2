package com.passkit.cdc.it.fire;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

import com.passkit.cdc.it.harness.TestDatabase;

import org.awaitility.Awaitility;

/**
 * The threads that write. Each transaction has a row in the audit table, so that one whose commit was not confirmed,
 * because the server died, is looked up there.
 * Threading: any thread.
 */
final class FireLoad implements AutoCloseable {

    private static final int ROLLBACK_ONE_IN = 8;
    private static final int WRONG_CLOCK_ONE_IN = 30;
    private static final long MAX_BEHIND = 2_500;
    private static final Duration MAX_PAUSE = Duration.ofSeconds(3);
    private static final Duration LIMIT = Duration.ofSeconds(180);

    private final TestDatabase database;
    private final CommittedLedger ledger;
    private final DeliveredLedger delivered;
    private final List<Thread> threads = new ArrayList<>();
    private final AtomicLong number = new AtomicLong();
    private final AtomicLong transaction = new AtomicLong();
    private final AtomicLong rollbacks = new AtomicLong();
    private final AtomicLong lookUps = new AtomicLong();
    private final AtomicLong definitions = new AtomicLong();
    private final AtomicLong xaTransactions = new AtomicLong();
    private final ReadWriteLock crashLock = new ReentrantReadWriteLock(true);
    private volatile boolean isStopped;
    private volatile Throwable failure;

    FireLoad(TestDatabase database, CommittedLedger ledger, DeliveredLedger delivered) {
        this.database = database;
        this.ledger = ledger;
        this.delivered = delivered;
    }

    CommittedLedger ledger() {
        return ledger;
    }

    /** @return a number larger than all before */
    long nextNumber() {
        return number.incrementAndGet();
    }

    long nextTransaction() {
        return transaction.incrementAndGet();
    }

    TestDatabase database() {
        return database;
    }

    /** A statement on many rows is under way: where it is long, what comes next waits until it is delivered. */
    void onBulk(int rowCount) {
        // Each row costs about what a transaction does.
        transaction.addAndGet(Math.min(rowCount / 4, MAX_BEHIND / 2));
    }

    /** Begins to write. */
    void start(String name, Writer writer, Random random) {
        start(name, () -> run(writer, random));
    }

    /** Begins to do something that ends by itself once {@link #isStopped()}. */
    void start(String name, FireTask task) {
        Thread thread = new Thread(() -> {
            try {
                task.run();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (Exception | Error e) {
                failure = e;
            }
        }, "fire-load-" + name);
        thread.setDaemon(true);
        threads.add(thread);
        thread.start();
    }

    /** @return held by what must not be interrupted by the end of the server */
    Lock noCrash() {
        return crashLock.readLock();
    }

    /** @return held by what ends the server */
    Lock crashes() {
        return crashLock.writeLock();
    }

    void onDefinition() {
        definitions.incrementAndGet();
    }

    /** @return statements that changed a table */
    long definitionCount() {
        return definitions.get();
    }

    void onXa() {
        xaTransactions.incrementAndGet();
    }

    /** @return XA transactions decided */
    long xaCount() {
        return xaTransactions.get();
    }

    boolean isStopped() {
        return isStopped;
    }

    long rollbackCount() {
        return rollbacks.get();
    }

    /** @return commits whose outcome had to be looked up */
    long lookUpCount() {
        return lookUps.get();
    }

    void failIfBroken() {
        if (failure != null) {
            throw new AssertionError("load: " + failure, failure);
        }
    }

    /** Ends the writers; every outcome is known then. */
    void finish() {
        isStopped = true;
        try {
            for (Thread thread : threads) {
                thread.join(LIMIT.toMillis());
                if (thread.isAlive()) {
                    throw new AssertionError(thread.getName() + " still runs after " + LIMIT);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        failIfBroken();
    }

    @Override
    public void close() {
        isStopped = true;
        threads.forEach(Thread::interrupt);
    }

    /** Waits a little; less at the end. */
    void idle(long pauseMs) {
        long deadline = System.nanoTime() + pauseMs * 1_000_000;
        while (!isStopped && System.nanoTime() < deadline) {
            LockSupport.parkNanos(5_000_000);
        }
    }

    /** Waits a little, and longer while much was written that is not delivered yet. */
    void pause(long pauseMs) throws InterruptedException {
        LockSupport.parkNanos(pauseMs * 1_000_000);
        long deadline = System.nanoTime() + MAX_PAUSE.toNanos();
        while (!isStopped && transaction.get() - delivered.lastTransaction() > MAX_BEHIND
            && System.nanoTime() < deadline) {
            LockSupport.parkNanos(5_000_000);
        }
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
    }

    /** @return a session; waits for the server */
    Connection connect() {
        return Awaitility.await().atMost(LIMIT).pollInSameThread().ignoreExceptionsInstanceOf(SQLException.class)
            .until(() -> {
                Connection connection = database.connect();
                connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
                return connection;
            }, connection -> true);
    }

    /** @return whether a transaction was committed, by the row that it wrote */
    boolean isAudited(Connection connection, long tx) throws SQLException {
        lookUps.incrementAndGet();
        try (Statement statement = connection.createStatement();
            ResultSet result = statement.executeQuery("SELECT COUNT(*) FROM audit WHERE tx = " + tx)) {
            result.next();
            return result.getInt(1) == 1;
        }
    }

    static void audit(Statement statement, long tx) throws SQLException {
        statement.executeUpdate("INSERT INTO audit VALUES (" + tx + ")");
    }

    static void closeQuietly(Connection connection) {
        try {
            if (connection != null) {
                connection.close();
            }
        } catch (SQLException e) {
            // It is gone already.
        }
    }

    private void run(Writer writer, Random random) throws Exception {
        Connection connection = null;
        try {
            while (!isStopped) {
                if (connection == null) {
                    connection = connect();
                }
                long tx = nextTransaction();
                try {
                    connection.setAutoCommit(false);
                    transact(connection, writer, random, tx);
                } catch (SQLException e) {
                    closeQuietly(connection);
                    connection = resolve(writer, tx);
                }
                pause(writer.pauseMs(random));
            }
        } finally {
            closeQuietly(connection);
        }
    }

    private void transact(Connection connection, Writer writer, Random random, long tx) throws SQLException {
        boolean isVoid = random.nextInt(ROLLBACK_ONE_IN) == 0;
        boolean isAuditedFirst = random.nextBoolean();
        try (Statement statement = connection.createStatement()) {
            if (random.nextInt(WRONG_CLOCK_ONE_IN) == 0) {
                // What the events of this session say of the time, from now on or until it is said again.
                statement.execute("SET timestamp = " + (1 + random.nextInt(2_000_000_000)));
            }
            if (isAuditedFirst) {
                audit(statement, tx);
            }
            writer.write(statement, random, tx, isVoid);
            if (!isAuditedFirst) {
                audit(statement, tx);
            }
        }
        if (isVoid) {
            connection.rollback();
            rollbacks.incrementAndGet();
            writer.onUndone();
        } else {
            connection.commit();
            writer.onCommitted(tx);
        }
    }

    private Connection resolve(Writer writer, long tx) {
        while (true) {
            Connection connection = connect();
            try {
                if (isAudited(connection, tx)) {
                    writer.onCommitted(tx);
                } else {
                    writer.onUndone();
                }
                return connection;
            } catch (SQLException e) {
                closeQuietly(connection);
            }
        }
    }
}
