package com.passkit.cdc.it;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import com.passkit.cdc.it.harness.MySqlServers;
import com.passkit.cdc.it.harness.MySqlVersion;
import com.passkit.cdc.it.harness.RealServer;
import com.passkit.cdc.it.harness.Receiver;
import com.passkit.cdc.it.harness.RunningEngine;
import com.passkit.cdc.it.harness.TestDatabase;
import com.passkit.cdc.protocol.position.GtidKind;
import com.passkit.cdc.protocol.position.MariaDbGtidSet;
import com.passkit.cdc.runtime.checkpoint.Checkpoint;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** What MariaDB does in its own way: positions, transactions, definitions, statements and compression in its log. */
class MariaDbIT {

    private static final MySqlVersion VERSION = MySqlVersion.MARIADB_10_11;

    @TempDir
    private Path directory;

    @Test
    void shouldGoOnByGtidsOfSeveralDomainsOverFilesAndRestarts() throws SQLException {
        try (RealServer server = MySqlServers.fresh(VERSION); TestDatabase database = server.freshDatabase();
            Receiver receiver = Receiver.http()) {
            database.execute("CREATE TABLE t (id INT PRIMARY KEY, v INT)", "INSERT INTO t VALUES (1, 1)");
            Checkpoint first = run(database, receiver, "SET gtid_domain_id = 5", "INSERT INTO t VALUES (2, 1)");
            assertComplete(first, database);
            assertThat(last(receiver).get("source").get("gtid").asText()).isEqualTo("5-" + server.port() + "-1");
            assertThat(last(receiver).get("id").asText()).isEqualTo("5-" + server.port() + "-1/0");

            // Nobody reads while the domains go on in turn, files end and the server dies.
            database.execute("SET gtid_domain_id = 0", "UPDATE t SET v = 2", "FLUSH BINARY LOGS",
                "SET gtid_domain_id = 5", "INSERT INTO t VALUES (3, 1), (4, 1)", "SET gtid_domain_id = 7",
                "DELETE FROM t WHERE id = 1", "FLUSH BINARY LOGS");
            server.kill();
            server.start();
            database.reconnect();
            Checkpoint second = run(database, receiver, "INSERT INTO t VALUES (5, 1)");

            assertComplete(second, database);
            assertThat(MariaDbGtidSet.parse(second.gtids()).gtids()).hasSize(3);
            assertThat(receiver.records().differences(database, "t")).isEmpty();
            assertThat(receiver.records().repeatCount()).isZero();
        }
    }

    private Checkpoint run(TestDatabase database, Receiver receiver, String... statements) throws SQLException {
        try (RunningEngine engine = RunningEngine.launch(database, receiver, directory, 1)) {
            engine.awaitStreaming();
            database.execute(statements);
            return engine.awaitCaughtUp(database);
        }
    }

    private static void assertComplete(Checkpoint checkpoint, TestDatabase database) throws SQLException {
        assertThat(checkpoint.gtidKind()).isEqualTo(GtidKind.MARIADB);
        assertThat(MariaDbGtidSet.parse(checkpoint.gtids()))
            .isEqualTo(MariaDbGtidSet.parse(database.value("SELECT @@GLOBAL.gtid_binlog_pos")));
    }

    private static JsonNode last(Receiver receiver) {
        List<JsonNode> events = receiver.events();
        return events.get(events.size() - 1);
    }
}
