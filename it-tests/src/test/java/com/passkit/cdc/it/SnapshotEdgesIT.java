package com.passkit.cdc.it;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import com.fasterxml.jackson.databind.JsonNode;

import com.passkit.cdc.it.harness.EveryServer;
import com.passkit.cdc.it.harness.MySqlServers;
import com.passkit.cdc.it.harness.MySqlVersion;
import com.passkit.cdc.it.harness.Receiver;
import com.passkit.cdc.it.harness.RecordsView;
import com.passkit.cdc.it.harness.RunningEngine;
import com.passkit.cdc.it.harness.TestDatabase;

import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tables as odd as servers allow them: every row of the snapshot, and every later insert, update and delete, arrives as
 * JDBC reads it. What is no table of its own is left out.
 */
class SnapshotEdgesIT {

    private static final int MOST_INNODB_COLUMNS = 1017;
    private static final int MOST_COLUMNS = 4096;
    private static final int MOST_ROW_BYTES = 65_535;
    private static final int MOST_NAME_CHARACTERS = 64;

    @TempDir
    private Path directory;

    @EveryServer
    void shouldReadTablesOfEverySize(MySqlVersion version) throws Exception {
        try (TestDatabase database = MySqlServers.shared(version).freshDatabase()) {
            String db = database.name();
            String plain = "(id INT PRIMARY KEY, v VARCHAR(30))";
            List<EdgeTable> tables = new ArrayList<>();
            tables.add(EdgeTable.of(db, "zero_rows", plain).filledBy()
                .changedBy("INSERT INTO $t VALUES (1, 'the first')"));
            tables.add(EdgeTable.of(db, "zero_rows_for_ever", plain).filledBy().changedBy());
            tables.add(EdgeTable.of(db, "zz_zero_rows_and_the_last_by_name", plain).filledBy().changedBy());
            tables.add(EdgeTable.of(db, "one_row", plain).filledBy("INSERT INTO $t VALUES (1, 'the only')")
                .changedBy("UPDATE $t SET v = 'changed'", "DELETE FROM $t"));
            tables.add(EdgeTable.of(db, "without_key", "(id INT, v VARCHAR(30))"));
            tables.add(EdgeTable.of(db, "one_column", "(id INT PRIMARY KEY)").filledBy("INSERT INTO $t VALUES (7)")
                .changedBy("UPDATE $t SET id = 8", "INSERT INTO $t VALUES (9)"));
            tables.add(EdgeTable.of(db, "as_wide_as_innodb_can", "(id INT PRIMARY KEY, v VARCHAR(30), "
                + columns(MOST_INNODB_COLUMNS - 2) + ") ENGINE=InnoDB"));
            tables.add(asWideAsCan(database, version));
            tables.add(asLongAsCan(db, "InnoDB"));
            tables.add(asLongAsCan(db, "MyISAM"));
            tables.add(EdgeTable.of(db, "longer_than_a_row_may_be", "(id INT PRIMARY KEY, v LONGTEXT, b LONGBLOB)")
                .filledBy("INSERT INTO $t VALUES (1, REPEAT('é', 50000), REPEAT('b', 100000)), (2, '', ''),"
                    + " (3, NULL, NULL)"));

            assertDelivered(database, tables);
        }
    }

