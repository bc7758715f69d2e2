package com.passkit.cdc.it;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import com.passkit.cdc.it.harness.Answer;
import com.passkit.cdc.it.harness.CommandRun;
import com.passkit.cdc.it.harness.ConnectorProcess;
import com.passkit.cdc.it.harness.ConnectorYaml;
import com.passkit.cdc.it.harness.MySqlServers;
import com.passkit.cdc.it.harness.MySqlVersion;
import com.passkit.cdc.it.harness.RealServer;
import com.passkit.cdc.it.harness.Receiver;
import com.passkit.cdc.it.harness.TestDatabase;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Whatever the operator gets wrong: the exit code, one last line that says what to do, and never a secret. */
class BadInputIT {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration LIMIT = Duration.ofSeconds(120);
    private static final String TOKEN = "token-nobody-may-see";

    /** Own, for its settings are changed. */
    private static RealServer server;

    @TempDir
    private Path directory;

    private TestDatabase database;
    private Receiver receiver;
    private Path yaml;

    @BeforeAll
    static void startServer() {
        server = MySqlServers.fresh(MySqlVersion.V8_0);
    }

    @AfterAll
    static void closeServer() {
        server.close();
    }

    @BeforeEach
    void open() throws SQLException {
        database = server.freshDatabase();
        database.execute("CREATE TABLE t (id INT PRIMARY KEY, v INT)", "INSERT INTO t VALUES (1, 1)");
        receiver = Receiver.http();
        yaml = ConnectorYaml.write(directory, database, receiver.endpoint(), "stopTimeout: 2s",
            "auth: {type: bearer, token: " + TOKEN + '}');
    }

