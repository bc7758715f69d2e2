package com.passkit.cdc.it;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

import com.passkit.cdc.it.harness.Answer;
import com.passkit.cdc.it.harness.ConnectorProcess;
import com.passkit.cdc.it.harness.ConnectorYaml;
import com.passkit.cdc.it.harness.MySqlServers;
import com.passkit.cdc.it.harness.MySqlVersion;
import com.passkit.cdc.it.harness.RealServer;
import com.passkit.cdc.it.harness.Receiver;
import com.passkit.cdc.it.harness.TestDatabase;
import com.passkit.cdc.it.harness.WriteLoad;
import com.passkit.cdc.runtime.checkpoint.Checkpoint;
import com.passkit.cdc.runtime.checkpoint.FilePositionStore;
import com.passkit.cdc.runtime.checkpoint.StoredPosition;
import com.passkit.cdc.runtime.state.StateDirectory;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The connector dies without notice, again and again, while rows are written: nothing is lost, nothing made up. */
class KillIT {

    private static final int ROW_COUNT = 5_000;
    private static final int SNAPSHOT_KILLS = 2;
    private static final int STREAM_KILLS = 7;
    private static final int TRANSACTIONS_PER_RUN = 300;
    private static final int TRANSACTIONS_AT_ONCE = 50;
    private static final Duration LIMIT = Duration.ofSeconds(120);

    private record Kill(StoredPosition position, int acceptedCount) {
    }

    static Stream<Arguments> servers() {
        return Stream.of(Arguments.of(MySqlVersion.V8_0, new String[0]),
            Arguments.of(MySqlVersion.V5_7, MySqlVersion.V5_7.withoutGtids()),
            Arguments.of(MySqlVersion.V5_6, new String[0]),
            Arguments.of(MySqlVersion.MARIADB_10_11, new String[] {"--log-bin-compress=ON"}));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("servers")
    void shouldLoseNothingWhenKilled(MySqlVersion version, String[] flags, @TempDir Path directory) throws Exception {
        long seed = Long.getLong("passkit.cdc.it.seed", System.nanoTime());
        System.out.println("KillIT " + version + ": -Dpasskit.cdc.it.seed=" + seed);
        Random random = new Random(seed);
        RealServer server = MySqlServers.shared(version, flags);
        try (Receiver receiver = Receiver.http(); TestDatabase database = server.freshDatabase()) {
            receiver.answer(delivery -> Answer.OK.after(Duration.ofMillis(delivery.text().length() % 20)));
            WriteLoad.createTables(database, ROW_COUNT);
            Path yaml = ConnectorYaml.write(directory, database, receiver.endpoint(),
                "batch: {maxEvents: 150, linger: 5ms}", "retry: {initial: 10ms, max: 200ms}");
            ConnectorYaml.set(yaml, "", "state: {dir: '" + directory.resolve("state") + "', interval: 20ms}");
            List<Kill> kills = new ArrayList<>();
            try (WriteLoad load = new WriteLoad(database, seed, 2)) {
                for (int i = 0; i < SNAPSHOT_KILLS; i++) {
                    kills.add(runUntil(false, random.nextInt(ROW_COUNT / 2), database, yaml, receiver, load, random));
                }
                for (int i = 0; i < STREAM_KILLS; i++) {
                    kills.add(runUntil(true, random.nextInt(500), database, yaml, receiver, load, random));
                }
                try (ConnectorProcess connector = ConnectorProcess.start(database, yaml, "run")) {
                    load.allow(TRANSACTIONS_PER_RUN);
                    load.finish();
                    database.execute("INSERT INTO entry VALUES (-1, -1, 'the last one')");
                    awaitWhileRunning(connector, () -> isLastReceived(receiver));
                    connector.terminate();
                    assertThat(connector.awaitExit(LIMIT)).as(connector.lastLine()).isZero();
                    kills.add(new Kill(position(directory), receiver.accepted().size()));
                }
            }

            DeliveredHistory history = new DeliveredHistory(receiver.accepted());
            assertThat(history.records().differences(database, "account")).isEmpty();
            assertThat(history.records().differences(database, "entry")).isEmpty();
            history.hasIdenticalRepeats().hasOrderOfLog().hasOrderOfKeys().hasOnlyCommitted();
            int positionCount = 0;
            for (Kill kill : kills) {
                if (kill.position instanceof StoredPosition.At at) {
                    positionCount++;
                    history.covers(at.checkpoint(), kill.acceptedCount);
                }
            }
            assertThat(positionCount).isEqualTo(STREAM_KILLS + 1);
            assertThat(kills.get(kills.size() - 1).position).isInstanceOf(StoredPosition.At.class);
            Checkpoint last = ((StoredPosition.At) kills.get(kills.size() - 1).position).checkpoint();
            assertThat(last.gtids() == null).isEqualTo(version == MySqlVersion.V5_7);
        }
    }

    /** One run, killed after it delivered so many events and a little time; requests on their way included. */
    private static Kill runUntil(boolean isStreaming, int eventCount, TestDatabase database, Path yaml,
        Receiver receiver, WriteLoad load, Random random) {
        try (ConnectorProcess connector = ConnectorProcess.start(database, yaml, "run")) {
            load.allow(TRANSACTIONS_PER_RUN);
            awaitWhileRunning(connector, () -> !isStreaming || position(yaml.getParent()) instanceof StoredPosition.At);
            load.allow(TRANSACTIONS_AT_ONCE);
            int before = receiver.eventCount();
            awaitWhileRunning(connector, () -> {
                int received = receiver.eventCount() - before;
                if (received > 0) {
                    load.keepBusy(TRANSACTIONS_AT_ONCE);
                }
                return received >= eventCount;
            });
            connector.exitsWithin(Duration.ofMillis(random.nextInt(40)));
            connector.kill();
        }
        return new Kill(position(yaml.getParent()), receiver.accepted().size());
    }

    private static void awaitWhileRunning(ConnectorProcess connector, BooleanSupplier condition) {
        await().atMost(LIMIT).pollInterval(Duration.ofMillis(2)).until(() -> {
            assertThat(connector.isRunning()).as("connector runs").isTrue();
            return condition.getAsBoolean();
        });
    }

    private static boolean isLastReceived(Receiver receiver) {
        return receiver.events().stream().anyMatch(event -> event.path("after").path("v").asLong() == -1);
    }

    private static StoredPosition position(Path directory) {
        return new FilePositionStore(StateDirectory.peek(directory.resolve("state"), "it")).load();
    }
}
