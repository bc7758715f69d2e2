package com.passkit.cdc.it;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import com.passkit.cdc.it.harness.Delivery;
import com.passkit.cdc.it.harness.MySqlServers;
import com.passkit.cdc.it.harness.MySqlVersion;
import com.passkit.cdc.it.harness.Receiver;
import com.passkit.cdc.it.harness.RunningEngine;
import com.passkit.cdc.it.harness.TestDatabase;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/** JSON changes that the server logs as differences are delivered as the whole documents it then has. */
class PartialUpdateIT {

    private static final int STATEMENTS = 150;
    private static final String AFTER = ",\"after\":{\"id\":";

    @TempDir
    private Path directory;

    @ParameterizedTest
    @MethodSource("versions")
    void shouldDeliverWholeDocuments(MySqlVersion version) throws SQLException {
        Random random = new Random(20_260_901);
        List<String> documents = documents(random);
        try (TestDatabase database = MySqlServers.shared(version, "--max-allowed-packet=64M").freshDatabase();
            Receiver receiver = Receiver.http()) {
            database.execute("SET SESSION binlog_row_value_options = 'PARTIAL_JSON'", "SET NAMES utf8mb4",
                "CREATE TABLE docs (id INT PRIMARY KEY, k JSON, n INT NOT NULL, j JSON)");
            for (int id = 0; id < documents.size(); id++) {
                database.execute("INSERT INTO docs VALUES (" + id + ", '[1, {\"a\": 2}]', 0, '" + documents.get(id)
                    + "')");
            }
            List<String> expected = new ArrayList<>();
            try (RunningEngine engine = RunningEngine.launch(database, receiver, directory, 1)) {
                engine.awaitStreaming();
                for (int n = 0; n < STATEMENTS; n++) {
                    if (n == STATEMENTS / 2 && version.isMySqlFrom(MySqlVersion.V8_4)) {
                        database.execute("SET SESSION binlog_transaction_compression = ON");
                    }
                    int id = random.nextInt(documents.size());
                    database.execute("UPDATE docs SET j = " + change(random) + ", n = n + 1 WHERE id = " + id);
                    expected.add(row(database, id));
                }
                database.execute("UPDATE docs SET k = JSON_SET(k, '$[0]', id), n = -1",
                    "UPDATE docs SET j = JSON_SET(j, '$.last', id), k = JSON_REMOVE(k, '$[1].a')",
                    "UPDATE docs SET j = NULL WHERE id = 0", "UPDATE docs SET j = '{}' WHERE id = 0",
                    "UPDATE docs SET j = JSON_SET(j, '$.a', 1), k = NULL WHERE id = 0");
                engine.awaitCaughtUp(database);
                assertThat(receiver.records().differences(database, "docs")).isEmpty();
            }
            assertThat(updatesOf(receiver).subList(0, STATEMENTS)).containsExactlyElementsOf(expected);
            assertThat(partialEventCount(database)).isGreaterThan(STATEMENTS / 4);
        }
    }

    private static List<MySqlVersion> versions() {
        return MySqlVersion.everyMySql().stream().filter(version -> version.isMySqlFrom(MySqlVersion.V8_0)).toList();
    }

    private static long partialEventCount(TestDatabase database) throws SQLException {
        String file = database.rows("SHOW BINARY LOGS").stream().reduce((first, last) -> last).orElseThrow().get(0);
        return database.rows("SHOW BINLOG EVENTS IN '" + file + "'").stream()
            .filter(event -> event.get(2).equals("Update_rows_partial")).count();
    }

    private static List<String> updatesOf(Receiver receiver) {
        return receiver.accepted().stream().map(Delivery::eventTexts).flatMap(List::stream)
            .filter(text -> text.contains("\"op\":\"u\""))
            .map(text -> text.substring(text.lastIndexOf(AFTER) + AFTER.length() - 6, text.length() - 1)).toList();
    }

    /** @return a row as the contract wants it in an event, from what the server prints */
    private static String row(TestDatabase database, int id) throws SQLException {
        List<String> printed = database.rows("SELECT HEX(CAST(k AS CHAR CHARACTER SET utf8mb4)), n, "
            + "HEX(CAST(j AS CHAR CHARACTER SET utf8mb4)) FROM docs WHERE id = " + id).get(0);
        return "{\"id\":" + id + ",\"k\":" + PrintedAs.JSON.json(printed.get(0)) + ",\"n\":" + printed.get(1)
            + ",\"j\":" + PrintedAs.JSON.json(printed.get(2)) + '}';
    }

