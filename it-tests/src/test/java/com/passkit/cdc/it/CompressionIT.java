package com.passkit.cdc.it;

import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import com.passkit.cdc.it.harness.ConnectorProcess;
import com.passkit.cdc.it.harness.ConnectorYaml;
import com.passkit.cdc.it.harness.EveryServer;
import com.passkit.cdc.it.harness.MySqlServers;
import com.passkit.cdc.it.harness.MySqlVersion;
import com.passkit.cdc.it.harness.RealServer;
import com.passkit.cdc.it.harness.Receiver;
import com.passkit.cdc.it.harness.TestDatabase;
import com.passkit.cdc.protocol.binlog.BinlogHandler;
import com.passkit.cdc.protocol.binlog.EventView;
import com.passkit.cdc.protocol.binlog.RowChangeView;
import com.passkit.cdc.protocol.binlog.TableDefinitions;
import com.passkit.cdc.protocol.client.BinlogDumpConfig;
import com.passkit.cdc.protocol.client.Compression;
import com.passkit.cdc.protocol.client.MySqlClient;
import com.passkit.cdc.protocol.client.MySqlClientConfig;
import com.passkit.cdc.protocol.client.MySqlConnection;
import com.passkit.cdc.protocol.client.ResultHandler;
import com.passkit.cdc.protocol.client.ResultRow;
import com.passkit.cdc.protocol.client.TlsConfig;
import com.passkit.cdc.protocol.error.MySqlException;
import com.passkit.cdc.protocol.error.Recovery;
import com.passkit.cdc.protocol.position.BinlogPosition;
import com.passkit.cdc.protocol.row.Demand;
import com.passkit.cdc.protocol.row.TableDescriptor;
import com.passkit.cdc.protocol.testing.RowText;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static com.passkit.cdc.it.SnapshotSession.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** The compressed protocol on real servers: queries, prepared statements and dumps, and whole runs. */
class CompressionIT {

    private static final long SERVER_ID = 4_000_000_021L;
    private static final Duration LIMIT = Duration.ofSeconds(120);
    private static final int ROW_COUNT = 200;
    private static final int LARGE_LENGTH = 21_000_000;

    @TempDir
    private Path directory;

    @EveryServer
    void shouldReadTheSameThroughZlib(MySqlVersion version) throws SQLException {
        assertSameThrough(Compression.ZLIB, version);
    }

    @Test
    void shouldReadTheSameThroughZstd() throws SQLException {
        assertSameThrough(Compression.ZSTD, MySqlVersion.V9);
    }

    @Test
    void shouldRefuseAServerThatHasNotTheAlgorithm() {
        RealServer old = DumpSession.server(MySqlVersion.V8_0); // 8.0.15; zstd came with 8.0.18
        assertThatThrownBy(() -> connect(new MySqlClient(), old, Compression.ZSTD, TlsConfig.PREFERRED))
            .isInstanceOfSatisfying(MySqlException.class, e -> {
                assertThat(e).hasMessageContainingAll(
                    "compression: zstd (expected: zlib, which is what 127.0.0.1:" + old.port() + " offers)",
                    "protocol_compression_algorithms");
                assertThat(e.recovery()).isEqualTo(Recovery.STOP);
            });
    }

    @Test
    void shouldDeliverThroughZlibAndZstd() throws SQLException {
        for (Compression compression : List.of(Compression.ZLIB, Compression.ZSTD)) {
            String name = compression.name().toLowerCase(Locale.ROOT);
            Path home = directory.resolve(name);
            assertThat(home.toFile().mkdir()).isTrue();
            try (TestDatabase database = MySqlServers.shared(MySqlVersion.V9).freshDatabase();
                Receiver receiver = Receiver.http()) {
                database.execute("CREATE TABLE t (id INT PRIMARY KEY AUTO_INCREMENT, v MEDIUMTEXT)");
                insert(database, 500);
                Path yaml = ConnectorYaml.write(home, database, receiver.endpoint());
                ConnectorYaml.set(yaml, "source", "compression: " + name, "heartbeat: 300ms");
                try (ConnectorProcess connector = ConnectorProcess.start(database, yaml, "run")) {
                    await().atMost(LIMIT).until(() -> receiver.eventCount() == 500);
                    await().atMost(LIMIT).until(() -> !dumpThreads(database).isEmpty());
                    assertThat(dumpThreads(database)).containsExactly(List.of("ON", name));
                    database.execute("UPDATE t SET v = CONCAT(v, '!') WHERE id % 2 = 0", "DELETE FROM t WHERE id > 400",
                        "INSERT INTO t (v) VALUES (REPEAT('last', 400))");
                    await().atMost(LIMIT).until(() -> receiver.records().differences(database, "t").isEmpty());
                    connector.terminate();
                    assertThat(connector.awaitExit(LIMIT)).isZero();
                }
            }
        }
    }

    private static List<List<String>> dumpThreads(TestDatabase database) throws SQLException {
        return database.rows("""
            SELECT status.VARIABLE_VALUE, algorithm.VARIABLE_VALUE FROM performance_schema.threads thread
            JOIN performance_schema.status_by_thread status
              ON status.THREAD_ID = thread.THREAD_ID AND status.VARIABLE_NAME = 'Compression'
            JOIN performance_schema.status_by_thread algorithm
              ON algorithm.THREAD_ID = thread.THREAD_ID AND algorithm.VARIABLE_NAME = 'Compression_algorithm'
            WHERE thread.PROCESSLIST_COMMAND LIKE 'Binlog Dump%'""");
    }

