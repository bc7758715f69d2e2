package com.passkit.cdc.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import com.passkit.cdc.it.harness.AdminPage;
import com.passkit.cdc.it.harness.Answer;
import com.passkit.cdc.it.harness.CommandRun;
import com.passkit.cdc.it.harness.ConnectorProcess;
import com.passkit.cdc.it.harness.ConnectorYaml;
import com.passkit.cdc.it.harness.Delivery;
import com.passkit.cdc.it.harness.MySqlServers;
import com.passkit.cdc.it.harness.MySqlVersion;
import com.passkit.cdc.it.harness.Receiver;
import com.passkit.cdc.it.harness.TestDatabase;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

/** Events that a receiver will not take, from a real server to the dead letters and back. */
class DeadLetterIT {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration LIMIT = Duration.ofSeconds(120);
    private static final int LARGE = 200_000;

    @TempDir
    private Path directory;

    private TestDatabase database;

    @BeforeEach
    void openDatabase() throws SQLException {
        database = MySqlServers.shared(MySqlVersion.V8_0).freshDatabase();
        database.execute("CREATE TABLE t (id INT PRIMARY KEY, note MEDIUMTEXT)");
    }

    @AfterEach
    void closeDatabase() throws SQLException {
        database.close();
    }

    @Test
    void shouldKeepWhatIsRejectedInEveryWayAndDeliverTheRest() throws Exception {
        try (Receiver receiver = Receiver.http()) {
            receiver.answer(DeadLetterIT::picky);
            Path yaml = yaml(receiver, "batch: {maxEvents: 50, linger: 100ms}");
            try (ConnectorProcess connector = ConnectorProcess.start(database, yaml, "run")) {
                int port = connector.adminPort();
                awaitState(port, "STREAMING");
                insert(0, 40);
                database.execute("INSERT INTO t VALUES (50, 'poison'), (51, 'named'), (52, REPEAT('large', "
                    + LARGE / 4 + ")), (53, 'fine')");
                // Of a key that has a letter, what follows still goes out.
                database.execute("UPDATE t SET note = 'mended' WHERE id = 50", "UPDATE t SET note = 'x' WHERE id = 51",
                    "INSERT INTO t VALUES (54, 'last')");
                await().atMost(LIMIT).until(() -> keys(receiver).contains(54));

                JsonNode letters = await().atMost(LIMIT).until(() -> AdminPage.status(port).path("deadLetters"),
                    seen -> seen.path("count").asInt() == 3);
                assertThat(letters.path("added").asInt()).isEqualTo(3);
                assertThat(letters.path("bytes").asLong()).isGreaterThan(LARGE);
                assertThat(letters.path("maxBytes").asLong()).isEqualTo(1L << 30);
                assertThat(letters.path("since").asText()).startsWith("20");
                assertThat(AdminPage.text(port, "/metrics")).containsPattern("passkit_cdc_deadletters_kept\\S* 3.0")
                    .containsPattern("passkit_cdc_deadletters_added\\S* 3.0")
                    .containsPattern("passkit_cdc_deadletters_limit_bytes\\S* 1.0737");
                connector.awaitLine(Pattern.compile("events rejected and kept in .*dead-letters, the last"));
                connector.terminate();
                assertThat(connector.awaitExit(LIMIT)).isZero();
            }
            assertThat(letters()).extracting(letter -> letter.path("event").path("key").path("id").asInt(),
                letter -> letter.path("status").asInt())
                .containsExactlyInAnyOrder(tuple(50, 422), tuple(51, 200), tuple(52, 413));
            assertThat(letters()).allSatisfy(letter -> {
                assertThat(letter.path("id").asText()).isEqualTo(letter.path("event").path("id").asText());
                assertThat(letter.path("lane").asInt()).isZero();
                assertThat(letter.path("batch").asText()).matches("[0-9a-f]{32}");
            });
            assertThat(keys(receiver)).hasSize(44).contains(50, 51, 53, 54).doesNotContain(52);
        }
    }

