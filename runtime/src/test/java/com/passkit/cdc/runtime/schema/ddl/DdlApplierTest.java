package com.passkit.cdc.runtime.schema.ddl;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import com.passkit.cdc.protocol.row.TableDescriptor;
import com.passkit.cdc.snapshot.catalog.TableName;

import static org.assertj.core.api.Assertions.assertThat;

class DdlApplierTest {

    private final DdlTrack track = DdlTrack.mySql(90700);

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
        "INT1|TINYINT", "INT2 UNSIGNED|SMALLINT unsigned", "INT3 ZEROFILL|MEDIUMINT unsigned", "MIDDLEINT|MEDIUMINT",
        "INT4|INT", "INTEGER(11)|INT", "INT8|BIGINT", "BOOL|TINYINT", "BOOLEAN|TINYINT", "FLOAT4|FLOAT",
        "FLOAT8|DOUBLE", "FLOAT(24)|FLOAT", "FLOAT(25)|DOUBLE", "FLOAT(30,3)|FLOAT", "REAL|DOUBLE",
        "DOUBLE PRECISION(5,2) UNSIGNED|DOUBLE unsigned", "DEC|DECIMAL(10)", "FIXED(7,3)|DECIMAL(7).3",
        "NUMERIC(0)|DECIMAL(10)", "BIT|BIT(1)", "BIT(9)|BIT(9)", "YEAR(4)|YEAR", "DATE|DATE", "TIME(3)|TIME.3",
        "DATETIME|DATETIME", "TIMESTAMP(6)|TIMESTAMP.6", "CHAR|CHAR(4) utf8mb4:255", "CHARACTER(3)|CHAR(12) utf8mb4:255",
        "CHAR(3) BYTE|BINARY(3)", "CHAR(3) BINARY|CHAR(12) utf8mb4:46", "CHAR(3) ASCII|CHAR(3) latin1:8",
        "CHAR(3) UNICODE|CHAR(6) ucs2:35", "CHAR(3) CHARSET latin1 BINARY|CHAR(3) latin1:47",
        "NATIONAL CHAR(3)|CHAR(9) utf8mb3:33", "NCHAR|CHAR(3) utf8mb3:33", "NVARCHAR(5)|VARCHAR(15) utf8mb3:33",
        "NATIONAL VARCHAR(5)|VARCHAR(15) utf8mb3:33", "NCHAR VARYING(5) BINARY|VARCHAR(15) utf8mb3:83",
        "NATIONAL CHAR VARYING(5)|VARCHAR(15) utf8mb3:33", "CHARACTER VARYING(5)|VARCHAR(20) utf8mb4:255",
        "VARCHAR(5) COLLATE latin1_bin|VARCHAR(5) latin1:47", "VARCHAR(5) CHARACTER SET binary|VARBINARY(5)",
        "VARCHAR(20000)|TEXT utf8mb4:255", "VARBINARY(70000)|BLOB", "TINYTEXT|TEXT utf8mb4:255",
        "TEXT(70000)|TEXT utf8mb4:255", "TEXT CHARACTER SET binary|BLOB", "LONG|TEXT utf8mb4:255",
        "LONG VARCHAR CHARSET latin1|TEXT latin1:8", "LONG VARBINARY|BLOB", "BLOB(5)|BLOB", "BINARY|BINARY(1)",
        "VARBINARY(9)|VARBINARY(9)", "JSON|JSON", "VECTOR(3)|VECTOR(3)", "VECTOR|VECTOR(2048)", "POINT|GEOMETRY",
        "GEOMCOLLECTION|GEOMETRY", "GEOMETRY SRID 4326|GEOMETRY",
        "ENUM('a','it''s  ','b\\\\c',\"d\")|ENUM utf8mb4:255[a, it's, b\\c, d]",
        "SET('x') CHARACTER SET binary|SET binary:63[x]", "SERIAL|BIGINT unsigned not null"})
    void shouldKnowEveryType(String written, String expected) {
        String printed = track.run("CREATE TABLE t (a " + written + ")").table();
        assertThat(printed.replace("; UNIQUE a[a]", "")).isEqualTo("a " + expected);
    }

    @Test
    void shouldTakeTypesAndQuotesByTheModeOfTheSession() {
        assertThat(track.withMode(SqlMode.REAL_AS_FLOAT).run("CREATE TABLE t (a REAL)").table()).isEqualTo("a FLOAT");
        assertThat(track.withMode(SqlMode.ANSI_QUOTES).run("CREATE OR REPLACE TABLE t (\"a\"\"b\" ENUM('x'))").table())
            .isEqualTo("a\"b ENUM utf8mb4:255[x]");
        assertThat(track.withMode(SqlMode.NO_BACKSLASH_ESCAPES).run("CREATE OR REPLACE TABLE t (a ENUM('x\\'))")
            .table()).isEqualTo("a ENUM utf8mb4:255[x\\]");
    }

    @Test
    void shouldPassOverWhatChangesNeitherColumnsNorKeys() {
        assertThat(track.run("""
            CREATE TABLE t (a INT DEFAULT -1 COMMENT 'x, (y' CHECK (a > 0) NOT ENFORCED, b VARCHAR(5) DEFAULT 'q' 'r',
            c DATETIME(3) DEFAULT CURRENT_TIMESTAMP(3) ON UPDATE CURRENT_TIMESTAMP(3) NOT NULL, -- )
            d JSON DEFAULT (JSON_OBJECT('a', 1)), e INT INVISIBLE, f BIT(3) DEFAULT b'101' NOT NULL, # )
            g CHAR(1) DEFAULT _utf8mb4'x' COLLATE utf8mb4_bin, h INT GENERATED ALWAYS AS (a + 1) STORED NOT NULL,
            i INT AS (a + 2), CONSTRAINT CHECK (a < b), CONSTRAINT k CHECK (a < b) ENFORCED)
            ENGINE=InnoDB COMMENT='DEFAULT CHARSET=latin1' ROW_FORMAT=DYNAMIC START TRANSACTION
            PARTITION BY RANGE (a) (PARTITION p0 VALUES LESS THAN (1) ENGINE = InnoDB)""").table())
            .isEqualTo("a INT, b VARCHAR(20) utf8mb4:255, c DATETIME.3 not null, d JSON, e INT, f BIT(3) not null, "
                + "g CHAR(4) utf8mb4:46, h INT not null, i INT virtual");
        assertThat(track.apply("ALTER TABLE t COMMENT 'y', ALGORITHM=INPLACE, LOCK=NONE, ORDER BY a, b, "
            + "ALTER COLUMN a SET DEFAULT 5, ALTER e SET VISIBLE, ADD PARTITION (PARTITION p1 VALUES LESS THAN (9))"))
            .isEqualTo(new DdlOutcome.Untouched());
    }

    @Test
    void shouldReadVersionCommentsByTheVersion() {
        String sql = "/*!50100 CREATE TABLE */ t (a INT /*!80023 INVISIBLE */ /*!99999 , b INT /* x */ */ /* , c INT */)";
        assertThat(track.run(sql).table()).isEqualTo("a INT");
        assertThat(DdlTrack.mariaDb().run("CREATE TABLE t (a INT /*!80000 , b INT */ /*M!100301 , c INT */"
            + " /*M!110000 , d INT */ /*!50100 , e INT */)").table()).isEqualTo("a INT, c INT, e INT");
    }

    @Test
    void shouldReadKeysAndTheirNames() {
        assertThat(track.run("""
            CREATE TABLE t (a INT UNIQUE, b VARCHAR(10), c INT NOT NULL, d INT KEY, KEY (a), UNIQUE (a, c) USING HASH,
            CONSTRAINT con UNIQUE INDEX (b(4)), CONSTRAINT unused UNIQUE KEY own (c) COMMENT 'x', UNIQUE KEY ((a + 1), c),
            KEY pre (b(10) DESC), FULLTEXT ft (b) WITH PARSER ngram, INDEX ((a * 2)), FOREIGN KEY (c) REFERENCES x (y),
            FOREIGN KEY fk (a, b) REFERENCES z (z, zz) ON DELETE SET NULL)""").table())
            .isEqualTo("a INT, b VARCHAR(40) utf8mb4:255, c INT not null, d INT not null, (functional_index), "
                + "(functional_index_2); PRIMARY[d], UNIQUE own[c], UNIQUE a[a], UNIQUE a_3[a, c], "
                + "UNIQUE functional_index[(…), c], UNIQUE con[b(4)], PLAIN a_2[a], PLAIN pre[b], "
                + "PLAIN functional_index_2[(…)], PLAIN fk[a, b], FULLTEXT ft[b]");
    }

    @Test
    void shouldApplyTheClausesOfOneStatementAsTheServerDoes() {
        track.run("CREATE TABLE t (a INT, b INT, c INT, d INT, e INT)",
            "ALTER TABLE t ADD x INT FIRST, ADD y INT AFTER bb, CHANGE b bb BIGINT, DROP c, MODIFY COLUMN e INT FIRST,"
                + " RENAME COLUMN d TO dd, ADD (z INT, UNIQUE (z)), ADD COLUMN w INT");
        assertThat(track.table()).isEqualTo(
            "e INT, x INT, a INT, bb BIGINT, y INT, dd INT, z INT, w INT; UNIQUE z[z]");
    }

    @Test
    void shouldFollowKeysThroughChangesOfTheirColumns() {
        track.run("CREATE TABLE t (a INT, b VARCHAR(10), c VARCHAR(10), PRIMARY KEY (a, b(3)), UNIQUE u (c(5), a), KEY k (c))",
            "ALTER TABLE t CHANGE c cc VARCHAR(5) NOT NULL, RENAME INDEX k TO kk, DROP PRIMARY KEY");
        assertThat(track.table()).isEqualTo("a INT not null, b VARCHAR(40) utf8mb4:255 not null, "
            + "cc VARCHAR(20) utf8mb4:255 not null; UNIQUE u[cc, a], PLAIN kk[cc]");
        assertThat(track.run("ALTER TABLE t DROP a, DROP INDEX kk").table()).isEqualTo(
            "b VARCHAR(40) utf8mb4:255 not null, cc VARCHAR(20) utf8mb4:255 not null; UNIQUE u[cc]");
        assertThat(track.run("CREATE UNIQUE INDEX i USING BTREE ON t (b)", "DROP INDEX u ON t ALGORITHM=COPY").table())
            .endsWith("; UNIQUE i[b]");
    }

    @Test
    void shouldChangeCharacterSets() {
        track.run("CREATE TABLE t (a CHAR(2), b VARCHAR(20000) CHARACTER SET latin1, c BLOB, d ENUM('x')) CHARSET latin1",
            "ALTER TABLE t DEFAULT CHARACTER SET = utf8mb4 COLLATE = utf8mb4_bin, ADD e CHAR(1)");
        assertThat(track.table()).isEqualTo("a CHAR(2) latin1:8, b VARCHAR(20000) latin1:8, c BLOB, "
            + "d ENUM latin1:8[x], e CHAR(4) utf8mb4:46");
        assertThat(track.run("ALTER TABLE t CONVERT TO CHARACTER SET DEFAULT").table()).isEqualTo(
            "a CHAR(8) utf8mb4:255, b TEXT utf8mb4:255, c BLOB, d ENUM utf8mb4:255[x], e CHAR(4) utf8mb4:255");
        track.run("ALTER DATABASE db COLLATE latin1_bin", "CREATE TABLE u (a CHAR(1))", "CREATE DATABASE other",
            "CREATE TABLE other.u (a CHAR(1))");
        assertThat(track.table("u")).isEqualTo("a CHAR(1) latin1:47");
        assertThat(track.model().databaseCollation("other").id()).isEqualTo(8);
    }

    @Test
    void shouldFollowTablesThroughTheirNames() {
        track.run("CREATE TABLE a (x INT)", "CREATE TABLE b (y INT)", "CREATE TABLE t LIKE a",
            "RENAME TABLE a TO tmp, b TO a, db.tmp TO `db`.`b`", "CREATE TABLE `d.b`.`t😀` (LIKE b)".replace("`d.b`", "db"));
        assertThat(track.table("a")).isEqualTo("y INT");
        assertThat(track.table("b")).isEqualTo("x INT");
        assertThat(track.table("t😀")).isEqualTo("x INT");
        track.run("ALTER TABLE a ADD z INT, RENAME TO other.c", "DROP TABLES b, nowhere", "DROP DATABASE other");
        assertThat(track.table("a")).isNull();
        assertThat(track.table("b")).isNull();
        assertThat(track.model().table("other", "c")).isNull();
        assertThat(track.model().lost()).isEmpty();
    }

    @Test
    void shouldLoseWhatItCannotKnowAndSayWhy() {
        track.run("CREATE TABLE t (a INT)");

        assertThat(track.apply("ALTER TABLE t ADD b FROBNICATE"))
            .isEqualTo(new DdlOutcome.Unreadable("'FROBNICATE' is not understood", List.of(new TableName("db", "t"))));
        assertThat(track.model().lostReason(new TableName("db", "t"))).contains("FROBNICATE");
        track.run("RENAME TABLE t TO u");
        assertThat(track.model().lostReason(new TableName("db", "u"))).contains("FROBNICATE");
        assertThat(track.run("CREATE TABLE t (a INT)").table()).isEqualTo("a INT");
        track.run("CREATE TABLE v LIKE u");
        assertThat(track.model().lostReason(new TableName("db", "v"))).contains("made like db.u");
        assertThat(track.apply("ALTER TABLE t DROP b")).isInstanceOf(DdlOutcome.Unreadable.class);
        assertThat(track.apply("CREATE TABLE w (a INT) SELECT 1 AS b")).isInstanceOf(DdlOutcome.Unreadable.class);
        assertThat(track.apply("DROP TABLE u, 'x'")).isInstanceOf(DdlOutcome.Unreadable.class);
    }

    @Test
    void shouldIgnoreOtherStatements() {
        for (String sql : List.of("CREATE TEMPORARY TABLE t (a INT)", "DROP TEMPORARY TABLE t", "CREATE VIEW v AS SELECT 1",
            "CREATE TRIGGER x BEFORE INSERT ON t FOR EACH ROW SET @a = 1", "TRUNCATE TABLE t", "ALTER USER u",
            "RENAME USER a TO b", "DROP TABLE IF EXISTS nowhere", "CREATE SEQUENCE s", "")) {
            assertThat(track.apply(sql)).as(sql).isEqualTo(new DdlOutcome.Untouched());
        }
    }

    @Test
    void shouldUnderstandMariaDb() {
        DdlTrack maria = DdlTrack.mariaDb().run("""
            CREATE OR REPLACE TABLE t (id UUID NOT NULL, a INET6, b INET4 DEFAULT '127.0.0.1', j JSON,
            c VARCHAR(9) COMPRESSED DEFAULT concat('a', 'b') NOT NULL, p INT AS (1) PERSISTENT, system INT,
            n BIGINT DEFAULT NEXT VALUE FOR db.s, UNIQUE (c)) PAGE_COMPRESSED=1 `x`=y""",
            "ALTER TABLE IF EXISTS t NOWAIT ADD COLUMN IF NOT EXISTS a INT, ADD UNIQUE INDEX IF NOT EXISTS c (id),"
                + " DROP COLUMN IF EXISTS q, MODIFY COLUMN IF EXISTS r INT, DROP INDEX IF EXISTS z",
            "CREATE OR REPLACE INDEX c ON t (a)", "RENAME TABLE IF EXISTS t WAIT 5 TO t");
        assertThat(maria.table()).isEqualTo("id UUID not null, a INET6, b INET4, j TEXT utf8mb4:46, "
            + "c VARCHAR(36) utf8mb4:255 not null, p INT, system INT, n BIGINT; PLAIN c[a]");
        assertThat(maria.apply("CREATE TABLE v (a INT) WITH SYSTEM VERSIONING")).isInstanceOf(
            DdlOutcome.Unreadable.class);
    }

    @Test
    void shouldTakeTimestampsOfOldServersForNotNull() {
        assertThat(DdlTrack.mySql(50722).run("CREATE TABLE t (a TIMESTAMP, b TIMESTAMP NULL, rank INT)").table())
            .isEqualTo("a TIMESTAMP not null, b TIMESTAMP, rank INT");
        assertThat(DdlTrack.mySql(50722).run("CREATE TABLE t (a TIMESTAMP AS (NOW()) VIRTUAL NULL)").table())
            .isEqualTo("a TIMESTAMP not null virtual");
    }

    @Test
    void shouldKnowWhatAFailedStatementDid() {
        DdlTrack maria = DdlTrack.mariaDb().run("CREATE TABLE t (a INT)", "CREATE TABLE u (a INT)").withError(1072);
        assertThat(maria.run("CREATE OR REPLACE TABLE t (a INT, KEY (b))").table()).isNull();
        assertThat(maria.apply("ALTER TABLE u ADD b INT")).isInstanceOf(DdlOutcome.Unreadable.class);
        track.run("CREATE TABLE t (a INT)").withError(1051);
        assertThat(track.run("DROP TABLE t, nowhere").table()).isNull();
    }

    @Test
    void shouldTakeEveryKeyOnAGeometryForAPrefix() {
        assertThat(track.run("CREATE TABLE t (a POINT NOT NULL UNIQUE, b POLYGON NOT NULL, UNIQUE (b(7)))").table())
            .isEqualTo("a GEOMETRY not null, b GEOMETRY not null; UNIQUE a[a(1)], UNIQUE b[b(7)]");
    }

    @Test
    void shouldReadTheCollationOfBytes() {
        assertThat(DdlTrack.mariaDb().run("CREATE TABLE t (a TEXT COLLATE binary, b CHAR(3) COLLATE `binary`)").table())
            .isEqualTo("a BLOB, b BINARY(3)");
    }

    @Test
    void shouldTakeTheLastOfSeveralNewNames() {
        track.run("CREATE TABLE t (a INT)", "ALTER TABLE t RENAME u, RENAME v");
        assertThat(track.table("v")).isEqualTo("a INT");
        assertThat(track.model().tables()).hasSize(1);
        assertThat(track.model().lost()).isEmpty();
    }

    @Test
    void shouldMakeTheKeysOfOneColumnAsEachServerDoes() {
        assertThat(track.run("CREATE TABLE t (a INT PRIMARY KEY UNIQUE)").table())
            .isEqualTo("a INT not null; PRIMARY[a], UNIQUE a[a]");
        assertThat(DdlTrack.mariaDb().run("CREATE TABLE t (a INT PRIMARY KEY UNIQUE)").table())
            .isEqualTo("a INT not null; PRIMARY[a]");
    }

    @Test
    void shouldLeaveAGeneratedPrimaryKeyInTheFirstPlace() {
        assertThat(track.run("CREATE TABLE t (my_row_id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT INVISIBLE PRIMARY KEY,"
            + " a INT)", "ALTER TABLE t ADD b INT FIRST").table())
            .isEqualTo("my_row_id BIGINT unsigned not null, b INT, a INT; PRIMARY[my_row_id]");
    }

    @Test
    void shouldMakeAHashOfALongKeyOfMariaDbTheLast() {
        assertThat(DdlTrack.mariaDb().run("CREATE TABLE t (a TEXT NOT NULL UNIQUE, b INT NOT NULL UNIQUE)").table())
            .endsWith("; UNIQUE b[b], UNIQUE a[a]");
    }

    @Test
    void shouldKeepTheColumnsOfAPrimaryKeyNotNull() {
        assertThat(track.run("CREATE TABLE t (a INT, UNIQUE (a), PRIMARY KEY (a))", "ALTER TABLE t MODIFY a BIGINT")
            .table()).isEqualTo("a BIGINT not null; PRIMARY[a], UNIQUE a[a]");
        assertThat(track.run("ALTER TABLE t DROP PRIMARY KEY, MODIFY a INT").table()).isEqualTo("a INT; UNIQUE a[a]");
    }

    @Test
    void shouldIgnoreAConversionOf56ThatConvertsNothing() {
        String[] statements = {"CREATE TABLE t (a INT) CHARSET latin1", "ALTER TABLE t CONVERT TO CHARACTER SET ucs2",
            "ALTER TABLE t ADD b CHAR(1)"};
        assertThat(DdlTrack.mySql(50614).run(statements).table()).isEqualTo("a INT, b CHAR(1) latin1:8");
        assertThat(DdlTrack.mySql(50722).run(statements).table()).isEqualTo("a INT, b CHAR(2) ucs2:35");
    }

    @Test
    void shouldPlaceHiddenColumnsAsEachServerDoes() {
        String[] statements = {"CREATE TABLE t (a INT, KEY ((a + 1)))", "ALTER TABLE t ADD b INT"};
        assertThat(DdlTrack.mySql(80015).run(statements).table()).startsWith("a INT, (functional_index), b INT;");
        assertThat(track.run(statements).table()).startsWith("a INT, b INT, (functional_index);");
        assertThat(track.run("ALTER TABLE t DROP KEY functional_index").table()).isEqualTo("a INT, b INT");
    }

    @Test
    void shouldOrderKeysByWhatIsNullableWhenTheServerComesToThem() {
        assertThat(track.run("CREATE TABLE t (a INT UNIQUE, b INT NOT NULL UNIQUE, PRIMARY KEY (a))",
            "ALTER TABLE t DROP PRIMARY KEY").table()).isEqualTo("a INT not null, b INT not null; UNIQUE b[b], UNIQUE a[a]");
    }

    @Test
    void shouldFoldNamesAsTheServerDoes() {
        DdlTrack lower = DdlTrack.ofLowerCase(1).run("CREATE TABLE DB.T (A INT)", "ALTER TABLE t ADD b INT");
        assertThat(lower.table()).isEqualTo("A INT, b INT");
        DdlTrack asWritten = DdlTrack.ofLowerCase(2).run("CREATE TABLE Db.T (a INT)", "ALTER TABLE t ADD b INT");
        assertThat(asWritten.model().table("db", "t").name()).isEqualTo(new TableName("Db", "T"));
    }

    @Test
    void shouldDescribeTheKeyThatIdentifiesRows() {
        track.run("CREATE TABLE t (a INT, b INT NOT NULL, v INT AS (1) VIRTUAL NOT NULL, UNIQUE (v), UNIQUE (a), UNIQUE (b),"
            + " KEY ((a + 1)))");
        TableDescriptor table = track.model().table("db", "t").descriptor();
        assertThat(table.keyColumnCount()).isOne();
        assertThat(table.keyColumn(0)).isOne();
        assertThat(table.hiddenColumnCount()).isOne();
        assertThat(table.hiddenColumn(0)).isEqualTo(3);
    }
}
