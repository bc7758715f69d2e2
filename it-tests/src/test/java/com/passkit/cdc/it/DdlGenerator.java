package com.passkit.cdc.it;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;

import com.passkit.cdc.it.harness.MySqlVersion;
import com.passkit.cdc.snapshot.catalog.ColumnModel;
import com.passkit.cdc.snapshot.catalog.KeyModel;
import com.passkit.cdc.snapshot.catalog.TableModel;
import com.passkit.cdc.snapshot.catalog.TableName;

/**
 * Makes definition statements out of what tables there are. Many are refused by the server, which costs nothing. The
 * same seed makes the same statements on the same version.
 */
final class DdlGenerator {

    private static final List<String> NAMES = List.of("a", "b", "C", "c d", "e.f", "sel`ect", "select", "雪", "rank",
        "system", "first", "after", "key", "g\"h", "i'j");
    private static final List<String> CHARSETS = List.of("latin1", "utf8mb4", "utf8", "ucs2", "binary", "cp1251");
    private static final List<String> COLLATIONS = List.of("latin1_bin", "utf8mb4_general_ci", "utf8mb4_bin",
        "utf8mb4_unicode_ci", "latin1_german1_ci", "binary", "utf8_bin");
    private static final List<String> NUMBERS = List.of("INT", "INTEGER(5)", "TINYINT", "SMALLINT UNSIGNED", "INT3",
        "INT8 ZEROFILL", "BIGINT SIGNED", "BOOL", "DEC(8,2)", "FIXED", "NUMERIC(5) UNSIGNED", "FLOAT", "FLOAT(10)",
        "FLOAT(30)", "FLOAT(7,2)", "REAL", "DOUBLE PRECISION", "REAL(8,3) UNSIGNED", "BIT", "BIT(13)", "MIDDLEINT",
        "FLOAT8", "DECIMAL(0)", "YEAR");
    private static final List<String> TIMES = List.of("DATE", "TIME", "TIME(2)", "DATETIME", "DATETIME(6)", "TIMESTAMP",
        "TIMESTAMP(3)", "TIMESTAMP");
    private static final List<String> TEXTS = List.of("CHAR", "CHAR(7)", "CHARACTER(3)", "VARCHAR(10)", "VARCHAR(200)",
        "CHARACTER VARYING(20)", "TINYTEXT", "TEXT", "TEXT(100)", "MEDIUMTEXT", "LONGTEXT", "LONG", "LONG VARCHAR",
        "ENUM('x','y ','it''s')", "SET('a','b ','ü')", "VARCHAR(16000)", "VARCHAR(30000)");
    private static final List<String> OTHERS = List.of("NATIONAL CHAR(4)", "NCHAR(2)", "NVARCHAR(9)",
        "NATIONAL VARCHAR(5)", "NCHAR VARYING(3)", "CHAR(5) BYTE", "VARCHAR(6) ASCII", "CHAR(2) UNICODE", "BINARY",
        "BINARY(9)", "VARBINARY(50)", "BLOB", "BLOB(9)", "TINYBLOB", "LONGBLOB", "LONG VARBINARY", "GEOMETRY", "POINT",
        "MULTIPOLYGON", "GEOMETRYCOLLECTION", "VARBINARY(66000)", "VARCHAR(3) BINARY", "CHAR(9) CHARSET latin1 BINARY");

    private final Random random;
    private final MySqlVersion version;
    private final List<String> databases;
    private List<TableModel> tables = List.of();
    private boolean hasAnsiQuotes;

    DdlGenerator(long seed, MySqlVersion version, List<String> databases) {
        random = new Random(seed);
        this.version = version;
        this.databases = databases;
    }

    /** @param now what the server has, in a stable order */
    void follow(List<TableModel> now) {
        tables = now;
    }