    @EveryServer
    void shouldReadPartitionsAndEveryEngine(MySqlVersion version) throws Exception {
        try (TestDatabase database = MySqlServers.shared(version).freshDatabase()) {
            String db = database.name();
            String plain = "(id INT PRIMARY KEY, v VARCHAR(30))";
            Set<String> engines = database.rows("SELECT ENGINE FROM information_schema.ENGINES"
                + " WHERE SUPPORT IN ('YES', 'DEFAULT')").stream().map(row -> row.get(0).toUpperCase(Locale.ROOT))
                .collect(Collectors.toSet());
            List<EdgeTable> tables = new ArrayList<>();
            tables.add(EdgeTable.of(db, "by_hash", plain + " PARTITION BY HASH(id) PARTITIONS 7"));
            tables.add(EdgeTable.of(db, "by_key", "(id INT, v VARCHAR(30), PRIMARY KEY (id, v))"
                + " PARTITION BY KEY(v) PARTITIONS 3"));
            tables.add(EdgeTable.of(db, "by_range_and_hash", plain + " PARTITION BY RANGE (id) SUBPARTITION BY HASH (id)"
                + " SUBPARTITIONS 2 (PARTITION p0 VALUES LESS THAN (3), PARTITION p1 VALUES LESS THAN (150),"
                + " PARTITION p2 VALUES LESS THAN MAXVALUE)"));
            tables.add(EdgeTable.of(db, "by_list_of_columns", "(id INT, v VARCHAR(30), KEY (id)) PARTITION BY LIST"
                + " COLUMNS(id) (PARTITION a VALUES IN (1, 2, 3), PARTITION b VALUES IN (4, 5, 100, 200))"));
            for (String engine : List.of("INNODB", "MYISAM", "MEMORY", "ARIA")) {
                if (engines.contains(engine)) {
                    tables.add(EdgeTable.of(db, "on_" + engine.toLowerCase(Locale.ROOT), plain + " ENGINE=" + engine));
                }
            }
            if (engines.contains("CSV")) {
                tables.add(EdgeTable.of(db, "on_csv", "(id INT NOT NULL, v VARCHAR(30) NOT NULL) ENGINE=CSV"));
            }
            if (engines.contains("ARCHIVE")) {
                // It takes no updates and no deletes.
                tables.add(EdgeTable.of(db, "on_archive", "(id INT, v VARCHAR(30)) ENGINE=ARCHIVE")
                    .changedBy("INSERT INTO $t VALUES (6, 'more'), (7, 'and more')"));
            }
            assertThat(engines).contains("INNODB", "MYISAM", "MEMORY", "CSV");

            assertDelivered(database, tables);
        }
    }

    @EveryServer
    void shouldReadGeneratedAndInvisibleColumns(MySqlVersion version) throws Exception {
        try (TestDatabase database = MySqlServers.shared(version).freshDatabase()) {
            String db = database.name();
            List<EdgeTable> tables = new ArrayList<>(
                List.of(EdgeTable.of(db, "plain", "(id INT PRIMARY KEY, v VARCHAR(30))")));
            if (version.hasGeneratedColumns()) {
                tables.add(EdgeTable.of(db, "generated", "(twice INT AS (id * 2) VIRTUAL, id INT PRIMARY KEY,"
                    + " v VARCHAR(30), upper_v VARCHAR(40) AS (UPPER(v)) " + (version.isMariaDb() ? "PERSISTENT" : "STORED")
                    + ", thrice INT AS (id * 3) VIRTUAL)"));
            }
            if (version.isMariaDb() || version.isMySqlFrom(MySqlVersion.V8_4)) {
                tables.add(EdgeTable.of(db, "invisible", "(a INT INVISIBLE DEFAULT 7, id INT PRIMARY KEY, "
                    + "v VARCHAR(30), z VARCHAR(9) INVISIBLE DEFAULT 'unseen')"));
            }

            assertDelivered(database, tables);
        }
    }

    @EveryServer
    void shouldReadWhateverItIsCalled(MySqlVersion version) throws Exception {
        try (TestDatabase database = MySqlServers.shared(version).freshDatabase()) {
            String db = database.name();
            String odd = db + ".a 'b' \"c\" `d` ★";
            database.execute("CREATE DATABASE " + EdgeTable.quoted(odd));
            try {
                assertDelivered(database, oddlyNamed(database, db, odd));
            } finally {
                database.execute("DROP DATABASE " + EdgeTable.quoted(odd));
            }
        }
    }

