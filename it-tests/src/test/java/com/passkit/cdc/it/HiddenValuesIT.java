package com.passkit.cdc.it;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;

import com.passkit.cdc.it.harness.Answer;
import com.passkit.cdc.it.harness.CommandRun;
import com.passkit.cdc.it.harness.ConnectorProcess;
import com.passkit.cdc.it.harness.ConnectorYaml;
import com.passkit.cdc.it.harness.Delivery;
import com.passkit.cdc.it.harness.EveryServer;
import com.passkit.cdc.it.harness.MySqlServers;
import com.passkit.cdc.it.harness.MySqlVersion;
import com.passkit.cdc.it.harness.Receiver;
import com.passkit.cdc.it.harness.TestDatabase;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Columns that are hidden and rows that are left out, by every way that a row may take: what they hold is looked for in
 * all that is sent, printed, logged and kept, with everything logged and a receiver that repeats what it was sent.
 */
class HiddenValuesIT {

    /** In each value of a hidden column, and in each row that is left out. */
    private static final String HIDDEN = "n0b0dy-may-see";
    private static final String HIDDEN_NUMBER = "770000123456789";
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Pattern HASH = Pattern.compile("\"email\":\"[0-9a-f]{64}\"");

    @TempDir
    private Path directory;

    private final List<String> said = new ArrayList<>();
    private Map<String, String> environment;
    private Path yaml;

    @AfterEach
    void logLessAgain() {
        ((Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME)).setLevel(Level.WARN);
        ((Logger) LoggerFactory.getLogger("com.passkit.cdc")).setLevel(Level.INFO);
    }

    @EveryServer
    void shouldBeFoundNowhere(MySqlVersion version) throws Exception {
        try (TestDatabase database = MySqlServers.shared(version).freshDatabase(); Receiver receiver = Receiver.http()) {
            database.execute("CREATE TABLE m (id INT PRIMARY KEY, email VARCHAR(60), phone BIGINT, ssn VARCHAR(60),"
                + " notes TEXT, tier VARCHAR(10))");
            insert(database, "in", 1, 2);
            insert(database, "out", 3);
            List<String> start = database.rows(version.positionStatement()).get(0);
            configure(database, receiver);
            receiver.answer(HiddenValuesIT::refuseEvenIds);

            try (ConnectorProcess connector = ConnectorProcess.startBy(List.of("sh", "-c", "umask 0; exec \"$@\"", "sh"),
                ConnectorProcess.jar(), directory, environment, "-vv", "run", "-c", yaml.toString())) {
                int port = connector.adminPort();
                connector.awaitLine(Pattern.compile("streaming from"));
                insert(database, "in", 4, 5);
                insert(database, "out", 6);
                database.execute("UPDATE m SET email = CONCAT('new-', email), notes = CONCAT('re', notes)",
                    "UPDATE m SET tier = 'out' WHERE id = 5", "UPDATE m SET tier = 'in' WHERE id = 3",
                    "DELETE FROM m WHERE id = 1");
                // 1 and 3 from the snapshot on; 5 comes and goes; the even ones are rejected.
                await().atMost(PATIENCE).until(() -> ops(receiver).equals(List.of("r1", "c5", "u1", "u5", "d5", "c3", "d1")));
                if (version != MySqlVersion.V5_6) {
                    execute("snapshot", "--tables", database.name() + ".m", "--into-running", "--admin",
                        "http://127.0.0.1:" + port);
                    await().atMost(PATIENCE).until(() -> ops(receiver).contains("r3"));
                }
                if (version == MySqlVersion.V8_0) {
                    keepAPreparedTransaction(database);
                }
                assertReadableByTheOwnerOnly();
                connector.terminate();
                assertThat(connector.awaitExit(PATIENCE)).isZero();
                said.add(connector.stderr());
                said.add(connector.stdout());
            }
            said.add(state());
            assertThat(state()).as("dead letters").containsPattern(HASH);
            assertThat(execute("dead-letters", "list", "--json")).containsPattern(HASH).contains("status 422");
            receiver.answer(delivery -> Answer.OK);
            assertThat(execute("dead-letters", "replay", "--all")).contains(" 0 rejected again");
            assertThat(ops(receiver)).contains("r2", "c4", "u4");
            assertThat(execute("tail", "--from", "file:" + start.get(0) + ':' + start.get(1), "--until-current"))
                .containsPattern(HASH).contains("\"notes\":\"reope\"");
            stopAtARejectedEvent(database, receiver);

            said.add(state());
            for (Delivery delivery : receiver.attempts()) {
                said.add(delivery.text() + delivery.headers());
            }
            assertThat(receiver.attempts().get(0).text()).containsPattern(HASH).contains("\"phone\":\"***\"",
                "\"notes\":\"open \"");
            assertThat(said).allSatisfy(text -> assertThat(text).doesNotContain(HIDDEN, HIDDEN_NUMBER));
        }
    }

