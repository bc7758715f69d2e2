package com.passkit.cdc.it;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

import com.passkit.cdc.it.harness.GroupServers;
import com.passkit.cdc.it.harness.RealServer;
import com.passkit.cdc.it.harness.RunningEngine;
import com.passkit.cdc.it.harness.WriteLoad;
import com.passkit.cdc.runtime.CdcConfig;
import com.passkit.cdc.runtime.source.ClusterConfig.Role;
import com.passkit.cdc.runtime.source.HostView;
import com.passkit.cdc.runtime.source.ReconnectConfig.OnLostPosition;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** A group of MySQL 9 servers, of which one takes writes and is lost. */
class GroupReplicationIT {

    private static final int COMMITS = 100;

    @TempDir
    private Path directory;

    @Test
    void shouldFollowTheGroup() throws SQLException {
        try (GroupServers servers = GroupServers.start(3); ClusterScene scene = new ClusterScene(servers, directory)) {
            WriteLoad.createTables(scene.database(), 200);
            try (RunningEngine engine = RunningEngine.launch(scene.config(Role.PRIMARY, OnLostPosition.STOP))) {
                scene.awaitStreaming(engine, servers.primary());
                RealServer dead;
                try (WriteLoad load = scene.load(1)) {
                    ClusterScene.awaitCommits(load, COMMITS);
                    dead = servers.failOver();
                    ClusterScene.awaitCommits(load, COMMITS);
                    scene.awaitStreaming(engine, servers.primary());
                    servers.rejoin(dead);

                    servers.switchOver(dead);
                    ClusterScene.awaitCommits(load, COMMITS);
                    scene.awaitStreaming(engine, dead);
                }
                scene.awaitDelivered(engine);
                assertThat(scene.assertDelivered().snapshotCount()).isEqualTo(1);
            }

            leaveWhatDoesNotWork(servers, scene);

            try (RunningEngine engine = RunningEngine.launch(scene.config(Role.PRIMARY, OnLostPosition.STOP))) {
                RealServer dead = servers.primary();
                scene.awaitStreaming(engine, dead);
                // A member that left goes on running, and nothing comes to it any more.
                servers.leave(dead);
                scene.awaitStreaming(engine, servers.primary());
                scene.database().reconnect();
                scene.database().execute("DELETE FROM account");
                scene.awaitDelivered(engine);
                assertThat(scene.receiver().records().differences(scene.database(), "account")).isEmpty();

                // Of the two that are left one alone knows nothing for certain.
                servers.kill(servers.replicas().get(0));
                await().atMost(ClusterScene.LIMIT).untilAsserted(() ->
                    assertThat(engine.engine().status().source().cause())
                        .contains("it cannot reach 1 of the 2 members", "it is OFFLINE in its group"));
                servers.forceAlone(servers.primary());
                scene.awaitStreaming(engine, servers.primary());
            }
        }
    }

    /** A member that cannot execute what the group sends it, and one that has not caught up. Each is asked first. */
    private static void leaveWhatDoesNotWork(GroupServers servers, ClusterScene scene) throws SQLException {
        RealServer broken = servers.replicas().get(0);
        RealServer sound = servers.replicas().get(1);
        CdcConfig config = scene.config(Role.REPLICA, OnLostPosition.STOP, List.of(broken, sound));
        String clash = scene.database().name() + ".clash";
        try (RunningEngine engine = RunningEngine.launch(config)) {
            scene.awaitStreaming(engine, broken);
            servers.executeAlone(broken, "CREATE TABLE " + clash + " (id INT PRIMARY KEY)");
            scene.database().execute("CREATE TABLE held (id INT PRIMARY KEY)", "CREATE TABLE clash (id INT PRIMARY KEY)");
            servers.awaitState(broken, "ERROR");
            // Such a member ends all sessions and takes no new ones.
            scene.awaitStreaming(engine, sound);
            awaitNotRead(engine, broken, HostView.Standing.UNREACHABLE, "offline mode");
        }
        broken.execute("SET GLOBAL offline_mode = OFF");
        try (RunningEngine engine = RunningEngine.launch(config)) {
            scene.awaitStreaming(engine, sound);
            awaitNotRead(engine, broken, HostView.Standing.OUT_OF_GROUP, "it is ERROR in its group");
        }
        servers.executeAlone(broken, "DROP TABLE " + clash);
        scene.database().execute("ALTER TABLE held ADD COLUMN v INT", "INSERT INTO held VALUES (1, 1)");
        try (Connection reading = broken.connect(); Statement statement = reading.createStatement()) {
            // The definition that the member has to change first cannot be changed before this session has ended.
            reading.setAutoCommit(false);
            statement.execute("SELECT * FROM " + scene.database().name() + ".held");
            servers.join(broken);
            servers.awaitState(broken, "RECOVERING");
            try (RunningEngine engine = RunningEngine.launch(config)) {
                scene.awaitStreaming(engine, sound);
                awaitNotRead(engine, broken, HostView.Standing.OUT_OF_GROUP, "it is RECOVERING in its group");
            }
        }
        servers.awaitState(broken, "ONLINE");
    }

    /** It may have answered after another one was chosen. */
    private static void awaitNotRead(
        RunningEngine engine, RealServer member, HostView.Standing standing, String reason) {
        await().atMost(ClusterScene.LIMIT).untilAsserted(() -> assertThat(engine.engine().status().source().hosts())
            .anySatisfy(host -> {
                assertThat(host.view().host()).endsWith(":" + member.port());
                assertThat(host.isFollowed()).isFalse();
                assertThat(host.view().standing()).as(host.toString()).isEqualTo(standing);
                assertThat(host.view().reason()).contains(reason);
            }));
    }
}
