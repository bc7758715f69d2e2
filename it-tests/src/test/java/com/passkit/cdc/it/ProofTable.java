package com.passkit.cdc.it;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import com.passkit.cdc.it.harness.TestDatabase;

/**
 * A table whose rows are numbered, whatever their key is made of. Each row has a version {@code v}, which every change
 * of it raises.
 *
 * @param name  its name
 * @param shape how it is made
 */
record ProofTable(String name, Shape shape) {

    private static final int ROWS_PER_STATEMENT = 1_000;

    /** How a table is made, and how row n is found in it. */
    enum Shape {
        INT_KEY("k INT", "PRIMARY KEY (k)", n -> List.of("k", "" + n)),
        TEXT_KEY("k VARCHAR(40)", "PRIMARY KEY (k)", n -> List.of("k", "'kéy " + n * 7919 % 1000 + '/' + n + '\'')),
        BINARY_TEXT_KEY("k VARCHAR(40) COLLATE utf8mb4_bin", "PRIMARY KEY (k)",
            n -> List.of("k", "'" + (n % 2 == 0 ? "a" : "A") + n + '\'')),
        COMPOSITE_KEY("a SMALLINT, b VARCHAR(20), c DATE", "PRIMARY KEY (b, c, a)",
            n -> List.of("a", "" + (n - 50), "b", "'b" + n % 3 + '\'', "c", "'2024-02-" + (10 + n % 5) + '\'')),
        UNSIGNED_KEY("k BIGINT UNSIGNED", "PRIMARY KEY (k)",
            n -> List.of("k", Long.toUnsignedString(Long.MAX_VALUE - 20 + n))),
        UNIQUE_KEY("k INT NOT NULL, x INT", "UNIQUE KEY (k), KEY (x)", n -> List.of("k", "" + n)),
        BYTES_KEY("k BINARY(16)", "PRIMARY KEY (k)", n -> List.of("k", "UNHEX('" + "ff00".repeat(6)
            + String.format("%04x", n * 31 % 65536) + String.format("%04x", n) + "')")),
        DECIMAL_AND_TIME_KEY("a DECIMAL(20,4), b DATETIME(6)", "PRIMARY KEY (a, b)",
            n -> List.of("a", "" + (n - 30) + ".2500", "b", "'2024-01-01 00:00:00." + String.format("%06d", n) + '\'')),
        LONG_ROWS("k INT, t MEDIUMTEXT, b LONGBLOB", "PRIMARY KEY (k)", n -> List.of("k", "" + n)),
        PARTITIONED("k INT", "PRIMARY KEY (k)", n -> List.of("k", "" + n)),
        NO_KEY("k INT", "KEY (k)", n -> List.of("k", "" + n));

        private final String columns;
        private final String keys;
        private final IntFunction<List<String>> key;

        /** @param key names and literals of the key's columns of row n, in turn */
        Shape(String columns, String keys, IntFunction<List<String>> key) {
            this.columns = columns;
            this.keys = keys;
            this.key = key;
        }
    }

    /** @return so many tables, of all shapes in turn */
    static List<ProofTable> ofAllShapes(int count) {
        Shape[] shapes = Shape.values();
        return IntStream.range(0, count).mapToObj(n -> new ProofTable("t" + n, shapes[n % shapes.length])).toList();
    }

    boolean hasKey() {
        return shape != Shape.NO_KEY;
    }

    /** Makes it, with rows 0 to rowCount - 1 in it. */
    void make(TestDatabase database, int rowCount) throws SQLException {
        database.execute("CREATE TABLE " + name + " (v BIGINT NOT NULL, " + shape.columns + ", note VARCHAR(200), "
            + shape.keys + ')' + (shape == Shape.PARTITIONED ? " PARTITION BY HASH (k) PARTITIONS 4" : ""));
        try (Connection connection = database.connect(); Statement statement = connection.createStatement()) {
            for (int first = 0; first < rowCount; first += ROWS_PER_STATEMENT) {
                List<String> rows = IntStream.range(first, Math.min(rowCount, first + ROWS_PER_STATEMENT))
                    .mapToObj(n -> '(' + literals(n) + more("t", n) + ", 0, 'before')").toList();
                statement.execute("INSERT INTO " + name + " (" + names() + more("") + ", v, note) VALUES "
                    + String.join(", ", rows));
            }
        }
    }

    /** Changes row n in one way or another, or row m too. */
    void change(Statement statement, Random random, int n, int m, long v, String note) throws SQLException {
        String values = " (" + names() + ", v, note) VALUES (" + literals(n) + ", " + v + ", '" + note + "')";
        switch (random.nextInt(6)) {
            case 0 -> statement.execute("DELETE FROM " + name + where(n));
            case 1 -> statement.execute((hasKey() ? "REPLACE" : "INSERT") + " INTO " + name + values);
            case 2 -> statement.execute("INSERT INTO " + name + values
                + (hasKey() ? " ON DUPLICATE KEY UPDATE v = " + v + ", note = '" + note + '\'' : ""));
            case 3, 4 -> statement.execute("UPDATE " + name + " SET v = " + v + ", note = '" + note + '\'' + where(n));
            default -> {
                if (n != m) {
                    statement.execute("DELETE FROM " + name + where(m));
                    statement.execute("UPDATE " + name + " SET v = " + v + ", note = '" + note + "', "
                        + assignments(m, ", ") + where(n));
                }
            }
        }
    }

    private String where(int n) {
        // Rows that are alike in every column could not be told from a repeat.
        return " WHERE " + assignments(n, " AND ") + (hasKey() ? "" : " LIMIT 1");
    }

    private String assignments(int n, String separator) {
        List<String> key = shape.key.apply(n);
        List<String> parts = new ArrayList<>();
        for (int i = 0; i < key.size(); i += 2) {
            parts.add(key.get(i) + " = " + key.get(i + 1));
        }
        return String.join(separator, parts);
    }

    private String names() {
        List<String> key = shape.key.apply(0);
        return IntStream.range(0, key.size()).filter(i -> i % 2 == 0).mapToObj(key::get)
            .collect(Collectors.joining(", "));
    }

    private String literals(int n) {
        List<String> key = shape.key.apply(n);
        return IntStream.range(0, key.size()).filter(i -> i % 2 == 1).mapToObj(key::get)
            .collect(Collectors.joining(", "));
    }

    private String more(String prefix) {
        return shape == Shape.LONG_ROWS ? ", t, b" : prefix;
    }

    private String more(String letter, int n) {
        return shape == Shape.LONG_ROWS
            ? ", REPEAT('" + letter + "é', " + n * 10 + "), REPEAT('\\\\0', " + n * 20 + ')' : "";
    }
}
