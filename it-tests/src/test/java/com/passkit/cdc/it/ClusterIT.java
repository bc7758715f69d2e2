package com.passkit.cdc.it;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import com.passkit.cdc.it.harness.MySqlVersion;
import com.passkit.cdc.it.harness.RealServer;
import com.passkit.cdc.it.harness.ReplicatedServers;
import com.passkit.cdc.it.harness.ReplicatedServers.Replication;
import com.passkit.cdc.it.harness.RunningEngine;
import com.passkit.cdc.it.harness.TcpRelay;
import com.passkit.cdc.it.harness.WriteLoad;
import com.passkit.cdc.protocol.error.MySqlException;
import com.passkit.cdc.runtime.CdcConfig;
import com.passkit.cdc.runtime.source.ClusterConfig.Role;
import com.passkit.cdc.runtime.source.ReconnectConfig.OnLostPosition;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** A primary and two replicas, which take each other's places while rows are written and delivered. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ClusterIT {

    private static final int COMMITS = 100;
    /** More than a connector's position can be of. */
    private static final String ROWS = "SELECT id FROM t ORDER BY id";

    private final Map<MySqlVersion, ReplicatedServers> clusters = new EnumMap<>(MySqlVersion.class);

    @TempDir
    private Path directory;

    static Stream<MySqlVersion> everyCluster() {
        return Stream.of(MySqlVersion.V5_7, MySqlVersion.V8_0, MySqlVersion.V9, MySqlVersion.MARIADB_10_11)
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
    @MethodSource("everyCluster")
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
                scene.awaitDelivered(engine);
            }
            servers.rejoin(dead);
            assertThat(new DeliveredHistory(scene.receiver().accepted()).records().differences(scene.database(), "t"))
                .isEmpty();
            assertThat(scene.database().rows(ROWS)).containsExactly(List.of("1"), List.of("3"));
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
}
