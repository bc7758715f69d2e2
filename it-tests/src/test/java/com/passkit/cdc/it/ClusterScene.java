package com.passkit.cdc.it;

import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import com.passkit.cdc.it.harness.RealServer;
import com.passkit.cdc.it.harness.Receiver;
import com.passkit.cdc.it.harness.RunningEngine;
import com.passkit.cdc.it.harness.ServerCluster;
import com.passkit.cdc.it.harness.TestDatabase;
import com.passkit.cdc.it.harness.WriteLoad;
import com.passkit.cdc.runtime.CdcConfig;
import com.passkit.cdc.runtime.CdcConfig.SnapshotMode;
import com.passkit.cdc.runtime.batch.BatchConfig;
import com.passkit.cdc.runtime.encode.EncodeConfig;
import com.passkit.cdc.runtime.publish.PublishConfig;
import com.passkit.cdc.runtime.source.ClusterConfig;
import com.passkit.cdc.runtime.source.SourceConfig;
import com.passkit.cdc.runtime.source.SourceConfig.Host;
import com.passkit.cdc.runtime.source.SourceState;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** A cluster with a database on it, a receiver, and what is expected of a connector between the two. */
final class ClusterScene implements AutoCloseable {

    static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Duration POLL = Duration.ofMillis(20);
    private static final Duration HEARTBEAT = Duration.ofMillis(200);

    private final ServerCluster cluster;
    private final TestDatabase database;
    private final Receiver receiver = Receiver.http();
    private final Path directory;

    ClusterScene(ServerCluster cluster, Path directory) throws SQLException {
        this.cluster = cluster;
        this.directory = directory;
        this.database = cluster.writable().freshDatabase();
    }

    TestDatabase database() {
        return database;
    }

    Receiver receiver() {
        return receiver;
    }

    /** @return a connector's configuration that names all members, in their order */
    CdcConfig config(ClusterConfig.Role role, SnapshotMode mode) {
        return config(role, mode, cluster.members());
    }

    CdcConfig config(ClusterConfig.Role role, SnapshotMode mode, List<RealServer> members) {
        SourceConfig one = RunningEngine.config(database, receiver.endpoint(), directory, List.of(), BatchConfig.DEFAULT)
            .source();
        SourceConfig source = new SourceConfig(
            members.stream().map(member -> new Host(member.host(), member.port())).toList(), one.login(), 0, HEARTBEAT)
            .withCluster(new ClusterConfig(role));
        return new CdcConfig("it", source, List.of(database.name() + ".*"), List.of(), Map.of(), mode,
            PublishConfig.of(receiver.endpoint()), new BatchConfig(500, 1 << 20, Duration.ofMillis(10), 1),
            EncodeConfig.of("it"), false, false, directory, Duration.ofMillis(100), Duration.ofSeconds(30));
    }

    /** Returns when a connector streams from this member. */
    void awaitStreaming(RunningEngine engine, RealServer member) {
        await("streaming from " + member.port()).atMost(LIMIT).pollInterval(POLL).until(() -> {
            if (engine.engine().completion().isCompletedExceptionally()) {
                engine.engine().completion().join();
            }
            return engine.engine().status().source().state() == SourceState.STREAMING
                && engine.engine().status().source().host().endsWith(":" + member.port());
        });
    }

    /** Returns when some more transactions were committed. */
    static void awaitCommits(WriteLoad load, int count) {
        long before = load.committedCount();
        await(count + " commits").atMost(LIMIT).pollInterval(POLL).until(() -> load.committedCount() >= before + count);
    }

    /** Returns when everything that the primary has executed by now was accepted. */
    void awaitDelivered(RunningEngine engine) throws SQLException {
        cluster.awaitReplicated();
        String wanted = cluster.executed(cluster.primary());
        await("delivery of " + wanted).atMost(LIMIT).pollInterval(POLL).until(() -> {
            if (engine.engine().completion().isCompletedExceptionally()) {
                engine.engine().completion().join();
            }
            return cluster.contains(engine.engine().status().published(), wanted);
        });
    }

    /** What was delivered is what the cluster has: each committed change, none else, each key in order. */
    DeliveredHistory assertDelivered() throws SQLException {
        database.reconnect();
        DeliveredHistory history = new DeliveredHistory(receiver.accepted()).hasOnlyCommitted().hasOrderOfKeys()
            .hasSameChangesInRepeats();
        for (String table : List.of("account", "entry")) {
            assertThat(history.records().differences(database, table)).as(table).isEmpty();
        }
        return history;
    }

    @Override
    public void close() throws SQLException {
        try (receiver) {
            database.reconnect();
            database.close();
        }
    }
}
