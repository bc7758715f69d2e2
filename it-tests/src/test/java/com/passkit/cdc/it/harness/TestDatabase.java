package com.passkit.cdc.it.harness;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** A database of one test, with one session of the vendor's driver in it. Threading: one thread at a time. */
public final class TestDatabase implements AutoCloseable {

    private final RealServer server;
    private final String name;
    private Connection connection;

    TestDatabase(RealServer server, String name) throws SQLException {
        this.server = server;
        this.name = name;
        try (Connection admin = server.connect(); Statement statement = admin.createStatement()) {
            statement.execute("CREATE DATABASE " + name + " CHARACTER SET utf8mb4");
        }
        this.connection = server.connect(server.user(), server.password(), name);
    }

    public String name() {
        return name;
    }

    public RealServer server() {
        return server;
    }

    /** @return another session in this database, for a second thread; to be closed by the caller */
    public Connection connect() throws SQLException {
        return server.connect(server.user(), server.password(), name);
    }

    /** Opens the session anew, after the server was restarted. */
    public void reconnect() throws SQLException {
        connection.close();
        connection = connect();
    }

    /** Runs statements one after the other. */
    public void execute(String... statements) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    /** @return rows of a query, every value as the server prints it, null for NULL */
    public List<List<String>> rows(String sql) throws SQLException {
        try (Statement statement = connection.createStatement(); ResultSet result = statement.executeQuery(sql)) {
            int columnCount = result.getMetaData().getColumnCount();
            List<List<String>> rows = new ArrayList<>();
            while (result.next()) {
                List<String> row = new ArrayList<>(columnCount);
                for (int column = 1; column <= columnCount; column++) {
                    row.add(result.getString(column));
                }
                rows.add(row);
            }
            return rows;
        }
    }

    /** @return the only value of a query with one row and one column */
    public String value(String sql) throws SQLException {
        List<List<String>> rows = rows(sql);
        if (rows.size() != 1) {
            throw new IllegalStateException("rows of " + sql + ": " + rows.size() + " (expected: 1)");
        }
        return rows.get(0).get(0);
    }

    /** Leaves the database to a server that ends with the scenario, and may take no more writes by now. */
    public void leave() throws SQLException {
        connection.close();
    }

    @Override
    public void close() throws SQLException {
        try {
            execute("DROP DATABASE IF EXISTS " + name);
        } finally {
            connection.close();
        }
    }
}