    /** Packets of a few bytes, and a row of more than 16 MiB in several packets. */
    private static void assertSameThrough(Compression compression, MySqlVersion version) throws SQLException {
        RealServer server = DumpSession.server(version);
        try (TestDatabase database = server.freshDatabase(); MySqlClient client = new MySqlClient()) {
            database.execute("CREATE TABLE t (id INT PRIMARY KEY AUTO_INCREMENT, v VARCHAR(2000))",
                "CREATE TABLE large (v LONGTEXT)");
            BinlogPosition start = DumpSession.end(server);
            insert(database, 1);
            insert(database, ROW_COUNT);
            database.execute("INSERT INTO large VALUES (REPEAT('abcdefg', 3000000))",
                "UPDATE t SET v = NULL WHERE id % 3 = 0");
            Content plain = read(client, database, start, Compression.NONE, TlsConfig.DISABLED);
            assertThat(plain.text).hasSize(ROW_COUNT + 1);
            assertThat(plain.dumped).hasSize(ROW_COUNT + 1 + (ROW_COUNT + 1) / 3 + 1)
                .contains("1 row of " + LARGE_LENGTH + " bytes");

            assertThat(read(client, database, start, compression, TlsConfig.DISABLED)).isEqualTo(plain);
            if (version.isMySqlFrom(MySqlVersion.V8_0)) {
                assertThat(read(client, database, start, compression, TlsConfig.PREFERRED)).isEqualTo(plain);
            }
        }
    }

    private static void insert(TestDatabase database, int count) throws SQLException {
        database.execute("INSERT INTO t (v) VALUES " + IntStream.range(0, count)
            .mapToObj(row -> "(REPEAT('" + Integer.toString(row * 7919, 36) + "', 20))")
            .collect(Collectors.joining(",")));
    }

    private static MySqlConnection connect(MySqlClient client, RealServer server, Compression compression,
        TlsConfig tls) {
        return await(client.connect(MySqlClientConfig.builder().host(server.host()).port(server.port())
            .user(server.user()).password(server.password()).tls(tls).allowPublicKeyRetrieval(true)
            .compression(compression).build()));
    }

    private static Content read(MySqlClient client, TestDatabase database, BinlogPosition start,
        Compression compression, TlsConfig tls) {
        Content content = new Content(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        try (MySqlConnection connection = connect(client, database.server(), compression, tls);
            MySqlConnection dumping = connect(client, database.server(), compression, tls)) {
            assertThat(status(connection, "Compression")).isEqualTo(compression == Compression.NONE ? "OFF" : "ON");
            if (compression == Compression.ZSTD) {
                assertThat(status(connection, "Compression_algorithm")).isEqualTo("zstd");
                assertThat(status(connection, "Compression_level")).isEqualTo("3");
            }
            String sql = "SELECT id, v FROM " + database.name() + ".t ORDER BY id";
            await(connection.query(sql, collect(content.text)).completion());
            await(connection.queryPrepared(sql, collect(content.binary)).completion());
            assertThat(await(connection.fetch("SELECT v FROM " + database.name() + ".large")).get(0).get(0)
                .equals("abcdefg".repeat(LARGE_LENGTH / 7))).as("text of several packets").isTrue();
            assertThat(await(connection.fetch("SELECT LENGTH('" + "x".repeat(100_000) + "')")).get(0).get(0))
                .isEqualTo("100000");
            await(connection.ping());
            await(dumping.dump(new BinlogDumpConfig(start, SERVER_ID, UUID.randomUUID(), Duration.ofSeconds(1),
                TableDefinitions.NONE, true), new Recorder(database.name(), content.dumped)).completion());
        }
        return content;
    }

    private static String status(MySqlConnection connection, String name) {
        List<ResultRow> rows = await(connection.fetch("SHOW SESSION STATUS LIKE '" + name + "'"));
        return rows.get(0).get(1);
    }

    private static ResultHandler collect(List<String> rows) {
        RowText text = new RowText();
        return row -> {
            rows.add(text.of(row));
            return Demand.CONTINUE;
        };
    }

    /** What came over one kind of connection. */
    private record Content(List<String> text, List<String> binary, List<String> dumped) {
    }

    /** Records rows of table t by their text, those of others by their length: the decoder verifies their checksum. */
    private record Recorder(String database, List<String> rows, RowText text) implements BinlogHandler {

        Recorder(String database, List<String> rows) {
            this(database, rows, new RowText());
        }

        @Override
        public boolean onTableMap(EventView event, TableDescriptor table) {
            return table.database().equals(database) && table.name().equals("t");
        }

        @Override
        public Demand onRow(EventView event, RowChangeView row) {
            rows.add(row.kind() + ": " + text.of(row.after()));
            return Demand.CONTINUE;
        }

        @Override
        public void onRowsSkipped(EventView event, int rowCount) {
            if (event.header().eventLength() > LARGE_LENGTH) {
                rows.add(rowCount + " row of " + LARGE_LENGTH + " bytes");
            }
        }
    }
}
