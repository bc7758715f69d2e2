package com.passkit.cdc.it;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

import com.passkit.cdc.it.harness.EveryServer;
import com.passkit.cdc.it.harness.MySqlServers;
import com.passkit.cdc.it.harness.MySqlVersion;
import com.passkit.cdc.it.harness.RealServer;
import com.passkit.cdc.protocol.binlog.BinlogHandler;
import com.passkit.cdc.protocol.binlog.EventView;
import com.passkit.cdc.protocol.binlog.RowChangeView;
import com.passkit.cdc.protocol.binlog.event.QueryEventFlyweight;
import com.passkit.cdc.protocol.client.ResultRow;
import com.passkit.cdc.protocol.position.BinlogPosition;
import com.passkit.cdc.protocol.row.Collation;
import com.passkit.cdc.protocol.row.ColumnType;
import com.passkit.cdc.protocol.row.Demand;
import com.passkit.cdc.runtime.schema.ddl.DdlApplier;
import com.passkit.cdc.runtime.schema.ddl.DdlOutcome;
import com.passkit.cdc.runtime.schema.ddl.SchemaModel;
import com.passkit.cdc.runtime.schema.ddl.ServerFacts;
import com.passkit.cdc.runtime.schema.ddl.StatementContext;
import com.passkit.cdc.snapshot.catalog.Catalog;
import com.passkit.cdc.snapshot.catalog.CatalogTable;
import com.passkit.cdc.snapshot.catalog.ColumnModel;
import com.passkit.cdc.snapshot.catalog.KeyModel;
import com.passkit.cdc.snapshot.catalog.TableFilter;
import com.passkit.cdc.snapshot.catalog.TableModel;

import static com.passkit.cdc.it.SnapshotSession.await;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Generated definition statements on real servers: after each of them the definitions that were followed through the
 * binary log are those of information_schema.
 */
class DdlTrackingIT {

    private static final int STATEMENTS = Integer.getInteger("passkit.cdc.it.ddl.statements", 200);
    /** What fails is a statement that nobody thought of: found at leisure with other seeds, not in somebody's build. */
    private static final long SAME_EACH_TIME = 11;
    private static final int DIFFERENCES_SHOWN = 12;
    private static final int SHORT_KEY_LENGTH = 300;

    /** What generated statements cannot make: each needs the one before. */
    private static final List<String> CHOSEN = List.of(
        "CREATE TABLE parent (id INT, other INT, PRIMARY KEY (id), UNIQUE u (other, id)) ENGINE=InnoDB",
        "CREATE TABLE child (q INT, r INT, s INT, FOREIGN KEY (q) REFERENCES parent (id), CONSTRAINT con FOREIGN KEY ix"
            + " (r, q) REFERENCES parent (other, id), UNIQUE (q, s)) ENGINE=InnoDB",
        "ALTER TABLE child ADD CONSTRAINT fk2 FOREIGN KEY (s) REFERENCES parent (id) ON DELETE SET NULL, ADD UNIQUE (r)",
        "ALTER TABLE child DROP FOREIGN KEY fk2", "ALTER TABLE child DROP KEY fk2, ADD UNIQUE (s)",
        "CREATE TABLE ord (a INT UNIQUE, b INT NOT NULL UNIQUE, PRIMARY KEY (a))", "ALTER TABLE ord DROP PRIMARY KEY",
        "CREATE TABLE ord2 (a INT UNIQUE, b INT NOT NULL UNIQUE)", "ALTER TABLE ord2 ADD PRIMARY KEY (a)",
        "ALTER TABLE ord2 DROP PRIMARY KEY",
        "CREATE TABLE part (a INT NOT NULL, b VARCHAR(9)) PARTITION BY RANGE (a) (PARTITION p0 VALUES LESS THAN (9),"
            + " PARTITION p1 VALUES LESS THAN MAXVALUE)",
        "CREATE TABLE whole LIKE part", "ALTER TABLE whole REMOVE PARTITIONING",
        "ALTER TABLE part EXCHANGE PARTITION p0 WITH TABLE whole", "ALTER TABLE part DROP PARTITION p0, ALGORITHM=COPY",
        "ALTER TABLE part DROP PARTITION p0",
        "ALTER TABLE part ADD UNIQUE (a), PARTITION BY HASH (a) PARTITIONS 2",
        "CREATE TEMPORARY TABLE whole (other INT)", "ALTER TABLE whole ADD more INT", "DROP TEMPORARY TABLE whole",
        "CREATE TABLE made AS SELECT a AS x, b, NOW() AS n, 1.5 AS d FROM part",
        "CREATE TABLE made2 (y INT NOT NULL DEFAULT 5, UNIQUE (y)) CHARSET latin1 AS SELECT b FROM part LIMIT 0",
        "CREATE VIEW v AS SELECT 1", "RENAME TABLE v TO v2", "DROP VIEW v2",
        "/*!50000 ALTER TABLE whole /*!99999 DROP b, */ ADD c INT /* , ADD d INT */ */ -- , ADD e INT",
        "ALTER TABLE whole CHANGE b `b``b` ENUM('a''b', \"c\", 'd\\\\e ') CHARACTER SET latin1 NULL FIRST # x",
        "RENAME TABLE whole TO tmp, made TO whole, tmp TO made", "DROP TABLE IF EXISTS made, nowhere, made2",
        "DROP TABLE part, whole", "CREATE TABLE whole (a INT)", "TRUNCATE TABLE whole",
        "SET SESSION explicit_defaults_for_timestamp = 0", "CREATE TABLE stamps (a TIMESTAMP, b TIMESTAMP NULL)",
        "CREATE TABLE stamps2 (a TIMESTAMP AS ('2020-01-01'), b TIMESTAMP AS ('2020-01-01') NULL,"
            + " c TIMESTAMP AS ('2020-01-01') NOT NULL)");

