package com.passkit.cdc.it;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

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
import com.passkit.cdc.it.harness.TestCertificate;
import com.passkit.cdc.it.harness.TestDatabase;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** From a real server to a receiver, over every kind of connection and proof of identity. */
class DeliveryIT {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration LIMIT = Duration.ofSeconds(120);
    private static final int ROW_COUNT = 60;

    @TempDir
    private Path directory;

    private TestDatabase database;

    @BeforeEach
    void openDatabase() throws SQLException {
        database = MySqlServers.shared(MySqlVersion.V8_0).freshDatabase();
        database.execute("CREATE TABLE t (id INT PRIMARY KEY, note VARCHAR(200))");
        insert(0, ROW_COUNT);
    }

    @AfterEach
    void closeDatabase() throws SQLException {
        database.close();
    }

    @Test
    void shouldSendTheSameGzipBytesAgainOverOneConnection() throws SQLException {
        try (Receiver receiver = Receiver.http()) {
            receiver.answerNext(Answer.of(503).with("Retry-After", "1"), Answer.of(500), Answer.LOST);
            Path yaml = yaml(receiver, "auth: {type: bearer, token: t0ken}");

            snapshot(yaml, 0);

            List<Delivery> attempts = receiver.attempts();
            assertThat(attempts.size()).isGreaterThanOrEqualTo(4);
            for (Delivery again : attempts.subList(1, 4)) {
                assertThat(again.batchId()).isEqualTo(attempts.get(0).batchId());
                assertThat(again.body()).isEqualTo(attempts.get(0).body());
            }
            assertThat(attempts).allSatisfy(delivery -> {
                assertThat(delivery.protocol()).isEqualTo("HTTP/1.1");
                assertThat(delivery.header("Content-Encoding")).isEqualTo("gzip");
                assertThat(delivery.header("Authorization")).isEqualTo("Bearer t0ken");
                assertThat(delivery.header("User-Agent")).startsWith("passkit-cdc/");
            });
            assertThat(attempts.stream().map(Delivery::connection).distinct())
                .as("kept alive, but where the receiver closed it").hasSize(2);
            assertThat(receiver.records().repeatCount()).as("of the answer that was lost").isPositive();
            assertThat(receiver.records().differences(database, "t")).isEmpty();
        }
    }

    @Test
    void shouldSendPlainBodiesWithBasicCredentials() throws SQLException {
        try (Receiver receiver = Receiver.http()) {
            Path yaml = yaml(receiver, "auth: {type: basic, user: crm, password: 'p:w'}",
                "batch: {maxEvents: 20, linger: 10s, compression: none}");

            snapshot(yaml, 0);

            assertThat(receiver.attempts()).hasSize(3).allSatisfy(delivery -> {
                assertThat(delivery.header("Content-Encoding")).isNull();
                assertThat(delivery.header("Authorization")).isEqualTo("Basic "
                    + Base64.getEncoder().encodeToString("crm:p:w".getBytes(StandardCharsets.UTF_8)));
            });
            assertThat(receiver.attempts().stream().map(Delivery::connection).distinct()).hasSize(1);
            assertThat(receiver.records().differences(database, "t")).isEmpty();
        }
    }

    @Test
    void shouldSpeakHttp2AndSignPassKitTokens() throws Exception {
        TestCertificate certificate = TestCertificate.in(directory);
        try (Receiver receiver = Receiver.http2(certificate)) {
            Path yaml = yaml(receiver, "tls: {ca: '" + certificate.certificate() + "'}",
                "auth: {type: passkit, key: the-key, secret: the-secret}", "batch: {maxEvents: 20, linger: 10s}");
            long before = Instant.now().getEpochSecond();

            snapshot(yaml, 0);

            long after = Instant.now().getEpochSecond();
            assertThat(receiver.attempts()).hasSize(3).allSatisfy(delivery -> {
                assertThat(delivery.protocol()).isEqualTo("HTTP/2.0");
                String[] parts = delivery.header("Authorization").split("\\.");
                assertThat(parts).hasSize(3);
                assertThat(parts[2]).isEqualTo(Base64.getUrlEncoder().withoutPadding().encodeToString(
                    hmac("the-secret".getBytes(StandardCharsets.UTF_8), (parts[0] + '.' + parts[1]).getBytes(
                        StandardCharsets.UTF_8))));
                assertThat(JSON.readTree(Base64.getUrlDecoder().decode(parts[0])).get("alg").asText())
                    .isEqualTo("HS256");
                JsonNode claims = JSON.readTree(Base64.getUrlDecoder().decode(parts[1]));
                assertThat(claims.get("uid").asText()).isEqualTo("the-key");
                assertThat(claims.get("iat").asLong()).isBetween(before - 30, after - 30);
                assertThat(claims.get("exp").asLong()).isEqualTo(claims.get("iat").asLong() + 80);
            });
            assertThat(receiver.records().differences(database, "t")).isEmpty();
        }
    }

