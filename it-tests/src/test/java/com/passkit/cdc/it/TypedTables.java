package com.passkit.cdc.it;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import com.passkit.cdc.it.harness.MySqlVersion;

/** Every column type of MySQL with its boundary values. */
final class TypedTables {

    private static final int LONG_LENGTH = 70_000;
    private static final int JSON_DEPTH = 100;
    /**
     * Of 65535 that can be: the server compares each label with each other one for every table that has them. Enough for
     * ordinals of two bytes, and for metadata whose length takes more than one.
     */
    private static final int LABEL_COUNT = 1_500;
    private static final int MAX_FRACTION = 6;
    private static final String EMOJI = "'g\u00e4\u4e2d\ud83d\ude00'";

    private TypedTables() {
    }

    static List<TypedTable> of(MySqlVersion version) {
        List<TypedTable> tables = new ArrayList<>(List.of(integers(), decimals(), floats(), bits(), temporals(),
            text(), codePages(), wideCharsets(version.isMySqlFrom(MySqlVersion.V5_7)), binaries(), longValues(),
            labels(), manyLabels(), geometries(version)));
        if (version.isMySqlFrom(MySqlVersion.V5_7)) {
            tables.add(json());
            tables.add(generated());
        }
        if (version.isMySqlFrom(MySqlVersion.V8_0)) {
            tables.add(expressionKeys());
        }
        if (version == MySqlVersion.V9) {
            tables.add(vectors());
            tables.add(invisible());
        }
        if (version.isMariaDb()) {
            tables.add(ofMariaDb());
        }
        return tables;
    }

    private static TypedTable integers() {
        return new TypedTable("integers")
            .with("TINYINT", PrintedAs.INTEGER, "-128", "127", "0", "-1")
            .with("TINYINT UNSIGNED", PrintedAs.INTEGER, "0", "255", "128", "127")
            .with("SMALLINT", PrintedAs.INTEGER, "-32768", "32767", "0", "-1")
            .with("SMALLINT UNSIGNED", PrintedAs.INTEGER, "0", "65535", "32768")
            .with("MEDIUMINT", PrintedAs.INTEGER, "-8388608", "8388607", "0", "-1")
            .with("MEDIUMINT UNSIGNED", PrintedAs.INTEGER, "0", "16777215", "8388608")
            .with("INT", PrintedAs.INTEGER, "-2147483648", "2147483647", "0", "-1")
            .with("INT UNSIGNED", PrintedAs.INTEGER, "0", "4294967295", "2147483648")
            .with("BIGINT", PrintedAs.INTEGER, "-9223372036854775808", "9223372036854775807", "0", "-1")
            .with("BIGINT UNSIGNED", PrintedAs.INTEGER, "0", "18446744073709551615", "9223372036854775808")
            .with("INT(5) ZEROFILL", PrintedAs.INTEGER, "7", "4294967295", "0")
            .with("TINYINT(1)", PrintedAs.INTEGER, "0", "1", "-128")
            .with("BOOL", PrintedAs.INTEGER, "TRUE", "FALSE", "2")
            .with("YEAR", PrintedAs.INTEGER, "'0000'", "1901", "2155", "2026");
    }