    /** @return a setting of the session, or null for none this time */
    String setting() {
        return switch (random.nextInt(24)) {
            case 0 -> "USE " + one(databases);
            case 1 -> sqlMode();
            case 2 -> "SET SESSION collation_server = " + one(List.of("latin1_bin", "utf8mb4_general_ci"));
            case 3 -> version == MySqlVersion.V5_6 ? null
                : "SET SESSION explicit_defaults_for_timestamp = " + random.nextInt(2);
            case 4 -> version.isMySqlFrom(MySqlVersion.V8_0)
                ? "SET SESSION default_collation_for_utf8mb4 = " + one(List.of("utf8mb4_general_ci",
                    "utf8mb4_0900_ai_ci")) : null;
            case 5 -> version.isMySqlFrom(MySqlVersion.V9)
                ? "SET SESSION sql_generate_invisible_primary_key = " + random.nextInt(2) : null;
            default -> null;
        };
    }

    private String sqlMode() {
        String mode = one(List.of("", "ANSI_QUOTES", "REAL_AS_FLOAT", "NO_BACKSLASH_ESCAPES", "STRICT_ALL_TABLES",
            "REAL_AS_FLOAT,ANSI_QUOTES"));
        hasAnsiQuotes = mode.contains("ANSI_QUOTES");
        return "SET SESSION sql_mode = '" + mode + "'";
    }

    String statement() {
        if (tables.size() < 3) {
            return create();
        }
        return switch (tables.size() > 9 ? 20 + random.nextInt(5) : random.nextInt(26)) {
            case 0, 1, 2, 3 -> create();
            case 4 -> "CREATE TABLE " + maybe("IF NOT EXISTS ") + newTable()
                + (random.nextBoolean() ? " LIKE " + table() : " (LIKE " + table() + ')');
            case 5 -> "CREATE TABLE " + newTable() + " " + maybe("ENGINE=InnoDB CHARSET=latin1") + " SELECT *, 1 AS x1, "
                + "'q' AS x2 FROM " + table();
            case 6 -> createIndex();
            case 7 -> dropIndex();
            case 8, 9 -> rename();
            case 10 -> "DROP TABLE " + maybe("IF EXISTS ") + table() + maybe(", " + table());
            case 11 -> database();
            case 12 -> one(List.of("TRUNCATE TABLE ", "OPTIMIZE TABLE ", "ANALYZE TABLE ")) + table();
            case 20, 21, 22, 23 -> "DROP TABLE " + table();
            default -> alter();
        };
    }

    private String create() {
        String replace = version.isMariaDb() ? maybe("OR REPLACE ") : "";
        List<String> columns = new ArrayList<>();
        List<String> elements = new ArrayList<>();
        int count = 1 + random.nextInt(6);
        for (int i = 0; i < count; i++) {
            String column = NAMES.get((random.nextInt(3) + i * 2) % NAMES.size());
            if (!columns.contains(column)) {
                columns.add(column);
                elements.add(name(column) + ' ' + column(columns));
            }
        }
        for (int i = random.nextInt(4); i > 0; i--) {
            elements.add(random.nextInt(elements.size() + 1), key(columns));
        }
        return "CREATE " + replace + "TABLE " + (replace.isEmpty() ? maybe("IF NOT EXISTS ") : "") + newTable() + " ("
            + String.join(", ", elements) + ")" + options()
            + (random.nextInt(12) == 0 ? " /*!50100 PARTITION BY KEY () PARTITIONS 2 */" : "");
    }

    private String options() {
        return maybe(" ENGINE = " + one(List.of("InnoDB", "MyISAM"))) + maybe(" COMMENT 'CHARSET=ucs2'") + charset();
    }

    private String charset() {
        return switch (random.nextInt(6)) {
            case 0 -> " DEFAULT CHARSET=" + one(CHARSETS);
            case 1 -> " CHARACTER SET " + one(CHARSETS);
            case 2 -> " COLLATE = " + one(COLLATIONS);
            case 3 -> " DEFAULT CHARACTER SET utf8mb4 DEFAULT COLLATE utf8mb4_bin";
            default -> "";
        };
    }

