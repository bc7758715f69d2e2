package com.passkit.cdc.it;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.stream.Stream;

import com.passkit.cdc.it.harness.MySqlVersion;
import com.passkit.cdc.it.harness.RealServer;
import com.passkit.cdc.it.harness.ReplicatedServers;
import com.passkit.cdc.it.harness.ReplicatedServers.Replication;
import com.passkit.cdc.it.harness.RunningEngine;
import com.passkit.cdc.it.harness.WriteLoad;
import com.passkit.cdc.runtime.CdcConfig.SnapshotMode;
import com.passkit.cdc.runtime.source.ClusterConfig.Role;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/** A primary and two replicas, one of which takes its place again and again while rows are written. */
class ClusterIT {

    private static final int COMMITS = 150;

    @TempDir
    private Path directory;

    static Stream<Arguments> topologies() {
        return Stream.of(Arguments.of(MySqlVersion.V8_0, Replication.PLAIN),
            Arguments.of(MySqlVersion.V5_7, Replication.PLAIN),
            Arguments.of(MySqlVersion.V9, Replication.SEMI_SYNC),
            Arguments.of(MySqlVersion.MARIADB_10_11, Replication.SEMI_SYNC))
            .filter(topology -> MySqlVersion.everyServer().contains(topology.get()[0]));
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("topologies")
    void shouldFollowThePrimary(MySqlVersion version, Replication replication) throws SQLException {
        try (ReplicatedServers servers = ReplicatedServers.start(version, replication, 3);
            ClusterScene scene = new ClusterScene(servers, directory)) {
            WriteLoad.createTables(scene.database(), 200);
            try (RunningEngine engine = RunningEngine.launch(scene.config(Role.PRIMARY, SnapshotMode.WHEN_NEEDED))) {
                scene.awaitStreaming(engine, servers.primary());
                try (WriteLoad load = new WriteLoad(scene.database(), 1, 2)) {
                    load.allow(1_000_000);
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
            System.out.println("snapshots " + scene.assertDelivered().snapshotCount() + " repeats "
                + scene.receiver().records().repeatCount() + " events " + scene.receiver().eventCount());
        }
    }
}
