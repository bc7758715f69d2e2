package com.passkit.cdc.it.harness;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;

/** An account of one test, dropped when closed. */
public final class TestAccount implements AutoCloseable {

    private final RealServer server;
    private final String name = "it_" + UUID.randomUUID().toString().replace("-", "").substring(0, 16);
    private final String password;

    /**
     * @param plugin   that the account authenticates with
     * @param password empty for none
     * @param demands  what follows, for instance {@code REQUIRE X509}
     */
    public TestAccount(RealServer server, String plugin, String password, String demands) throws SQLException {
        this.server = server;
        this.password = password;
        execute("CREATE USER '" + name + "'@'%' IDENTIFIED WITH " + plugin + " BY '" + password + "' " + demands);
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

    /** Runs a statement as the user with all privileges. */
    public void execute(String sql) throws SQLException {
        try (Connection admin = server.connect(); Statement statement = admin.createStatement()) {
            statement.execute(sql);
        }
    }

    @Override
    public void close() throws SQLException {
        execute("DROP USER '" + name + "'@'%'");
    }
}
