package com.passkit.cdc.it;

import java.sql.SQLException;
import java.util.List;

import com.passkit.cdc.it.harness.EveryServer;
import com.passkit.cdc.it.harness.MySqlServers;
import com.passkit.cdc.it.harness.MySqlVersion;
import com.passkit.cdc.it.harness.RealServer;
import com.passkit.cdc.it.harness.TestDatabase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The servers that all other scenarios stand on. */
class HarnessIT {

    @EveryServer
    void shouldLogFullRowsWithGtids(MySqlVersion version) throws SQLException {
        try (TestDatabase database = MySqlServers.shared(version).freshDatabase()) {
            assertThat(database.rows("SELECT @@log_bin, @@binlog_format, @@binlog_row_image"))
                .containsExactly(List.of("1", "ROW", "FULL"));
            assertThat(database.value(version.isMariaDb() ? "SELECT @@gtid_binlog_pos <> ''" : "SELECT @@gtid_mode"))
                .isEqualTo(version.isMariaDb() ? "1" : "ON");
            assertThat(database.value("SELECT @@version")).startsWith(database.server().version());
            assertThat(database.server().version()).startsWith(version.number());
        }
    }

    @EveryServer
    void shouldShareOneServerAndSeparateDatabases(MySqlVersion version) throws SQLException {
        RealServer server = MySqlServers.shared(version);

        assertThat(MySqlServers.shared(version)).isSameAs(server);
        try (TestDatabase one = server.freshDatabase(); TestDatabase other = server.freshDatabase()) {
            one.execute("CREATE TABLE t (id INT PRIMARY KEY)");
            assertThat(one.rows("SHOW TABLES")).hasSize(1);
            assertThat(other.rows("SHOW TABLES")).isEmpty();
        }
    }

    @EveryServer
    void shouldKeepCommittedRowsWhenRestartedAndWhenKilled(MySqlVersion version) throws SQLException {
        try (RealServer server = MySqlServers.fresh(version); TestDatabase database = server.freshDatabase()) {
            int port = server.port();
            database.execute("CREATE TABLE t (id INT PRIMARY KEY)", "INSERT INTO t VALUES (1)");

            server.restart();
            database.reconnect();
            database.execute("INSERT INTO t VALUES (2)");
            server.kill();
            assertThatThrownBy(server::connect).isInstanceOf(SQLException.class);
            server.start("--max-connections=17");
            database.reconnect();

            assertThat(server.port()).isEqualTo(port);
            assertThat(database.rows("SELECT id FROM t ORDER BY id")).containsExactly(List.of("1"), List.of("2"));
            assertThat(database.value("SELECT @@max_connections")).isEqualTo("17");
        }
    }
}