    @EveryServer
    void shouldLeaveOutWhatIsNoTableOfItsOwn(MySqlVersion version) throws Exception {
        try (TestDatabase database = MySqlServers.shared(version).freshDatabase();
            TestDatabase empty = MySqlServers.shared(version).freshDatabase();
            Receiver receiver = Receiver.http()) {
            String db = database.name();
            EdgeTable table = EdgeTable.of(db, "t", "(id INT PRIMARY KEY, v VARCHAR(30)) ENGINE=MyISAM");
            table.make(database);
            database.execute("CREATE VIEW a_view AS SELECT * FROM t",
                "CREATE VIEW a_view_of_a_view AS SELECT id FROM a_view",
                "CREATE TEMPORARY TABLE temporary_one (id INT PRIMARY KEY, v VARCHAR(30))",
                "INSERT INTO temporary_one VALUES (1, 'x')",
                // Hides another table from this session, and only from it.
                "CREATE TABLE hidden (id INT PRIMARY KEY, v VARCHAR(30))", "INSERT INTO hidden VALUES (1, 'hidden')",
                "CREATE TEMPORARY TABLE hidden (other INT)", "INSERT INTO hidden VALUES (99)");
            if (version.isMariaDb()) {
                database.execute("CREATE SEQUENCE a_sequence");
            }
            try (RunningEngine engine = RunningEngine.launch(database, receiver, directory, 1,
                List.of(db + ".*", empty.name() + ".*"))) {
                engine.awaitStreaming();
                table.change(database);
                database.execute("INSERT INTO temporary_one VALUES (2, 'y')", "UPDATE hidden SET other = 98",
                    "UPDATE a_view SET v = 'through the view' WHERE id = 4", "DROP TEMPORARY TABLE hidden",
                    "UPDATE hidden SET v = 'seen again'");
                if (version.isMariaDb()) {
                    database.value("SELECT NEXTVAL(a_sequence)");
                }
                engine.awaitCaughtUp(database);
            }

            assertThat(tablesOf(receiver.events())).containsExactlyInAnyOrder(db + ".t", db + ".hidden");
            assertThat(receiver.records().differences(database, "t")).isEmpty();
            assertThat(receiver.records().differences(database, "hidden")).isEmpty();
        }
    }

    @EveryServer
    void shouldBeginWithNoTableAtAll(MySqlVersion version) throws Exception {
        try (TestDatabase database = MySqlServers.shared(version).freshDatabase(); Receiver receiver = Receiver.http();
            RunningEngine engine = RunningEngine.launch(database, receiver, directory, 1,
                List.of(database.name() + ".*"))) {
            engine.awaitStreaming();
            database.execute("CREATE TABLE t (id INT PRIMARY KEY, v VARCHAR(30))", "INSERT INTO t VALUES (1, 'first')");
            engine.awaitCaughtUp(database);

            assertThat(receiver.records().differences(database, "t")).isEmpty();
            assertThat(receiver.events()).singleElement()
                .satisfies(event -> assertThat(event.get("op").asText()).isEqualTo("c"));
        }
    }

    private void assertDelivered(TestDatabase database, List<EdgeTable> tables) throws Exception {
        for (EdgeTable table : tables) {
            table.make(database);
        }
        try (Receiver receiver = Receiver.http();
            RunningEngine engine = RunningEngine.launch(database, receiver, directory, 1,
                List.of(database.name() + "*.*"))) {
            engine.awaitStreaming();
            engine.awaitCaughtUp(database);
            RecordsView snapshot = receiver.records();
            for (EdgeTable table : tables) {
                assertThat(snapshot.differences(database, table.database(), table.name())).as(table.toString())
                    .isEmpty();
            }
            assertThat(receiver.events()).allMatch(event -> "r".equals(event.get("op").asText()));
            int read = receiver.eventCount();

            for (EdgeTable table : tables) {
                table.change(database);
            }
            engine.awaitCaughtUp(database);
            RecordsView stream = receiver.records();
            for (EdgeTable table : tables) {
                assertThat(stream.differences(database, table.database(), table.name())).as(table.toString())
                    .isEmpty();
            }
            assertThat(stream.repeatCount()).isZero();
            List<JsonNode> events = receiver.events();
            assertThat(tablesOf(events.subList(read, events.size()))).isEqualTo(tables.stream()
                .filter(table -> !table.changes().isEmpty()).map(EdgeTable::toString).collect(Collectors.toSet()));
        }
    }

    private static Set<String> tablesOf(List<JsonNode> events) {
        Set<String> tables = new HashSet<>();
        for (JsonNode event : events) {
            tables.add(event.at("/source/db").asText() + '.' + event.at("/source/table").asText());
        }
        return tables;
    }

    private static String columns(int count) {
        return IntStream.range(0, count).mapToObj(n -> "c" + n + " TINYINT DEFAULT " + n % 100)
            .collect(Collectors.joining(", "));
    }

