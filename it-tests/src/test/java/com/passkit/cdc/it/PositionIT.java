package com.passkit.cdc.it;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;

import com.passkit.cdc.it.harness.CommandRun;
import com.passkit.cdc.it.harness.ConnectorProcess;
import com.passkit.cdc.it.harness.ConnectorYaml;
import com.passkit.cdc.it.harness.EveryServer;
import com.passkit.cdc.it.harness.MySqlServers;
import com.passkit.cdc.it.harness.MySqlVersion;
import com.passkit.cdc.it.harness.Receiver;
import com.passkit.cdc.it.harness.TestDatabase;

import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** A position that an operator sets is one that the server has, and at which a transaction begins. */
class PositionIT {

    @TempDir
    private Path directory;

    @EveryServer
    void shouldTakeOnlyWhatTheServerHas(MySqlVersion version) throws Exception {
        try (TestDatabase database = MySqlServers.shared(version).freshDatabase(); Receiver receiver = Receiver.http()) {
            database.execute("CREATE TABLE t (id INT PRIMARY KEY)", "FLUSH BINARY LOGS",
                "INSERT INTO t VALUES (1), (2)", "INSERT INTO t VALUES (3)", "FLUSH BINARY LOGS");
            Path yaml = ConnectorYaml.write(directory, database, receiver.endpoint());
            List<List<String>> logs = database.rows("SHOW BINARY LOGS");
            String file = logs.get(logs.size() - 2).get(0);
            String prefix = "file:" + file + ':';

            for (List<String> event : database.rows("SHOW BINLOG EVENTS IN '" + file + '\'')) {
                long begin = Long.parseLong(event.get(1));
                String type = event.get(2);
                CommandRun run = set(database, yaml, prefix + begin);
                boolean isWithin = type.matches("Table_map|Write_rows.*|Xid|Annotate_rows|Transaction_payload")
                    || type.equals("Query") && event.get(5).equals("COMMIT");
                assertThat(run.exitCode()).as("%s at %d: %s", type, begin, run.lastLine()).isEqualTo(isWithin ? 4 : 0);
                if (isWithin) {
                    assertThat(run.lastLine()).contains("expected: the start of a transaction", "SHOW BINLOG EVENTS");
                } else {
                    assertThat(run.lastLine()).contains(file + ':' + begin);
                }
                assertRefused(database, yaml, prefix + (begin + 7), "expected: the start of an event; there is none");
            }
            long length = Long.parseLong(logs.get(logs.size() - 2).get(1));
            assertThat(set(database, yaml, prefix + length).exitCode()).isZero();
            assertRefused(database, yaml, prefix + (length + 1), "expected: an offset up to " + length);
            assertRefused(database, yaml, "file:none.000001:4", "expected: one of the server's binary logs");
            assertThat(CommandRun.of(password(database), "position", "show", "-c", yaml.toString()).stdout())
                .as("what was refused changed nothing").contains(file, Long.toString(length));
        }
    }

    private static void assertRefused(TestDatabase database, Path yaml, String position, String expected)
        throws SQLException {
        CommandRun run = set(database, yaml, position);
        assertThat(run.lastLine()).as(position).startsWith("passkit-cdc: exit 4").contains(expected);
    }

    private static CommandRun set(TestDatabase database, Path yaml, String position) {
        return CommandRun.of(password(database), "position", "set", position, "-c", yaml.toString());
    }

    private static Map<String, String> password(TestDatabase database) {
        return Map.of(ConnectorProcess.PASSWORD_VARIABLE, database.server().password());
    }
}