    @Test
    void shouldListReplayAndDrop() throws Exception {
        try (Receiver receiver = Receiver.http()) {
            receiver.answer(delivery -> delivery.text().contains("\"note\":\"bad") ? Answer.of(400).withBody("bad note")
                : Answer.OK);
            Path yaml = yaml(receiver, "batch: {maxEvents: 4, linger: 50ms}");
            database.execute("INSERT INTO t VALUES (1, 'fine'), (2, 'bad one'), (3, 'fine'), (4, 'bad two'), "
                + "(5, 'bad three'), (6, 'fine')");
            assertThat(command("snapshot", yaml).exitCode()).isZero();
            assertThat(keys(receiver)).containsExactly(1, 3, 6);

            CommandRun list = command("dead-letters", "list", yaml);
            assertThat(list.stdout().lines()).hasSize(3).allSatisfy(line ->
                assertThat(line).contains(" r " + database.name() + ".t {\"id\":", "status 400: bad note"));
            List<JsonNode> letters = letters();
            List<String> json =
                command("dead-letters", "list", yaml, "--json", "--limit", "2").stdout().lines().toList();
            assertThat(json).hasSize(2);
            assertThat(JSON.readTree(json.get(1)).path("event")).isEqualTo(letters.get(1).path("event"));
            String two = letters.get(0).path("id").asText();
            String four = letters.get(1).path("id").asText();

            // Nothing is thrown away by mistake.
            assertThat(command("dead-letters", "drop", yaml, "--all").lastLine())
                .startsWith("passkit-cdc: exit 2").contains("3 events would be deleted", "--yes");
            assertThat(command("dead-letters", "drop", yaml, "no/such", "--yes").lastLine())
                .startsWith("passkit-cdc: exit 2").contains("no/such", "expected: id of a dead letter");
            assertThat(command("dead-letters", "replay", yaml).lastLine()).contains("no id and no --all");

            // Still bad: they stay, and count their tries.
            assertThat(command("dead-letters", "replay", yaml, "--all").lastLine())
                .startsWith("passkit-cdc: exit 0").contains("0 events accepted, 3 rejected again");
            assertThat(letters()).hasSize(3)
                .allSatisfy(letter -> assertThat(letter.path("tries").asInt()).isEqualTo(2));

            // A receiver that keeps its answers by the id of a batch is asked anew each time.
            List<String> batchIds = receiver.attempts().stream().filter(delivery -> delivery.events().size() == 1)
                .map(Delivery::batchId).toList();
            assertThat(batchIds).hasSizeGreaterThan(5).doesNotHaveDuplicates();

            // One is sent, one dropped, and the receiver takes the rest when it is mended.
            receiver.answer(delivery -> delivery.text().contains("bad two") ? Answer.of(409) : Answer.OK);
            assertThat(command("dead-letters", "replay", yaml, two).lastLine()).contains("1 events accepted");
            assertThat(keys(receiver)).contains(2).doesNotContain(4, 5);
            assertThat(command("dead-letters", "replay", yaml, "--all").lastLine())
                .contains("1 events accepted, 1 rejected again");
            assertThat(letters()).singleElement().satisfies(letter -> {
                assertThat(letter.path("id").asText()).isEqualTo(four);
                assertThat(letter.path("status").asInt()).isEqualTo(409);
                assertThat(letter.path("tries").asInt()).isEqualTo(3);
            });
            assertThat(command("dead-letters", "drop", yaml, four, "--yes").lastLine())
                .contains("1 dead letters dropped");
            assertThat(command("dead-letters", "list", yaml).lastLine()).contains("0 dead letters");
            assertThat(receiver.records().differences(database, "t")).hasSize(1);
        }
    }

