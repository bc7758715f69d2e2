package com.passkit.cdc.it;

import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.passkit.cdc.it.harness.CommandRun;
import com.passkit.cdc.it.harness.ConnectorProcess;
import com.passkit.cdc.it.harness.ConnectorYaml;
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
import com.passkit.cdc.runtime.source.ReconnectConfig;
import com.passkit.cdc.runtime.source.ReconnectConfig.OnLostPosition;
import com.passkit.cdc.runtime.source.SourceConfig;
import com.passkit.cdc.runtime.source.SourceConfig.Host;
import com.passkit.cdc.runtime.source.SourceState;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** A cluster with a database on it, a receiver, and what is expected of a connector between the two. */
final class ClusterScene implements AutoCloseable {

    static final Duration LIMIT = Duration.ofSeconds(120);
    private static final Duration POLL = Duration.ofMillis(20);
    private static final Duration HEARTBEAT = Duration.ofMillis(500);

    /** Each 20 ms at the most. */
    private static final int TRANSACTIONS_AT_ONCE = 8;

    private final ScheduledExecutorService pace = Executors.newSingleThreadScheduledExecutor();
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
    CdcConfig config(ClusterConfig.Role role, OnLostPosition onLost) {
        return config(role, onLost, cluster.members());
    }

    CdcConfig config(ClusterConfig.Role role, OnLostPosition onLost, List<RealServer> members) {
        return config(role, onLost, members.stream().map(RealServer::port).toArray(Integer[]::new));
    }

    /** @param ports of this machine */
    CdcConfig config(ClusterConfig.Role role, OnLostPosition onLost, Integer... ports) {
        SourceConfig one = RunningEngine.config(database, receiver.endpoint(), directory, List.of(), BatchConfig.DEFAULT)
            .source();
        SourceConfig source = new SourceConfig(
            Stream.of(ports).map(port -> new Host("127.0.0.1", port)).toList(), one.login(), 0, HEARTBEAT)
            .withCluster(new ClusterConfig(role))
            .withReconnect(ReconnectConfig.DEFAULT.withWaits(Duration.ofMillis(50), Duration.ofMillis(500))
                .withCatchUp(Duration.ofSeconds(2)).withOnLostPosition(onLost));
        return new CdcConfig("it", source, List.of(database.name() + ".*"), List.of(), Map.of(), SnapshotMode.INITIAL,
            PublishConfig.of(receiver.endpoint()), new BatchConfig(500, 1 << 20, Duration.ofMillis(10), 1),
            EncodeConfig.of("it"), false, false, directory, Duration.ofMillis(100), Duration.ofSeconds(30));
    }

    /** Makes rows of a number and a text of 4000 characters. */
    void fill(String table, int rowCount) throws SQLException {
        StringBuilder values = new StringBuilder();
        for (int id = 1; id <= rowCount; id++) {
            values.append(id == 1 ? "" : ", ").append('(').append(id).append(", REPEAT('x', 4000))");
        }
        database.execute("INSERT INTO " + table + " VALUES " + values);
    }

    /** @return how many rows of a table were read and accepted, repeats included */
    int rowsRead(String table) {
        return (int) receiver.events().stream().filter(event -> "r".equals(event.get("op").asText())
            && table.equals(event.at("/source/table").asText())).count();
    }

    /** @return whether a snapshot was accepted to its last row */
    boolean hasEndOfSnapshot() {
        return receiver.events().stream().anyMatch(event -> "last".equals(event.at("/source/snapshot").asText()));
    }

    /** @return what {@code check} says of these hosts and the position that a run left behind */
    CommandRun check(String role, RealServer... hosts) {
        Path yaml = ConnectorYaml.write(directory, database, receiver.endpoint());
        ConnectorYaml.set(yaml, "", "state: {dir: '" + directory + "'}");
        ConnectorYaml.set(yaml, "source", "hosts: [" + Stream.of(hosts).map(host -> "'127.0.0.1:" + host.port() + '\'')
            .collect(Collectors.joining(", ")) + ']', "role: " + role);
        return CommandRun.of(Map.of(ConnectorProcess.PASSWORD_VARIABLE, database.server().password()), "check", "-c",
            yaml.toString());
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

    /** Ends a load that goes on, and returns when all of it was accepted. */
    void stopAndAwaitDelivered(WriteLoad load, RunningEngine engine) throws SQLException {
        load.close();
        awaitDelivered(engine);
    }

    /** @return a load that goes on at a moderate pace, until it is closed */
    WriteLoad load(long seed) {
        WriteLoad load = new WriteLoad(database, seed, 2);
        pace.scheduleAtFixedRate(() -> load.keepBusy(TRANSACTIONS_AT_ONCE), 0, 20, TimeUnit.MILLISECONDS);
        return load;
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
        pace.shutdownNow();
        try (receiver) {
            // A group without its majority would hold a statement back for ever.
            database.leave();
        }
    }
}