    @AfterEach
    void close() throws SQLException {
        receiver.close();
        database.reconnect();
        database.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"run", "snapshot", "tail"})
    void shouldRefuseAWrongPassword(String command) {
        CommandRun run = executeWith(server.password() + "-wrong", command);

        assertEnd(run, 3, "Access denied", "source.user and source.password", "may log in from this host");
        assertThat(run.stderr()).doesNotContain("-wrong");
    }

    @Test
    void shouldRefuseAnUnknownHost() {
        ConnectorYaml.set(yaml, "source", "hosts: ['no-such-host.invalid:3306']");

        assertEnd(execute("run"), 3, "no-such-host.invalid", "check source.hosts");
        assertThat(execute("check").exitCode()).isEqualTo(1);
    }

    @Test
    void shouldRefuseAServerWithoutBinaryLog() throws SQLException {
        server.restart("--skip-log-bin", "--gtid-mode=OFF", "--enforce-gtid-consistency=OFF");
        try {
            assertEnd(execute("run"), 3, "log_bin: OFF (expected: ON", "set log_bin and server_id");
            assertEnd(execute("check"), 1, "log_bin", "log_bin=binlog");
        } finally {
            server.restart();
        }
    }

    @ParameterizedTest
    @CsvSource({"binlog_format,STATEMENT,ROW", "binlog_format,MIXED,ROW", "binlog_row_image,MINIMAL,FULL"})
    void shouldRefuseWrongSettings(String setting, String found, String expected) throws SQLException {
        database.execute("SET GLOBAL " + setting + " = '" + found + "'");
        try {
            String remedy = "SET PERSIST " + setting + " = '" + expected + "'";
            assertEnd(execute("run"), 3, setting, found + " (expected: " + expected + ')', remedy);
            assertEnd(execute("check"), 1, setting, found, remedy);
        } finally {
            database.execute("SET GLOBAL " + setting + " = '" + expected + "'");
        }
        assertThat(receiver.events()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"SELECT", "RELOAD", "REPLICATION SLAVE", "REPLICATION CLIENT"})
    void shouldNameAMissingPrivilege(String missing) throws SQLException {
        String user = "u" + database.name().substring(3);
        List<String> grants = new ArrayList<>(List.of("SELECT", "RELOAD", "REPLICATION SLAVE", "REPLICATION CLIENT"));
        grants.remove(missing);
        database.execute("CREATE USER '" + user + "'@'%' IDENTIFIED BY 'pw-nobody-may-see'",
            "GRANT " + String.join(", ", grants) + " ON *.* TO '" + user + "'@'%'",
            "GRANT INSERT ON " + database.name() + ".* TO '" + user + "'@'%'");
        try {
            ConnectorYaml.set(yaml, "source", "user: " + user);
            ConnectorYaml.set(yaml, "", "snapshot: {lock: minimal}");

            CommandRun run = executeWith("pw-nobody-may-see", "run");
            assertEnd(run, 3, missing, "GRANT " + missing + " ON ");
            CommandRun check = executeWith("pw-nobody-may-see", "check");
            assertEnd(check, 1, "GRANT " + missing + " ON ", missing.endsWith("CLIENT") ? "" : "TO '" + user + "'@'%'");
            assertThat(run.stderr() + check.stdout() + check.stderr()).doesNotContain("pw-nobody-may-see");
        } finally {
            database.execute("DROP USER '" + user + "'@'%'");
        }
    }

    @Test
    void shouldStopAtAnEndpointThatAnswers401WhereAskedTo() {
        receiver.answer(delivery -> Answer.of(401));
        ConnectorYaml.set(yaml, "publish", "retry: {onRefused: stop}");

        assertEnd(execute("run"), 5, "401", "publish.auth", "no position yet");
        assertThat(receiver.attempts()).as("signed anew once").hasSize(2);
        assertEnd(execute("check"), 1, "401", "correct publish.auth");
    }

    @Test
    void shouldKeepTryingAnEndpointThatAnswersNothing() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 16, InetAddress.getByName("127.0.0.1"))) {
            ConnectorYaml.set(yaml, "publish", "endpoint: " + URI.create("http://127.0.0.1:" + silent.getLocalPort()),
                "answerTimeout: 300ms", "retry: {initial: 10ms, max: 100ms}");

            assertEnd(execute("check"), 1, "no answer within publish.answerTimeout",
                "start the endpoint, or correct publish.endpoint");
            try (ConnectorProcess connector = ConnectorProcess.start(database, yaml, "run")) {
                connector.awaitLine(Pattern.compile("no answer within publish.answerTimeout, 300 ms; attempt 1, again in"));
                assertThat(connector.isRunning()).isTrue();
                connector.terminate();

                assertThat(connector.awaitExit(LIMIT)).isZero();
                assertThat(connector.lastLine()).contains("stopped cleanly", "no position yet");
                assertThat(connector.stderr()).doesNotContain(TOKEN, server.password());
            }
        }
    }

    @Test
    void shouldRefuseAStateDirectoryThatCannotBeMade() throws IOException {
        Path file = Files.createFile(directory.resolve("a-file"));
        ConnectorYaml.set(yaml, "", "state: {dir: '" + file.resolve("state") + "'}");

        assertEnd(execute("run"), 6, file.toString(), "a directory this user may write; see state.dir");
        assertEnd(execute("check"), 1, file.toString(), "a directory this user may write; see state.dir");
        assertThat(receiver.attempts()).as("the one of check").hasSizeLessThanOrEqualTo(1);
    }

    @Test
    void shouldRefuseADamagedPositionAndLeaveItAlone() throws IOException {
        Path position = Files.createDirectories(directory.resolve("state").resolve("it")).resolve("position");
        Files.writeString(position, "passkit-cdc position/1 crc32c=00000000 length=3\n{}\n");
        byte[] before = Files.readAllBytes(position);

        assertEnd(execute("run"), 6, position.toString(), "damaged", "move it away to begin again");
        assertEnd(execute("check"), 1, position.toString(), "damaged");
        assertEnd(execute("position", "show"), 6, position.toString(), "damaged");
        assertThat(position).hasBinaryContent(before);
        assertThat(receiver.events()).isEmpty();
    }

    @Test
    void shouldRefuseAnUnknownKey() {
        ConnectorYaml.set(yaml, "publish", "lane: 2");

        assertEnd(execute("run"), 2, "publish.lane", "publish.lanes");
        assertEnd(execute("check"), 2, "publish.lane", "publish.lanes");
    }

    @Test
    void shouldRefuseAStateDirectoryInUseAndStopCleanlyWhenAsked() throws Exception {
        try (ConnectorProcess connector = ConnectorProcess.start(database, yaml, "run")) {
            await().atMost(LIMIT).until(() -> receiver.eventCount() == 1);

            assertEnd(execute("run"), 6, "locked by another run, process " + connector.pid(), "stop it");

            database.execute("INSERT INTO t VALUES (2, 2)");
            await().atMost(LIMIT).until(() -> receiver.eventCount() == 2);
            connector.terminate();
            assertThat(connector.awaitExit(LIMIT)).isZero();
            assertThat(connector.lastLine()).startsWith("passkit-cdc: exit 0 (done): stopped cleanly; position ");
            assertThat(connector.stderr()).doesNotContain(TOKEN, server.password());
        }
        // The stop made the position durable: nothing comes twice.
        database.execute("INSERT INTO t VALUES (3, 3)");
        try (ConnectorProcess connector = ConnectorProcess.start(database, yaml, "run")) {
            await().atMost(LIMIT).until(() -> receiver.eventCount() >= 3);
            connector.terminate();
            assertThat(connector.awaitExit(LIMIT)).isZero();
        }
        assertThat(receiver.events()).hasSize(3);
        assertThat(receiver.records().repeatCount()).isZero();
    }

    @Test
    void shouldSayThatAPurgedPositionIsGone() throws SQLException {
        assertThat(execute("snapshot").exitCode()).isZero();
        database.execute("INSERT INTO t VALUES (4, 4)", "FLUSH BINARY LOGS");
        String current = database.rows("SHOW MASTER STATUS").get(0).get(0);
        database.execute("PURGE BINARY LOGS TO '" + current + '\'');

        assertEnd(execute("run"), 4, "purged", "passkit-cdc position reset");
        assertEnd(execute("check"), 1, "purged", "passkit-cdc position reset");

        assertThat(execute("position", "reset").exitCode()).isZero();
        assertThat(execute("snapshot").exitCode()).isZero();
        assertThat(receiver.records().differences(database, "t")).isEmpty();
    }

    @Test
    void shouldCheckWhatIsRight() throws IOException {
        CommandRun check = execute("check");
        assertEnd(check, 0, "failures: 0", "run would work");
        assertThat(check.stdout()).contains("ok       log_bin", "ok       state.dir", "ok       endpoint ");
        assertThat(check.stdout()).doesNotContain("failure ");

        CommandRun json = execute("check", "--json");
        assertThat(json.exitCode()).isZero();
        JsonNode root = JSON.readTree(json.stdout());
        assertThat(root.get("ready").asBoolean()).isTrue();
        assertThat(root.get("checks").findValuesAsText("id"))
            .contains("login", "log_bin", "binlog_format", "binlog_row_image", "snapshot.lock", "publish.endpoint");

        receiver.answer(delivery -> Answer.of(404));
        CommandRun failed = execute("check", "--json");
        assertThat(failed.exitCode()).isEqualTo(1);
        assertThat(JSON.readTree(failed.stdout()).get("ready").asBoolean()).isFalse();
        assertThat(failed.stdout() + failed.stderr()).doesNotContain(TOKEN, server.password());
    }

    private CommandRun execute(String... command) {
        return executeWith(server.password(), command);
    }

    private CommandRun executeWith(String password, String... command) {
        List<String> all = new ArrayList<>(List.of(command));
        all.addAll(List.of("-c", yaml.toString()));
        return CommandRun.of(Map.of(ConnectorProcess.PASSWORD_VARIABLE, password), all.toArray(String[]::new));
    }

    private static void assertEnd(CommandRun run, int exitCode, String... words) {
        assertThat(run.exitCode()).as(run.stderr()).isEqualTo(exitCode);
        assertThat(run.lastLine()).startsWith("passkit-cdc: exit " + exitCode + " (").contains(words);
        assertThat(run.stdout() + run.stderr()).doesNotContain(TOKEN, server.password()).doesNotContain("\tat ");
    }
}
