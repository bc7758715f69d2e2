package com.passkit.cdc.it;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

import com.passkit.cdc.it.harness.Delivery;
import com.passkit.cdc.it.harness.EveryMySql;
import com.passkit.cdc.it.harness.MySqlServers;
import com.passkit.cdc.it.harness.MySqlVersion;
import com.passkit.cdc.it.harness.RealServer;
import com.passkit.cdc.it.harness.Receiver;
import com.passkit.cdc.it.harness.RunningEngine;
import com.passkit.cdc.it.harness.TestDatabase;

import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every type and boundary value is delivered in the same bytes by the snapshot and by the binary log, whatever its
 * metadata, and they are what the server itself prints.
 */
class TypesIT {

    private static final String AFTER = ",\"before\":null,\"after\":";
    private static final String BEFORE = ",\"before\":{";
    private static final String NO_AFTER = ",\"after\":null}";
    private static final int MAX_SHOWN = 150;

    @TempDir
    private Path directory;

    /** How the copies of a table get into the binary log. */
    private enum Logged {
        FULL("SET GLOBAL binlog_row_metadata = FULL"),
        MINIMAL("SET GLOBAL binlog_row_metadata = MINIMAL"),
        COMPRESSED("SET SESSION binlog_transaction_compression = ON"),
        WITHOUT_METADATA("DO 1");

        private final String statement;

        Logged(String statement) {
            this.statement = statement;
        }

        static List<Logged> by(MySqlVersion version) {
            if (!version.hasFullRowMetadata()) {
                return List.of(WITHOUT_METADATA);
            }
            return version.isMySqlFrom(MySqlVersion.V8_4) ? List.of(FULL, MINIMAL, COMPRESSED) : List.of(FULL, MINIMAL);
        }

        String twinOf(TypedTable table) {
            return table.name() + '_' + name().toLowerCase(Locale.ROOT);
        }
    }

    @EveryMySql
    void shouldDeliverTheSameBytesAsSnapshotAndAsStream(MySqlVersion version) throws SQLException {
        RealServer server = MySqlServers.shared(version, "--max-allowed-packet=64M");
        List<TypedTable> tables = TypedTables.of(version);
        List<Logged> ways = Logged.by(version);
        try (TestDatabase database = server.freshDatabase(); Receiver receiver = Receiver.http()) {
            database.execute("SET SESSION sql_mode = ''", "SET NAMES utf8mb4");
            for (TypedTable table : tables) {
                database.execute(table.create(table.name()));
                database.execute(table.inserts().toArray(String[]::new));
                for (Logged way : ways) {
                    database.execute(table.create(way.twinOf(table)));
                }
            }
            try (RunningEngine engine = RunningEngine.launch(database, receiver, directory, 1)) {
                engine.awaitStreaming();
                for (Logged way : ways) {
                    database.execute(way.statement);
                    for (TypedTable table : tables) {
                        database.execute(table.copyTo(way.twinOf(table)), "DELETE FROM " + way.twinOf(table));
                    }
                }
                engine.awaitCaughtUp(database);
            } finally {
                if (version.hasFullRowMetadata()) {
                    database.execute("SET GLOBAL binlog_row_metadata = FULL");
                }
            }
            compare(database, tables, ways, receiver);
        }
    }