    private static List<String> documents(Random random) {
        List<String> documents = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            documents.add(object(random, 4));
        }
        StringBuilder wide = new StringBuilder("{");
        for (int i = 0; i < 3_000; i++) {
            wide.append(i == 0 ? "" : ",").append("\"w").append(i).append("\":").append(plain(random));
        }
        documents.add(wide.append(",\"a\":[1,2,3],\"b\":{\"a\":{\"b\":[]}}}").toString());
        documents.add("{\"a\":[" + "1,".repeat(12_000) + "{\"b\":[5]}],\"b\":\"" + "x".repeat(65_000) + "\"}");
        documents.add("{\"a\":\"" + "y".repeat(65_480) + "\",\"b\":[1]}");
        documents.add("[" + object(random, 3) + ",[[[1,2],3],4],\"x\"]");
        documents.add("{\"a\":".repeat(90) + "[1,{\"a\":2}]" + "}".repeat(90));
        return documents;
    }

    private static String object(Random random, int depth) {
        StringBuilder object = new StringBuilder("{");
        for (String key : List.of("a", "b", "cc", "k\u00e4y", "odd key", "")) {
            object.append(object.length() == 1 ? "" : ",").append('"').append(key).append("\":");
            object.append(depth == 0 || random.nextInt(3) == 0 ? plain(random)
                : random.nextBoolean() ? object(random, depth - 1)
                : "[" + plain(random) + ',' + object(random, depth - 1) + ',' + plain(random) + ']');
        }
        return object.append('}').toString();
    }

    private static String plain(Random random) {
        return switch (random.nextInt(8)) {
            case 0 -> "null";
            case 1 -> "true";
            case 2 -> Integer.toString(random.nextInt(70_000) - 35_000);
            case 3 -> Integer.toString(random.nextInt());
            case 4 -> Long.toString(random.nextLong());
            case 5 -> Double.toString(random.nextInt(1000) / 8.0);
            case 6 -> '"' + "s\u20ac".repeat(random.nextInt(60)) + '"';
            default -> "[]";
        };
    }

    private static String change(Random random) {
        return switch (random.nextInt(8)) {
            case 0, 1 -> "JSON_SET(j, " + path(random) + ", " + value(random) + ')';
            case 2 -> "JSON_REPLACE(j, " + path(random) + ", " + value(random) + ", " + path(random) + ", "
                + value(random) + ')';
            case 3 -> "JSON_REMOVE(j, " + path(random) + ')';
            case 4 -> "JSON_SET(JSON_REMOVE(JSON_REPLACE(j, " + path(random) + ", " + value(random) + "), "
                + path(random) + "), " + path(random) + ", " + value(random) + ')';
            case 5 -> "JSON_REMOVE(j, " + path(random) + ", " + path(random) + ')';
            case 6 -> "JSON_ARRAY_INSERT(j, '$.a[0]', " + value(random) + ')';
            default -> "JSON_SET(j, '$.\"new " + random.nextInt(30) + "\\\\\"\"', " + value(random) + ')';
        };
    }

    private static String path(Random random) {
        StringBuilder path = new StringBuilder("'$");
        int legs = 1 + random.nextInt(3);
        List<String> choices = List.of(".a", ".b", ".cc", ".k\u00e4y", ".\"odd key\"", ".\"\"", ".w1500", "[0]", "[1]",
            "[last]", "[last-1]", "[500]");
        for (int i = 0; i < legs; i++) {
            path.append(choices.get(random.nextInt(i == 0 ? 7 : choices.size())));
        }
        return path.append('\'').toString();
    }

    private static String value(Random random) {
        return switch (random.nextInt(10)) {
            case 0 -> Integer.toString(random.nextInt());
            case 1 -> "'" + "t\u00fc".repeat(random.nextInt(200)) + '\'';
            case 2 -> "CAST('" + random.nextInt(1000) + ".50' AS DECIMAL(10,2))";
            case 3 -> "CAST('2024-02-29 12:34:56.000001' AS DATETIME(6))";
            case 4 -> "X'00FF'";
            case 5 -> "CAST('" + object(random, 2) + "' AS JSON)";
            case 6 -> "REPEAT('z', " + (60_000 + random.nextInt(10_000)) + ')';
            case 7 -> "JSON_ARRAY(1, NULL, TRUE)";
            case 8 -> "CAST('null' AS JSON)";
            default -> Long.toString(random.nextInt(100));
        };
    }
}
