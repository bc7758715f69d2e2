package com.passkit.cdc.it;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import com.passkit.cdc.it.harness.EveryServer;
import com.passkit.cdc.it.harness.MySqlServers;
import com.passkit.cdc.it.harness.MySqlVersion;
import com.passkit.cdc.it.harness.RealServer;
import com.passkit.cdc.it.harness.TestDatabase;
import com.passkit.cdc.snapshot.SnapshotConfig;
import com.passkit.cdc.snapshot.Snapshotter;
import com.passkit.cdc.snapshot.catalog.TableFilter;

import static com.passkit.cdc.it.SnapshotSession.await;
import static org.assertj.core.api.Assertions.assertThat;

/** The pieces of a table, read over several connections, are the table: every row once, whatever its key is. */
class ChunkIT {

    private static final int CHUNK_ROWS = 4;

    /** Keys of one column: its type, and values in any order, boundary values among them. */
    private static Map<String, List<String>> keys(MySqlVersion version) {
        Map<String, List<String>> keys = new TreeMap<>();
        keys.put("TINYINT", numbers("-128", "127", "0", "-1", "1", "5", "6", "7", "8", "9"));
        keys.put("BIGINT", numbers("-9223372036854775808", "9223372036854775807", "0", "-1", "9007199254740993",
            "9007199254740992", "9007199254740994", "3", "4"));
        keys.put("BIGINT UNSIGNED", numbers("0", "18446744073709551615", "18446744073709551614",
            "9223372036854775808", "9223372036854775807", "1", "2", "3", "4"));
        keys.put("INT(6) ZEROFILL", numbers("0", "42", "7", "999999", "8", "9", "10"));
        keys.put("DECIMAL(65,30)", numbers("-99999999999999999999999999999999999.999999999999999999999999999999",
            "99999999999999999999999999999999999.999999999999999999999999999999", "0",
            "0.000000000000000000000000000001", "-0.000000000000000000000000000001", "1.5", "1.25", "2"));
        keys.put("FLOAT", numbers("16777218", "16777216", "0.1", "0.2", "-0.1", "3.4028235e38", "1e-37", "0", "7"));
        keys.put("DOUBLE", numbers("0.1", "0.30000000000000004", "0.3", "1.7976931348623157e308", "-1.5e-300", "0",
            "5", "6", "7"));
        keys.put("BIT(64)", numbers("0", "18446744073709551615", "9007199254740993", "9007199254740992", "1", "2",
            "3", "9223372036854775808"));
        keys.put("YEAR", numbers("0", "1901", "2155", "2000", "1970", "2001"));
        keys.put("DATE", texts("0000-00-00", "1000-01-01", "9999-12-31", "2024-00-15", "2024-02-29", "2024-02-28"));
        keys.put("DATETIME(6)", texts("0000-00-00 00:00:00", "9999-12-31 23:59:59.999999", "2024-01-01 00:00:00.000001",
            "2024-01-01 00:00:00.000002", "2024-01-01 00:00:00", "2023-12-31 23:59:59.999999"));
        keys.put("TIMESTAMP(3)", texts("0000-00-00 00:00:00", "1970-01-01 00:00:01.000", "2038-01-19 03:14:07.999",
            "2026-03-29 01:30:00.001", "2026-03-29 01:30:00.002", "2026-10-25 02:30:00", "2026-10-25 01:30:00"));
        keys.put("TIME(6)", texts("-838:59:59", "838:59:59", "00:00:00", "-00:00:00.000001", "00:00:00.000001",
            "100:00:00", "23:59:59.999999"));
        keys.put("ENUM('z','b','a','it''s','ä') CHARACTER SET latin1", texts("a", "b", "z", "it''s", "ä"));
        keys.put("SET('z','b','a','it''s')", texts("", "z", "b", "z,b", "a", "z,a", "it''s", "z,b,a,it''s"));
        keys.put("VARCHAR(40) CHARACTER SET latin1 COLLATE latin1_german2_ci",
            texts("Ärger", "Arger", "Zebra", "a", "b", "", "ß", "st", "O''Brien", "back\\\\slash"));
        keys.put("VARCHAR(40) CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci",
            texts("Ä", "b", "B2", "日本", "🎫", "", "a'' OR 1=1", "Z"));
        keys.put("VARCHAR(40) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin", texts("a", "A", "b", "B", "ä", "🎫", "Z"));
        keys.put("CHAR(10) CHARACTER SET utf16 COLLATE utf16_general_ci", texts("a", "b", "ö", "🎫", "日", "x y"));
        keys.put("CHAR(10) CHARACTER SET gbk", texts("a", "中", "文", "b", "c", "囧"));
        keys.put("CHAR(10) CHARACTER SET ucs2", texts("a", "b", "ö", "日", "x", "z"));
        keys.put("BINARY(4)", numbers("X'00000000'", "X'FFFFFFFF'", "X'61'", "X'610000FF'", "X'80'", "X'7F'"));
        keys.put("VARBINARY(10)", numbers("X''", "X'00'", "X'0000'", "X'FF'", "X'6100'", "X'61'", "X'27'", "X'5C'"));
        if (version.isMySqlFrom(MySqlVersion.V8_0)) {
            keys.put("VARCHAR(40) CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_ai_ci",
                texts("a", "a ", "b", "c", "d", "ä2", "🎫", "🎟"));
            keys.put("CHAR(9) CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_as_cs", texts("a", "A", "b", "B", "ä", "Ä"));
        }
        if (version.isMariaDb()) {
            keys.put("INET6", texts("::", "::1", "ff::", "fe80::1", "::1.2.3.4", "2001:db8::1"));
            keys.put("UUID", texts("00000000-0000-0000-0000-000000000001", "ffffffff-ffff-4fff-bfff-ffffffffffff",
                "11111111-2222-1333-8444-555555555555", "22222222-2222-1333-8444-555555555555",
                "123e4567-e89b-12d3-a456-426655440000", "123e4567-e89b-42d3-a456-426655440000"));
        }
        return keys;
    }

