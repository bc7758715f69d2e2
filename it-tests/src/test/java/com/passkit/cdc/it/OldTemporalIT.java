package com.passkit.cdc.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import com.passkit.cdc.it.harness.Delivery;
import com.passkit.cdc.it.harness.MySqlServers;
import com.passkit.cdc.it.harness.MySqlVersion;
import com.passkit.cdc.it.harness.RealServer;
import com.passkit.cdc.it.harness.Receiver;
import com.passkit.cdc.it.harness.RunningEngine;
import com.passkit.cdc.it.harness.TestDatabase;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/** TIME, DATETIME and TIMESTAMP of tables that were made before fractions of a second, and by MariaDB's own way. */
class OldTemporalIT {

    private static final String PACKET = "--max-allowed-packet=64M";
    private static final String AFTER = ",\"after\":";
    /** Bytes of a column in a .frm file, and where its type code is in them. */
    private static final int FRM_COLUMN_LENGTH = 17;
    private static final byte[] NEW_TYPES = {3, 19, 8, 17, 14};
    private static final byte[] OLD_TYPES = {3, 11, 12, 7, 14};

    @TempDir
    private Path directory;

    @ParameterizedTest
    @EnumSource(value = MySqlVersion.class, names = {"V5_6", "V5_7"})
    void shouldReadTablesMadeBeforeMySql56(MySqlVersion version) throws SQLException, IOException {
        RealServer server = MySqlServers.shared(version, PACKET);
        // as many bytes in the row as the old types have, and then the old type codes
        TypedTable table = new TypedTable("old")
            .with("TIME", PrintedAs.TIME, "'-838:59:59'", "'838:59:59'", "'-00:00:01'", "'00:00:00'", "'-100:02:03'")
            .with("BIGINT", PrintedAs.DATETIME, "'1000-01-01 00:00:00'", "'9999-12-31 23:59:59'",
                "'0000-00-00 00:00:00'", "'2024-00-15 12:34:56'", "'2024-02-29 00:00:01'")
            .with("TIMESTAMP NULL", PrintedAs.TIMESTAMP, "'1970-01-01 00:00:01'", "'2038-01-19 03:14:07'",
                "'0000-00-00 00:00:00'", "'2024-02-29 12:34:56'")
            .with("DATE", PrintedAs.DATE, "'2024-02-29'", "'0000-00-00'");
        try (TestDatabase database = server.freshDatabase(); Receiver receiver = Receiver.http()) {
            database.execute("SET SESSION sql_mode = ''", table.create("old") + " ENGINE=MyISAM",
                table.create("old_twin") + " ENGINE=MyISAM", "FLUSH TABLES");
            Path folder = server.ca().resolveSibling(database.name());
            makeOld(folder.resolve("old.frm"));
            makeOld(folder.resolve("old_twin.frm"));
            database.execute("FLUSH TABLES");
            assertThat(database.value("SELECT DATA_TYPE FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = '"
                + database.name() + "' AND TABLE_NAME = 'old' AND COLUMN_NAME = 'c2'")).isEqualTo("datetime");
            database.execute(table.inserts().toArray(String[]::new));

            requireTheSameBothWays(database, receiver, table, List.of("DO 1"));
        }
    }

    private static void makeOld(Path frm) throws IOException {
        byte[] bytes = Files.readAllBytes(frm);
        int[] places = IntStream.range(0, bytes.length - NEW_TYPES.length * FRM_COLUMN_LENGTH)
            .filter(at -> IntStream.range(0, NEW_TYPES.length)
                .allMatch(n -> bytes[at + n * FRM_COLUMN_LENGTH] == NEW_TYPES[n])).toArray();
        assertThat(places).as("places of the type codes in " + frm).hasSize(1);
        for (int n = 0; n < OLD_TYPES.length; n++) {
            bytes[places[0] + n * FRM_COLUMN_LENGTH] = OLD_TYPES[n];
        }
        Files.write(frm, bytes);
    }