    private void configure(TestDatabase database, Receiver receiver) {
        environment = Map.of(ConnectorProcess.PASSWORD_VARIABLE, database.server().password(), "SALT", "pepper");
        yaml = ConnectorYaml.write(directory, database, receiver.endpoint(), "batch: {maxEvents: 10, linger: 20ms}");
        ConnectorYaml.set(yaml, "", "tables: {include: ['" + database.name() + ".*'], rows: {'*.m': \"tier = 'in'\"},"
            + " columns: {exclude: ['*.m.ssn'], hash: ['*.m.email'], truncate: {'*.m.notes': 5},"
            + " replace: {'*.m.phone': '***'}, salt: '${env:SALT}'}}");
    }

    private static void insert(TestDatabase database, String tier, int... ids) throws SQLException {
        for (int id : ids) {
            database.execute("INSERT INTO m VALUES (" + id + ", '" + HIDDEN + "@" + id + "', " + HIDDEN_NUMBER + ", '"
                + HIDDEN + "', 'open " + HIDDEN + "', '" + tier + "')");
        }
    }

    private static List<String> ops(Receiver receiver) {
        return receiver.events().stream().map(event -> event.get("op").asText() + event.at("/key/id").asText()).toList();
    }

    /** And says of what: an answer stands in the log, in letters and in the status. */
    private static Answer refuseEvenIds(Delivery delivery) {
        for (JsonNode event : delivery.events()) {
            if (event.at("/key/id").asInt() % 2 == 0) {
                return Answer.of(422).withBody("not this: " + delivery.text());
            }
        }
        return Answer.OK;
    }

    /** Whatever the process may have been told of the rights of new files. */
    private void assertReadableByTheOwnerOnly() throws IOException {
        try (Stream<Path> all = Files.walk(directory.resolve("state"))) {
            for (Path path : all.toList()) {
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path))).as(path.toString())
                    .isEqualTo(Files.isDirectory(path) ? "rwx------" : "rw-------");
            }
        }
        assertThat(directory.resolve("state/it/dead-letters")).isNotEmptyDirectory();
    }

    /** Its rows wait in files, unmasked: in those only its rights are looked at. */
    private void keepAPreparedTransaction(TestDatabase database) throws SQLException, IOException {
        Path spool = directory.resolve("state/it/xa");
        try (XaSession session = XaSession.prepared(database, "INSERT INTO m VALUES (99, 'a', 1, 'b', 'c', 'in')")) {
            await().atMost(PATIENCE).until(() -> Files.isDirectory(spool) && !isEmpty(spool));
            assertReadableByTheOwnerOnly();
            session.rollback();
        }
    }

    private static boolean isEmpty(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.findAny().isEmpty();
        }
    }

    private void stopAtARejectedEvent(TestDatabase database, Receiver receiver) throws SQLException {
        insert(database, "in", 8);
        receiver.answer(HiddenValuesIT::refuseEvenIds);
        ConnectorYaml.set(yaml, "publish", "retry: {onRejected: stop}");
        CommandRun run = CommandRun.of(environment, "-vv", "run", "-c", yaml.toString());
        said.add(run.stderr());
        said.add(run.stdout());
        assertThat(run.exitCode()).isEqualTo(5);
        assertThat(run.lastLine()).contains("event ", " of " + database.name() + ".m");
    }

    /** @return what it printed, and logged */
    private String execute(String... command) {
        List<String> arguments = new ArrayList<>(List.of("-vv"));
        arguments.addAll(List.of(command));
        arguments.addAll(List.of("-c", yaml.toString()));
        CommandRun run = CommandRun.of(environment, arguments.toArray(String[]::new));
        assertThat(run.exitCode()).as(run.lastLine()).isZero();
        said.add(run.stderr());
        said.add(run.stdout());
        return run.stdout() + run.stderr();
    }

    private String state() throws IOException {
        StringBuilder all = new StringBuilder();
        try (Stream<Path> files = Files.walk(directory.resolve("state"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                all.append(Files.readString(file, StandardCharsets.ISO_8859_1));
            }
        }
        return all.toString();
    }
}
