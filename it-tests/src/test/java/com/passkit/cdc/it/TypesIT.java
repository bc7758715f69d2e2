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
import com.passkit.cdc.it.harness.EveryServer;
import com.passkit.cdc.it.harness.MySqlServers;
import com.passkit.cdc.it.harness.MySqlVersion;
import com.passkit.cdc.it.harness.RealServer;
import com.passkit.cdc.it.harness.Receiver;
import com.passkit.cdc.it.harness.RunningEngine;
import com.passkit.cdc.it.harness.TestDatabase;

import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Every type and boundary value is delivered in the same bytes by the snapshot and by the binary log, whatever its
 * metadata, and they are what the server itself prints.
 */
class TypesIT {

    private static final String AFTER = ",\"after\":";
    private static final String BEFORE = ",\"before\":";
    private static final String ID = "{\"id\":";
    private static final String NO_AFTER = ",\"after\":null}";
    private static final int MAX_SHOWN = 150;

    @TempDir
    private Path directory;

    /** How the copies of a table get into the binary log. */
    private enum Logged {
        FULL("SET GLOBAL binlog_row_metadata = FULL"),
        MINIMAL("SET GLOBAL binlog_row_metadata = MINIMAL"),
        COMPRESSED("SET SESSION binlog_transaction_compression = ON"),
        COMPRESSED_EVENTS("SET GLOBAL log_bin_compress = ON"),
        WITHOUT_METADATA("DO 1");

        private final String statement;

        Logged(String statement) {
            this.statement = statement;
        }

        static List<Logged> by(MySqlVersion version) {
            if (version.isMariaDb()) {
                return List.of(FULL, MINIMAL, COMPRESSED_EVENTS);
            }
            if (!version.hasFullRowMetadata()) {
                return List.of(WITHOUT_METADATA);
            }
            return version.isMySqlFrom(MySqlVersion.V8_4) ? List.of(FULL, MINIMAL, COMPRESSED) : List.of(FULL, MINIMAL);
        }

        String twinOf(TypedTable table) {
            return table.name() + '_' + name().toLowerCase(Locale.ROOT);
        }
    }

    @EveryServer
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
                        database.execute(table.copyTo(way.twinOf(table)),
                            "UPDATE " + way.twinOf(table) + " SET id = -1 - id", "DELETE FROM " + way.twinOf(table));
                    }
                }
                engine.awaitCaughtUp(database);
            } finally {
                if (version.hasFullRowMetadata()) {
                    database.execute("SET GLOBAL binlog_row_metadata = FULL");
                }
                if (version.isMariaDb()) {
                    database.execute("SET GLOBAL log_bin_compress = OFF");
                }
            }
            compare(database, tables, ways, receiver);
        }
    }

    @Test
    void shouldDeliverKeysThatTheServerMakes() throws SQLException {
        try (TestDatabase database = MySqlServers.shared(MySqlVersion.V9, "--max-allowed-packet=64M").freshDatabase();
            Receiver receiver = Receiver.http()) {
            database.execute("SET SESSION sql_generate_invisible_primary_key = ON", "CREATE TABLE keyless (a JSON, "
                + "INDEX many ((CAST(a->'$[*]' AS UNSIGNED ARRAY))))", "INSERT INTO keyless VALUES ('[1, 2]')");
            try (RunningEngine engine = RunningEngine.launch(database, receiver, directory, 1)) {
                engine.awaitStreaming();
                database.execute("INSERT INTO keyless VALUES ('[3]')", "SET GLOBAL binlog_row_metadata = MINIMAL",
                    "INSERT INTO keyless VALUES ('[]')");
                engine.awaitCaughtUp(database);
            } finally {
                database.execute("SET GLOBAL binlog_row_metadata = FULL");
            }
            assertThat(eventTexts(receiver).stream().map(event -> event.substring(event.indexOf("\"key\":"))))
                .containsExactly("\"key\":{\"my_row_id\":1},\"before\":null,\"after\":{\"my_row_id\":1,\"a\":[1,2]}}",
                    "\"key\":{\"my_row_id\":2},\"before\":null,\"after\":{\"my_row_id\":2,\"a\":[3]}}",
                    "\"key\":{\"my_row_id\":3},\"before\":null,\"after\":{\"my_row_id\":3,\"a\":[]}}");
        }
    }

    private static List<MySqlVersion> versionsWithJson() {
        return MySqlVersion.everyMySql().stream().filter(version -> version.isMySqlFrom(MySqlVersion.V5_7)).toList();
    }

    @ParameterizedTest
    @MethodSource("versionsWithJson")
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
            int before = event.indexOf(BEFORE) + BEFORE.length();
            int after = event.indexOf(AFTER, before) + AFTER.length();
            switch (between(event, "\"op\":\"", "\"")) {
                case "u" -> {
                    add(images, table + " before update", event.substring(before, after - AFTER.length()));
                    add(images, table + " after update", event.substring(after, event.length() - 1));
                }
                case "d" -> add(images, table + " before delete",
                    event.substring(before, event.length() - NO_AFTER.length()));
                default -> add(images, table, event.substring(after, event.length() - 1));
            }
        }
        SoftAssertions softly = new SoftAssertions();
        for (TypedTable table : tables) {
            Map<Integer, String> printed = table.expected(database);
            requireEqual(softly, "snapshot of " + table.name(), images.get(table.name()), printed);
            for (Logged way : ways) {
                requireEqual(softly, way + " insert of " + table.name(), images.get(way.twinOf(table)), printed);
                for (String image : List.of(" before update", " after update", " before delete")) {
                    requireEqual(softly, way + image + " of " + table.name(), images.get(way.twinOf(table) + image),
                        printed);
                }
            }
        }
        softly.assertAll();
    }

    /** An update moves each row to a negative key of the same meaning. */
    private static void add(Map<String, Map<Integer, String>> images, String kind, String image) {
        int id = Integer.parseInt(between(image, ID, ","));
        int original = id < 0 ? -1 - id : id;
        images.computeIfAbsent(kind, key -> new TreeMap<>())
            .put(original, ID + original + image.substring(image.indexOf(',')));
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
