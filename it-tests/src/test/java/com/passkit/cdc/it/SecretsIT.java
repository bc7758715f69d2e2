package com.passkit.cdc.it;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import com.passkit.cdc.it.harness.Answer;
import com.passkit.cdc.it.harness.CommandRun;
import com.passkit.cdc.it.harness.ConnectorProcess;
import com.passkit.cdc.it.harness.ConnectorYaml;
import com.passkit.cdc.it.harness.MySqlServers;
import com.passkit.cdc.it.harness.MySqlVersion;
import com.passkit.cdc.it.harness.Receiver;
import com.passkit.cdc.it.harness.TestAccount;
import com.passkit.cdc.it.harness.TestDatabase;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Every secret is set to a text found nowhere else, everything is logged, and the text is in nothing that the program
 * says: log, answers, errors, state, argument list.
 */
class SecretsIT {

    private static final String MARK = "n0b0dy-may-see";
    private static final Duration PATIENCE = Duration.ofSeconds(120);

    @TempDir
    private Path directory;

    private TestDatabase database;
    private TestAccount account;
    private Receiver receiver;
    private Path yaml;
    private final Map<String, String> environment = new LinkedHashMap<>();
    private final List<String> said = new ArrayList<>();

    @BeforeEach
    void open() throws SQLException, IOException {
        database = MySqlServers.shared(MySqlVersion.V8_0).freshDatabase();
        database.execute("CREATE TABLE t (id INT PRIMARY KEY, v VARCHAR(40))", "INSERT INTO t VALUES (1, 'a')");
        account = new TestAccount(database.server(), "caching_sha2_password", MARK + "-password");
        account.execute("GRANT SELECT, RELOAD, REPLICATION SLAVE, REPLICATION CLIENT ON *.* TO '" + account.name()
            + "'@'%'");
        receiver = Receiver.http();
        environment.put(ConnectorProcess.PASSWORD_VARIABLE, account.password());
        environment.put("MARKED", MARK + "-environment");
        Path file = Files.writeString(directory.resolve("secret"), MARK + "-file\n");
        write("auth: {type: bearer, token: '${file:" + file + "}'}");
    }

    @AfterEach
    void close() throws SQLException, IOException {
        ((Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME)).setLevel(Level.WARN);
        ((Logger) LoggerFactory.getLogger("com.passkit.cdc")).setLevel(Level.INFO);
        receiver.close();
        account.close();
        database.close();
        for (String text : said) {
            String basic = Base64.getEncoder().encodeToString(("somebody:" + MARK).getBytes(StandardCharsets.UTF_8));
            assertThat(text).doesNotContain(MARK, basic.substring(0, basic.length() - 4), "eyJhbGciOi");
        }
    }

    private void write(String... publish) {
        yaml = ConnectorYaml.write(directory, database, receiver.endpoint(), publish);
        ConnectorYaml.set(yaml, "source", "user: " + account.name(), "password2: '${env:MARKED}'",
            "password3: '${env:MARKED}'");
        ConnectorYaml.set(yaml, "", "tables: {include: ['" + database.name() + ".*'], columns: {hash: ['*.t.v'],"
            + " salt: '${env:MARKED}'}}", "admin: {bind: 127.0.0.1, port: 0, token: '${env:MARKED}'}");
    }

    private ConnectorProcess start(String... command) {
        List<String> arguments = new ArrayList<>(List.of("-vv"));
        arguments.addAll(List.of(command));
        arguments.addAll(List.of("-c", yaml.toString()));
        return ConnectorProcess.start(directory, environment, arguments.toArray(String[]::new));
    }

    /** In this process, with everything logged. */
    private int execute(String... command) {
        List<String> arguments = new ArrayList<>(List.of("-vv"));
        arguments.addAll(List.of(command));
        arguments.addAll(List.of("-c", yaml.toString()));
        CommandRun run = CommandRun.of(environment, arguments.toArray(String[]::new));
        said.add(run.stderr());
        said.add(run.stdout());
        return run.exitCode();
    }

    private int end(ConnectorProcess connector) {
        try (connector) {
            int exitCode = connector.awaitExit(PATIENCE);
            said.add(connector.stderr());
            said.add(connector.stdout());
            return exitCode;
        }
    }

