package com.passkit.cdc.it;

import java.sql.SQLException;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import com.passkit.cdc.it.harness.EveryServer;
import com.passkit.cdc.it.harness.MySqlServers;
import com.passkit.cdc.it.harness.MySqlVersion;
import com.passkit.cdc.it.harness.RealServer;
import com.passkit.cdc.it.harness.TestDatabase;
import com.passkit.cdc.protocol.row.ColumnDescriptor;
import com.passkit.cdc.protocol.row.ColumnType;
import com.passkit.cdc.protocol.row.TableDescriptor;
import com.passkit.cdc.snapshot.catalog.Catalog;
import com.passkit.cdc.snapshot.catalog.TableFilter;

import static com.passkit.cdc.it.SnapshotSession.await;
import static org.assertj.core.api.Assertions.assertThat;

/** Table definitions of real servers. */
class CatalogIT {

    private static final String EVERY_TYPE = """
        CREATE TABLE every_type (
        a TINYINT NOT NULL, b BOOL, c SMALLINT UNSIGNED, d MEDIUMINT(5) ZEROFILL, e INT, f BIGINT UNSIGNED,
        g DECIMAL(10,3) UNSIGNED, h NUMERIC, i FLOAT, j DOUBLE UNSIGNED, k BIT(9), l YEAR, m DATE, n TIME(3),
        o DATETIME(6), p TIMESTAMP NULL, q CHAR(10) CHARACTER SET latin1, r VARCHAR(300) CHARACTER SET utf8mb4 NOT NULL,
        s TINYTEXT CHARACTER SET ucs2, t LONGTEXT, u BINARY(5), v VARBINARY(600), w TINYBLOB, x LONGBLOB,
        y ENUM('a','it''s','b\\\\c','ü,é','\\n)') CHARACTER SET latin1, z SET('x','y z','''') CHARACTER SET utf8mb4,
        aa JSON, ab GEOMETRY, ac POINT NOT NULL, ad GEOMETRYCOLLECTION, ae MULTIPOLYGON,
        af INT AS (e + 1) VIRTUAL, ag INT AS (e + 2) STORED, ah CHAR(5) CHARACTER SET binary,
        PRIMARY KEY (r(10), a))""";

    @EveryServer
    void shouldDescribeEveryType(MySqlVersion version) throws SQLException {
        try (TestDatabase database = MySqlServers.shared(version).freshDatabase()) {
            String older = EVERY_TYPE.replace("JSON", "LONGTEXT").replaceAll(" AS \\(e \\+ \\d\\) (VIRTUAL|STORED)", "");
            database.execute(version.hasGeneratedColumns() ? EVERY_TYPE : older);

            TableDescriptor table = tables(database).get(0);

            assertThat(table.columns().stream().map(CatalogIT::line)).containsExactly(
                "a TINYINT not null", "b TINYINT", "c SMALLINT unsigned", "d MEDIUMINT unsigned", "e INT",
                "f BIGINT unsigned", "g DECIMAL unsigned 10 .3", "h DECIMAL 10", "i FLOAT", "j DOUBLE unsigned",
                "k BIT 9", "l YEAR", "m DATE", "n TIME .3", "o DATETIME .6", "p TIMESTAMP", "q CHAR 10 latin1",
                "r VARCHAR not null 1200 utf8mb4", "s TEXT ucs2", "t TEXT utf8mb4", "u BINARY 5", "v VARBINARY 600",
                "w BLOB", "x BLOB", "y ENUM latin1 [a, it's, b\\c, ü,é, \n)]", "z SET utf8mb4 [x, y z, ']",
                version.hasJson() ? "aa JSON" : "aa TEXT utf8mb4",
                "ab GEOMETRY", "ac GEOMETRY not null", "ad GEOMETRY", "ae GEOMETRY", "af INT", "ag INT", "ah BINARY 5");
            assertThat(keyOf(table)).containsExactly("r", "a");
        }
    }

    @EveryServer
    void shouldChooseTheKeyAsTheServerDoes(MySqlVersion version) throws SQLException {
        try (TestDatabase database = MySqlServers.shared(version).freshDatabase()) {
            database.execute(
                "CREATE TABLE a (id INT, other INT NOT NULL, UNIQUE (other), PRIMARY KEY (id))",
                "CREATE TABLE b (x INT NOT NULL, y INT NOT NULL, z INT, "
                    + "UNIQUE zz (z), UNIQUE yy (y, x), UNIQUE aa (x))",
                "CREATE TABLE c (x INT, KEY (x))",
                "CREATE TABLE d (x INT, UNIQUE (x))",
                "CREATE TABLE e (x VARCHAR(30) NOT NULL, y INT" + (version.hasJson() ? " AS (1) VIRTUAL NOT NULL" : "")
                    + ", UNIQUE (x(5)), UNIQUE (y))");

            assertThat(tables(database).stream().map(CatalogIT::keyOf)).containsExactly(
                List.of("id"), List.of("y", "x"), List.of(), List.of(), List.of());
        }
    }