    private String column(List<String> columns) {
        String type = type();
        StringBuilder column = new StringBuilder(type);
        boolean isGenerated = version.hasGeneratedColumns() && random.nextInt(10) == 0;
        if (isGenerated) {
            column.append(maybe(" GENERATED ALWAYS")).append(" AS (").append(one(List.of("1", "concat('a)', 'b')",
                "5 + length('(')"))).append(')')
                .append(one(List.of("", " VIRTUAL", version.isMariaDb() ? " PERSISTENT" : " STORED")));
        } else if (!type.contains("NULL")) {
            column.append(defaultValue(type));
        }
        column.append(one(List.of("", "", " NOT NULL", " NULL")));
        column.append(maybe(" COMMENT 'it''s, (" + columns.size() + "'"));
        column.append(random.nextInt(24) == 0 ? " PRIMARY KEY" : "").append(random.nextInt(9) == 0 ? " UNIQUE" : "");
        column.append(random.nextInt(12) == 0 ? " CHECK (1 > 0)" : "");
        if (version == MySqlVersion.V9 || version.isMariaDb()) {
            column.append(random.nextInt(10) == 0 ? " INVISIBLE" : "");
        }
        return column.toString();
    }

    private static boolean isOneOf(String type, String... types) {
        return List.of(types).contains(type);
    }

    private String defaultValue(String type) {
        return switch (random.nextInt(16)) {
            case 0 -> " DEFAULT NULL";
            case 1 -> random.nextBoolean() ? " DEFAULT '1'" : "";
            case 2 -> " DEFAULT 'x\\\\'";
            case 3 -> isOneOf(type, "TIMESTAMP", "DATETIME") ? " DEFAULT CURRENT_TIMESTAMP ON UPDATE NOW()" : "";
            case 4 -> version == MySqlVersion.V9 || version.isMariaDb() ? " DEFAULT (1 + (2))" : "";
            case 5 -> version.isMariaDb() ? " DEFAULT uuid()" : "";
            default -> "";
        };
    }

    private String type() {
        return switch (random.nextInt(16)) {
            case 0, 1, 2 -> one(NUMBERS);
            case 3, 4 -> one(TIMES);
            case 5, 6, 7 -> one(TEXTS) + textAttributes();
            case 8, 9 -> one(OTHERS);
            case 10 -> newType();
            case 11 -> random.nextInt(3) > 0 ? one(NUMBERS) : one(List.of("SERIAL", "INT AUTO_INCREMENT",
                "BIGINT NOT NULL AUTO_INCREMENT UNIQUE KEY", "INT SERIAL DEFAULT VALUE"));
            default -> one(NUMBERS);
        };
    }

    private String newType() {
        if (version.isMariaDb()) {
            return one(List.of("UUID", "INET6", "INET4", "JSON", "VARCHAR(9) COMPRESSED", "TEXT COMPRESSED"));
        }
        if (version == MySqlVersion.V9) {
            return one(List.of("JSON", "VECTOR(3)", "VECTOR", "GEOMCOLLECTION", "POINT SRID 4326 NOT NULL"));
        }
        return version.hasJson() ? "JSON" : "MULTIPOINT";
    }

    private String textAttributes() {
        return switch (random.nextInt(7)) {
            case 0 -> " CHARACTER SET " + one(CHARSETS);
            case 1 -> " CHARSET " + one(CHARSETS) + " BINARY";
            case 2 -> " COLLATE " + one(COLLATIONS);
            case 3 -> " CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci";
            case 4 -> " BINARY";
            default -> "";
        };
    }

