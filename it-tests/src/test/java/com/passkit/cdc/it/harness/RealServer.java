package com.passkit.cdc.it.harness;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import java.util.UUID;

/**
 * A running MySQL or MariaDB server. Its log_bin is on, binlog_format ROW, row image FULL, row metadata FULL where
 * there is such a thing, GTIDs on unless started otherwise.
 */
public interface RealServer extends AutoCloseable {

    String host();

    /** @return TCP port; stays the same over restarts */
    int port();

    /** @return user with all privileges */
    String user();

    String password();

    /** @return which of the versions under test it is */
    MySqlVersion release();

    /** @return {@code @@version}'s number, for instance 9.7.4 */
    String version();

    /** @return PEM of the authority that signed the server's certificate, made by MySQL from 8.0 on */
    Path ca();

    /** @return path of its Unix domain socket */
    Path socket();

    /** @return id of its process; changes with a restart */
    default long pid() {
        throw new UnsupportedOperationException("pid: in a container (expected: a process of this machine)");
    }

    /** @return what it wrote of itself since it was made */
    String errorLog();

    /** Ends it in order. */
    void stop();

    /** Ends it as a power cut would. */
    void kill();

    /** Starts it again on the same data and port, with further flags where wanted. */
    void start(String... moreFlags);

    default void restart(String... moreFlags) {
        stop();
        start(moreFlags);
    }

    @Override
    void close();

    /** @return a session of the vendor's driver, as the user with all privileges */
    default Connection connect() throws SQLException {
        return connect(user(), password(), "");
    }

    /** @return a session of the vendor's driver */
    default Connection connect(String user, String password, String database) throws SQLException {
        Properties settings = new Properties();
        settings.setProperty("user", user);
        settings.setProperty("password", password);
        settings.setProperty("allowPublicKeyRetrieval", "true");
        settings.setProperty("sslMode", "PREFERRED");
        settings.setProperty("rewriteBatchedStatements", "true");
        settings.setProperty("connectionTimeZone", "UTC");
        settings.setProperty("forceConnectionTimeZoneToSession", "true");
        return DriverManager.getConnection("jdbc:mysql://" + host() + ':' + port() + '/' + database, settings);
    }

    /** Runs statements in a session of their own, as the user with all privileges. */
    default void execute(String... statements) throws SQLException {
        try (Connection session = connect(); Statement statement = session.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    /** @return the first value of the first row of a query, in a session of its own */
    default String value(String sql) throws SQLException {
        try (Connection session = connect(); Statement statement = session.createStatement();
            ResultSet value = statement.executeQuery(sql)) {
            value.next();
            return value.getString(1);
        }
    }

    /** @return a new empty database, dropped when closed */
    default TestDatabase freshDatabase() throws SQLException {
        return new TestDatabase(this, "it_" + UUID.randomUUID().toString().replace("-", "").substring(0, 12));
    }
}