    private static List<String> databases() {
        String prefix = "it_" + UUID.randomUUID().toString().substring(0, 8);
        return List.of(prefix + "_a", prefix + "_b", prefix + "_c");
    }

    @EveryServer
    void shouldFollowChosenStatements(MySqlVersion version) throws SQLException {
        Iterator<String> statements = CHOSEN.iterator();
        int followed = follow(version, databases(), new Script() {
            @Override
            public String setting() {
                return null;
            }

            @Override
            public String next(List<TableModel> now) {
                return statements.hasNext() ? statements.next() : null;
            }
        });

        assertThat(followed).isGreaterThanOrEqualTo(CHOSEN.size() - 8);
    }

    @EveryServer
    void shouldFollowGeneratedStatements(MySqlVersion version) throws SQLException {
        long seed = Long.getLong("passkit.cdc.it.seed", SAME_EACH_TIME);
        System.out.println("DdlTrackingIT " + version + ": -Dpasskit.cdc.it.seed=" + seed);
        List<String> databases = databases();
        DdlGenerator generator = new DdlGenerator(seed, version, databases);
        int[] count = new int[1];
        int followed = follow(version, databases, new Script() {
            @Override
            public String setting() {
                return generator.setting();
            }

            @Override
            public String next(List<TableModel> now) {
                generator.follow(now);
                return count[0]++ < STATEMENTS ? generator.statement() : null;
            }
        });

        assertThat(followed).isGreaterThan(STATEMENTS / 5);
    }

    /** Makes statements out of the tables there are. */
    private interface Script {

        /** @return a setting of the session; null for none */
        String setting();

        /** @return null for the end */
        String next(List<TableModel> now);
    }

    /** @return how many statements the server did not refuse */
    private static int follow(MySqlVersion version, List<String> databases, Script script) throws SQLException {
        // With GTIDs the older ones refuse CREATE TABLE … SELECT.
        RealServer server = MySqlServers.shared(version, version.withoutGtids());
        try (Connection connection = server.connect(); Statement statement = connection.createStatement();
            SnapshotSession session = new SnapshotSession(server)) {
            for (String database : databases) {
                statement.execute("CREATE DATABASE " + database + " CHARACTER SET " + (database.endsWith("b")
                    ? "latin1" : "utf8mb4"));
            }
            statement.execute("USE " + databases.get(0));
            Catalog catalog = new Catalog(session.connection());
            List<Truth> truths = new ArrayList<>();
            BinlogPosition.InFile start = DumpSession.end(server);
            truths.add(truth(catalog, databases, "", start.offset()));
            for (String sql = script.next(List.of()); sql != null;
                sql = script.next(truths.get(truths.size() - 1).tables())) {
                if (isRun(statement, sql)) {
                    truths.add(truth(catalog, databases, sql, endOffset(session)));
                }
                String setting = script.setting();
                if (setting != null && !isRun(statement, setting)) {
                    statement.execute("USE " + databases.get(0));
                }
            }
            Follower follower = new Follower(await(ServerFacts.read(session.connection())), truths);
            DumpSession.toTheEnd(server, start, follower);
            follower.compareAll();
            assertThat(follower.differences).isEmpty();
            return truths.size() - 1;
        } finally {
            try (Connection connection = server.connect(); Statement statement = connection.createStatement()) {
                for (String database : databases) {
                    statement.execute("DROP DATABASE IF EXISTS " + database);
                }
            }
        }
    }

    private static long endOffset(SnapshotSession session) {
        List<ResultRow> files = await(session.connection().fetch("SHOW BINARY LOGS"));
        return Long.parseLong(files.get(files.size() - 1).get("File_size"));
    }

    private static boolean isRun(Statement statement, String sql) {
        try {
            statement.execute(sql);
            return true;
        } catch (SQLException refused) {
            return false;
        }
    }