    @EveryMySql
    void shouldReadDocumentsWithHoles(MySqlVersion version) throws SQLException {
        try (TestDatabase database = MySqlServers.shared(version, "--max-allowed-packet=64M").freshDatabase();
            Receiver receiver = Receiver.http()) {
            TypedTable table = new TypedTable("holes").named("j", "JSON", PrintedAs.JSON,
                "JSON_OBJECT('a', REPEAT('x', 100), 'b', JSON_ARRAY(1, 'two', 3.5), 'c', REPEAT('z', 300))",
                "JSON_OBJECT('a', REPEAT('x', 70000), 'b', JSON_ARRAY(1, 'two', 3.5), 'c', 'z')");
            database.execute(table.create("holes"));
            database.execute(table.inserts().toArray(String[]::new));
            database.execute("UPDATE holes SET j = JSON_REPLACE(j, '$.a', 'first', '$.b[1]', 2)");
            List<String> streamed = new ArrayList<>();
            try (RunningEngine engine = RunningEngine.launch(database, receiver, directory, 1)) {
                engine.awaitStreaming();
                database.execute(
                    "UPDATE holes SET j = JSON_SET(j, '$.a', 'short', '$.b[1]', 't', '$.c', 'y') WHERE id < 2",
                    "UPDATE holes SET j = JSON_REMOVE(j, '$.b[0]') WHERE id < 2");
                engine.awaitCaughtUp(database);
                eventTexts(receiver).stream().filter(text -> text.contains("\"op\":\"u\""))
                    .map(text -> text.substring(text.lastIndexOf(",\"after\":") + 9, text.length() - 1))
                    .forEach(streamed::add);
            }
            Map<Integer, String> expected = table.expected(database);
            SoftAssertions softly = new SoftAssertions();
            softly.assertThat(streamed.subList(streamed.size() - 2, streamed.size()))
                .containsExactly(expected.get(0), expected.get(1));
            softly.assertThat(expected.get(0)).contains("\"a\":\"short\"", "\"b\":[\"t\",3.5]");
            softly.assertAll();
        }
    }

    private static void compare(TestDatabase database, List<TypedTable> tables, List<Logged> ways, Receiver receiver)
        throws SQLException {
        Map<String, Map<Integer, String>> images = new LinkedHashMap<>();
        for (String event : eventTexts(receiver)) {
            String table = between(event, "\"table\":\"", "\"");
            int id = Integer.parseInt(between(event, ",\"key\":{\"id\":", "}"));
            boolean isDelete = event.contains("\"op\":\"d\"");
            String image = isDelete
                ? event.substring(event.indexOf(BEFORE) + BEFORE.length() - 1, event.length() - NO_AFTER.length())
                : event.substring(event.indexOf(AFTER) + AFTER.length(), event.length() - 1);
            images.computeIfAbsent(isDelete ? table + " before" : table, key -> new TreeMap<>()).put(id, image);
        }
        SoftAssertions softly = new SoftAssertions();
        for (TypedTable table : tables) {
            Map<Integer, String> printed = table.expected(database);
            requireEqual(softly, "snapshot of " + table.name(), images.get(table.name()), printed);
            for (Logged way : ways) {
                requireEqual(softly, way + " insert of " + table.name(), images.get(way.twinOf(table)), printed);
                requireEqual(softly, way + " delete of " + table.name(), images.get(way.twinOf(table) + " before"),
                    printed);
            }
        }
        softly.assertAll();
    }

    private static void requireEqual(SoftAssertions softly, String what, Map<Integer, String> delivered,
        Map<Integer, String> printed) {
        if (delivered == null) {
            softly.fail(what + ": no events (expected: " + printed.size() + ')');
            return;
        }
        softly.assertThat(delivered.keySet()).as(what).isEqualTo(printed.keySet());
        printed.forEach((id, row) -> {
            String event = delivered.get(id);
            if (event != null && !event.equals(row)) {
                int at = firstDifference(event, row);
                softly.fail(what + ", row " + id + " at " + at + ":\n  event  …" + excerpt(event, at)
                    + "\n  server …" + excerpt(row, at));
            }
        });
    }

    private static int firstDifference(String a, String b) {
        int at = 0;
        while (at < Math.min(a.length(), b.length()) && a.charAt(at) == b.charAt(at)) {
            at++;
        }
        return at;
    }

    private static String excerpt(String text, int at) {
        return text.substring(Math.max(0, at - 40), Math.min(text.length(), Math.max(0, at - 40) + MAX_SHOWN));
    }

    private static List<String> eventTexts(Receiver receiver) {
        return receiver.accepted().stream().map(Delivery::eventTexts).flatMap(List::stream).toList();
    }

    private static String between(String text, String start, String end) {
        int from = text.indexOf(start) + start.length();
        return text.substring(from, text.indexOf(end, from));
    }
}