    private static TypedTable decimals() {
        String nines35 = "9".repeat(35);
        String nines30 = "9".repeat(30);
        String smallest = "0." + "0".repeat(29) + "1";
        TypedTable table = new TypedTable("decimals")
            .with("DECIMAL(65,30)", PrintedAs.DECIMAL, nines35 + '.' + nines30, '-' + nines35 + '.' + nines30, "0",
                smallest, '-' + smallest, "123456789.000000001")
            .with("DECIMAL(65,0)", PrintedAs.DECIMAL, "9".repeat(65), '-' + "9".repeat(65), "0", "-1")
            .with("DECIMAL(30,30)", PrintedAs.DECIMAL, "0." + nines30, "-0." + nines30, "0", smallest)
            .with("DECIMAL(1,0)", PrintedAs.DECIMAL, "9", "-9", "0")
            .with("DECIMAL(10,2) UNSIGNED", PrintedAs.DECIMAL, "0", "99999999.99", "12.5")
            .with("DECIMAL(7,2) ZEROFILL", PrintedAs.DECIMAL, "1.5", "0", "99999.99");
        for (int digits : new int[] {8, 9, 10, 17, 18, 19, 27}) {
            table.with("DECIMAL(" + (digits + 2) + ",2)", PrintedAs.DECIMAL,
                "9".repeat(digits) + ".99", '-' + "9".repeat(digits) + ".99", "-1.05", "1000000.00");
            table.with("DECIMAL(" + (digits + 1) + ',' + digits + ')', PrintedAs.DECIMAL,
                "9." + "9".repeat(digits), "-9." + "9".repeat(digits), "-0." + "0".repeat(digits - 1) + '1', "0.1");
        }
        return table;
    }

    private static TypedTable floats() {
        return new TypedTable("floats")
            .with("FLOAT", PrintedAs.FLOAT, "3.4028234663852886e38", "-3.4028234663852886e38",
                "1.1754943508222875e-38", "1.401298464324817e-45", "5.877471754111438e-39", "0", "-0e0", "0.1", "0.3",
                "16777217", "8388608.5", "1e10", "1e15", "999999986991104", "123456.789", "1e-15", "1e-16", "-1.5",
                "9.5e-44")
            .with("FLOAT(7,3)", PrintedAs.FLOAT, "1.5", "-9999.999", "0.001")
            .with("FLOAT UNSIGNED", PrintedAs.FLOAT, "0", "3.25")
            .with("DOUBLE", PrintedAs.DOUBLE, "1.7976931348623157e308", "-1.7976931348623157e308",
                "2.2250738585072014e-308", "5e-324", "2.225073858507201e-308", "0", "-0e0", "0.1",
                "0.30000000000000004", "9007199254740993", "1e15", "1e16", "123456789012345680", "999999999999999",
                "2e-15", "9.87e-16", "-1.5", "1e22", "5e-310")
            .with("DOUBLE(10,3)", PrintedAs.DOUBLE, "1.5", "-9999999.999", "0.001")
            .with("DOUBLE UNSIGNED", PrintedAs.DOUBLE, "0", "3.25");
    }

    private static TypedTable bits() {
        TypedTable table = new TypedTable("bits").with("BIT(1)", PrintedAs.BOOLEAN, "b'0'", "b'1'");
        for (int length = 2; length <= Long.SIZE; length++) {
            table.with("BIT(" + length + ')', PrintedAs.BIT, "b'0'", "b'1'", "b'" + "1".repeat(length) + '\'',
                "b'1" + "0".repeat(length - 1) + '\'');
        }
        return table;
    }

    private static TypedTable temporals() {
        TypedTable table = new TypedTable("temporals").with("DATE", PrintedAs.DATE, "'1000-01-01'", "'9999-12-31'",
            "'0000-00-00'", "'2024-00-15'", "'2024-02-00'", "'0000-01-01'", "'2024-02-29'", "'0001-01-01'");
        for (int fraction = 0; fraction <= MAX_FRACTION; fraction++) {
            String suffix = '(' + Integer.toString(fraction) + ')';
            String nines = fraction == 0 ? "" : '.' + "9".repeat(fraction);
            String some = fraction == 0 ? "" : '.' + "120456".substring(0, fraction);
            String least = fraction == 0 ? "" : '.' + "0".repeat(fraction - 1) + '1';
            table.with("DATETIME" + suffix, PrintedAs.DATETIME, "'1000-01-01 00:00:00'",
                "'9999-12-31 23:59:59" + nines + '\'', "'0000-00-00 00:00:00'", "'2024-00-15 12:34:56" + some + '\'',
                "'2024-12-00 00:00:00" + least + '\'', "'0000-01-01 00:00:01'", "'2024-02-29 23:00:00" + some + '\'');
            table.with("TIMESTAMP" + suffix + " NULL", PrintedAs.TIMESTAMP, "'1970-01-01 00:00:01" + least + '\'',
                "'2038-01-19 03:14:07" + nines + '\'', "'0000-00-00 00:00:00'", "'2024-02-29 12:34:56" + some + '\'',
                "'2001-09-09 01:46:40'");
            table.with("TIME" + suffix, PrintedAs.TIME, "'-838:59:59'", "'838:59:59'", "'-838:59:58" + nines + '\'',
                "'-00:00:00" + least + '\'', "'-00:00:01" + some + '\'', "'00:00:00'", "'-12:34:56" + nines + '\'',
                "'23:59:59" + nines + '\'', "'-01:00:00'", "'00:00:00" + least + '\'');
        }
        return table;
    }