    /** Before 8.0 the file of a definition is full before there are 4096 columns. */
    private static EdgeTable asWideAsCan(TestDatabase database, MySqlVersion version) {
        int count = MOST_COLUMNS;
        while (count > MOST_INNODB_COLUMNS) {
            EdgeTable table = EdgeTable.of(database.name(), "as_wide_as_can",
                "(id INT PRIMARY KEY, v VARCHAR(30), " + columns(count - 2) + ") ENGINE=MyISAM");
            try {
                database.execute(table.create().get(0), "DROP TABLE as_wide_as_can");
                break;
            } catch (SQLException e) {
                count -= MOST_COLUMNS / 16;
            }
        }
        assertThat(count).isGreaterThan(2 * MOST_INNODB_COLUMNS);
        if (version.isMySqlFrom(MySqlVersion.V8_0)) {
            assertThat(count).isEqualTo(MOST_COLUMNS);
        }
        return EdgeTable.of(database.name(), "as_wide_as_can",
            "(id INT PRIMARY KEY, v VARCHAR(30), " + columns(count - 2) + ") ENGINE=MyISAM");
    }

    /** Rows of exactly as many bytes as the server allows a row without its long texts. */
    private static EdgeTable asLongAsCan(String db, String engine) {
        // MyISAM has no null bits to store here, but one for deleted rows.
        int length = MOST_ROW_BYTES - Integer.BYTES - Short.BYTES - ("MyISAM".equals(engine) ? 1 : 0);
        return EdgeTable.of(db, "as_long_as_can_" + engine, "(id INT NOT NULL PRIMARY KEY, v VARCHAR(" + length
            + ") CHARACTER SET latin1 NOT NULL) ENGINE=" + engine)
            .filledBy("INSERT INTO $t VALUES (1, REPEAT('x', " + length + ")), (2, REPEAT('\\\\', " + length
                + ")), (3, '')");
    }

    private static List<EdgeTable> oddlyNamed(TestDatabase session, String db, String odd) {
        String plain = "(id INT PRIMARY KEY, v VARCHAR(30))";
        List<String> names = new ArrayList<>(List.of("dot.ted", "..", "it's", "`", "a``b", "\"quoted\"", " leading",
            "in between", "select", "TABLE", "Pair", "pair", "PAIR", "back\\slash", "%", "_", "percent%s", "$", "@at",
            "#hash", "-- comment", "/* comment */", ";", "a,b", "(x)", "123", "1e5", "ünïcödé", "雪★", "*", "?",
            "new\nline", "tab\tin it", "null", "t".repeat(MOST_NAME_CHARACTERS)));
        List<EdgeTable> tables = new ArrayList<>();
        for (String name : names) {
            tables.add(EdgeTable.of(db, name, plain));
        }
        // Identifiers end at U+FFFF on every server, and with anything but a space; where that changes they join.
        for (String name : List.of("😀", "trailing ")) {
            if (isAccepted(session, name)) {
                tables.add(EdgeTable.of(db, name, plain));
            }
        }
        for (String name : List.of("t", "Pair", "dot.ted")) {
            tables.add(EdgeTable.of(odd, name, plain));
        }
        tables.add(EdgeTable.of(db, "columns", "(`order` INT PRIMARY KEY, `select` VARCHAR(30), `dot.ted` INT DEFAULT 1,"
            + " `it's` INT DEFAULT 2, `b``tick` INT DEFAULT 3, `\"quoted\"` INT DEFAULT 4, ` leading` INT DEFAULT 5,"
            + " `back\\slash` INT DEFAULT 6, `雪★` INT DEFAULT 7, `@1` INT DEFAULT 8, `new\nline` INT DEFAULT 9,"
            + " `{json}` INT DEFAULT 10, `" + "雪".repeat(MOST_NAME_CHARACTERS) + "` INT DEFAULT 11)",
            "order", "select"));
        tables.add(EdgeTable.of(db, "key columns", "(`it's` INT, `b``.tick ★` VARCHAR(30), PRIMARY KEY (`b``.tick ★`,"
            + " `it's`))", "it's", "b`.tick ★"));
        return tables;
    }

    /** MySQL makes a question mark of what it cannot have in a name, and says nothing. */
    private static boolean isAccepted(TestDatabase session, String name) {
        try {
            session.execute("CREATE TABLE " + EdgeTable.quoted(name) + " (id INT)");
            boolean isKept = session.rows("SHOW TABLES").contains(List.of(name));
            session.execute("DROP TABLE " + EdgeTable.quoted(name));
            return isKept;
        } catch (SQLException e) {
            return false;
        }
    }
}
