package com.passkit.cdc.it;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

import com.passkit.cdc.it.harness.EveryMySql;
import com.passkit.cdc.it.harness.MySqlServers;
import com.passkit.cdc.it.harness.MySqlVersion;
import com.passkit.cdc.it.harness.RealServer;
import com.passkit.cdc.it.harness.TestAccount;
import com.passkit.cdc.it.harness.TestDatabase;
import com.passkit.cdc.protocol.examples.TailBinlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The program that the README shows, on real servers. */
class ExampleIT {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @EveryMySql
    void shouldPrintARow(MySqlVersion version) throws SQLException, IOException, InterruptedException {
        RealServer server = MySqlServers.shared(version);
        String plugin = version.defaultAuthPlugin();
        try (TestDatabase database = server.freshDatabase();
            TestAccount account = new TestAccount(server, plugin, "tail secret")) {
            account.execute("GRANT REPLICATION SLAVE, REPLICATION CLIENT ON *.* TO '" + account.name() + "'@'%'");
            database.execute("CREATE TABLE t (id INT PRIMARY KEY)", "INSERT INTO t VALUES (1)");
            Process program = tail(account);
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

    private static Process tail(TestAccount account) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp", System.getProperty("java.class.path"), TailBinlog.class.getName(), account.server().host(),
            String.valueOf(account.server().port()), account.name()).redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().put("MYSQL_PASSWORD", account.password());
        return builder.start();
    }
}