    private static TypedTable text() {
        String quotes = "'\"quo\\\\ted\\'\\t\\r\\n/'";
        String controls = "CONVERT(X'0001080B0C1B1F207F' USING utf8mb4)";
        TypedTable table = new TypedTable("text")
            .with("CHAR(255)", PrintedAs.TEXT, "REPEAT(" + EMOJI + ", 63)", "''", "'a  '", "'  a'", quotes, controls)
            .with("CHAR(63)", PrintedAs.TEXT, "REPEAT('\ud83d\ude00', 63)", "''")
            .with("CHAR(64)", PrintedAs.TEXT, "REPEAT('\ud83d\ude00', 64)", "'a'")
            .with("CHAR(0)", PrintedAs.TEXT, "''")
            .with("VARCHAR(63)", PrintedAs.TEXT, "REPEAT('\ud83d\ude00', 63)", "''", "'a  '")
            .with("VARCHAR(64)", PrintedAs.TEXT, "REPEAT('\ud83d\ude00', 64)", "''", "'a  '")
            .with("VARCHAR(255) CHARACTER SET latin1", PrintedAs.TEXT, "REPEAT('\u00e4', 255)", "'\u20ac'", "''")
            .with("VARCHAR(256) CHARACTER SET latin1", PrintedAs.TEXT, "REPEAT('\u00e4', 256)", "'\u20ac'", "''")
            .with("TINYTEXT", PrintedAs.TEXT, EMOJI, "''", "'a  '", quotes, controls)
            .with("TEXT", PrintedAs.TEXT, "REPEAT(" + EMOJI + ", 300)", "''", "'a  '", quotes, controls)
            .with("VARCHAR(10) COLLATE utf8mb4_bin", PrintedAs.TEXT, EMOJI, "'a  '")
            .with("VARCHAR(10) BINARY", PrintedAs.TEXT, EMOJI)
            .with("VARCHAR(10) CHARACTER SET utf8", PrintedAs.TEXT, "'g\u00e4\u4e2d'", "''");
        return table;
    }

    private static TypedTable codePages() {
        TypedTable table = new TypedTable("code_pages");
        for (String charset : List.of("latin1", "latin2", "latin5", "latin7", "cp1250", "cp1251", "cp1256", "cp1257",
            "cp850", "cp852", "cp866", "koi8r", "koi8u", "greek", "hebrew", "macroman", "macce", "keybcs2", "dec8",
            "hp8", "armscii8", "geostd8", "tis620")) {
            table.with("VARCHAR(255) CHARACTER SET " + charset, PrintedAs.CODE_PAGE,
                PrintedAs.codePageLiteral(charset, 0xff));
        }
        for (String charset : List.of("ascii", "swe7")) {
            table.with("VARCHAR(255) CHARACTER SET " + charset, PrintedAs.CODE_PAGE,
                PrintedAs.codePageLiteral(charset, 0x7f));
        }
        return table;
    }