    private String key(List<String> columns) {
        String head = switch (random.nextInt(9)) {
            case 0, 1 -> maybe("CONSTRAINT p ") + "PRIMARY KEY ";
            case 2, 3, 4 -> maybe("CONSTRAINT " + keyName() + ' ') + "UNIQUE " + maybe("KEY ") + maybe(keyName() + ' ');
            case 5 -> "INDEX " + maybe(keyName() + ' ') + maybe("USING BTREE ");
            case 6 -> "FULLTEXT " + maybe("INDEX ");
            default -> "KEY " + maybe(keyName() + ' ');
        };
        return head + parts(columns) + maybe(" COMMENT 'k'");
    }

    private String keyName() {
        return one(List.of("k1", "k2", "`k 3`", "K4"));
    }

    private String parts(List<String> columns) {
        List<String> parts = new ArrayList<>();
        for (int i = random.nextInt(8) == 0 ? 2 : 1; i > 0; i--) {
            boolean isExpression = version.isMySqlFrom(MySqlVersion.V8_0) && random.nextInt(9) == 0;
            parts.add(isExpression ? "((1 + length('a)') + " + random.nextInt(2) + "))"
                : name(one(columns)) + one(List.of("", "", "", "", "(3)", "(7)")) + maybe(" DESC"));
        }
        return '(' + parts.stream().distinct().collect(Collectors.joining(", ")) + ')';
    }

    private String alter() {
        TableModel table = tables.get(random.nextInt(tables.size()));
        List<String> clauses = new ArrayList<>();
        for (int i = 1 + random.nextInt(random.nextInt(3) == 0 ? 4 : 2); i > 0; i--) {
            clauses.add(clause(table));
        }
        return "ALTER TABLE " + qualified(table.name()) + ' ' + String.join(", ", clauses);
    }

    private String clause(TableModel table) {
        List<String> columns = columns(table);
        String column = one(columns);
        String fresh = one(NAMES);
        boolean hasRename = version.isMySqlFrom(MySqlVersion.V8_0) || version.isMariaDb();
        return switch (random.nextInt(26)) {
            case 0, 1, 2 -> "ADD " + maybe("COLUMN ") + ifNotExists() + name(fresh) + ' ' + column(columns)
                + place(columns);
            case 3 -> "ADD COLUMN (" + name(fresh) + ' ' + column(columns) + ", " + name(one(NAMES)) + " INT)";
            case 4, 5 -> "CHANGE " + maybe("COLUMN ") + ifExists() + name(column) + ' ' + name(fresh) + ' '
                + column(columns) + place(columns);
            case 6, 7, 8 -> "MODIFY " + maybe("COLUMN ") + ifExists() + name(column) + ' ' + column(columns)
                + place(columns);
            case 9 -> hasRename ? "RENAME COLUMN " + name(column) + " TO " + name(fresh) : "FORCE";
            case 10, 11 -> "DROP " + maybe("COLUMN ") + ifExists() + name(column);
            case 12 -> "CONVERT TO CHARACTER SET " + one(List.of("latin1", "utf8mb4", "utf8", "ucs2",
                "utf8mb4 COLLATE utf8mb4_bin", version == MySqlVersion.V9 ? "DEFAULT" : "latin1"));
            case 13 -> charset().isEmpty() ? "ENGINE=InnoDB" : "DEFAULT CHARACTER SET = " + one(CHARSETS);
            case 14, 15, 16 -> "ADD " + key(columns);
            case 17 -> "DROP PRIMARY KEY";
            case 18, 19 -> "DROP " + one(List.of("INDEX ", "KEY ")) + ifExists() + keyOf(table);
            case 20 -> version == MySqlVersion.V5_6 ? "FORCE"
                : "RENAME " + one(List.of("INDEX ", "KEY ")) + keyOf(table) + " TO " + keyName();
            // MariaDB leaves a table behind that has an odd name and goes to another database.
            case 21 -> version.isMariaDb() && !table.name().table().matches("\\w+") ? "FORCE"
                : "RENAME " + one(List.of("", "TO ", "AS ")) + newTable();
            case 22 -> "ORDER BY " + name(column);
            case 23 -> "ALTER " + name(column) + (version == MySqlVersion.V9 ? " SET INVISIBLE" : " SET DEFAULT 1");
            case 24 -> version.isMySqlFrom(MySqlVersion.V9) ? "DROP CONSTRAINT " + keyOf(table) : "COMMENT 'x'";
            default -> one(List.of("ALGORITHM=COPY", "LOCK=DEFAULT", "AUTO_INCREMENT=7", "ROW_FORMAT=DYNAMIC"));
        };
    }

