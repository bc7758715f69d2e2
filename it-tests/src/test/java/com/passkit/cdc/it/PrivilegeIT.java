package com.passkit.cdc.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

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
import com.passkit.cdc.protocol.client.TlsConfig;
import com.passkit.cdc.runtime.CdcConfig;
import com.passkit.cdc.runtime.batch.BatchConfig;
import com.passkit.cdc.runtime.source.SourceConfig;

import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** The statements of the README that make a user: run as they stand there, and enough. */
class PrivilegeIT {

    private static final Pattern SQL = Pattern.compile("```sql\\R(CREATE USER.*?)```", Pattern.DOTALL);
    private static final String PASSWORD = "choose-one";

    private static List<List<String>> usersOfReadme() throws IOException {
        return SQL.matcher(Files.readString(Path.of("..", "README.md"))).results()
            .map(block -> Stream.of(block.group(1).split(";")).map(String::strip).filter(sql -> !sql.isEmpty())
                .toList()).toList();
    }

    @EveryServer
    void shouldDeliverWithTheGrantsOfTheReadme(MySqlVersion version, @TempDir Path directory)
        throws IOException, SQLException {
        RealServer server = MySqlServers.shared(version);
        List<List<String>> users = usersOfReadme();
        assertThat(users).hasSize(2);
        for (int i = 0; i < users.size(); i++) {
            try (TestDatabase database = server.freshDatabase(); TestDatabase other = server.freshDatabase();
                Receiver receiver = Receiver.http()) {
                String user = "u" + database.name().substring(3);
                Path folder = Files.createDirectory(directory.resolve("user" + i));
                database.execute("CREATE TABLE t (id INT PRIMARY KEY)", "INSERT INTO t VALUES (1)");
                other.execute("CREATE TABLE t (id INT PRIMARY KEY)", "INSERT INTO t VALUES (11)");
                database.execute(users.get(i).stream()
                    .map(sql -> sql.replace("'passkit'", "'" + user + "'").replace("crm.", database.name() + '.'))
                    .toArray(String[]::new));
                try {
                    assertChecked(database, receiver, user, folder);
                    try (RunningEngine engine = RunningEngine.launch(config(database, receiver, user, folder))) {
                        engine.awaitStreaming();
                        database.execute("INSERT INTO t VALUES (2)");
                        other.execute("INSERT INTO t VALUES (12)");
                        engine.awaitCaughtUp(database);
                    }
                    assertThat(receiver.events().stream()
                        .map(event -> event.get("op").asText() + event.get("key").get("id")).toList())
                        .as(users.get(i).toString()).containsExactly("r1", "c2");
                } finally {
                    database.execute("DROP USER '" + user + "'@'%'");
                }
            }
        }
    }

    private static void assertChecked(TestDatabase database, Receiver receiver, String user, Path folder) {
        Path yaml = ConnectorYaml.write(folder, database, receiver.endpoint());
        ConnectorYaml.set(yaml, "source", "user: " + user);
        CommandRun check = CommandRun.of(
            Map.of(ConnectorProcess.PASSWORD_VARIABLE, PASSWORD), "check", "-c", yaml.toString());

        assertThat(check.exitCode()).as(check.stdout()).isZero();
        assertThat(check.stdout().lines().filter(line -> line.startsWith("failure")).collect(Collectors.joining()))
            .isEmpty();
        assertThat(check.stdout()).contains("logged in as " + user, "1 included").doesNotContain(PASSWORD);
    }

    private static CdcConfig config(TestDatabase database, Receiver receiver, String user, Path folder) {
        CdcConfig plain = RunningEngine.config(database, receiver.endpoint(), folder,
            List.of(database.name() + ".*"), new BatchConfig(100, 1 << 20, Duration.ofMillis(10), 1));
        SourceConfig source = new SourceConfig(plain.source().hosts(), user, PASSWORD, 0, TlsConfig.PREFERRED, null,
            true, Duration.ofSeconds(1), SourceConfig.DEFAULT_CONNECT_TIMEOUT);
        return new CdcConfig(plain.name(), source, plain.include(), plain.exclude(), plain.keys(),
            plain.snapshotMode(), plain.publish(), plain.batch(), plain.encode(), false, false,
            plain.stateDirectory(), plain.checkpointInterval(), plain.shutdownTimeout());
    }
}
