package com.passkit.cdc.it;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import com.passkit.cdc.it.harness.EveryServer;
import com.passkit.cdc.it.harness.MySqlServers;
import com.passkit.cdc.it.harness.MySqlVersion;
import com.passkit.cdc.it.harness.RealServer;
import com.passkit.cdc.it.harness.TestAccount;
import com.passkit.cdc.it.harness.TestDatabase;
import com.passkit.cdc.protocol.examples.PreparedInserts;
import com.passkit.cdc.protocol.examples.PullBinlog;
import com.passkit.cdc.protocol.examples.QueryStream;
import com.passkit.cdc.protocol.examples.SecureLogin;
import com.passkit.cdc.protocol.examples.TailBinlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The programs that show how to embed the protocol, on real servers; the documentation shows the first. */
class ExampleIT {

    private static final Duration PATIENCE = Duration.ofSeconds(120);

    @EveryServer
    void shouldPrintARow(MySqlVersion version) throws SQLException, IOException, InterruptedException {
        RealServer server = MySqlServers.shared(version);
        String plugin = version.defaultAuthPlugin();
        try (TestDatabase database = server.freshDatabase();
            TestAccount account = new TestAccount(server, plugin, "tail secret")) {
            account.execute("GRANT REPLICATION SLAVE, REPLICATION CLIENT ON *.* TO '" + account.name() + "'@'%'");
            database.execute("CREATE TABLE t (id INT PRIMARY KEY)", "INSERT INTO t VALUES (1)");
            Process program = start(server, account.name(), account.password(), TailBinlog.class);
            try (BufferedReader output = program.inputReader()) {
                await().atMost(PATIENCE).until(() -> !program.isAlive() || !database.rows("SELECT id FROM"
                    + " information_schema.processlist WHERE command LIKE 'Binlog Dump%' AND user = '"
                    + account.name() + "'").isEmpty());
                database.execute("DELETE FROM t");

                assertThat(output.readLine()).startsWith("DELETE " + database.name() + ".t at binlog.");
            } finally {
                program.destroyForcibly().waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            }
        }
    }

    @EveryServer
    void shouldRunTheOthers(MySqlVersion version) throws SQLException, IOException, InterruptedException {
        RealServer server = MySqlServers.shared(version);
        try (TestDatabase database = server.freshDatabase()) {
            List<String> position = database.rows(version.positionStatement()).get(0);
            database.execute("CREATE TABLE t (id INT PRIMARY KEY, name VARCHAR(20))",
                "INSERT INTO t VALUES (1, 'Zoë'), (2, NULL)", "DELETE FROM t WHERE id = 2");

            assertThat(run(server, QueryStream.class, "SELECT 1 AS a, NULL AS b UNION SELECT 2, 'x' ORDER BY a"))
                .containsExactly("2 rows with 1 nulls", "{a=1, b=null}", "{a=2, b=x}", "2 rows as text");
            assertThat(run(server, PreparedInserts.class, database.name())).containsExactly(
                "1 row, id 1", "1 row, id 2", "1 row, id 3", "1 parameter, 4 columns",
                "from 1: {id=1, name=item 1, price=9.99, at=2026-11-23T04:05:01.123}",
                "from 1: {id=2, name=item 2, price=9.99, at=2026-11-23T04:05:02.123}",
                "from 1: {id=3, name=item 3, price=9.99, at=2026-11-23T04:05:03.123}",
                "from 2: {id=2, name=item 2, price=9.99, at=2026-11-23T04:05:02.123}",
                "from 2: {id=3, name=item 3, price=9.99, at=2026-11-23T04:05:03.123}",
                "from 3: {id=3, name=item 3, price=9.99, at=2026-11-23T04:05:03.123}");
            List<String> pulled = run(server, PullBinlog.class, position.get(0), position.get(1));
            assertThat(pulled.stream().filter(line -> line.contains(" " + database.name() + ".t ")
                || line.endsWith("CREATE TABLE t (id INT PRIMARY KEY, name VARCHAR(20))")).map(line ->
                line.replaceAll("(id|@1)=", "1=").replaceAll("(name|@2)=", "2=")).toList()).containsExactly(
                "statement CREATE TABLE t (id INT PRIMARY KEY, name VARCHAR(20))",
                "INSERT " + database.name() + ".t null -> {1=1, 2=Zoë}",
                "INSERT " + database.name() + ".t null -> {1=2, 2=null}",
                "DELETE " + database.name() + ".t {1=2, 2=null} -> null");
            assertThat(pulled.get(pulled.size() - 1)).matches("COMMITTED \\S+, go on at .*");
            if (version.isMySqlFrom(MySqlVersion.V8_0)) {
                assertThat(run(server, SecureLogin.class, server.ca().toString())).singleElement().asString()
                    .startsWith(version.isMariaDb() ? "MariaDB " : "MySQL ").endsWith(" with TLS");
            }
        }
    }

    private static List<String> run(RealServer server, Class<?> program, String... args) throws IOException,
        InterruptedException {
        Process process = start(server, server.user(), server.password(), program, args);
        try (BufferedReader output = process.inputReader()) {
            List<String> lines = output.lines().toList();
            assertThat(process.waitFor()).as("%s: %s", program, lines).isZero();
            return lines;
        } finally {
            process.destroyForcibly();
        }
    }

    private static Process start(RealServer server, String user, String password, Class<?> program, String... args)
        throws IOException {
        List<String> command = new ArrayList<>(List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:TieredStopAtLevel=1",
            "-Dstdout.encoding=UTF-8", "-Dfile.encoding=UTF-8", "-cp", System.getProperty("java.class.path"),
            program.getName(), server.host(), String.valueOf(server.port()), user));
        command.addAll(List.of(args));
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().put("MYSQL_PASSWORD", password);
        return builder.start();
    }
}