    private static TypedTable wideCharsets(boolean hasGb18030) {
        String japanese = "\u65e5\u672c\u8a9e\u8868\u30a2\uff71";
        String chinese = "\u4e2d\u6587\u5b57";
        TypedTable table = new TypedTable("wide_charsets");
        List<String> ofUnicode = new ArrayList<>(List.of("ucs2", "utf16", "utf16le", "utf32", "utf8", "utf8mb4"));
        if (hasGb18030) {
            ofUnicode.add("gb18030");
        }
        for (String charset : ofUnicode) {
            boolean isPlaneZero = charset.equals("ucs2") || charset.equals("utf8");
            table.with("VARCHAR(64) CHARACTER SET " + charset, PrintedAs.TEXT,
                isPlaneZero ? "'a\u00e4\u20ac" + japanese + '\'' : "'a\u00e4\u20ac" + japanese + "\ud83d\ude00'", "''",
                "'a  '", "'\"\\\\\\n'");
            table.with("CHAR(20) CHARACTER SET " + charset, PrintedAs.TEXT, '\'' + chinese + '\'', "''", "'a  '");
            table.with("TEXT CHARACTER SET " + charset, PrintedAs.TEXT, '\'' + chinese + '\'', "''", "'a  '");
        }
        for (String charset : List.of("sjis", "cp932", "ujis", "eucjpms")) {
            table.with("VARCHAR(64) CHARACTER SET " + charset, PrintedAs.TEXT, '\'' + japanese + '\'',
                "'a\\\\b~'", "''");
        }
        for (String charset : List.of("sjis", "cp932")) {
            table.with("TEXT CHARACTER SET " + charset, PrintedAs.TEXT,
                '_' + charset + " X'8150815C815F8160816181778178817C818F81908191819281CA'", "_" + charset + " X'5C7E'");
        }
        for (String charset : List.of("gbk", "gb2312", "big5")) {
            table.with("VARCHAR(64) CHARACTER SET " + charset, PrintedAs.TEXT, "'" + chinese + "a\\\\'", "''");
        }
        table.with("VARCHAR(64) CHARACTER SET euckr", PrintedAs.TEXT, "'\ud55c\uae00a'", "''");
        return table;
    }

    private static TypedTable binaries() {
        return new TypedTable("binaries")
            .with("BINARY(10)", PrintedAs.BYTES, "X''", "X'00'", "X'010000'", "X'00000000000000000001'",
                "X'FFFFFFFFFFFFFFFFFFFF'", "X'20202020'")
            .with("BINARY(1)", PrintedAs.BYTES, "X'00'", "X'FF'", "X'20'", "X''")
            .with("BINARY(255)", PrintedAs.BYTES, "REPEAT(X'FE', 255)", "REPEAT(X'00', 255)", "X''")
            .with("BINARY(0)", PrintedAs.BYTES, "X''")
            .with("VARBINARY(10)", PrintedAs.BYTES, "X''", "X'00'", "X'010000'", "X'2020'")
            .with("VARBINARY(255)", PrintedAs.BYTES, "REPEAT(X'00', 255)", "X''")
            .with("VARBINARY(256)", PrintedAs.BYTES, "REPEAT(X'80', 256)", "X''")
            .with("VARCHAR(8) CHARACTER SET binary", PrintedAs.BYTES, "X'00FF00'", "X''")
            .with("TINYBLOB", PrintedAs.BYTES, "REPEAT(X'00', 255)", "X''", "X'00'")
            .with("BLOB", PrintedAs.BYTES, PrintedAs.codePageLiteral("binary", 0xff), "X''", "X'0000'");
    }

