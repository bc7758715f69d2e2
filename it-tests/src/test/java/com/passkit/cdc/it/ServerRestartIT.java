package com.passkit.cdc.it;

import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import com.passkit.cdc.it.harness.ConnectorProcess;
import com.passkit.cdc.it.harness.ConnectorYaml;
import com.passkit.cdc.it.harness.MySqlServers;
import com.passkit.cdc.it.harness.MySqlVersion;
import com.passkit.cdc.it.harness.RealServer;
import com.passkit.cdc.it.harness.Receiver;
import com.passkit.cdc.it.harness.TcpRelay;
import com.passkit.cdc.it.harness.TestDatabase;
import com.passkit.cdc.it.harness.WriteLoad;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The server, or the way to it, goes away under load and comes back: the connector goes on where it was. */
class ServerRestartIT {

    private static final Duration LIMIT = Duration.ofSeconds(120);
    private static final int TRANSACTIONS_PER_FAULT = 150;
    private static final int TRANSACTIONS_AT_ONCE = 30;
    private static final int EVENTS_BEFORE_FAULT = 60;

    private int lastMarker;

    static Stream<Arguments> servers() {
        return Stream.of(Arguments.of(MySqlVersion.V5_6, new String[0]),
            Arguments.of(MySqlVersion.V5_7, MySqlVersion.V5_7.withoutGtids()),
            Arguments.of(MySqlVersion.V8_0, new String[0]), Arguments.of(MySqlVersion.V9, new String[0]),
            Arguments.of(MySqlVersion.MARIADB_10_11, new String[0]));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("servers")
    void shouldReconnectAndLoseNothing(MySqlVersion version, String[] flags, @TempDir Path directory)
        throws Exception {
        long seed = Long.getLong("passkit.cdc.it.seed", System.nanoTime());
        System.out.println("ServerRestartIT " + version + ": -Dpasskit.cdc.it.seed=" + seed);
        try (RealServer server = MySqlServers.fresh(version, flags);
            Receiver receiver = Receiver.http();
            TestDatabase database = server.freshDatabase();
            TcpRelay relay = TcpRelay.to(server.host(), server.port())) {
            WriteLoad.createTables(database, 100);
            Path yaml = ConnectorYaml.write(directory, database, receiver.endpoint(),
                "batch: {maxEvents: 50, linger: 5ms}");
            ConnectorYaml.set(yaml, "source", "hosts: ['" + relay.address() + "']", "heartbeat: 500ms",
                "connectTimeout: 2s", "reconnect: {initial: 20ms, max: 250ms}");
            try (ConnectorProcess connector = ConnectorProcess.start(database, yaml, "run");
                WriteLoad load = new WriteLoad(database, seed, 2)) {
                awaitMarker(database, receiver, connector);

                underLoad(load, receiver, connector, () -> killDump(database));
                awaitMarker(database, receiver, connector);

                underLoad(load, receiver, connector, relay::cut);
                awaitMarker(database, receiver, connector);

                underLoad(load, receiver, connector, () -> server.restart());
                database.reconnect();
                awaitMarker(database, receiver, connector);

                underLoad(load, receiver, connector, () -> {
                    server.kill();
                    server.start();
                });
                database.reconnect();
                awaitMarker(database, receiver, connector);

                // Both ends stay open and nothing passes: only the missing heartbeat tells.
                underLoad(load, receiver, connector, relay::stall);
                connector.awaitLine(Pattern.compile("no sign of the server for 1500 ms"));
                awaitMarker(database, receiver, connector);

                load.finish();
                awaitMarker(database, receiver, connector);
                connector.terminate();
                assertThat(connector.awaitExit(LIMIT)).as(connector.lastLine()).isZero();
                assertThat(connector.stderr()).doesNotContain(database.server().password());
            }

            assertThat(receiver.records().differences(database, "account")).isEmpty();
            assertThat(receiver.records().differences(database, "entry")).isEmpty();
            new DeliveredHistory(receiver.accepted())
                .hasIdenticalRepeats().hasOrderOfKeys().hasOnlyCommitted();
        }
    }

    /** Something that may fail as tests do. */
    private interface Fault {
        void happen() throws SQLException;
    }

    private static void underLoad(WriteLoad load, Receiver receiver, ConnectorProcess connector, Fault fault)
        throws SQLException {
        int before = receiver.eventCount();
        load.allow(TRANSACTIONS_PER_FAULT);
        await().atMost(LIMIT).pollInterval(Duration.ofMillis(2)).until(() -> {
            assertThat(connector.isRunning()).as("connector runs").isTrue();
            load.keepBusy(TRANSACTIONS_AT_ONCE);
            return receiver.eventCount() - before >= EVENTS_BEFORE_FAULT;
        });
        fault.happen();
    }

    private static void killDump(TestDatabase database) throws SQLException {
        String id = database.value("SELECT id FROM information_schema.processlist WHERE command LIKE 'Binlog Dump%'");
        database.execute("KILL " + id);
    }

    /** A row written now arrives: the connector is connected again. */
    private void awaitMarker(TestDatabase database, Receiver receiver, ConnectorProcess connector)
        throws SQLException {
        int marker = --lastMarker;
        database.execute("INSERT INTO entry VALUES (" + marker + ", " + marker + ", 'marker')");
        await().atMost(LIMIT).until(() -> {
            assertThat(connector.isRunning()).as("connector runs").isTrue();
            return receiver.events().stream().anyMatch(event -> event.path("after").path("v").asLong() == marker);
        });
    }
}