    /** 422, 413 and a name in the answer, in one batch: as it is delivered first, and as it is sent again. */
    @ParameterizedTest
    @CsvSource({"ndjson, gzip", "ndjson, zstd", "cloudevents, gzip", "cloudevents, zstd"})
    void shouldFindAndSendAgainInEachFormat(String format, String compression) throws Exception {
        try (Receiver receiver = Receiver.http()) {
            receiver.answer(DeadLetterIT::picky);
            Path yaml = yaml(receiver, "batch: {maxEvents: 50, linger: 5s, format: " + format + ", compression: "
                + compression + "}");
            insert(0, 40);
            database.execute("UPDATE t SET note = 'poison' WHERE id IN (7, 20)",
                "UPDATE t SET note = 'named' WHERE id = 11",
                "UPDATE t SET note = REPEAT('large', " + LARGE / 4 + ") WHERE id = 30");
            assertThat(command("snapshot", yaml).exitCode()).isZero();
            assertThat(statuses()).containsExactlyInAnyOrder("7 422", "20 422", "11 200", "30 413");
            assertThat(command("dead-letters", "list", yaml).stdout().lines()).hasSize(4);
            Set<String> sent = receiver.attempts().stream().flatMap(delivery -> delivery.eventTexts().stream())
                .collect(Collectors.toSet());
            Set<String> kept = eventsOfLetters();
            assertThat(sent).containsAll(kept).hasSize(40);
            int first = receiver.attempts().size();

            // Mended for one of the two that were bad; what is large is taken alone.
            receiver.answer(delivery -> delivery.events().size() == 1
                && delivery.events().get(0).at("/key/id").asInt() != 20 && !delivery.text().contains("\"named\"")
                ? Answer.OK : picky(delivery));
            assertThat(command("dead-letters", "replay", yaml, "--all").lastLine())
                .startsWith("passkit-cdc: exit 0").contains("2 events accepted, 2 rejected again");
            assertThat(statuses()).containsExactlyInAnyOrder("20 422", "11 200");
            assertThat(letters()).allSatisfy(letter -> assertThat(letter.path("tries").asInt()).isEqualTo(2));

            receiver.answer(delivery -> Answer.OK);
            assertThat(command("dead-letters", "replay", yaml, "--all").lastLine())
                .contains("2 events accepted, 0 rejected again");
            assertThat(letters()).isEmpty();
            List<Delivery> again = receiver.attempts().subList(first, receiver.attempts().size());
            assertThat(again).allSatisfy(delivery -> {
                assertThat(delivery.header("Content-Encoding")).isEqualTo(compression);
                assertThat(delivery.header("Content-Type")).isEqualTo(format.equals("ndjson") ? "application/x-ndjson"
                    : "application/cloudevents-batch+json");
                assertThat(kept).as("the same bytes, in an envelope of their own").containsAll(delivery.eventTexts());
            });
            assertThat(again.get(0).events()).as("all together, then in halves").hasSize(4);
            assertThat(receiver.records().differences(database, "t")).isEmpty();
            new DeliveredHistory(receiver.accepted()).hasIdenticalRepeats();
        }
    }

    @Test
    void shouldSendAgainWhatAKilledReplayHadNotRemovedAndLetNobodyInMeanwhile() throws Exception {
        try (Receiver receiver = Receiver.http()) {
            receiver.answer(delivery -> delivery.text().contains("\"note\":\"bad") ? Answer.of(400) : Answer.OK);
            Path yaml = yaml(receiver, "batch: {maxEvents: 3, linger: 50ms}");
            database.execute("INSERT INTO t VALUES " + IntStream.range(0, 9).mapToObj(id -> "(" + id + ", 'bad')")
                .collect(Collectors.joining(", ")) + ", (9, 'fine')");
            assertThat(command("snapshot", yaml).exitCode()).isZero();
            assertThat(letters()).hasSize(9);

            AtomicInteger answered = new AtomicInteger();
            receiver.answer(delivery -> answered.incrementAndGet() <= 2 ? Answer.OK
                : Answer.OK.after(Duration.ofSeconds(30)));
            try (ConnectorProcess replay = ConnectorProcess.start(directory, password(), "dead-letters", "replay", "-c",
                yaml.toString(), "--all")) {
                await().atMost(LIMIT).until(() -> answered.get() > 2);
                assertThat(command("run", yaml).lastLine()).startsWith("passkit-cdc: exit 6")
                    .contains("locked by another run, process " + replay.pid());
                replay.kill();
            }
            assertThat(letters()).as("none lost").hasSize(9);

            receiver.answer(delivery -> Answer.OK);
            assertThat(command("dead-letters", "replay", yaml, "--all").lastLine()).contains("9 events accepted");
            assertThat(letters()).isEmpty();
            assertThat(receiver.records().differences(database, "t")).isEmpty();
            new DeliveredHistory(receiver.accepted()).hasIdenticalRepeats();
        }
    }

