package com.passkit.cdc.it;

import java.nio.file.Path;
import java.sql.SQLException;

import com.passkit.cdc.it.harness.GroupServers;
import com.passkit.cdc.it.harness.RealServer;
import com.passkit.cdc.it.harness.RunningEngine;
import com.passkit.cdc.it.harness.WriteLoad;
import com.passkit.cdc.runtime.source.ClusterConfig.Role;
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
}
