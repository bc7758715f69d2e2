package com.passkit.cdc.it;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

import com.passkit.cdc.it.harness.MySqlServers;
import com.passkit.cdc.it.harness.MySqlVersion;
import com.passkit.cdc.it.harness.RealServer;
import com.passkit.cdc.it.harness.Receiver;
import com.passkit.cdc.it.harness.RunningEngine;
import com.passkit.cdc.it.harness.TestDatabase;
import com.passkit.cdc.runtime.CdcConfig;
import com.passkit.cdc.runtime.batch.BatchConfig;
import com.passkit.cdc.runtime.source.SourceConfig;
import com.passkit.cdc.runtime.source.SourceConfig.Host;
import com.passkit.cdc.runtime.source.SourceState;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Two servers of one cluster: the same transactions under the same GTIDs, one behind the other. */
class FailoverIT {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String MYSQL_SOURCE = UUID.randomUUID().toString();

    @TempDir
    private Path directory;

    static Stream<MySqlVersion> versions() {
        return Stream.of(MySqlVersion.V8_0, MySqlVersion.MARIADB_10_11);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("versions")
    void shouldGoOnAtAServerOnceItHasWhatWasRead(MySqlVersion version) throws SQLException {
        try (RealServer first = MySqlServers.fresh(version); RealServer second = MySqlServers.fresh(version);
            TestDatabase onFirst = first.freshDatabase(); Receiver receiver = Receiver.http()) {
            resetToNothing(onFirst);
            String name = onFirst.name();
            try (TestDatabase any = second.freshDatabase(); Connection session = any.connect();
                Statement onSecond = session.createStatement()) {
                // One account for both, as a cluster has.
                onSecond.execute("ALTER USER '" + second.user() + "'@'%' IDENTIFIED BY '" + first.password() + '\'');
                resetToNothing(any);
                Replay replay = new Replay(version);
                List<String> both = List.of("CREATE DATABASE IF NOT EXISTS " + name,
                    "CREATE TABLE " + name + ".t (id INT PRIMARY KEY, v INT)",
                    "INSERT INTO " + name + ".t VALUES (1, 1)");
                for (String sql : both) {
                    List<String> statements = replay.next(sql);
                    onFirst.execute(statements.toArray(String[]::new));
                    for (String statement : statements) {
                        onSecond.execute(statement);
                    }
                }
                try (RunningEngine engine = RunningEngine.launch(config(onFirst, receiver, first, second))) {
                    engine.awaitStreaming();
                    List<String> unreplicated = replay.next("INSERT INTO " + name + ".t VALUES (2, 1)");
                    onFirst.execute(unreplicated.toArray(String[]::new));
                    engine.awaitCaughtUp(onFirst);

                    first.kill();
                    // The second one is asked, lacks what was read, and is not read from.
                    await().atMost(LIMIT).until(() -> engine.engine().status().source().cause().contains("it lacks"));
                    for (String statement : unreplicated) {
                        onSecond.execute(statement);
                    }
                    for (String statement : replay.next("UPDATE " + name + ".t SET v = 5")) {
                        onSecond.execute(statement);
                    }
                    await().atMost(LIMIT).until(() -> receiver.eventCount() >= 4);
                    assertThat(engine.engine().status().source().state()).isEqualTo(SourceState.STREAMING);
                    assertThat(engine.engine().status().source().host()).endsWith(":" + second.port());
                }
                assertThat(receiver.records().rows(name, "t")).map(Object::toString)
                    .containsExactly("{\"id\":1,\"v\":5}", "{\"id\":2,\"v\":5}");
                assertThat(receiver.records().repeatCount()).isZero();
                onSecond.execute("DROP DATABASE " + name);
            }
            first.start();
            onFirst.reconnect();
        }
    }

    private CdcConfig config(TestDatabase database, Receiver receiver, RealServer... servers) {
        CdcConfig one = RunningEngine.config(database, receiver.endpoint(), directory, List.of(database.name() + ".*"),
            new BatchConfig(1000, 1 << 20, Duration.ofMillis(10), 1));
        List<Host> hosts = Stream.of(servers).map(server -> new Host(server.host(), server.port())).toList();
        SourceConfig source = new SourceConfig(hosts, one.source().login(), 0, one.source().heartbeat());
        return new CdcConfig(one.name(), source, one.include(), one.exclude(), one.keys(), one.snapshotMode(),
            one.publish(), one.batch(), one.encode(), one.publishesSchema(), one.publishesQuery(),
            one.stateDirectory(), one.checkpointInterval(), one.shutdownTimeout());
    }

    private static void resetToNothing(TestDatabase database) throws SQLException {
        database.execute(database.server().release().resetStatement());
    }

    /** Gives statements the GTIDs that they have on every server of the cluster. */
    private static final class Replay {

        private final MySqlVersion version;
        private int number;

        Replay(MySqlVersion version) {
            this.version = version;
        }

        List<String> next(String sql) {
            number++;
            List<String> statements = new ArrayList<>();
            if (version.isMariaDb()) {
                statements.add("SET SESSION server_id = 77, gtid_seq_no = " + number);
                statements.add(sql);
            } else {
                statements.add("SET SESSION gtid_next = '" + MYSQL_SOURCE + ':' + number + '\'');
                statements.add(sql);
                statements.add("SET SESSION gtid_next = 'AUTOMATIC'");
            }
            return statements;
        }
    }
}