    private static TypedTable longValues() {
        return new TypedTable("long_values")
            .with("TEXT", PrintedAs.TEXT, "REPEAT('ab', 32767)", "''")
            .with("MEDIUMTEXT", PrintedAs.TEXT, "REPEAT('\u00e4', " + LONG_LENGTH + ')', "''")
            .with("LONGTEXT", PrintedAs.TEXT, "REPEAT('\ud83d\ude00', " + LONG_LENGTH + ')', "''")
            .with("BLOB", PrintedAs.BYTES, "REPEAT(X'00', 65535)", "X''")
            .with("MEDIUMBLOB", PrintedAs.BYTES, "REPEAT(X'FF', " + LONG_LENGTH + ')', "X''")
            .with("LONGBLOB", PrintedAs.BYTES, "REPEAT(X'7F80', " + LONG_LENGTH + ')', "X''");
    }

    private static TypedTable labels() {
        String many = "ENUM(" + IntStream.rangeClosed(1, 300).mapToObj(i -> "'l" + i + '\'')
            .collect(Collectors.joining(",")) + ')';
        String[] members = IntStream.rangeClosed(1, Long.SIZE).mapToObj(i -> "m" + i).toArray(String[]::new);
        String wide = "SET(" + Arrays.stream(members).map(member -> '\'' + member + '\'')
            .collect(Collectors.joining(",")) + ')';
        String odd = "('a''b','c;d','e\"f','g\\\\h','\u00fc','x y','')";
        return new TypedTable("labels")
            .with(many, PrintedAs.TEXT, "1", "255", "256", "300", "0", "''")
            .with("ENUM('a''b','c,d','e\"f','g\\\\h','\u00fc','x y','')", PrintedAs.TEXT, "1", "2", "3", "4", "5", "6",
                "7", "0")
            .with("ENUM" + odd + " CHARACTER SET latin1", PrintedAs.TEXT, "1", "2", "3", "4", "5", "6", "7")
            .with("ENUM" + odd + " CHARACTER SET utf16", PrintedAs.TEXT, "1", "2", "3", "4", "5", "6", "7")
            .with("ENUM('\u8868','\u65e5,\u672c') CHARACTER SET sjis", PrintedAs.TEXT, "1", "2", "0")
            .with(wide, PrintedAs.TEXT, "0", "1", "18446744073709551615", "9223372036854775808", "'m64,m1'", "''")
            .with("SET('a','b c','d''e','\u00fc','\"\\\\')", PrintedAs.TEXT, "0", "31", "2", "4", "8", "16", "21")
            .with("SET('a','b','c','d','e','f','g','h','i') CHARACTER SET cp1251", PrintedAs.TEXT, "511", "256", "0");
    }

    private static TypedTable manyLabels() {
        String labels = IntStream.rangeClosed(1, LABEL_COUNT)
            .mapToObj(i -> '\'' + Integer.toString(i, Character.MAX_RADIX) + '\'').collect(Collectors.joining(",", "ENUM(", ")"));
        return new TypedTable("many_labels").with(labels, PrintedAs.TEXT, "1", "256", Integer.toString(LABEL_COUNT),
            "0");
    }