    @EveryServer
    void shouldReadEveryRowOnceWhateverTheTypeOfItsKey(MySqlVersion version) throws SQLException {
        try (TestDatabase database = MySqlServers.shared(version).freshDatabase()) {
            database.execute("SET SESSION sql_mode = '', time_zone = '+00:00'");
            int n = 0;
            for (Map.Entry<String, List<String>> key : keys(version).entrySet()) {
                String table = String.format("t%02d", n++);
                database.execute("CREATE TABLE " + table + " (v INT NOT NULL, k " + key.getKey() + " NOT NULL"
                    + (key.getKey().startsWith("TIMESTAMP") ? " DEFAULT '2000-01-01'" : "") + ", PRIMARY KEY (k))");
                insert(database, table, key.getValue());
            }

            assertWhole(database, CHUNK_ROWS);
            assertWhole(database, 1);
        }
    }

    @EveryServer
    void shouldReadEveryRowOnceWhateverTheShapeOfItsKey(MySqlVersion version) throws SQLException {
        try (TestDatabase database = MySqlServers.shared(version).freshDatabase()) {
            database.execute("SET SESSION sql_mode = ''");
            boolean isOn80 = version.isMySqlFrom(MySqlVersion.V8_0);
            String sixteen = IntStream.range(0, 16).mapToObj(i -> "c" + i).collect(Collectors.joining(", "));
            database.execute(
                "CREATE TABLE a_none (v INT)", "CREATE TABLE b_exact (k INT PRIMARY KEY, v INT)",
                "CREATE TABLE c_two (b VARCHAR(5), v INT, a ENUM('y', 'x'), PRIMARY KEY (b, a))",
                "CREATE TABLE d_sixteen (v INT, " + sixteen.replaceAll("(c\\d+)", "$1 TINYINT NOT NULL") + ", PRIMARY KEY ("
                    + sixteen + "))",
                "CREATE TABLE e_prefix (k TEXT NOT NULL, v INT, PRIMARY KEY (k(3)))",
                "CREATE TABLE f_unique (v INT, k INT NOT NULL, n INT, UNIQUE (n), UNIQUE (k))",
                "CREATE TABLE g_descending (k INT, b INT, v INT, PRIMARY KEY (k" + (isOn80 ? " DESC" : "") + ", b"
                    + (isOn80 ? " DESC" : "") + "))",
                "CREATE TABLE h_mixed (k INT, b INT, v INT, PRIMARY KEY (k, b" + (isOn80 ? " DESC" : "") + "))",
                "CREATE TABLE `i ``odd``.name` (`k``ey` INT PRIMARY KEY, v INT)",
                "CREATE TABLE j_parts (k INT PRIMARY KEY, v INT) PARTITION BY HASH (k) PARTITIONS 3",
                "CREATE TABLE k_myisam (k INT PRIMARY KEY, v INT) ENGINE=MyISAM",
                "CREATE TABLE l_empty (k INT PRIMARY KEY, v INT)", "CREATE TABLE m_one (k INT PRIMARY KEY, v INT)",
                "INSERT INTO m_one VALUES (1, 1)");
            for (int i = 0; i < 2 * CHUNK_ROWS; i++) {
                database.execute("INSERT INTO a_none VALUES (" + i + ')',
                    "INSERT INTO b_exact VALUES (" + i + ", 0)",
                    "INSERT INTO c_two VALUES ('" + (char) ('a' + i / 2) + "', 0, " + (i % 2 + 1) + ')',
                    "INSERT INTO d_sixteen VALUES (0, " + "1, ".repeat(14) + i % 3 + ", " + i + ')',
                    "INSERT INTO e_prefix VALUES ('" + (char) ('a' + i) + "bcdef', 0)",
                    "INSERT INTO f_unique VALUES (0, " + (7 * i % 11) + ", NULL)",
                    "INSERT INTO g_descending VALUES (" + i / 3 + ", " + i + ", 0)",
                    "INSERT INTO h_mixed VALUES (" + i / 3 + ", " + i + ", 0)",
                    "INSERT INTO `i ``odd``.name` VALUES (" + i + ", 0)", "INSERT INTO j_parts VALUES (" + i + ", 0)",
                    "INSERT INTO k_myisam VALUES (" + i + ", 0)");
            }
            if (version.hasGeneratedColumns() && !version.isMariaDb()) {
                database.execute("CREATE TABLE n_generated (a INT, k INT AS (a * 2) STORED NOT NULL PRIMARY KEY)",
                    "INSERT INTO n_generated (a) VALUES (1), (2), (3), (4), (5), (6), (7)");
            }
            if (version == MySqlVersion.V9) {
                database.execute("SET SESSION sql_generate_invisible_primary_key = ON", "CREATE TABLE o_hidden (v INT)",
                    "INSERT INTO o_hidden VALUES (1), (2), (3), (4), (5), (6), (7), (8), (9)");
            }

            assertWhole(database, CHUNK_ROWS);
        }
    }

