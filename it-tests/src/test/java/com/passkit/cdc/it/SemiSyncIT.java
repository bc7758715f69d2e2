package com.passkit.cdc.it;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import com.passkit.cdc.it.harness.Answer;
import com.passkit.cdc.it.harness.MySqlServers;
import com.passkit.cdc.it.harness.MySqlVersion;
import com.passkit.cdc.it.harness.RealServer;
import com.passkit.cdc.it.harness.Receiver;
import com.passkit.cdc.it.harness.RunningEngine;
import com.passkit.cdc.it.harness.TestDatabase;
import com.passkit.cdc.protocol.client.Compression;
import com.passkit.cdc.protocol.client.MySqlClientConfig;
import com.passkit.cdc.runtime.CdcConfig;
import com.passkit.cdc.runtime.batch.BatchConfig;
import com.passkit.cdc.runtime.source.SourceConfig;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Sources that wait until a change is delivered. The binaries of 5.7 and 8.0 have no plugin for it. */
class SemiSyncIT {

    private static final Duration LIMIT = Duration.ofSeconds(120);
    /** Far more than a commit may take that is not made to wait for a batch to be old enough. */
    private static final Duration LINGER = Duration.ofMinutes(5);
    private static final int WAIT_MS = 600_000;

    @TempDir
    private Path directory;

    @ParameterizedTest
    @EnumSource(names = {"V5_6", "V9", "MARIADB_10_11"})
    void shouldLetACommitReturnOnlyOnceItIsDelivered(MySqlVersion version) throws SQLException {
        try (RealServer server = MySqlServers.fresh(version); TestDatabase database = server.freshDatabase();
            TestDatabase other = server.freshDatabase(); SemiSync source = new SemiSync(version, database);
            Receiver receiver = Receiver.http()) {
            database.execute("CREATE TABLE t (id INT PRIMARY KEY)");
            other.execute("CREATE TABLE t (id INT PRIMARY KEY)");
            source.enable();
            for (Compression compression : new Compression[] {Compression.NONE, Compression.ZLIB}) {
                int base = compression.ordinal() * 100;
                int eventCount = receiver.eventCount();
                long confirmed = source.status("yes_tx");
                try (RunningEngine engine = launch(database, receiver, directory.resolve(compression.name()),
                    compression)) {
                    engine.awaitStreaming();
                    await().atMost(LIMIT).until(() -> source.status("clients") == 1);
                    assertOneByOne(database, receiver, base);
                    assertHeldBack(database, receiver, base);
                    other.execute("INSERT INTO t VALUES (" + base + ")");
                    assertThat(source.status("yes_tx") - confirmed).isEqualTo(12);
                    assertThat(source.status("no_tx")).isZero();
                    assertThat(receiver.eventCount() - eventCount).isEqualTo(base == 0 ? 11 : 11 + 11);
                    assertThat(receiver.records().differences(database, "t")).isEmpty();
                }
                await().atMost(LIMIT).until(() -> source.status("clients") == 0);
            }

            source.set("timeout", "300");
            database.execute("INSERT INTO t VALUES (-1)");
            assertThat(source.status("no_tx")).as("the source goes on without the connector").isPositive();
        }
    }

    /** 5.6 waits in the thread that sends: it gives up silently, and would take a late answer for the next one's. */
    @Test
    void shouldReconnectToA56SourceThatStoppedListening() throws SQLException {
        try (RealServer server = MySqlServers.fresh(MySqlVersion.V5_6); TestDatabase database = server.freshDatabase();
            SemiSync source = new SemiSync(MySqlVersion.V5_6, database); Receiver receiver = Receiver.http()) {
            database.execute("CREATE TABLE t (id INT PRIMARY KEY)", "SET GLOBAL net_read_timeout = 1");
            source.enable();
            try (RunningEngine engine = launch(database, receiver, directory, Compression.NONE)) {
                engine.awaitStreaming();
                await().atMost(LIMIT).until(() -> source.status("clients") == 1);
                receiver.answer(delivery -> Answer.of(503));
                CompletableFuture<Void> commit = inBackground(database, "INSERT INTO t VALUES (1)");
                await().atMost(LIMIT).until(() -> !engine.engine().status().source().cause().isEmpty()
                    || engine.engine().status().source().reconnects() > 0);
                assertThat(commit).isNotDone();
                receiver.answer(delivery -> Answer.OK);
                SnapshotSession.await(commit);
                assertThat(receiver.eventCount()).isEqualTo(1);
                await().atMost(LIMIT).until(() -> source.status("clients") == 1);
                assertOneByOne(database, receiver, 10);
                assertThat(source.status("no_tx")).isZero();
            }
        }
    }