    @Test
    void shouldFallBackToHttp11WithAClientCertificateAndSignWebhooks() throws Exception {
        TestCertificate certificate = TestCertificate.in(Files.createDirectory(directory.resolve("server")));
        TestCertificate client = TestCertificate.in(Files.createDirectory(directory.resolve("client")));
        byte[] key = "0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.UTF_8);
        String secret = "whsec_" + Base64.getEncoder().encodeToString(key);
        try (Receiver receiver = Receiver.https(certificate, client)) {
            Path yaml = yaml(receiver, "tls: {ca: '" + certificate.certificate() + "', cert: '" + client.certificate()
                + "', key: '" + client.key() + "'}", "auth: {type: hmac, secret: '" + secret + "'}");
            long before = Instant.now().getEpochSecond();

            snapshot(yaml, 0);

            assertThat(receiver.attempts()).isNotEmpty().allSatisfy(delivery -> {
                assertThat(delivery.protocol()).isEqualTo("HTTP/1.1");
                assertThat(delivery.header("webhook-id")).isEqualTo(delivery.batchId());
                long timestamp = Long.parseLong(delivery.header("webhook-timestamp"));
                assertThat(timestamp).isBetween(before, Instant.now().getEpochSecond());
                byte[] start = (delivery.batchId() + '.' + timestamp + '.').getBytes(StandardCharsets.UTF_8);
                assertThat(delivery.header("webhook-signature"))
                    .isEqualTo("v1," + Base64.getEncoder().encodeToString(hmac(key, start, delivery.body())));
            });
            assertThat(receiver.records().differences(database, "t")).isEmpty();

            // Without the certificate the receiver shows the door.
            ConnectorYaml.set(yaml, "publish", "tls: {ca: '" + certificate.certificate() + "'}",
                "retry: {onRefused: stop}");
            CommandRun refused = snapshot(yaml, 5);
            assertThat(refused.lastLine()).contains("publish.endpoint").doesNotContain(secret);
        }
    }

