package com.passkit.cdc.it;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.UUID;

import com.passkit.cdc.it.harness.TestDatabase;

import org.awaitility.Awaitility;

/** One XA transaction in a session of its own. Threading: one thread at a time. */
final class XaSession implements AutoCloseable {

    private static final Duration DETACH_LIMIT = Duration.ofSeconds(60);

    private final TestDatabase database;
    private final String xid = "'" + UUID.randomUUID().toString().substring(0, 18) + "','b',7";
    private final Connection connection;

    /** Begins. */
    XaSession(TestDatabase database) throws SQLException {
        this.database = database;
        connection = database.connect();
    }

    /** @return the transaction, prepared */
    static XaSession prepared(TestDatabase database, String... statements) throws SQLException {
        XaSession session = new XaSession(database);
        session.begin(statements);
        session.run("XA PREPARE ");
        return session;
    }

    void begin(String... statements) throws SQLException {
        run("XA START ");
        execute(statements);
        run("XA END ");
    }

    void execute(String... statements) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    /** @param verb in front of the transaction's name */
    void run(String verb) throws SQLException {
        execute(verb + xid);
    }

    void commit() throws SQLException {
        run("XA COMMIT ");
    }

    void commitInOnePhase() throws SQLException {
        execute("XA COMMIT " + xid + " ONE PHASE");
    }

    void rollback() throws SQLException {
        run("XA ROLLBACK ");
    }

    /** Ends the session, which leaves a prepared transaction behind. */
    void leave() throws SQLException {
        connection.close();
    }

    /** Decides a transaction that was left behind, by another session. The server takes its time to notice the end. */
    void decideElsewhere(String verb) {
        Awaitility.await().atMost(DETACH_LIMIT).ignoreExceptionsInstanceOf(SQLException.class).until(() -> {
            database.execute(verb + ' ' + xid);
            return true;
        });
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