    private static TypedTable json() {
        String large = IntStream.range(0, 20_000).mapToObj(Integer::toString)
            .collect(Collectors.joining(",", "'[", "]'"));
        String wide = IntStream.range(0, 5_000).mapToObj(i -> "\"key" + i + "\":{\"v\":\"" + "x".repeat(10) + "\"}")
            .collect(Collectors.joining(",", "'{", "}'"));
        String deep = '\'' + "[".repeat(JSON_DEPTH) + "]".repeat(JSON_DEPTH) + '\'';
        String mixed = '\'' + "{\"a\":[".repeat(JSON_DEPTH / 2 - 1) + "null" + "]}".repeat(JSON_DEPTH / 2 - 1) + '\'';
        String longKeys = "JSON_OBJECT(REPEAT('k', 49000), 1, REPEAT('\u00e4', 20000), 2, REPEAT('l', 49000), '')";
        return new TypedTable("json").with("JSON", PrintedAs.JSON, "'null'", "'true'", "'false'", "'0'", "'-1'",
            "'32767'", "'32768'", "'-32768'", "'-32769'", "'65535'", "'65536'", "'2147483647'", "'2147483648'",
            "'-2147483648'", "'-2147483649'", "'9223372036854775807'", "'-9223372036854775808'",
            "'18446744073709551615'", "'1.5'", "'-1.5e-10'", "'1e300'", "'0.1'", "'1.0'", "'1e15'", "'1e16'",
            "'123456789.125'", "'5e-324'", "'-0.0'", "'18446744073709551616'",
            "'\"\"'", "'\"a  \"'", "'\"quo\\\\\"te \\\\\\\\ \\\\n \\\\t \\\\u0001 \\\\u001f / \\\\b\\\\f\\\\r\"'",
            "'\"g\u00e4\u4e2d\ud83d\ude00\"'", "'\"a: b, c\"'", "'[]'", "'{}'", "'[[], {}, [[]], \"\", null]'",
            "'{\"b\": 1, \"a\": 2, \"\": 3, \"aa\": 4, \"\u00e4\": 5, \"q\\\\\"\\\\\\\\\": 6}'",
            "'{\"a\": {\"b\": {\"c\": [1, 2.5, \"x\", true, null]}}}'",
            "JSON_ARRAY(CAST('12.50' AS DECIMAL(10,2)), CAST('-0.000000001' AS DECIMAL(30,9)))",
            "JSON_ARRAY(CAST('" + "9".repeat(35) + '.' + "9".repeat(30) + "' AS DECIMAL(65,30)))",
            "CAST(CAST('7.10' AS DECIMAL(5,2)) AS JSON)",
            "JSON_OBJECT('d', CAST('2024-02-29' AS DATE), 't', CAST('-12:34:56.789012' AS TIME(6)))",
            "JSON_ARRAY(CAST('2024-02-29 12:34:56.000001' AS DATETIME(6)), CAST('9999-12-31 23:59:59' AS DATETIME))",
            "JSON_ARRAY(CAST('838:59:59' AS TIME), CAST('00:00:00' AS TIME), CAST('0000-00-00' AS DATE))",
            "JSON_ARRAY(TIMESTAMP('2024-02-29 12:34:56.5'), MAKETIME(-1, 2, 3))",
            "JSON_ARRAY(X'0001FF', b'1010', CAST('abc' AS BINARY(5)))",
            "JSON_ARRAY(CAST(REPEAT('y', 200) AS BINARY(200)), CAST('' AS BINARY(0)))",
            "JSON_ARRAY((SELECT c2 FROM bits WHERE id = 2), (SELECT c64 FROM bits WHERE id = 2))",
            "JSON_ARRAY((SELECT c10 FROM binaries WHERE id = 0))",
            "JSON_ARRAY((SELECT c2 FROM labels WHERE id = 0), (SELECT c7 FROM labels WHERE id = 1))",
            "JSON_ARRAY((SELECT c1 FROM integers WHERE id = 0), (SELECT c14 FROM integers WHERE id = 1))",
            "JSON_ARRAY((SELECT c1 FROM floats WHERE id = 7), (SELECT c4 FROM floats WHERE id = 4))",
            "JSON_ARRAY(1 = 1, TRUE, 1.0e0, 10.0, 0.30000000000000004e0)",
            "JSON_ARRAY(ST_GeomFromText('POINT(1 2.5)'))",
            "JSON_OBJECT('k', REPEAT('x', " + LONG_LENGTH + "), 'l', REPEAT('\u00e4', 200))", large, wide, deep, mixed, longKeys,
            "JSON_ARRAY(REPEAT('a', 127), REPEAT('b', 128), REPEAT('c', 16383), REPEAT('d', 16384))")
            .with("JSON", PrintedAs.JSON, "'{\"second\": [1]}'", "'1'");
    }

