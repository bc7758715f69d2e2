package com.passkit.cdc.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

import com.passkit.cdc.it.harness.MySqlServers;
import com.passkit.cdc.it.harness.MySqlVersion;
import com.passkit.cdc.it.harness.RealServer;
import com.passkit.cdc.it.harness.TestDatabase;
import com.passkit.cdc.protocol.binlog.BinlogHandler;
import com.passkit.cdc.protocol.binlog.EventView;
import com.passkit.cdc.protocol.binlog.RowChangeView;
import com.passkit.cdc.protocol.binlog.TableDefinitions;
import com.passkit.cdc.protocol.binlog.event.EventType;
import com.passkit.cdc.protocol.client.BinlogDumpConfig;
import com.passkit.cdc.protocol.client.MySqlClient;
import com.passkit.cdc.protocol.client.MySqlClientConfig;
import com.passkit.cdc.protocol.client.MySqlConnection;
import com.passkit.cdc.protocol.position.BinlogPosition;
import com.passkit.cdc.protocol.row.Demand;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** A compressed transaction of a real server that is far larger than the memory of its reader. */
class CompressedTransactionIT {

    private static final int DOUBLINGS = 14;
    private static final int ROW_LENGTH = 12_800;
    private static final String PASSWORD_VARIABLE = "SOURCE_PASSWORD";
    private static final Duration HEARTBEAT = Duration.ofSeconds(10);
    private static final long TIMEOUT_MINUTES = 3;

    /** Dumps from a position to the end in a process of its own, and prints what came. */
    static final class Reader implements BinlogHandler {

        private long rowCount;
        private long payloadLength;

        public static void main(String[] args) throws Exception {
            Reader reader = new Reader();
            try (MySqlClient client = new MySqlClient(); MySqlConnection connection = client.connect(
                MySqlClientConfig.builder().host(args[0]).port(Integer.parseInt(args[1])).user(args[2])
                    .password(System.getenv(PASSWORD_VARIABLE)).build()).get()) {
                connection.dump(new BinlogDumpConfig(BinlogPosition.parse(args[3]), 4_000_002_001L, UUID.randomUUID(),
                    HEARTBEAT, TableDefinitions.NONE, true), reader).completion().get();
            }
            System.out.println(reader.rowCount + " rows out of " + reader.payloadLength + " bytes");
        }

        @Override
        public void onEvent(EventView event) {
            if (event.header().type() == EventType.TRANSACTION_PAYLOAD) {
                payloadLength = event.length();
            }
        }

        @Override
        public Demand onRow(EventView event, RowChangeView row) {
            rowCount++;
            return Demand.CONTINUE;
        }
    }

    @Test
    void shouldStreamThroughASmallHeap(@TempDir Path directory)
        throws SQLException, IOException, InterruptedException {
        RealServer server = MySqlServers.shared(MySqlVersion.V9);
        try (TestDatabase database = server.freshDatabase()) {
            database.execute("CREATE TABLE t (id INT PRIMARY KEY AUTO_INCREMENT, v TEXT)");
            BinlogPosition from = DumpSession.end(server);
            try (Connection session = database.connect(); Statement statement = session.createStatement()) {
                statement.execute("SET SESSION binlog_transaction_compression = ON");
                session.setAutoCommit(false);
                statement.execute("INSERT INTO t (v) VALUES (REPEAT('x', " + ROW_LENGTH + "))");
                for (int i = 0; i < DOUBLINGS; i++) {
                    statement.execute("INSERT INTO t (v) SELECT REPEAT(SHA2(id, 256), " + ROW_LENGTH / 64 + ") FROM t");
                }
                session.commit();
            }
            Path output = directory.resolve("output");

            ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx48m",
                "-XX:MaxDirectMemorySize=64m", "-cp", System.getProperty("java.class.path"), Reader.class.getName(),
                server.host(), String.valueOf(server.port()), server.user(), from.toString());
            builder.environment().put(PASSWORD_VARIABLE, server.password());
            Process reader = builder.redirectErrorStream(true).redirectOutput(output.toFile()).start();
            try {
                assertThat(reader.waitFor(TIMEOUT_MINUTES, TimeUnit.MINUTES)).as("it ends").isTrue();
            } finally {
                reader.destroyForcibly();
            }

            assertThat(Files.readString(output))
                .containsPattern("(?m)^" + (1 << DOUBLINGS) + " rows out of [1-9][0-9]+ bytes$");
            assertThat(reader.exitValue()).isZero();
        }
    }
}