    private static void assertOneByOne(TestDatabase database, Receiver receiver, int base) throws SQLException {
        int before = receiver.eventCount();
        for (int id = 1; id <= 10; id++) {
            long startNs = System.nanoTime();
            database.execute("INSERT INTO t VALUES (" + (base + id) + ")");
            assertThat(Duration.ofNanos(System.nanoTime() - startNs)).isLessThan(LIMIT);
            assertThat(receiver.eventCount()).as("delivered when the commit returns").isEqualTo(before + id);
        }
    }

    private static void assertHeldBack(TestDatabase database, Receiver receiver, int base) throws SQLException {
        int before = receiver.attempts().size();
        receiver.answer(delivery -> Answer.of(503));
        CompletableFuture<Void> commit = inBackground(database, "INSERT INTO t VALUES (" + (base + 50) + ")");
        await().atMost(LIMIT).until(() -> receiver.attempts().size() > before + 2);
        assertThat(commit).as("held back by the receiver").isNotDone();
        receiver.answer(delivery -> Answer.OK);
        SnapshotSession.await(commit);
    }

    private static CompletableFuture<Void> inBackground(TestDatabase database, String sql) {
        return CompletableFuture.runAsync(() -> {
            try (Connection connection = database.connect(); Statement statement = connection.createStatement()) {
                statement.execute(sql);
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    private static RunningEngine launch(TestDatabase database, Receiver receiver, Path home, Compression compression) {
        CdcConfig config = RunningEngine.config(database, receiver.endpoint(), home, List.of(database.name() + ".*"),
            new BatchConfig(1000, 1 << 20, LINGER, 1));
        SourceConfig source = config.source();
        return RunningEngine.launch(new CdcConfig(config.name(), semiSync(source, compression), config.include(),
            config.exclude(), config.keys(), config.snapshotMode(), config.publish(), config.batch(), config.encode(),
            config.publishesSchema(), config.publishesQuery(), config.stateDirectory(), config.checkpointInterval(),
            config.shutdownTimeout()));
    }

    private static SourceConfig semiSync(SourceConfig source, Compression compression) {
        MySqlClientConfig login = MySqlClientConfig.builder().user(source.user()).password(source.login().password())
            .allowPublicKeyRetrieval(true).compression(compression).build();
        return new SourceConfig(source.hosts(), login, source.serverId(), source.heartbeat(), true);
    }

    /** The source's side, whose names depend on the version. */
    private record SemiSync(MySqlVersion version, TestDatabase database) implements AutoCloseable {

        void enable() throws SQLException {
            if (version == MySqlVersion.V9) {
                database.execute("INSTALL PLUGIN rpl_semi_sync_source SONAME 'semisync_source.so'");
            } else if (!version.isMariaDb()) {
                database.execute("INSTALL PLUGIN rpl_semi_sync_master SONAME 'semisync_master.so'");
            }
            set("timeout", Integer.toString(WAIT_MS));
            set("enabled", "ON");
        }

        void set(String name, String value) throws SQLException {
            database.execute("SET GLOBAL rpl_semi_sync_" + role() + '_' + name + " = " + value);
        }

        long status(String name) throws SQLException {
            return Long.parseLong(
                database.rows("SHOW GLOBAL STATUS LIKE 'Rpl_semi_sync_" + role() + '_' + name + "'").get(0).get(1));
        }

        /** Without a connector the statements that clean up would wait as well. */
        @Override
        public void close() throws SQLException {
            set("enabled", "OFF");
        }

        private String role() {
            return version == MySqlVersion.V9 ? "source" : "master";
        }
    }
}