    /** Walks by the index: a scan or a sort for each piece would read a table as often as it has pieces. */
    @EveryServer
    void shouldWalkTheIndexAndExaminePiecesOnly(MySqlVersion version) throws SQLException {
        // A server of its own: its counters are those of all sessions.
        try (RealServer server = MySqlServers.fresh(version); TestDatabase database = server.freshDatabase()) {
            List<String> keys = List.of("k INT, PRIMARY KEY (k)", "k VARCHAR(9) CHARACTER SET latin1, PRIMARY KEY (k)",
                "k BINARY(8), PRIMARY KEY (k)", "k DECIMAL(9,2), PRIMARY KEY (k)", "k DATETIME, PRIMARY KEY (k)",
                "k INT, b INT DEFAULT 1, c INT DEFAULT 2, PRIMARY KEY (b, k, c)", "k FLOAT, PRIMARY KEY (k)",
                "k BIT(40), PRIMARY KEY (k)", "k INT, e ENUM('a', 'b') DEFAULT 'b', n INT DEFAULT 1, PRIMARY KEY (n, k, e)");
            int rowCount = 2000;
            database.execute("CREATE TABLE numbers (n INT PRIMARY KEY)");
            insertNumbers(database, rowCount);
            for (int i = 0; i < keys.size(); i++) {
                database.execute("CREATE TABLE t" + i + " (" + keys.get(i) + ")", "INSERT INTO t" + i + " (k) SELECT "
                    + (keys.get(i).contains("DATETIME") ? "'2026-01-01' + INTERVAL n SECOND" : "n") + " FROM numbers");
            }
            for (int i = 0; i < keys.size(); i++) {
                // Without statistics a scan looks as good as anything.
                database.rows("ANALYZE TABLE t" + i);
                long before = rowsRead(database);
                snapshot(database, "t" + i, 100, 1, new SnapshotRecorder(0));
                long between = rowsRead(database);
                snapshot(database, "t" + i, 100, 2, new SnapshotRecorder(0));

                // Each row once more to find the pieces, and what the server reads for itself meanwhile; a scan for each
                // piece would be twenty times all rows.
                assertThat(rowsRead(database) - between).as(keys.get(i))
                    .isLessThan(between - before + 6L * rowCount);
            }
        }
    }

    static Stream<Arguments> load() {
        return Stream.of(Arguments.of(MySqlVersion.V5_7, 3), Arguments.of(MySqlVersion.V9, 8),
            Arguments.of(MySqlVersion.MARIADB_10_11, 4));
    }

    @ParameterizedTest(name = "{0}, {1} threads")
    @MethodSource("load")
    void shouldReadOneViewWhileKeysComeAndGo(MySqlVersion version, int threads) throws Exception {
        try (TestDatabase database = MySqlServers.shared(version).freshDatabase()) {
            database.execute("CREATE TABLE t (k INT PRIMARY KEY, v INT NOT NULL)", "CREATE TABLE s (k INT PRIMARY KEY)");
            StringBuilder insert = new StringBuilder("INSERT INTO t VALUES (0, 1)");
            for (int k = 1; k < 3000; k++) {
                insert.append(", (").append(2 * k).append(", 1)");
            }
            database.execute(insert.toString());
            AtomicBoolean isStopped = new AtomicBoolean();
            CompletableFuture<Void> writer = CompletableFuture.runAsync(() -> moveKeys(database, isStopped));
            try {
                for (int round = 0; round < 3; round++) {
                    SnapshotRecorder recorder = new SnapshotRecorder(0);
                    snapshot(database, "*", 100, threads, recorder);

                    // Each transaction takes a key away and adds another one.
                    assertThat(recorder.rows("t")).hasSize(3000).extracting(row -> row[0]).doesNotHaveDuplicates();
                    assertThat(recorder.sum("t", 1)).isEqualTo(3000);
                }
            } finally {
                isStopped.set(true);
                writer.join();
            }
        }
    }

