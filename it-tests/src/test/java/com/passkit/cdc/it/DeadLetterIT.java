package com.passkit.cdc.it;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import com.passkit.cdc.it.harness.Answer;
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

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

/** Events that a receiver will not take, from a real server to the dead letters and back. */
class DeadLetterIT {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration LIMIT = Duration.ofSeconds(60);
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

                JsonNode letters = await().atMost(LIMIT).until(() -> status(port).path("deadLetters"),
                    seen -> seen.path("count").asInt() == 3);
                assertThat(letters.path("added").asInt()).isEqualTo(3);
                assertThat(letters.path("bytes").asLong()).isGreaterThan(LARGE);
                assertThat(letters.path("maxBytes").asLong()).isEqualTo(1L << 30);
                assertThat(letters.path("since").asText()).startsWith("20");
                assertThat(get(port, "/metrics")).containsPattern("passkit_cdc_deadletters_kept\\S* 3.0")
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

    /** 422 for a poison, 2xx with a name for another, 413 for what is large. */
    private static Answer picky(Delivery delivery) {
        if (delivery.bodyLength() > LARGE || delivery.text().length() > LARGE) {
            return Answer.of(413);
        }
        if (delivery.text().contains("\"after\":{\"id\":50,\"note\":\"poison\"}")) {
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
        try (Stream<Path> files = Files.list(directory.resolve("state/it/dead-letters"))) {
            for (Path file : files.sorted().toList()) {
                for (String line : Files.readAllLines(file)) {
                    letters.add(JSON.readTree(line));
                }
            }
        }
        return letters;
    }

    private void insert(int first, int count) throws SQLException {
        database.execute("INSERT INTO t VALUES " + IntStream.range(first, first + count)
            .mapToObj(id -> "(" + id + ", 'fine')").collect(Collectors.joining(", ")));
    }

    private static void awaitState(int port, String state) {
        await().atMost(LIMIT).until(() -> status(port).path("state").asText().equals(state));
    }

    private static JsonNode status(int port) throws Exception {
        return JSON.readTree(get(port, "/status"));
    }

    private static String get(int port, String path) throws Exception {
        return HttpClient.newHttpClient().send(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build(),
            HttpResponse.BodyHandlers.ofString()).body();
    }

    private Path yaml(Receiver receiver, String... publish) {
        return ConnectorYaml.write(directory, database, receiver.endpoint(), publish);
    }
}
