package com.passkit.cdc.it;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import com.fasterxml.jackson.databind.JsonNode;

import com.passkit.cdc.it.harness.CommandRun;
import com.passkit.cdc.it.harness.ConnectorProcess;
import com.passkit.cdc.it.harness.ConnectorYaml;
import com.passkit.cdc.it.harness.EveryServer;
import com.passkit.cdc.it.harness.MySqlServers;
import com.passkit.cdc.it.harness.MySqlVersion;
import com.passkit.cdc.it.harness.RealServer;
import com.passkit.cdc.it.harness.Receiver;
import com.passkit.cdc.it.harness.RunningEngine;
import com.passkit.cdc.it.harness.TestDatabase;
import com.passkit.cdc.runtime.CdcConfig;
import com.passkit.cdc.runtime.batch.BatchConfig;
import com.passkit.cdc.runtime.checkpoint.Checkpoint;
import com.passkit.cdc.runtime.rules.ColumnRules;
import com.passkit.cdc.runtime.rules.RowRules;

import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What is configured for tables and columns, on real servers: which rows come, and what is hidden of them. */
class RulesIT {

    private static final String SALT = "pepper";
    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final BatchConfig BATCH = new BatchConfig(1000, 1 << 20, Duration.ofMillis(10), 1);

    private static CdcConfig config(TestDatabase database, Receiver receiver, Path directory, RowRules rows,
        ColumnRules columns, String... exclude) {
        CdcConfig plain = RunningEngine.config(
            database, receiver.endpoint(), directory, List.of(database.name() + ".*"), BATCH);
        return new CdcConfig(plain.name(), plain.source(), plain.include(), List.of(exclude), plain.keys(),
            plain.snapshotMode(), plain.publish(), plain.batch(), plain.encode().withColumns(columns), false, false,
            plain.stateDirectory(), plain.checkpointInterval(), plain.shutdownTimeout()).withRows(rows);
    }