    private static Truth truth(Catalog catalog, List<String> databases, String sql, long endOffset) {
        List<TableModel> tables = await(catalog.describe(new TableFilter(
            databases.stream().map(name -> name + ".*").toList(), List.of()))).stream().map(CatalogTable::model).toList();
        Map<String, Collation> collations = new TreeMap<>(await(catalog.databases()));
        collations.keySet().retainAll(databases);
        return new Truth(sql, endOffset, tables, collations);
    }

    /** What information_schema says behind a statement, and where its events end. */
    private record Truth(String sql, long endOffset, List<TableModel> tables, Map<String, Collation> databases) {
    }

    /** Applies what was logged and compares. */
    private static final class Follower implements BinlogHandler {

        private final ServerFacts server;
        private final List<Truth> truths;
        private final DdlApplier applier = new DdlApplier();
        private final List<String> logged = new ArrayList<>();
        private final List<String> differences = new ArrayList<>();
        private SchemaModel model;
        private int next = 1;

        Follower(ServerFacts server, List<Truth> truths) {
            this.server = server;
            this.truths = truths;
            take(truths.get(0));
        }

        private void take(Truth truth) {
            model = new SchemaModel(server.lowerCaseTableNames());
            truth.databases().forEach(model::putDatabase);
            truth.tables().forEach(model::put);
        }

        @Override
        public Demand onQuery(EventView event, QueryEventFlyweight body) {
            while (next < truths.size() && event.startPosition() >= truths.get(next).endOffset()) {
                compare();
            }
            String sql = body.sql();
            if (next < truths.size() && !sql.equals("BEGIN") && !sql.equals("COMMIT")) {
                DdlOutcome outcome = applier.apply(model, sql, StatementContext.of(body, server));
                logged.add(sql + (outcome instanceof DdlOutcome.Unreadable unreadable ? " → " + unreadable : ""));
            }
            return Demand.CONTINUE;
        }

        @Override
        public Demand onRow(EventView event, RowChangeView row) {
            return Demand.CONTINUE;
        }

        void compareAll() {
            while (next < truths.size()) {
                compare();
            }
        }

        private void compare() {
            Truth truth = truths.get(next++);
            String expected = print(truth.tables(), truth.databases());
            Map<String, Collation> databases = model.databases();
            databases.keySet().retainAll(truths.get(0).databases().keySet());
            String actual = print(model.tables().stream().filter(table ->
                truths.get(0).databases().containsKey(table.name().database())).toList(), databases);
            if (!expected.equals(actual) && differences.size() < DIFFERENCES_SHOWN) {
                differences.add("\n" + truth.sql() + "\n  logged: " + logged + difference(expected, actual));
            }
            if (!expected.equals(actual)) {
                take(truth);
            }
            logged.clear();
        }

        private static String difference(String expected, String actual) {
            List<String> missing = new ArrayList<>(expected.lines().toList());
            List<String> wrong = new ArrayList<>(actual.lines().toList());
            wrong.removeAll(missing);
            missing.removeAll(actual.lines().toList());
            return "\n  server:   " + missing + "\n  followed: " + wrong;
        }

        private static String print(List<TableModel> tables, Map<String, Collation> databases) {
            StringBuilder text = new StringBuilder(databases.toString());
            tables.stream().sorted(Comparator.comparing(TableModel::name)).forEach(table -> text.append('\n')
                .append(table.name()).append(' ').append(table.collation()).append(' ')
                .append(table.columns().stream().map(Follower::print).toList())
                .append(" in order: ").append(table.keys().stream().filter(table::canIdentify)
                    .filter(key -> !isLong(key, table)).map(KeyModel::name).toList())
                .append(table.keys().stream().sorted(Comparator.comparing(KeyModel::name))
                    .map(key -> print(key, table)).toList()));
            return text.toString();
        }

        private static String print(ColumnModel column) {
            return column.isHidden() ? "(hidden)" : column.descriptor() + (column.isVirtual() ? " virtual" : "");
        }

        /** For a key of MariaDB that is too long for its engine it keeps a hash, once and for all behind the others. */
        private static boolean isLong(KeyModel key, TableModel table) {
            return key.parts().stream().map(part -> table.column(part.column()).descriptor())
                .anyMatch(column -> column.length() > SHORT_KEY_LENGTH || column.type() == ColumnType.TEXT
                    || column.type() == ColumnType.BLOB);
        }

        /** Of a geometry only whether there is a prefix is followed; of a key that is not unique no prefix matters. */
        private static String print(KeyModel key, TableModel table) {
            boolean isSpecial = !key.isUnique();
            return key.kind() + " " + key.name() + key.parts().stream().map(part -> {
                boolean isGeometry = part.column() != null
                    && table.column(part.column()).descriptor().type() == ColumnType.GEOMETRY;
                return part.column() + (isSpecial ? "" : isGeometry ? part.isPrefix() : part.prefixLength());
            }).toList();
        }
    }
}