    private static void moveKeys(TestDatabase database, AtomicBoolean isStopped) {
        try (Connection connection = database.connect();
            PreparedStatement delete = connection.prepareStatement("DELETE FROM t WHERE k = ?");
            PreparedStatement insert = connection.prepareStatement("INSERT INTO t VALUES (?, 1)")) {
            connection.setAutoCommit(false);
            for (int i = 0; !isStopped.get(); i++) {
                int k = i * 7 % 3000;
                boolean isEven = i / 3000 % 2 == 0;
                delete.setInt(1, isEven ? 2 * k : 2 * k + 1);
                insert.setInt(1, isEven ? 2 * k + 1 : 2 * k);
                if (delete.executeUpdate() == 1) {
                    insert.executeUpdate();
                }
                connection.commit();
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Every table of the database, over several connections and over one, against what the server says. */
    private static void assertWhole(TestDatabase database, int chunkRows) throws SQLException {
        for (int threads : new int[] {3, 1}) {
            SnapshotRecorder recorder = new SnapshotRecorder(2);
            snapshot(database, "*", chunkRows, threads, recorder);

            assertThat(recorder.isComplete()).isTrue();
            assertThat(recorder.lines()).filteredOn(line -> line.endsWith(" last")).hasSize(1);
            assertThat(recorder.lines().get(recorder.rowCount() - 1)).endsWith(" last");
            for (String table : recorder.tableNames()) {
                String count = database.value("SELECT COUNT(*) FROM `" + table.replace("`", "``") + '`');
                String as = table + ", " + threads + " threads, by " + chunkRows;
                assertThat(recorder.rows(table)).as(as).hasSize(Integer.parseInt(count));
                assertThat(recorder.lines().stream().filter(line -> line.startsWith(table + '/'))
                    .map(line -> line.substring(0, line.indexOf(": ")))).as(as).doesNotHaveDuplicates()
                    .allSatisfy(id -> assertThat(Integer.parseInt(id.substring(id.lastIndexOf('/') + 1)))
                        .isLessThan(Integer.parseInt(count)));
            }
            assertThat(recorder.lines().stream().map(line -> line.replaceFirst("/\\d+: ", ": "))
                .filter(line -> !line.startsWith("a_none")).toList()).doesNotHaveDuplicates();
        }
    }

    private static void snapshot(
        TestDatabase database, String tables, int chunkRows, int threads, SnapshotRecorder recorder) {
        try (SnapshotSession session = new SnapshotSession(database.server())) {
            Snapshotter snapshotter = new Snapshotter(session.connection(),
                new TableFilter(List.of(database.name() + '.' + tables), List.of()), recorder,
                SnapshotConfig.DEFAULT.withThreads(threads).withChunkRows(chunkRows), session::open);
            recorder.onPause(snapshotter::resume);
            await(snapshotter.start());
        }
    }

    private static long rowsRead(TestDatabase database) throws SQLException {
        return database.rows("SHOW GLOBAL STATUS WHERE Variable_name IN ('Handler_read_next', 'Handler_read_prev',"
            + " 'Handler_read_rnd_next', 'Handler_read_rnd')").stream().mapToLong(row -> Long.parseLong(row.get(1))).sum();
    }

    private static void insertNumbers(TestDatabase database, int count) throws SQLException {
        StringBuilder sql = new StringBuilder("INSERT INTO numbers VALUES (1)");
        for (int n = 2; n <= count; n++) {
            sql.append(", (").append(n).append(')');
        }
        database.execute(sql.toString());
    }

    private static void insert(TestDatabase database, String table, List<String> literals) throws SQLException {
        try (Connection connection = database.connect(); Statement statement = connection.createStatement()) {
            statement.execute("SET SESSION sql_mode = 'ALLOW_INVALID_DATES', time_zone = '+00:00'");
            for (String literal : literals) {
                statement.execute("INSERT INTO " + table + " (v, k) VALUES (1, " + literal + ')');
            }
        }
    }

    private static List<String> numbers(String... literals) {
        return List.of(literals);
    }

    private static List<String> texts(String... values) {
        List<String> literals = new ArrayList<>();
        for (String value : values) {
            literals.add('\'' + value + '\'');
        }
        return literals;
    }
}