    private static String hash(String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(SALT.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return HexFormat.of().formatHex(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
        } catch (java.security.GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Snapshot, stream, and snapshot beside the stream: the same value is hidden the same. */
    @EveryServer
    void shouldHideTheSameValueAlikeByEveryWay(MySqlVersion version, @TempDir Path directory) throws SQLException {
        try (TestDatabase database = MySqlServers.shared(version).freshDatabase(); Receiver receiver = Receiver.http()) {
            database.execute("CREATE TABLE m (email VARCHAR(60) PRIMARY KEY, ssn VARCHAR(20), phone BIGINT, notes TEXT,"
                + " born DATE, pay DECIMAL(10,2), pic BLOB, tags SET('red','green','blue'), nothing INT)");
            String values = "(%s, '123-45-6789', 5551234, 'Grüße 😀 und mehr', '1990-02-03', 12.50, x'0102ff',"
                + " 'red,blue', NULL)";
            database.execute("INSERT INTO m VALUES " + String.format(values, "'a@example.com'"));
            String all = database.name() + ".m.";
            ColumnRules rules = new ColumnRules(List.of(), List.of("*.m.SSN"),
                List.of(all + "email", all + "born", all + "pay", all + "pic", all + "tags", all + "nothing"),
                Map.of("*.*.notes", 7), Map.of(all + "phone", "***"), SALT);

            try (RunningEngine engine = RunningEngine.launch(
                config(database, receiver, directory, RowRules.NONE, rules))) {
                engine.awaitStreaming();
                database.execute("INSERT INTO m VALUES " + String.format(values, "'b@example.com'"),
                    "UPDATE m SET email = 'c@example.com' WHERE email = 'b@example.com'",
                    "DELETE FROM m WHERE email = 'c@example.com'");
                engine.awaitCaughtUp(database);
                if (version != MySqlVersion.V5_6) {
                    engine.engine().requestSnapshot(List.of(database.name() + ".m")).join();
                    await().atMost(PATIENCE).until(() -> receiver.eventCount() == 5);
                }
            }
            String rest = ",\"phone\":\"***\",\"notes\":\"Grüße 😀\",\"born\":\"" + hash("1990-02-03") + "\",\"pay\":\""
                + hash("12.50") + "\",\"pic\":\"" + hash("AQL/") + "\",\"tags\":\"" + hash("red,blue")
                + "\",\"nothing\":null}";
            List<String> rows = new ArrayList<>();
            for (JsonNode event : receiver.events()) {
                JsonNode row = event.get("after").isNull() ? event.get("before") : event.get("after");
                assertThat(event.get("key").toString()).isEqualTo("{\"email\":" + row.get("email") + '}');
                rows.add(event.get("op").asText() + ' ' + row);
            }
            List<String> expected = new ArrayList<>(List.of(
                "r {\"email\":\"" + hash("a@example.com") + '"' + rest, "c {\"email\":\"" + hash("b@example.com") + '"'
                + rest, "u {\"email\":\"" + hash("c@example.com") + '"' + rest,
                "d {\"email\":\"" + hash("c@example.com") + '"' + rest));
            if (version != MySqlVersion.V5_6) {
                expected.add(expected.get(0));
            }
            assertThat(rows).containsExactlyElementsOf(expected);
            assertThat(receiver.events().toString()).doesNotContain("example.com", "123-45-6789", "5551234", "mehr");
            assertThat(receiver.records().rows(database.name(), "m")).hasSize(1);
        }
    }

    /** A row that leaves what is delivered is deleted there, one that enters it is inserted; ids are of the change. */
    @EveryServer
    void shouldDeliverTheRowsThatFitAndTheirBorder(MySqlVersion version, @TempDir Path directory) throws SQLException {
        try (TestDatabase database = MySqlServers.shared(version).freshDatabase(); Receiver receiver = Receiver.http()) {
            database.execute("CREATE TABLE m (id INT PRIMARY KEY, status ENUM('active','gone'), points DECIMAL(8,2))",
                "INSERT INTO m VALUES (1, 'active', 10), (2, 'gone', 99), (3, 'active', 9.99), (4, NULL, 50),"
                + " (5, 'active', NULL)");
            RowRules rows = RowRules.of(Map.of(database.name() + ".m", "status = 'active' AND points >= 10"));

            try (RunningEngine engine = RunningEngine.launch(
                config(database, receiver, directory, rows, ColumnRules.NONE))) {
                engine.awaitStreaming();
                database.execute("INSERT INTO m VALUES (6, 'gone', 1), (7, 'active', 70)",
                    "UPDATE m SET points = points + 1 WHERE id IN (2, 3, 7)",
                    "UPDATE m SET points = 3 WHERE id = 7", "UPDATE m SET points = 4 WHERE id = 7",
                    "UPDATE m SET id = 8, points = 80 WHERE id = 7", "UPDATE m SET status = NULL WHERE id = 1",
                    "DELETE FROM m WHERE id IN (2, 8)");
                engine.awaitCaughtUp(database);
            }
            List<JsonNode> events = receiver.events();
            assertThat(events.stream().map(event -> event.get("op").asText() + event.get("key").get("id")
                + (event.get("before").isNull() ? "" : " before") + (event.get("after").isNull() ? "" : " after")))
                .containsExactly("r1 after", "c7 after", "c3 after", "u7 before after", "d7 before", "c8 after",
                    "d1 before", "d8 before");
            assertThat(events.get(0).get("source").get("snapshot").asText()).isEqualTo("last");
            assertThat(events.subList(1, events.size()).stream()
                .map(event -> event.get("id").asText().replaceAll(".*/", "")).toList())
                .as("ordinals are counted before any filter").containsExactly("1", "1", "2", "0", "0", "0", "1");
            assertThat(receiver.records().rows(database.name(), "m").toString())
                .isEqualTo("[{\"id\":3,\"status\":\"active\",\"points\":\"10.99\"}]");
        }
    }

    /** One condition of every kind: the snapshot, the stream and the server's own WHERE find the same rows. */
    @EveryServer
    void shouldFindWhatTheServerFinds(MySqlVersion version, @TempDir Path directory) throws SQLException {
        Map<String, String> conditions = new LinkedHashMap<>();
        conditions.put("ints", "i > -5 AND i <= 7 OR u >= 18446744073709551615 OR i IN (100, 200)");
        conditions.put("decimals", "d < -1.005 OR d = 99999999.99 OR NOT d <> 5");
        conditions.put("floats", "g >= 0.1 AND g != 2.5");
        conditions.put("texts", "s LIKE 'a%' OR s = 'Zoë' OR l = 'é' OR s IS NULL");
        conditions.put("enums", "e IN ('red', 'green') OR e NOT IN ('red') AND o LIKE '%y%'");
        conditions.put("dates", "day >= '2020-02-29' AND at < '2021-01-01 00:00:00.5' OR t < '-01:00:00'");
        conditions.put("bits", "b = TRUE OR y = 2026 OR b IS NULL");
        try (TestDatabase database = MySqlServers.shared(version).freshDatabase(); Receiver receiver = Receiver.http()) {
            database.execute(
                "CREATE TABLE ints (id INT PRIMARY KEY AUTO_INCREMENT, i INT, u BIGINT UNSIGNED)",
                "CREATE TABLE decimals (id INT PRIMARY KEY AUTO_INCREMENT, d DECIMAL(12,4))",
                "CREATE TABLE floats (id INT PRIMARY KEY AUTO_INCREMENT, g DOUBLE)",
                "CREATE TABLE texts (id INT PRIMARY KEY AUTO_INCREMENT, s VARCHAR(20) COLLATE utf8mb4_bin,"
                + " l CHAR(5) CHARACTER SET latin1 COLLATE latin1_bin)",
                "CREATE TABLE enums (id INT PRIMARY KEY AUTO_INCREMENT, e ENUM('red','green','blue'),"
                + " o SET('x','y','z'))",
                "CREATE TABLE dates (id INT PRIMARY KEY AUTO_INCREMENT, day DATE, at DATETIME(3), t TIME)",
                "CREATE TABLE bits (id INT PRIMARY KEY AUTO_INCREMENT, b BIT(1), y YEAR)");
            insertSome(database);
            Map<String, String> byTable = conditions.entrySet().stream().collect(
                Collectors.toMap(entry -> database.name() + '.' + entry.getKey(), Map.Entry::getValue));

            try (RunningEngine engine = RunningEngine.launch(
                config(database, receiver, directory, RowRules.of(byTable), ColumnRules.NONE))) {
                engine.awaitStreaming();
                insertSome(database);
                engine.awaitCaughtUp(database);
            }
            for (Map.Entry<String, String> entry : conditions.entrySet()) {
                List<String> wanted = database.rows("SELECT id FROM " + entry.getKey() + " WHERE " + entry.getValue()
                    .replace("b = TRUE", "b = 1") + " ORDER BY id").stream().map(row -> row.get(0)).toList();
                List<String> delivered = receiver.records().rows(database.name(), entry.getKey()).stream()
                    .map(row -> row.get("id").asInt()).sorted().map(String::valueOf).toList();
                assertThat(delivered).as(entry.toString()).isEqualTo(wanted).isNotEmpty();
                assertThat(Long.parseLong(database.value("SELECT COUNT(*) FROM " + entry.getKey())))
                    .isGreaterThan(delivered.size());
            }
        }
    }

    private static void insertSome(TestDatabase database) throws SQLException {
        database.execute(
            "INSERT INTO ints (i, u) VALUES (-5, 1), (-4, 1), (7, 1), (8, 18446744073709551615),"
            + " (9, 18446744073709551614), (100, 0), (NULL, 1)",
            "INSERT INTO decimals (d) VALUES (-1.005), (-1.0051), (99999999.99), (99999999.98), (5), (0), (NULL)",
            "INSERT INTO floats (g) VALUES (0.1), (0.0999999999999), (2.5), (3), (NULL)",
            "INSERT INTO texts (s, l) VALUES ('abc', 'x'), ('Abc', 'x'), ('Zoë', 'x'), ('Zoe', 'é'), ('q', 'e'),"
            + " (NULL, NULL)",
            "INSERT INTO enums (e, o) VALUES ('red', 'x'), ('green', ''), ('blue', 'x,y'), ('blue', 'z'), (NULL, 'y')",
            "INSERT INTO dates (day, at, t) VALUES ('2020-02-29', '2021-01-01 00:00:00.499', '00:00:00'),"
            + " ('2020-02-29', '2021-01-01 00:00:00.500', '00:00:00'), ('2020-02-28', '2000-01-01', '-01:00:01'),"
            + " ('2020-02-28', '2000-01-01', '-01:00:00'), (NULL, NULL, NULL)",
            "INSERT INTO bits (b, y) VALUES (b'1', 1999), (b'0', 2026), (b'0', 1999), (NULL, NULL)");
    }

    /** Nothing is delivered, and the durable position moves all the same: with GTIDs, and by file and offset. */
    @EveryServer
    void shouldAdvanceWhereNothingMatches(MySqlVersion version, @TempDir Path directory) throws SQLException {
        advanceWhereNothingMatches(MySqlServers.shared(version), directory.resolve("gtids"));
        if (version == MySqlVersion.V8_0) {
            advanceWhereNothingMatches(
                MySqlServers.shared(version, version.withoutGtids()), directory.resolve("offsets"));
        }
    }

    private static void advanceWhereNothingMatches(RealServer server, Path directory) throws SQLException {
        try (TestDatabase database = server.freshDatabase(); Receiver receiver = Receiver.http()) {
            database.execute("CREATE TABLE m (id INT PRIMARY KEY)", "CREATE TABLE noise (id INT PRIMARY KEY, v INT)");
            CdcConfig config = config(database, receiver, directory,
                RowRules.of(Map.of(database.name() + ".m", "id < 0")), ColumnRules.NONE, "*.noise");
            Checkpoint before;
            Checkpoint after;
            try (RunningEngine engine = RunningEngine.launch(config)) {
                engine.awaitStreaming();
                await().atMost(PATIENCE).until(() -> engine.engine().status().checkpointed() != null);
                before = engine.engine().status().checkpointed();
                for (int i = 1; i <= 20; i++) {
                    database.execute("INSERT INTO noise VALUES (" + i + ", 1)", "INSERT INTO m VALUES (" + i + ')');
                }
                Checkpoint published = engine.awaitCaughtUp(database);
                await("durable without a single delivery").atMost(PATIENCE)
                    .until(() -> engine.engine().status().checkpointed().offset() >= published.offset());
                after = engine.engine().status().checkpointed();
                assertThat(engine.engine().status().changes()).isZero();
                assertThat(engine.engine().status().commits()).isGreaterThanOrEqualTo(40);
            }
            assertThat(after.offset()).isGreaterThan(before.offset());
            assertThat(after.gtids()).isNotEqualTo(server.release().isMariaDb() || before.gtids() != null
                ? before.gtids() : "none");

            database.execute("DELETE FROM noise");
            try (RunningEngine engine = RunningEngine.launch(config)) {
                engine.awaitStreaming();
                engine.awaitCaughtUp(database);
                assertThat(engine.engine().status().commits()).as("goes on behind what was stored").isLessThan(10);
            }
            assertThat(receiver.events()).isEmpty();
        }
    }

    @EveryServer
    void shouldTellWhichRulesFitNothing(MySqlVersion version, @TempDir Path directory) throws SQLException {
        try (TestDatabase database = MySqlServers.shared(version).freshDatabase(); Receiver receiver = Receiver.http()) {
            database.execute("CREATE TABLE members (id INT PRIMARY KEY, email VARCHAR(20), points INT)");
            Path yaml = ConnectorYaml.write(directory, database, receiver.endpoint());
            Map<String, String> environment =
                Map.of(ConnectorProcess.PASSWORD_VARIABLE, database.server().password(), "SALT", SALT);
            String db = database.name();
            ConnectorYaml.set(yaml, "", "tables: {include: [" + db + ".*], rows: {" + db + ".membres: \"id > 1\"},"
                + " columns: {hash: [" + db + ".members.emial], exclude: ['*.members.points'], salt: '${env:SALT}'}}");

            CommandRun warned = CommandRun.of(environment, "check", "-c", yaml.toString());

            assertThat(warned.exitCode()).as(warned.stdout()).isZero();
            assertThat(warned.stdout())
                .contains("warning  tables.rows." + db + ".membres: fits no captured table; the nearest is " + db
                    + ".members ->")
                .contains("warning  tables.columns.hash: " + db + ".members.emial: fits no column of a captured table;"
                    + " the nearest is " + db + ".members.email ->")
                .doesNotContain("tables.columns.exclude", SALT);

            ConnectorYaml.set(yaml, "", "tables: {include: [" + db + ".*], keys: {'*.mem*': [idd]},"
                + " rows: {'*.members': \"points LIKE '1%'\"}, columns: {truncate: {'*.*.points': 3}}}");
            CommandRun failed = CommandRun.of(environment, "check", "-c", yaml.toString());
            CommandRun refused = CommandRun.of(environment, "run", "-c", yaml.toString());

            assertThat(failed.exitCode()).isEqualTo(1);
            assertThat(failed.stdout())
                .contains("failure  tables.keys.*.mem*: idd (expected: one of the columns of " + db + ".members:")
                .contains("failure  tables.rows.*.members: column points, INT, and LIKE '1%' (expected: LIKE with");
            assertThat(refused.exitCode()).isEqualTo(3);
            assertThat(refused.lastLine()).contains("tables.keys.*.mem*: idd");
            assertThat(receiver.events()).isEmpty();
        }
    }
}