    @Test
    void shouldStopAtTheLimitAndLoseNothing() throws Exception {
        try (Receiver receiver = Receiver.http()) {
            receiver.answer(delivery -> delivery.text().contains("\"note\":\"bad") ? Answer.of(400) : Answer.OK);
            Path yaml = yaml(receiver, "batch: {maxEvents: 2, linger: 50ms}");
            ConnectorYaml.set(yaml, "", "deadLetters: {maxBytes: 4KiB}");
            database.execute("INSERT INTO t VALUES " + IntStream.range(0, 60)
                .mapToObj(id -> "(" + id + ", '" + (id % 2 == 0 ? "bad" : "fine") + "')")
                .collect(Collectors.joining(", ")));

            CommandRun run = command("snapshot", yaml);

            assertThat(run.lastLine()).startsWith("passkit-cdc: exit 5").contains("deadLetters.maxBytes: 4096",
                "passkit-cdc dead-letters replay");
            assertThat(run.stderr()).contains("of deadLetters.maxBytes 4096 are taken");
            ConnectorYaml.set(yaml, "", "deadLetters: {maxBytes: 1MiB}");
            assertThat(command("snapshot", yaml).exitCode()).isZero();
            assertThat(keys(receiver)).hasSize(30);
            receiver.answer(delivery -> Answer.OK);
            assertThat(command("dead-letters", "replay", yaml, "--all").exitCode()).isZero();
            assertThat(receiver.records().differences(database, "t")).isEmpty();
        }
    }

    private CommandRun command(Object... words) {
        List<String> arguments = new ArrayList<>();
        for (Object word : words) {
            if (word instanceof Path yaml) {
                arguments.add("-c");
                arguments.add(yaml.toString());
            } else {
                arguments.add(word.toString());
            }
        }
        return CommandRun.of(password(), arguments.toArray(String[]::new));
    }

    private Map<String, String> password() {
        return Map.of(ConnectorProcess.PASSWORD_VARIABLE, database.server().password());
    }

    /** 422 for a poison, 2xx with a name for another, 413 for what is large. */
    private static Answer picky(Delivery delivery) {
        if (delivery.bodyLength() > LARGE || delivery.text().length() > LARGE) {
            return Answer.of(413);
        }
        if (delivery.events().stream().anyMatch(event -> event.at("/after/note").asText().equals("poison"))) {
            return Answer.of(422).withBody("no such tier");
        }
        List<String> named = new ArrayList<>();
        for (JsonNode event : delivery.events()) {
            if (event.path("after").path("note").asText().equals("named")) {
                named.add("{\"id\":" + event.get("id") + ",\"reason\":\"not this one\"}");
            }
        }
        return named.isEmpty() ? Answer.OK : Answer.OK.withBody("{\"rejected\":" + named + "}");
    }

    private static List<Integer> keys(Receiver receiver) {
        return receiver.events().stream().map(event -> event.path("key").path("id").asInt()).distinct().toList();
    }

    private List<JsonNode> letters() throws Exception {
        List<JsonNode> letters = new ArrayList<>();
        Path folder = directory.resolve("state/it/dead-letters");
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.sorted().toList()) {
                for (String line : Files.readAllLines(file)) {
                    letters.add(JSON.readTree(line));
                }
            }
        }
        return letters;
    }

    private List<String> statuses() throws Exception {
        return letters().stream().map(letter -> letter.at("/event/key/id").asText() + ' '
            + letter.path("status").asText()).toList();
    }

    /** As they stand in the files, byte for byte. */
    private Set<String> eventsOfLetters() throws IOException {
        Set<String> events = new HashSet<>();
        try (Stream<Path> files = Files.list(directory.resolve("state/it/dead-letters"))) {
            for (Path file : files.toList()) {
                for (String line : Files.readAllLines(file)) {
                    String behind = line.substring(line.indexOf(",\"event\":") + ",\"event\":".length());
                    events.add(behind.substring(0, behind.length() - 1));
                }
            }
        }
        return events;
    }

    private void insert(int first, int count) throws SQLException {
        database.execute("INSERT INTO t VALUES " + IntStream.range(first, first + count)
            .mapToObj(id -> "(" + id + ", 'fine')").collect(Collectors.joining(", ")));
    }

    private static void awaitState(int port, String state) {
        await().atMost(LIMIT).until(() -> AdminPage.status(port).path("state").asText().equals(state));
    }

    private Path yaml(Receiver receiver, String... publish) {
        return ConnectorYaml.write(directory, database, receiver.endpoint(), publish);
    }
}