    private static TypedTable geometries(MySqlVersion version) {
        return new TypedTable("geometries")
            .with("GEOMETRY", PrintedAs.GEOMETRY, "ST_GeomFromText('POINT(1 2)')",
                "ST_GeomFromText('POINT(10 20)', 4326)",
                "ST_GeomFromText('GEOMETRYCOLLECTION(POINT(1 1),LINESTRING(0 0,1 1))')",
                version.isMariaDb() ? "ST_GeomFromText('GEOMETRYCOLLECTION EMPTY')"
                    : "ST_GeomFromText('GEOMETRYCOLLECTION()')", "ST_GeomFromText('LINESTRING(0 0,-1e300 2.5)')")
            .with("POINT", PrintedAs.GEOMETRY, "ST_GeomFromText('POINT(-0.1 1e-300)')")
            .with("LINESTRING", PrintedAs.GEOMETRY, "ST_GeomFromText('LINESTRING(0 0,1 1,2 3)', 4326)")
            .with("POLYGON", PrintedAs.GEOMETRY,
                "ST_GeomFromText('POLYGON((0 0,10 0,10 10,0 10,0 0),(5 5,7 5,7 7,5 7,5 5))')")
            .with("MULTIPOINT", PrintedAs.GEOMETRY, "ST_GeomFromText('MULTIPOINT(0 0,1 1)')")
            .with("MULTILINESTRING", PrintedAs.GEOMETRY, "ST_GeomFromText('MULTILINESTRING((0 0,1 1),(2 2,3 3))')")
            .with("MULTIPOLYGON", PrintedAs.GEOMETRY, "ST_GeomFromText('MULTIPOLYGON(((0 0,1 0,1 1,0 0)))')")
            .with("GEOMETRYCOLLECTION", PrintedAs.GEOMETRY,
                "ST_GeomFromText('GEOMETRYCOLLECTION(MULTIPOINT(0 0),GEOMETRYCOLLECTION(POINT(1 2)))')");
    }

    private static TypedTable generated() {
        return new TypedTable("generated_columns")
            .named("a", "INT", PrintedAs.INTEGER, "1", "-5", "0")
            .named("v", "BIGINT AS (a + 1) VIRTUAL", PrintedAs.INTEGER)
            .named("s", "VARCHAR(20) AS (CONCAT('x', a)) STORED", PrintedAs.TEXT)
            .named("b", "VARCHAR(10)", PrintedAs.TEXT, "'\u00e4'", "''")
            .named("w", "JSON AS (JSON_OBJECT('a', a)) VIRTUAL", PrintedAs.JSON)
            .named("last", "INT", PrintedAs.INTEGER, "9");
    }

    private static TypedTable expressionKeys() {
        return new TypedTable("expression_keys")
            .named("a", "INT", PrintedAs.INTEGER, "1", "-5", "0")
            .named("b", "VARCHAR(10)", PrintedAs.TEXT, "'\u00e4'", "''")
            .named("v", "BIGINT AS (a + 1) VIRTUAL", PrintedAs.INTEGER)
            .named("c", "INT", PrintedAs.INTEGER, "9")
            .withKeys(", INDEX one ((a + 1)), INDEX two (c, (a * 2), (CONCAT(b, 'x')))");
    }

    private static TypedTable vectors() {
        return new TypedTable("vectors")
            .with("VECTOR(3)", PrintedAs.VECTOR, "STRING_TO_VECTOR('[1,2.5,-3e-7]')",
                "STRING_TO_VECTOR('[3.4028234e38,0,1.1754944e-38]')")
            .with("VECTOR(1)", PrintedAs.VECTOR, "STRING_TO_VECTOR('[0.1]')", "STRING_TO_VECTOR('[16777216]')")
            .with("VECTOR", PrintedAs.VECTOR, "STRING_TO_VECTOR(CONCAT('[', REPEAT('0.25,', 2047), '1]'))",
                "STRING_TO_VECTOR('[1,2]')");
    }