    /** Each format with each kind of packing and proof of identity, over HTTP/1.1 and 2, retried and split. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "ndjson      | zstd | true  | {type: hmac, secret: whsec_c2VjcmV0IG9mIHR3ZW50eSBieXRlcw==}",
        "cloudevents | gzip | false | {type: passkit, key: the-key, secret: the-secret}",
        "batch       | zstd | true  | {type: bearer, token: t0ken}"})
    void shouldDeliverInEachFormat(String format, String compression, boolean isHttp2, String auth) throws Exception {
        TestCertificate certificate = TestCertificate.in(directory);
        try (Receiver receiver = isHttp2 ? Receiver.http2(certificate) : Receiver.https(certificate)) {
            receiver.answerNext(Answer.of(503), Answer.of(413), Answer.of(200), Answer.LOST);
            Path yaml = yaml(receiver, "auth: " + auth, "tls: {ca: '" + certificate.certificate() + "'}", "lanes: 2",
                "heartbeat: 100ms", "batch: {maxEvents: 20, format: " + format + ", compression: " + compression + '}');

            try (ConnectorProcess connector = ConnectorProcess.start(database, yaml, "run")) {
                await().atMost(LIMIT).until(() -> receiver.records().rows(database.name(), "t").size() == ROW_COUNT);
                database.execute("UPDATE t SET note = 'l\u00ednea\n\"}' WHERE id < 5", "DELETE FROM t WHERE id = 7",
                    "CREATE TABLE nokey (a INT)", "INSERT INTO nokey VALUES (1), (1)");
                await().atMost(LIMIT).until(() -> receiver.events().stream()
                    .filter(event -> event.at("/source/table").asText().equals("nokey")).count() == 2);
                await().atMost(LIMIT).until(() -> receiver.attempts().stream().anyMatch(delivery ->
                    delivery.events().isEmpty() && delivery.batch().path("position").path("pos").asLong() > 0));
                connector.terminate();
                assertThat(connector.awaitExit(LIMIT)).isZero();
            }

            assertThat(receiver.attempts()).allSatisfy(delivery -> {
                assertThat(delivery.protocol()).isEqualTo(isHttp2 ? "HTTP/2.0" : "HTTP/1.1");
                assertThat(delivery.header("Content-Encoding")).isEqualTo(compression.equals("none") ? null : compression);
                assertThat(delivery.batch().get("connector").asText()).isEqualTo("it");
                assertThat(delivery.eventTexts()).hasSize(delivery.events().size());
            });
            assertThat(receiver.records().differences(database, "t")).isEmpty();
            new DeliveredHistory(receiver.accepted()).hasIdenticalRepeats();
        }
    }

    @Test
    void shouldStopWhereTheEndpointRefusesAndGoOnLater() throws SQLException {
        try (Receiver receiver = Receiver.http()) {
            Path yaml = yaml(receiver, "retry: {onRefused: stop}", "batch: {maxEvents: 20, linger: 10s}");
            receiver.answerNext(Answer.of(200), Answer.of(403).withBody("who are you?"));

            CommandRun run = snapshot(yaml, 5);

            assertThat(run.lastLine()).startsWith("passkit-cdc: exit 5 (the endpoint refused): publish.endpoint: ")
                .contains("403", "who are you?", "publish.auth", "no position yet");
            snapshot(yaml, 0);
            assertThat(receiver.records().differences(database, "t")).isEmpty();
        }
    }

    @Test
    void shouldFindTheBadEventAndStopThere() throws Exception {
        try (Receiver receiver = Receiver.http()) {
            receiver.answer(delivery -> delivery.text().contains("poison") ? Answer.of(422) : Answer.OK);
            Path yaml = yaml(receiver, "batch: {maxEvents: 500, linger: 300ms}", "retry: {onRejected: stop}");
            snapshot(yaml, 0);
            database.execute("INSERT INTO t VALUES " + IntStream.range(100, 140)
                .mapToObj(id -> "(" + id + ", '" + (id == 123 ? "poison" : "fine") + "')")
                .collect(Collectors.joining(", ")));

            CommandRun run = CommandRun.of(password(), "run", "-c", yaml.toString());

            assertThat(run.exitCode()).as(run.stderr()).isEqualTo(5);
            Delivery last = receiver.attempts().get(receiver.attempts().size() - 1);
            assertThat(last.events()).singleElement().satisfies(bad -> {
                assertThat(bad.get("key").get("id").asInt()).isEqualTo(123);
                assertThat(run.lastLine()).startsWith("passkit-cdc: exit 5 (the endpoint refused): ")
                    .contains(bad.get("id").asText(), "422", "position ");
            });
            assertThat(receiver.events().stream().map(event -> event.get("key").get("id").asInt()))
                .as("all before it, none after it").contains(100, 122).doesNotContain(123, 124, 139);

            // The receiver is mended: what follows arrives, and what was accepted may come again.
            receiver.answer(delivery -> Answer.OK);
            try (ConnectorProcess connector = ConnectorProcess.start(database, yaml, "run")) {
                await().atMost(LIMIT).until(() -> receiver.events().stream()
                    .anyMatch(event -> event.get("key").get("id").asInt() == 139));
                connector.terminate();
                assertThat(connector.awaitExit(LIMIT)).isZero();
            }
            assertThat(receiver.records().differences(database, "t")).isEmpty();
            new DeliveredHistory(receiver.accepted()).hasIdenticalRepeats();
        }
    }

    @Test
    void shouldPauseTheSourceWhileTheReceiverStandsStill() throws Exception {
        try (Receiver receiver = Receiver.http()) {
            AtomicBoolean isOpen = new AtomicBoolean(true);
            receiver.answer(delivery -> isOpen.get() ? Answer.OK : Answer.of(503));
            Path yaml = yaml(receiver, "lanes: 2", "batch: {maxEvents: 10, maxBytes: 4KiB}",
                "retry: {initial: 10ms, max: 50ms}");
            try (ConnectorProcess connector = ConnectorProcess.start(database, yaml, "run")) {
                await().atMost(LIMIT).until(() -> receiver.eventCount() == ROW_COUNT);
                int adminPort = connector.adminPort();

                isOpen.set(false);
                insert(1_000, 4_000);
                await().atMost(LIMIT)
                    .until(() -> AdminPage.status(adminPort).at("/publish/queuedBatches").asLong() > 0);
                await().during(Duration.ofMillis(700)).atMost(LIMIT)
                    .until(() -> AdminPage.status(adminPort).path("changes").asLong() < 1_000);
                JsonNode stuck = AdminPage.status(adminPort);
                assertThat(stuck.get("changes").asLong()).isBetween((long) ROW_COUNT, 1_000L);

                isOpen.set(true);
                await().atMost(LIMIT).until(() -> receiver.eventCount() >= ROW_COUNT + 4_000);
                connector.terminate();
                assertThat(connector.awaitExit(LIMIT)).isZero();
            }
            Set<String> ids = new HashSet<>();
            receiver.events().forEach(event -> ids.add(event.get("id").asText()));
            assertThat(ids).hasSize(ROW_COUNT + 4_000);
            assertThat(receiver.records().differences(database, "t")).isEmpty();
        }
    }

    private Path yaml(Receiver receiver, String... publish) {
        List<String> lines = new ArrayList<>(List.of(publish));
        if (lines.stream().noneMatch(line -> line.startsWith("retry"))) {
            lines.add("retry: {initial: 10ms, max: 100ms}");
        }
        return ConnectorYaml.write(directory, database, receiver.endpoint(), lines.toArray(String[]::new));
    }

    private void insert(int firstId, int count) throws SQLException {
        database.execute("INSERT INTO t VALUES " + IntStream.range(firstId, firstId + count)
            .mapToObj(id -> "(" + id + ", 'a note that takes a little room, of the row " + id + "')")
            .collect(Collectors.joining(", ")));
    }

    private CommandRun snapshot(Path yaml, int exitCode) {
        CommandRun run = CommandRun.of(password(), "snapshot", "-c", yaml.toString());
        assertThat(run.exitCode()).as(run.stderr()).isEqualTo(exitCode);
        return run;
    }

    private Map<String, String> password() {
        return Map.of(ConnectorProcess.PASSWORD_VARIABLE, database.server().password());
    }

    private static byte[] hmac(byte[] key, byte[]... parts) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        for (byte[] part : parts) {
            mac.update(part);
        }
        return mac.doFinal();
    }
}