    @EveryServer
    void shouldReadOddNamesAndLeaveViewsAndTemporaryTablesOut(MySqlVersion version) throws SQLException {
        try (TestDatabase database = MySqlServers.shared(version).freshDatabase()) {
            database.execute("CREATE TABLE `a.b c` (`select` INT PRIMARY KEY, `q``'\"\\` INT, `雪★` INT)",
                "CREATE TABLE `it's` (id INT)", "CREATE TABLE Upper (id INT)", "CREATE TABLE `back\\slash` (id INT)",
                "CREATE VIEW v AS SELECT 1", "CREATE TEMPORARY TABLE tmp (id INT)");

            List<TableDescriptor> tables = tables(database);

            assertThat(tables).extracting(TableDescriptor::name)
                .containsExactly("Upper", "a.b c", "back\\slash", "it's");
            assertThat(tables.get(1).columns()).extracting(ColumnDescriptor::name)
                .containsExactly("select", "q`'\"\\", "雪★");
        }
    }

    @Test
    void shouldDescribeInvisibleAndGeneratedKeyColumnsAndVectors() throws SQLException {
        try (TestDatabase database = MySqlServers.shared(MySqlVersion.V9).freshDatabase();
            SnapshotSession session = new SnapshotSession(database.server())) {
            database.execute("SET SESSION sql_generate_invisible_primary_key = ON",
                "CREATE TABLE a (x INT, hidden INT INVISIBLE DEFAULT 7, v VECTOR(3), UNIQUE ((x + 1)))");
            await(session.connection().execute("SET SESSION show_gipk_in_create_table_and_information_schema = OFF"));

            TableDescriptor table = await(new Catalog(session.connection())
                .tables(new TableFilter(List.of(database.name() + ".*"), List.of()))).get(0);

            assertThat(table.columns().stream().map(CatalogIT::line)).containsExactly(
                "my_row_id BIGINT unsigned not null", "x INT", "hidden INT", "v VECTOR 3");
            assertThat(keyOf(table)).containsExactly("my_row_id");
        }
    }

    @EveryServer
    void shouldReadManyTablesOfSeveralSchemas(MySqlVersion version) throws SQLException {
        RealServer server = MySqlServers.shared(version);
        try (TestDatabase one = server.freshDatabase(); TestDatabase other = server.freshDatabase();
            SnapshotSession session = new SnapshotSession(server)) {
            for (int i = 0; i < 30; i++) {
                one.execute("CREATE TABLE t" + i + " (id INT PRIMARY KEY, v VARCHAR(10))");
                other.execute("CREATE TABLE t" + i + " (v VARCHAR(10), id INT PRIMARY KEY)");
            }
            TableFilter filter = new TableFilter(List.of(one.name() + ".*", other.name() + ".*"),
                List.of(other.name() + ".t?"));

            List<TableDescriptor> tables = await(new Catalog(session.connection()).tables(filter));

            assertThat(tables).hasSize(50).allMatch(table -> table.columnCount() == 2);
            assertThat(tables).isSortedAccordingTo(
                Comparator.comparing(TableDescriptor::database).thenComparing(TableDescriptor::name));
            assertThat(tables).filteredOn(t -> t.database().equals(one.name())).hasSize(30)
                .allMatch(t -> t.keyColumn(0) == 0);
            assertThat(tables).filteredOn(t -> t.database().equals(other.name())).hasSize(20)
                .allMatch(t -> t.keyColumn(0) == 1);
        }
    }

    private static List<TableDescriptor> tables(TestDatabase database) {
        try (SnapshotSession session = new SnapshotSession(database.server())) {
            return await(new Catalog(session.connection())
                .tables(new TableFilter(List.of(database.name() + ".*"), List.of())));
        }
    }

    private static List<String> keyOf(TableDescriptor table) {
        return IntStream.range(0, table.keyColumnCount())
            .mapToObj(n -> table.column(table.keyColumn(n)).name()).toList();
    }

    private static String line(ColumnDescriptor column) {
        StringBuilder line = new StringBuilder(column.name()).append(' ').append(column.type());
        line.append(column.unsigned() ? " unsigned" : "").append(column.nullable() ? "" : " not null");
        line.append(column.length() == 0 ? "" : " " + column.length());
        line.append(column.scale() == 0 ? "" : " ." + column.scale());
        line.append(column.type().isText() ? " " + column.collation().charset() : "");
        boolean hasLabels = column.type() == ColumnType.ENUM || column.type() == ColumnType.SET;
        return line.append(hasLabels ? " " + column.labels() : "").toString();
    }
}