    private String place(List<String> columns) {
        return switch (random.nextInt(5)) {
            case 0 -> " FIRST";
            case 1 -> " AFTER " + name(one(columns));
            default -> "";
        };
    }

    private String createIndex() {
        TableModel table = tables.get(random.nextInt(tables.size()));
        return "CREATE " + (version.isMariaDb() ? maybe("OR REPLACE ") : "") + maybe("UNIQUE ") + "INDEX " + keyName()
            + maybe(" USING BTREE") + " ON " + qualified(table.name()) + ' ' + parts(columns(table));
    }

    private String dropIndex() {
        TableModel table = tables.get(random.nextInt(tables.size()));
        return "DROP INDEX " + ifExists() + keyOf(table) + " ON " + qualified(table.name());
    }

    private String rename() {
        TableName from = tables.get(random.nextInt(tables.size())).name();
        String other = table();
        return switch (random.nextInt(3)) {
            case 0 -> "RENAME TABLE " + qualified(from) + " TO " + newTable();
            case 1 -> "RENAME TABLE " + qualified(from) + " TO " + databases.get(0) + ".tmp, " + other + " TO "
                + qualified(from) + ", " + databases.get(0) + ".tmp TO " + other;
            default -> "RENAME TABLE " + qualified(from) + " TO " + newTable() + ", " + other + " TO " + qualified(from);
        };
    }

    private String database() {
        String last = databases.get(databases.size() - 1);
        return switch (random.nextInt(8)) {
            case 0 -> "DROP DATABASE " + last;
            case 1 -> "CREATE DATABASE " + last;
            default -> "ALTER " + one(List.of("DATABASE ", "SCHEMA ")) + one(databases)
                + one(List.of(" CHARACTER SET latin1", " DEFAULT COLLATE = utf8mb4_bin", " CHARACTER SET utf8mb4",
                    " CHARACTER SET = DEFAULT"));
        };
    }

    private String keyOf(TableModel table) {
        List<String> keys = table.keys().stream().map(KeyModel::name).toList();
        return keys.isEmpty() ? "k1" : '`' + one(keys).replace("`", "``") + '`';
    }

    private static List<String> columns(TableModel table) {
        return table.columns().stream().filter(column -> !column.isHidden()).map(ColumnModel::name).toList();
    }

    private String table() {
        return qualified(tables.get(random.nextInt(tables.size())).name());
    }

    private String newTable() {
        String table = one(List.of("t1", "t2", "T3", "`t 4`", "`t.5`", "`t``6`", "`select`", "`雪`"));
        return random.nextInt(3) == 0 ? one(databases) + '.' + table : table;
    }

    private String qualified(TableName name) {
        return name(name.database()) + '.' + name(name.table());
    }

    private String name(String name) {
        if (hasAnsiQuotes && random.nextBoolean()) {
            return '"' + name.replace("\"", "\"\"") + '"';
        }
        boolean isPlain = name.matches("[abC]|t[12]|T3|it_.*");
        return isPlain ? name : '`' + name.replace("`", "``") + '`';
    }

    private String ifExists() {
        return version.isMariaDb() ? maybe("IF EXISTS ") : "";
    }

    private String ifNotExists() {
        return version.isMariaDb() ? maybe("IF NOT EXISTS ") : "";
    }

    private String maybe(String text) {
        return random.nextInt(3) == 0 ? text : "";
    }

    private <T> T one(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }
}
