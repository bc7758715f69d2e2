package com.passkit.cdc.it;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import com.passkit.cdc.it.harness.Delivery;
import com.passkit.cdc.it.harness.EveryServer;
import com.passkit.cdc.it.harness.MySqlServers;
import com.passkit.cdc.it.harness.MySqlVersion;
import com.passkit.cdc.it.harness.RealServer;
import com.passkit.cdc.it.harness.Receiver;
import com.passkit.cdc.it.harness.RunningEngine;
import com.passkit.cdc.it.harness.TestDatabase;
import com.passkit.cdc.protocol.row.Collation;

import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** Every collation and every character of every character set that a server has. */
class CharsetIT {

    private static final String PACKET = "--max-allowed-packet=64M";
    private static final int VALUES_PER_INSERT = 5_000;
    private static final List<String> OF_UNICODE = List.of("utf8", "utf8mb3", "utf8mb4", "ucs2", "utf16", "utf16le",
        "utf32", "gb18030");
    private static final String AFTER = ",\"after\":";

    @TempDir
    private Path directory;

    @EveryServer
    void shouldKnowEveryCollation(MySqlVersion version) throws SQLException {
        try (TestDatabase database = MySqlServers.shared(version, PACKET).freshDatabase()) {
            // MariaDB has collations that belong to several sets, under a number of its own in each
            String query = version.isMariaDb()
                ? "SELECT ID, CHARACTER_SET_NAME FROM information_schema.COLLATION_CHARACTER_SET_APPLICABILITY"
                : "SELECT ID, CHARACTER_SET_NAME FROM information_schema.COLLATIONS";
            Map<Integer, String> charsets = new TreeMap<>();
            Map<Integer, String> known = new TreeMap<>();
            for (List<String> row : database.rows(query)) {
                int id = Integer.parseInt(row.get(0));
                charsets.put(id, row.get(1).equals("utf8") ? "utf8mb3" : row.get(1));
                known.put(id, Collation.ofId(id).charset());
            }

            assertThat(known).isEqualTo(charsets).hasSizeGreaterThan(200);
        }
    }

    @EveryServer
    void shouldDecodeEveryCharacter(MySqlVersion version) throws SQLException {
        RealServer server = MySqlServers.shared(version, PACKET);
        try (TestDatabase database = server.freshDatabase(); TestDatabase source = server.freshDatabase();
            Receiver receiver = Receiver.http()) {
            database.execute("SET SESSION sql_mode = '', group_concat_max_len = 1000000", "SET NAMES utf8mb4");
            writeCandidates(source);
            List<String> charsets = database.rows("SELECT CHARACTER_SET_NAME FROM information_schema.CHARACTER_SETS "
                + "WHERE CHARACTER_SET_NAME <> 'binary'").stream().map(row -> row.get(0)).toList();
            for (String charset : charsets) {
                database.execute(create("read_", charset), create("streamed_", charset),
                    OF_UNICODE.contains(charset) ? unicode(charset, source) : encoded(charset, source));
            }
            try (RunningEngine engine = RunningEngine.launch(database, receiver, directory, 1)) {
                engine.awaitStreaming();
                for (String charset : charsets) {
                    database.execute("INSERT INTO streamed_" + charset + " SELECT * FROM read_" + charset);
                }
                engine.awaitCaughtUp(database);
            }
            requireText(database, charsets, receiver);
        }
    }

    private static String create(String prefix, String charset) {
        return "CREATE TABLE " + prefix + charset + " (id INT PRIMARY KEY, t TEXT CHARACTER SET " + charset + ')';
    }