    @Test
    void shouldReadTheFormatsOfMariaDb() throws SQLException {
        TypedTable table = new TypedTable("old");
        for (int digits = 0; digits <= 6; digits++) {
            String suffix = "(" + digits + ')';
            String some = digits == 0 ? "" : "." + "120456".substring(0, digits);
            String nines = digits == 0 ? "" : "." + "9".repeat(digits);
            String least = digits == 0 ? "" : "." + "0".repeat(digits - 1) + '1';
            table.with("TIME" + suffix, PrintedAs.TIME, "'-838:59:59'", "'838:59:59'", "'-838:59:58" + nines + '\'',
                    "'-00:00:00" + least + '\'', "'00:00:00'", "'-12:34:56" + some + '\'', "'23:59:59" + nines + '\'')
                .with("DATETIME" + suffix, PrintedAs.DATETIME, "'1000-01-01 00:00:00'",
                    "'9999-12-31 23:59:59" + nines + '\'', "'0000-00-00 00:00:00'", "'2024-00-15 12:34:56" + some + '\'',
                    "'2024-02-29 00:00:00" + least + '\'')
                .with("TIMESTAMP" + suffix + " NULL", PrintedAs.TIMESTAMP, "'1970-01-01 00:00:01" + least + '\'',
                    "'2038-01-19 03:14:07" + nines + '\'', "'0000-00-00 00:00:00'", "'2024-02-29 12:34:56" + some + '\'');
        }
        try (TestDatabase database = ofMariaDb(); Receiver receiver = Receiver.http()) {
            database.execute("SET SESSION sql_mode = ''", "SET GLOBAL mysql56_temporal_format = OFF");
            try {
                database.execute(table.create("old"), table.create("old_twin"));
            } finally {
                database.execute("SET GLOBAL mysql56_temporal_format = ON");
            }
            assertThat(database.value("SELECT COUNT(*) FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = '"
                + database.name() + "' AND COLUMN_TYPE LIKE '%mariadb-5.3%'")).isEqualTo("42");
            database.execute(table.inserts().toArray(String[]::new));

            requireTheSameBothWays(database, receiver, table, List.of("SET GLOBAL binlog_row_metadata = FULL",
                "SET GLOBAL binlog_row_metadata = NO_LOG"));
        } finally {
            try (TestDatabase database = ofMariaDb()) {
                database.execute("SET GLOBAL binlog_row_metadata = FULL");
            }
        }
    }

    @Test
    void shouldAskTheServerWhereTheLogDoesNotTellTheDigitsOfAFraction() throws SQLException {
        try (TestDatabase database = ofMariaDb(); Receiver receiver = Receiver.http()) {
            database.execute("CREATE TABLE first (id INT PRIMARY KEY)");
            try (RunningEngine engine = RunningEngine.launch(database, receiver, directory, 1)) {
                engine.awaitStreaming();
                database.execute("SET GLOBAL mysql56_temporal_format = OFF");
                try {
                    database.execute("CREATE TABLE later (id INT PRIMARY KEY, t TIME(3))");
                } finally {
                    database.execute("SET GLOBAL mysql56_temporal_format = ON");
                }
                database.execute("INSERT INTO later VALUES (1, '01:02:03.456')");

                engine.awaitCaughtUp(database);
            }
            assertThat(receiver.records().rows(database.name(), "later")).map(Object::toString)
                .containsExactly("{\"id\":1,\"t\":\"01:02:03.456\"}");
        }
    }

    private static TestDatabase ofMariaDb() throws SQLException {
        return MySqlServers.shared(MySqlVersion.MARIADB_10_11, PACKET).freshDatabase();
    }

    private void requireTheSameBothWays(TestDatabase database, Receiver receiver, TypedTable table,
        List<String> ways) throws SQLException {
        try (RunningEngine engine = RunningEngine.launch(database, receiver, directory, 1)) {
            engine.awaitStreaming();
            for (String way : ways) {
                database.execute(way, table.copyTo("old_twin"), "DELETE FROM old_twin");
            }
            engine.awaitCaughtUp(database);
        }
        List<String> expected = new ArrayList<>();
        Map<Integer, String> printed = table.expected(database);
        printed.values().forEach(row -> expected.add("old r " + row));
        for (int n = 0; n < ways.size(); n++) {
            printed.values().forEach(row -> expected.add("old_twin c " + row));
            printed.values().forEach(row -> expected.add("old_twin d " + row));
        }
        assertThat(images(receiver)).containsExactlyInAnyOrderElementsOf(expected);
    }

    /** @return table, operation and the image that is there */
    private static List<String> images(Receiver receiver) {
        return receiver.accepted().stream().map(Delivery::eventTexts).flatMap(List::stream).map(event -> {
            String operation = between(event, "\"op\":\"", "\"");
            String image = operation.equals("d") ? between(event, ",\"before\":", AFTER)
                : event.substring(event.indexOf(AFTER) + AFTER.length(), event.length() - 1);
            return between(event, "\"table\":\"", "\"") + ' ' + operation + ' ' + image;
        }).toList();
    }

    private static String between(String text, String start, String end) {
        int from = text.indexOf(start) + start.length();
        return text.substring(from, text.indexOf(end, from));
    }
}