    @Test
    void shouldTellNothingWhileItRuns() throws IOException, InterruptedException, SQLException {
        receiver.answerNext(Answer.of(500), Answer.of(401));
        ConnectorProcess connector = start("run");
        int port = connector.adminPort();
        connector.awaitLine(Pattern.compile("streaming from"));
        await().atMost(PATIENCE).until(() -> receiver.eventCount() == 1);
        said.add(Files.readString(Path.of("/proc/" + connector.pid() + "/cmdline")));
        HttpClient client = HttpClient.newHttpClient();
        for (String path : List.of("/status", "/metrics", "/health", "/", "/nothing")) {
            for (String token : List.of(MARK + "-environment", "wrong")) {
                HttpResponse<String> answer = client.send(HttpRequest.newBuilder(
                    URI.create("http://127.0.0.1:" + port + path)).header("Authorization", "Bearer " + token).build(),
                    HttpResponse.BodyHandlers.ofString());
                said.add(answer.body() + answer.headers().map());
            }
        }
        assertThat(execute("status", "--json", "--admin-port", String.valueOf(port))).isZero();
        environment.put("MARKED", MARK + "-other");
        assertThat(execute("status", "--admin-port", String.valueOf(port))).isEqualTo(2);
        connector.terminate();
        assertThat(end(connector)).isZero();
        assertThat(receiver.accepted().get(0).headers().get("authorization")).isEqualTo("Bearer " + MARK + "-file");
        assertThat(receiver.events().toString()).doesNotContain(MARK);
        try (Stream<Path> state = Files.walk(directory.resolve("state"))) {
            for (Path file : state.filter(Files::isRegularFile).toList()) {
                said.add(Files.readString(file, StandardCharsets.ISO_8859_1));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"{type: bearer, token: '${env:MARKED}'}",
        "{type: basic, user: somebody, password: '${env:MARKED}'}",
        "{type: passkit, key: '${env:MARKED}', secret: '${env:MARKED}'}", "{type: hmac, secret: '${env:MARKED}'}"})
    void shouldTellNothingWhereEverythingIsChecked(String auth) {
        write("auth: " + auth);
        receiver.answer(delivery -> Answer.of(401));
        assertThat(execute("check", "--json")).isEqualTo(1);
    }

    @Test
    void shouldTellNothingWhereTheLoginOrTheEndpointRefuses() {
        write("auth: {type: bearer, token: '${env:MARKED}'}", "retry: {onRefused: stop}");
        receiver.answer(delivery -> Answer.of(403));
        assertThat(execute("run")).isEqualTo(5);

        environment.put(ConnectorProcess.PASSWORD_VARIABLE, MARK + "-wrong");
        assertThat(execute("run")).isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "source: {user: u, pasword: %s}", "source: {user: u, password: [%s]}", "source: {user: u, password: {a: %s}}",
        "source: {user: u, password: \"${env:%s\"}", "source: {user: u, password: \"${%s}\"}",
        "source:\n  password: %s\n wrong: %s", "publish: {auth: {type: none, token: %s}}",
        "publish: {auth: {type: bearer, token: [%s]}}", "admin: {token: [%s]}", "admin: {tokn: %s}",
        "publish: {endpoint: 'https://u:%s@localhost/x y'}", "tables: {columns: {salt: [%s]}}",
        "source: {user: u, password: x, tls: {keyPassword: [%s]}}"})
    void shouldTellNothingOfAConfigurationThatIsWrong(String wrong) throws IOException {
        Files.writeString(yaml, wrong.replace("%s", MARK));
        environment.clear();
        assertThat(execute("run")).isEqualTo(2);
    }

    @Test
    void shouldTellNothingOnTheSandboxsPage() throws IOException, InterruptedException {
        ConnectorProcess sandbox = ConnectorProcess.start(
            directory, environment, "-vv", "sandbox", "--port", "0", "--token-env", "MARKED");
        String page = sandbox.awaitLine(Pattern.compile("page at (\\S+),"));
        said.add(HttpClient.newHttpClient().send(HttpRequest.newBuilder(URI.create(page)).build(),
            HttpResponse.BodyHandlers.ofString()).body());
        said.add(Files.readString(Path.of("/proc/" + sandbox.pid() + "/cmdline")));
        sandbox.terminate();
        assertThat(end(sandbox)).isZero();
    }
}