    /** All byte sequences that may be characters of the older sets, and all characters of the basic plane and some. */
    private static void writeCandidates(TestDatabase source) throws SQLException {
        source.execute("CREATE TABLE bytes (c VARBINARY(4) PRIMARY KEY)",
            "CREATE TABLE characters (c INT PRIMARY KEY, t VARCHAR(1) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin)");
        Stream<String> one = IntStream.rangeClosed(1, 0xff).mapToObj(c -> "X'%02x'".formatted(c));
        Stream<String> two = IntStream.rangeClosed(0x80, 0xff).boxed().flatMap(lead ->
            IntStream.rangeClosed(0x30, 0xff).mapToObj(trail -> "X'%02x%02x'".formatted(lead, trail)));
        Stream<String> three = IntStream.rangeClosed(0xa1, 0xfe).boxed().flatMap(second ->
            IntStream.rangeClosed(0xa1, 0xfe).mapToObj(third -> "X'8f%02x%02x'".formatted(second, third)));
        insert(source, "bytes", Stream.of(one, two, three).flatMap(all -> all).map(c -> '(' + c + ')').toList());
        IntStream plane = IntStream.rangeClosed(1, 0xffff).filter(c -> c < 0xd800 || c > 0xdfff);
        IntStream others = IntStream.rangeClosed(0x10000, 0x10ffff).filter(c -> c % 997 == 0);
        insert(source, "characters", IntStream.concat(plane, others).mapToObj(c -> "(" + c + ",X'"
            + HexFormat.of().formatHex(Character.toString(c).getBytes(StandardCharsets.UTF_8)) + "')").toList());
    }

    private static void insert(TestDatabase source, String table, List<String> values) throws SQLException {
        for (int from = 0; from < values.size(); from += VALUES_PER_INSERT) {
            source.execute("INSERT INTO " + table + " VALUES " + String.join(",",
                values.subList(from, Math.min(values.size(), from + VALUES_PER_INSERT))));
        }
    }

    private static String encoded(String charset, TestDatabase source) {
        String text = "CONVERT(c USING " + charset + ')';
        return "INSERT INTO read_" + charset + " SELECT ORD(LEFT(c, 1)) DIV 8, CONVERT(GROUP_CONCAT(c ORDER BY c SEPARATOR '')"
            + " USING " + charset + ") FROM " + source.name() + ".bytes WHERE CHAR_LENGTH(" + text + ") = 1 AND LENGTH("
            + text + ") = LENGTH(c) AND HEX(CONVERT(" + text + " USING utf8mb4)) NOT IN ('3F', '') "
            + "GROUP BY ORD(LEFT(c, 1)) DIV 8";
    }

    private static String unicode(String charset, TestDatabase source) {
        return "INSERT INTO read_" + charset + " SELECT c DIV 4096, GROUP_CONCAT(t ORDER BY c SEPARATOR '') FROM "
            + source.name() + ".characters WHERE HEX(CONVERT(CONVERT(t USING " + charset
            + ") USING utf8mb4)) = HEX(t) GROUP BY c DIV 4096";
    }

    private static void requireText(TestDatabase database, List<String> charsets, Receiver receiver)
        throws SQLException {
        List<String> printed = new ArrayList<>();
        int characterCount = 0;
        for (String charset : charsets) {
            for (List<String> row : database.rows("SELECT id, HEX(CONVERT(t USING utf8mb4)), CHAR_LENGTH(t) FROM read_"
                + charset)) {
                String image = "{\"id\":" + row.get(0) + ",\"t\":" + PrintedAs.TEXT.json(row.get(1)) + '}';
                printed.add("read_" + charset + ' ' + image);
                printed.add("streamed_" + charset + ' ' + image);
                characterCount += Integer.parseInt(row.get(2));
            }
        }
        assertThat(delivered(receiver)).containsExactlyInAnyOrderElementsOf(printed);
        assertThat(characterCount).as(charsets.toString()).isGreaterThan(350_000);
    }

    private static List<String> delivered(Receiver receiver) {
        return receiver.accepted().stream().map(Delivery::eventTexts).flatMap(List::stream).map(event -> {
            int table = event.indexOf("\"table\":\"") + "\"table\":\"".length();
            return event.substring(table, event.indexOf('"', table)) + ' '
                + event.substring(event.indexOf(AFTER) + AFTER.length(), event.length() - 1);
        }).collect(Collectors.toList());
    }
}
