package com.passkit.cdc.it.harness;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;

/** An account of one test, dropped when closed. */
public final class TestAccount implements AutoCloseable {

    private final RealServer server;
    private final String name = "it_" + UUID.randomUUID().toString().replace("-", "").substring(0, 13);
    private final String password;

    /**
     * @param plugin   that the account authenticates with
     * @param password empty for none
     * @param demands  what follows, for instance {@code REQUIRE X509}
     */
    public TestAccount(RealServer server, String plugin, String password, String demands) throws SQLException {
        this.server = server;
        this.password = password;
        create(plugin, demands);
    }

    /** Every family has its own words for a plugin. */
    private void create(String plugin, String demands) throws SQLException {
        String begin = "CREATE USER '" + name + "'@'%' ";
        if (server.release().isMariaDb()) {
            execute(begin + "IDENTIFIED VIA " + plugin + " USING PASSWORD('" + password + "') " + demands);
        } else if (server.release() != MySqlVersion.V5_6) {
            execute(begin + "IDENTIFIED WITH " + plugin + " BY '" + password + "' " + demands);
        } else if ("sha256_password".equals(plugin)) {
            execute(begin + "IDENTIFIED WITH sha256_password");
            execute("SET old_passwords = 2", "SET PASSWORD FOR '" + name + "'@'%' = PASSWORD('" + password + "')");
        } else {
            execute(begin + "IDENTIFIED BY '" + password + "'");
        }
    }

    public TestAccount(RealServer server, String plugin, String password) throws SQLException {
        this(server, plugin, password, "");
    }

    public RealServer server() {
        return server;
    }

    public String name() {
        return name;
    }

    public String password() {
        return password;
    }

    /** Runs statements in one session, as the user with all privileges. */
    public void execute(String... statements) throws SQLException {
        try (Connection admin = server.connect(); Statement statement = admin.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    @Override
    public void close() throws SQLException {
        execute("DROP USER '" + name + "'@'%'");
    }
}