    private static TypedTable invisible() {
        return new TypedTable("invisible_columns")
            .named("a", "INT INVISIBLE", PrintedAs.INTEGER, "1", "2")
            .named("b", "VARCHAR(5)", PrintedAs.TEXT, "'x'")
            .named("c", "INT AS (a + 1) STORED INVISIBLE", PrintedAs.INTEGER)
            .named("d", "JSON", PrintedAs.JSON, "'[1,2,3]'", "'[\"a\"]'")
            .withKeys(", INDEX many ((CAST(d AS CHAR(10) ARRAY))), INDEX one ((a * 2))");
    }

    private static TypedTable ofMariaDb() {
        String random = "CONCAT(RAND(1), RAND(2), RAND(3), RAND(4), RAND(5), RAND(6))";
        return new TypedTable("of_mariadb")
            .with("VARCHAR(100) COMPRESSED", PrintedAs.TEXT, "'short'", "REPEAT('\u00e4', 100)", "''", "'a  '")
            .with("VARCHAR(10) COMPRESSED CHARACTER SET latin1", PrintedAs.TEXT, "'\u00e4'", "REPEAT('x', 10)")
            .with("VARBINARY(300) COMPRESSED", PrintedAs.BYTES, "X'00'", "REPEAT(X'00', 300)", "X''")
            .with("TINYTEXT COMPRESSED", PrintedAs.TEXT, "REPEAT('t', 200)", "''", "'tt'")
            .with("TEXT COMPRESSED CHARACTER SET utf16", PrintedAs.TEXT, "REPEAT('\u4e2d', 3000)", "''", random)
            .with("MEDIUMTEXT COMPRESSED", PrintedAs.TEXT, "REPEAT('\u00e4', " + LONG_LENGTH + ')', "''")
            .with("LONGBLOB COMPRESSED", PrintedAs.BYTES, "REPEAT(X'7F80', " + LONG_LENGTH + ')', random, "X''")
            .with("INET4", PrintedAs.TEXT, "'0.0.0.0'", "'255.255.255.255'", "'10.0.0.1'", "'1.2.0.0'")
            .with("INET6", PrintedAs.TEXT, "'::'", "'::1'", "'2001:db8::1'", "'::ffff:192.0.2.128'", "'::1.2.3.4'",
                "'ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff'", "'1:0:0:2:0:0:0:3'", "'1:0:2:3:4:5:6:7'", "'fe80::'",
                "'::ffff:0:1.2.3.4'", "'1:2:3:4:5:6:7:0'", "'0:0:1::'")
            .with("UUID", PrintedAs.TEXT, "'00000000-0000-0000-0000-000000000000'",
                "'123e4567-e89b-12d3-a456-426655440000'", "'123e4567-e89b-42d3-a456-426655440001'",
                "'017f22e2-79b0-7cc3-98c4-dc0c0c07398f'", "'ffffffff-ffff-ffff-ffff-ffffffffffff'",
                "'1ec9414c-232a-6b00-b3c8-9e6bdeced846'")
            .with("BINARY(16)", PrintedAs.BYTES, "X'00'", "X'20010DB8'").with("BINARY(4)", PrintedAs.BYTES, "X'0102'")
            .with("CHAR(4) CHARACTER SET latin1", PrintedAs.TEXT, "'abcd'", "''")
            .with("DECIMAL(65,38)", PrintedAs.DECIMAL, "9".repeat(27) + '.' + "9".repeat(38),
                "-0." + "0".repeat(37) + '1', "0")
            .with("JSON", PrintedAs.TEXT, "'{\"b\":  1, \"a\": [1.0, \"\u00e4\"]}'", "'[]'")
            .named("a", "INT INVISIBLE", PrintedAs.INTEGER, "1", "2")
            .named("v", "BIGINT AS (a + 1) VIRTUAL", PrintedAs.INTEGER)
            .named("s", "VARCHAR(20) AS (CONCAT('x', a)) STORED", PrintedAs.TEXT);
    }
}
