package com.passkit.cdc.it;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import com.passkit.cdc.it.harness.Answer;
import com.passkit.cdc.it.harness.CommandRun;
import com.passkit.cdc.it.harness.MySqlVersion;
import com.passkit.cdc.it.harness.RealServer;
import com.passkit.cdc.it.harness.RecordsView;
import com.passkit.cdc.it.harness.ReplicatedServers;
import com.passkit.cdc.it.harness.ReplicatedServers.Replication;
import com.passkit.cdc.it.harness.RunningEngine;
import com.passkit.cdc.it.harness.TcpRelay;
import com.passkit.cdc.it.harness.WriteLoad;
import com.passkit.cdc.protocol.error.MySqlException;
import com.passkit.cdc.runtime.CdcConfig;
import com.passkit.cdc.runtime.source.ClusterConfig.Role;
import com.passkit.cdc.runtime.source.HostReport;
import com.passkit.cdc.runtime.source.HostView.Standing;
import com.passkit.cdc.runtime.source.ReconnectConfig.OnLostPosition;
import com.passkit.cdc.snapshot.SnapshotConfig;
import com.passkit.cdc.snapshot.catalog.LockMode;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

/** A primary and two replicas, which take each other's places while rows are written and delivered. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ClusterIT {

    private static final int COMMITS = 100;
    private static final int ROW_COUNT = 3_000;
    private static final String ROWS = "SELECT id FROM t ORDER BY id";

    private final Map<MySqlVersion, ReplicatedServers> clusters = new EnumMap<>(MySqlVersion.class);

    @TempDir
    private Path directory;

    static Stream<MySqlVersion> everyMySqlCluster() {
        return Stream.of(MySqlVersion.V5_7, MySqlVersion.V8_0, MySqlVersion.V9)
            .filter(MySqlVersion.everyServer()::contains);
    }

    static Stream<MySqlVersion> twoClusters() {
        return Stream.of(MySqlVersion.V8_0, MySqlVersion.MARIADB_10_11).filter(MySqlVersion.everyServer()::contains);
    }

    /** Where the binaries have semi-synchronous replication, it is that. */
    private ReplicatedServers cluster(MySqlVersion version) {
        return clusters.computeIfAbsent(version, started -> {
            boolean hasSemiSync = version == MySqlVersion.V9 || version.isMariaDb();
            try {
                return ReplicatedServers.start(
                    version, hasSemiSync ? Replication.SEMI_SYNC : Replication.PLAIN, 3);
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    @AfterAll
    void closeClusters() {
        clusters.values().parallelStream().forEach(ReplicatedServers::close);
    }

    /** Planned and by loss of the primary, twice each; the old primary comes back as a replica. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("everyMySqlCluster")
    void shouldFollowThePrimary(MySqlVersion version) throws SQLException {
        ReplicatedServers servers = cluster(version);
        try (ClusterScene scene = new ClusterScene(servers, directory)) {
            WriteLoad.createTables(scene.database(), 200);
            try (RunningEngine engine = RunningEngine.launch(scene.config(Role.PRIMARY, OnLostPosition.SNAPSHOT))) {
                scene.awaitStreaming(engine, servers.primary());
                try (WriteLoad load = scene.load(1)) {
                    for (int round = 0; round < 2; round++) {
                        ClusterScene.awaitCommits(load, COMMITS);
                        servers.switchOver(servers.replicas().get(0));
                        scene.awaitStreaming(engine, servers.primary());
                        long snapshots = new DeliveredHistory(scene.receiver().accepted()).snapshotCount();
                        assertThat(snapshots).as("nothing is lost in a switch-over").isLessThanOrEqualTo(1 + round);

                        ClusterScene.awaitCommits(load, COMMITS);
                        RealServer dead = servers.failOver();
                        ClusterScene.awaitCommits(load, COMMITS);
                        scene.awaitStreaming(engine, servers.primary());
                        servers.rejoin(dead);
                    }
                }
                scene.awaitDelivered(engine);
            }
            scene.assertDelivered();
        }
    }

    /** A replica that is promoted is left for one that is not; the primary is not read even when it is all there is. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("twoClusters")
    void shouldFollowAReplica(MySqlVersion version) throws SQLException {
        ReplicatedServers servers = cluster(version);
        try (ClusterScene scene = new ClusterScene(servers, directory)) {
            WriteLoad.createTables(scene.database(), 200);
            RealServer primary = servers.primary();
            RealServer first = servers.replicas().get(0);
            RealServer second = servers.replicas().get(1);
            CdcConfig config = scene.config(Role.REPLICA, OnLostPosition.STOP, List.of(primary, first, second));
            try (RunningEngine engine = RunningEngine.launch(config);
                WriteLoad load = scene.load(2)) {
                scene.awaitStreaming(engine, first);
                ClusterScene.awaitCommits(load, COMMITS);
                servers.switchOver(first);
                ClusterScene.awaitCommits(load, COMMITS);
                scene.awaitStreaming(engine, primary);

                servers.kill(primary);
                ClusterScene.awaitCommits(load, COMMITS);
                scene.awaitStreaming(engine, second);
                servers.kill(second);
                await().atMost(ClusterScene.LIMIT).until(() -> engine.engine().status().source().cause()
                    .contains("not a replica"));
                servers.rejoin(primary);
                scene.awaitStreaming(engine, primary);
                servers.rejoin(second);
                ClusterScene.awaitCommits(load, COMMITS);
                scene.awaitStreaming(engine, primary);
                scene.stopAndAwaitDelivered(load, engine);
            }
            assertThat(scene.assertDelivered().snapshotCount()).isEqualTo(1);
        }
    }

    /** One that has what was read only in its relay log will have it; until then it is not read from. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("twoClusters")
    void shouldWaitForAReplicaThatIsBehind(MySqlVersion version) throws SQLException {
        ReplicatedServers servers = cluster(version);
        try (ClusterScene scene = new ClusterScene(servers, directory)) {
            scene.database().execute("CREATE TABLE t (id INT PRIMARY KEY, v INT)", "INSERT INTO t VALUES (1, 1)");
            servers.awaitReplicated();
            RealServer first = servers.replicas().get(0);
            RealServer second = servers.replicas().get(1);
            CdcConfig config = scene.config(Role.REPLICA, OnLostPosition.STOP, List.of(first, second));
            try (RunningEngine engine = RunningEngine.launch(config)) {
                scene.awaitStreaming(engine, first);
                servers.stopApplying(second);
                scene.database().execute("INSERT INTO t VALUES (2, 1)");
                await().atMost(ClusterScene.LIMIT).until(() -> scene.receiver().eventCount() == 2);

                servers.kill(first);
                // The second one is asked, lacks what was read, and is not read from.
                await().atMost(ClusterScene.LIMIT).until(() -> engine.engine().status().source().cause()
                    .contains("it lacks"));
                servers.replicate(second);
                scene.awaitStreaming(engine, second);
                scene.database().execute("UPDATE t SET v = 5");
                scene.awaitDelivered(engine);
            }
            servers.rejoin(first);
            assertThat(scene.receiver().records().differences(scene.database(), "t")).isEmpty();
            assertThat(scene.receiver().records().repeatCount()).isZero();
        }
    }

    /** What the primary had sent to the connector and to nobody else is named, and then everything is read anew. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("twoClusters")
    void shouldNameWhatIsLostToTheCluster(MySqlVersion version) throws SQLException {
        ReplicatedServers servers = cluster(version);
        try (ClusterScene scene = new ClusterScene(servers, directory)) {
            scene.database().execute("CREATE TABLE t (id INT PRIMARY KEY)", "INSERT INTO t VALUES (1)");
            servers.awaitReplicated();
            CdcConfig config = scene.config(Role.ANY, OnLostPosition.STOP);
            RealServer dead;
            try (RunningEngine engine = RunningEngine.launch(config)) {
                scene.awaitStreaming(engine, servers.members().get(0));
                for (RealServer replica : servers.replicas()) {
                    servers.stopReceiving(replica);
                }
                String before = servers.executed(servers.primary());
                scene.database().execute("INSERT INTO t VALUES (2)");
                await().atMost(ClusterScene.LIMIT).until(() -> scene.receiver().eventCount() == 2);
                dead = servers.failOver();
                scene.database().reconnect();
                scene.database().execute("INSERT INTO t VALUES (3)");

                Throwable end = engine.awaitFailure();
                assertThat(end).isInstanceOf(MySqlException.class).hasMessageContaining("lost to the cluster")
                    .hasMessageContaining(scene.receiver().events().get(1).at("/source/gtid").asText())
                    .hasMessageContaining("passkit-cdc position reset");
                assertThat(before).isNotEmpty();
            }
            try (RunningEngine engine = RunningEngine.launch(
                scene.config(Role.ANY, OnLostPosition.SNAPSHOT))) {
                await().atMost(ClusterScene.LIMIT).until(
                    () -> new DeliveredHistory(scene.receiver().accepted()).snapshotCount() == 2);
                scene.awaitDelivered(engine);
            }
            servers.rejoin(dead);
            assertThat(new DeliveredHistory(scene.receiver().accepted()).records().differences(scene.database(), "t"))
                .isEmpty();
            assertThat(scene.database().rows(ROWS)).containsExactly(List.of("1"), List.of("3"));
        }
    }

    static Stream<Arguments> snapshots() {
        return Stream.of(Arguments.of(MySqlVersion.V5_7, LockMode.NONE), Arguments.of(MySqlVersion.V8_0, LockMode.NONE),
            Arguments.of(MySqlVersion.V8_0, LockMode.AUTO))
            .filter(snapshot -> MySqlVersion.everyServer().contains(snapshot.get()[0]));
    }

    /**
     * What is under way when the primary is lost: tables that are being read, an XA transaction that is prepared, a
     * definition that a statement changed. 5.7 has no names in its log.
     */
    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("snapshots")
    void shouldCarryOnWhatIsUnderWay(MySqlVersion version, LockMode lock) throws SQLException {
        ReplicatedServers servers = cluster(version);
        try (ClusterScene scene = new ClusterScene(servers, directory)) {
            scene.database().execute("CREATE TABLE big (id INT PRIMARY KEY, v VARCHAR(5000))",
                "CREATE TABLE small (id INT PRIMARY KEY)", "CREATE TABLE xa (id INT PRIMARY KEY)");
            scene.fill("big", ROW_COUNT);
            AtomicInteger answers = new AtomicInteger();
            scene.receiver().answer(delivery -> answers.incrementAndGet() <= 3 ? Answer.OK : Answer.of(503));
            CdcConfig config = scene.config(Role.PRIMARY, OnLostPosition.STOP)
                .withSnapshot(SnapshotConfig.DEFAULT.withLock(lock).withChunkRows(50));
            RealServer dead;
            try (RunningEngine engine = RunningEngine.launch(config)) {
                await().atMost(ClusterScene.LIMIT).until(() -> answers.get() > 3);
                XaSession prepared = XaSession.prepared(scene.database(), "INSERT INTO xa VALUES (1)");
                prepared.leave();
                if (lock == LockMode.NONE) {
                    // A view that is still being read holds definitions fast.
                    scene.database().execute("ALTER TABLE small ADD COLUMN a INT", "INSERT INTO small VALUES (1, 10)");
                }
                servers.awaitReplicated();
                dead = servers.failOver();
                int rowsBefore = scene.rowsRead("big");
                assertThat(rowsBefore).as("lost while tables are read").isLessThan(ROW_COUNT);
                scene.database().reconnect();
                scene.database().execute("ALTER TABLE small ADD COLUMN b INT FIRST",
                    "INSERT INTO small SET id = 2", "UPDATE small SET b = id", "UPDATE big SET v = 'later' WHERE id % 7 = 0");
                prepared.decideElsewhere("XA COMMIT");
                scene.receiver().answer(delivery -> Answer.OK);
                scene.awaitStreaming(engine, servers.primary());
                await().atMost(ClusterScene.LIMIT).until(() -> scene.hasEndOfSnapshot());
                scene.awaitDelivered(engine);
                assertThat(scene.rowsRead("big")).as("read again").isLessThan(
                    lock == LockMode.NONE ? ROW_COUNT + rowsBefore : 2 * ROW_COUNT);
            }
            servers.rejoin(dead);
            // Tables read beside the stream go on where they were, under another id.
            RecordsView records = lock == LockMode.NONE ? scene.receiver().records()
                : new DeliveredHistory(scene.receiver().accepted()).records();
            for (String table : List.of("big", "small", "xa")) {
                assertThat(records.differences(scene.database(), table)).as(table).isEmpty();
            }
            assertThat(scene.receiver().events().stream().filter(event ->
                "xa".equals(event.at("/source/table").asText()))).hasSize(1);
        }
    }

    /** One address, behind which the servers change: what holds of hosts holds of whoever answers. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("twoClusters")
    void shouldFollowAnAddressThatMoves(MySqlVersion version) throws SQLException {
        ReplicatedServers servers = cluster(version);
        try (ClusterScene scene = new ClusterScene(servers, directory);
            TcpRelay address = TcpRelay.to(servers.primary().host(), servers.primary().port())) {
            WriteLoad.createTables(scene.database(), 200);
            CdcConfig config = scene.config(Role.PRIMARY, OnLostPosition.STOP, address.port());
            try (RunningEngine engine = RunningEngine.launch(config);
                WriteLoad load = scene.load(3)) {
                engine.awaitStreaming();
                ClusterScene.awaitCommits(load, COMMITS);
                RealServer to = servers.replicas().get(0);
                servers.switchOver(to);
                await().atMost(ClusterScene.LIMIT).until(() -> engine.engine().status().source().cause()
                    .contains("not a primary"));
                address.leadTo(to);
                engine.awaitStreaming();
                ClusterScene.awaitCommits(load, COMMITS);
                scene.stopAndAwaitDelivered(load, engine);
            }
            assertThat(scene.assertDelivered().snapshotCount()).isEqualTo(1);
        }
    }

    /** Each host with its part, what it has of what is wanted, and which one would be read. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("twoClusters")
    void shouldSayOfEachHostWhatItIs(MySqlVersion version) throws SQLException {
        ReplicatedServers servers = cluster(version);
        try (ClusterScene scene = new ClusterScene(servers, directory)) {
            scene.database().execute("CREATE TABLE t (id INT PRIMARY KEY)");
            servers.awaitReplicated();
            RealServer primary = servers.primary();
            RealServer first = servers.replicas().get(0);
            RealServer second = servers.replicas().get(1);
            CdcConfig config = scene.config(Role.REPLICA, OnLostPosition.STOP, List.of(primary, first, second));
            try (RunningEngine engine = RunningEngine.launch(config)) {
                scene.awaitStreaming(engine, first);
                await().atMost(ClusterScene.LIMIT).untilAsserted(() ->
                    assertThat(engine.engine().status().source().hosts())
                        .extracting(HostReport::isFollowed, host -> host.view().standing()).containsExactly(
                            tuple(false, Standing.WRONG_ROLE), tuple(true, Standing.FIT), tuple(false, Standing.FIT)));
                servers.stopApplying(second);
                scene.database().execute("INSERT INTO t VALUES (1)");
                await().atMost(ClusterScene.LIMIT).until(() -> scene.receiver().eventCount() == 1);
                await().atMost(ClusterScene.LIMIT).until(() -> servers.contains(
                    engine.engine().status().checkpointed(), servers.executed(primary)));
            }
            CommandRun check = scene.check("replica", primary, first, second);
            assertThat(check.stdout()).containsPattern("warning  source \\S*:" + primary.port()
                + ": not read from: primary \\(read_only OFF.*not a replica")
                .containsPattern("ok       source \\S*:" + first.port() + ": replica \\(read_only ON.*run reads from this one")
                .containsPattern("warning  source \\S*:" + second.port() + ": not read from: replica .*it lacks");
            assertThat(check.exitCode()).as(check.stdout()).isZero();
            servers.replicate(second);

            second.restart(version.isMySqlFrom(MySqlVersion.V8_4) ? "--log-replica-updates=OFF" : "--log-slave-updates=OFF",
                "--read-only=ON");
            servers.replicate(second);
            CommandRun refused = scene.check("replica", second);
            assertThat(refused.exitCode()).isEqualTo(1);
            assertThat(refused.stdout()).containsPattern("failure  source \\S*:" + second.port()
                + ": .*log_replica_updates: OFF on a server that replicates");
            try (RunningEngine engine = RunningEngine.launch(
                scene.config(Role.ANY, OnLostPosition.STOP, List.of(second)))) {
                assertThat(engine.awaitFailure()).hasMessageContaining("set log_replica_updates=ON");
            }
            second.stop();
            servers.rejoin(second);
        }
    }
}
