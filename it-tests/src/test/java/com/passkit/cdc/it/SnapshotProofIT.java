package com.passkit.cdc.it;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import com.passkit.cdc.it.harness.ConnectorProcess;
import com.passkit.cdc.it.harness.MySqlServers;
import com.passkit.cdc.it.harness.MySqlVersion;
import com.passkit.cdc.it.harness.RunningEngine;
import com.passkit.cdc.runtime.CdcConfig;
import com.passkit.cdc.runtime.batch.BatchConfig;
import com.passkit.cdc.runtime.checkpoint.StoredPosition;
import com.passkit.cdc.runtime.source.SourceState;
import com.passkit.cdc.snapshot.SnapshotConfig;
import com.passkit.cdc.snapshot.catalog.LockMode;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A snapshot while others insert, update, delete, change keys and define other tables, in every way that a snapshot can
 * be taken: what the receiver has in the end are the tables, row by row, and on the way no event is older than one
 * delivered before for its key. The same holds when the connector dies without notice, again and again.
 * <p>
 * {@code -Dpasskit.cdc.it.seed=…} repeats a run; {@code -Dpasskit.cdc.it.snapshot.rows=10000000} is the full size of the
 * large table.
 */
class SnapshotProofIT {

    private static final int LARGE_ROWS = 3_000;
    private static final int CHUNK_ROWS = 250;
    private static final int FULL_ROWS = Integer.getInteger("passkit.cdc.it.snapshot.rows", 50_000);
    /** Some of each shape, and in the full size a hundred. */
    private static final int TABLES = FULL_ROWS < 1_000_000 ? 22 : 100;
    private static final int AT_ONCE = 5;
    private static final int ENOUGH_TRANSACTIONS = 120;
    private static final int SNAPSHOT_KILLS = 2;
    private static final int STREAM_KILLS = 2;
    private static final Duration LIMIT = Duration.ofSeconds(120).plusMillis(FULL_ROWS / 2);
    private static final Pattern HEAP_USED =
        Pattern.compile("(?m)^jvm_memory_used_bytes\\{area=\"heap\",[^}]*\\} (\\S+)$");

    @TempDir
    private Path directory;

    /** Each lock mode with one thread and with several, over the servers that have it. */
    static Stream<Arguments> ways() {
        return wanted(
            Arguments.of(MySqlVersion.V5_6, LockMode.MINIMAL, 1, 1),
            Arguments.of(MySqlVersion.V5_6, LockMode.TABLES, 3, 1),
            Arguments.of(MySqlVersion.V5_7, LockMode.MINIMAL, 4, 2),
            Arguments.of(MySqlVersion.V5_7, LockMode.NONE, 1, 1),
            Arguments.of(MySqlVersion.V8_0, LockMode.BACKUP, 1, 1),
            Arguments.of(MySqlVersion.V8_0, LockMode.NONE, 2, 3),
            Arguments.of(MySqlVersion.V9, LockMode.AUTO, 4, 1),
            Arguments.of(MySqlVersion.V9, LockMode.NONE, 4, 1),
            Arguments.of(MySqlVersion.V9, LockMode.BACKUP, 2, 2),
            Arguments.of(MySqlVersion.MARIADB_10_11, LockMode.TABLES, 1, 1),
            Arguments.of(MySqlVersion.MARIADB_10_11, LockMode.BACKUP, 3, 1));
    }

    static Stream<Arguments> waysToDie() {
        return wanted(Arguments.of(MySqlVersion.V8_0, LockMode.MINIMAL, 3, 1),
            Arguments.of(MySqlVersion.V9, LockMode.NONE, 2, 1));
    }

    static Stream<Arguments> fullSize() {
        return wanted(Arguments.of(MySqlVersion.V8_0, LockMode.MINIMAL, 2),
            Arguments.of(MySqlVersion.V8_0, LockMode.NONE, 2));
    }

    private static Stream<Arguments> wanted(Arguments... all) {
        return Stream.of(all).filter(way -> MySqlVersion.everyServer().contains((MySqlVersion) way.get()[0]));
    }

    @ParameterizedTest(name = "{0}, lock {1}, {2} threads, {3} lanes", allowZeroInvocations = true)
    @MethodSource("ways")
    void shouldEqualTheTables(MySqlVersion version, LockMode lock, int threads, int lanes) throws Exception {
        long seed = seed(version, lock, threads);
        try (ProofScene scene = new ProofScene(MySqlServers.shared(version), TABLES, LARGE_ROWS, lock)) {
            CdcConfig config = RunningEngine.config(scene.database(), scene.endpoint(), directory, scene.include(),
                new BatchConfig(500, 1 << 20, Duration.ofMillis(5), lanes)).withSnapshot(
                SnapshotConfig.DEFAULT.withLock(lock).withThreads(threads).withChunkRows(CHUNK_ROWS));
            scene.write(seed);
            scene.keepBusy(AT_ONCE);
            try (RunningEngine engine = RunningEngine.launch(config)) {
                awaitWhileWriting(scene, () -> {
                    assertThat(engine.engine().completion()).isNotCompletedExceptionally();
                    return scene.ledger().isComplete()
                        && engine.engine().status().source().state() == SourceState.STREAMING;
                });
                long committed = scene.committedCount();
                awaitWhileWriting(scene, () -> scene.committedCount() >= committed + ENOUGH_TRANSACTIONS);
                scene.stopWriting();
                engine.awaitCaughtUp(scene.database());
            }

            scene.verify();
            assertThat(scene.ledger().changeCount()).isGreaterThan(ENOUGH_TRANSACTIONS / 2);
            assertThat(scene.ledger().repeatCount()).isZero();
        }
    }

    @ParameterizedTest(name = "{0}, lock {1}, {2} threads, {3} lanes", allowZeroInvocations = true)
    @MethodSource("waysToDie")
    void shouldEqualTheTablesWhenKilled(MySqlVersion version, LockMode lock, int threads, int lanes)
        throws Exception {
        long seed = seed(version, lock, threads);
        Random random = new Random(seed);
        try (ProofScene scene = new ProofScene(MySqlServers.shared(version), TABLES, LARGE_ROWS, lock)) {
            Path yaml = scene.yaml(directory, snapshot(lock, threads, CHUNK_ROWS), "lanes: " + lanes,
                "batch: {maxEvents: 100, linger: 5ms}", "retry: {initial: 10ms, max: 200ms}");
            scene.write(seed);
            for (int i = 0; i < SNAPSHOT_KILLS; i++) {
                killAfter(scene, yaml, random.nextInt(scene.rowCount() * 3 / 4), false, random);
            }
            for (int i = 0; i < STREAM_KILLS; i++) {
                killAfter(scene, yaml, 1 + random.nextInt(200), true, random);
            }
            try (ConnectorProcess connector = start(scene, yaml)) {
                long changes = scene.ledger().changeCount();
                awaitWhileRunning(scene, connector,
                    () -> scene.ledger().isComplete() && scene.ledger().changeCount() > changes);
                scene.stopWriting();
                endWhenCaughtUp(scene, connector);
            }

            scene.verify();
        }
    }

    @ParameterizedTest(name = "{0}, lock {1}, {2} threads", allowZeroInvocations = true)
    @MethodSource("fullSize")
    void shouldReadALargeTableInLittleMemory(MySqlVersion version, LockMode lock, int threads) throws Exception {
        long seed = seed(version, lock, threads);
        try (ProofScene scene = new ProofScene(MySqlServers.shared(version), TABLES, FULL_ROWS, lock)) {
            double driver = scene.driverRowsPerSecond();
            Path yaml = scene.yaml(directory, snapshot(lock, threads, SnapshotConfig.DEFAULT_CHUNK_ROWS),
                "batch: {compression: none}");
            scene.write(seed);
            HeapPeak heap = new HeapPeak();
            try (ConnectorProcess connector = start(scene, yaml)) {
                int adminPort = connector.adminPort();
                awaitWhileRunning(scene, connector, () -> {
                    heap.look(adminPort);
                    return scene.ledger().isComplete()
                        && ProofScene.position(directory) instanceof StoredPosition.At;
                });
                long changes = scene.ledger().changeCount();
                awaitWhileRunning(scene, connector,
                    () -> scene.ledger().changeCount() >= changes + ENOUGH_TRANSACTIONS);
                scene.stopWriting();
                endWhenCaughtUp(scene, connector);
            }

            scene.verify();
            double rate = scene.rowCount() / scene.ledger().snapshotSeconds();
            System.out.printf(Locale.ROOT, "SnapshotProofIT %s, lock %s, %d threads: %d rows in %.1f s, %.0f rows/s; "
                + "the driver alone %.0f rows/s (ratio %.2f); heap peak %.0f MiB, %d changes meanwhile%n", version, lock,
                threads, scene.rowCount(), scene.ledger().snapshotSeconds(), rate, driver, rate / driver,
                heap.bytes / (double) (1 << 20), scene.ledger().changeCount());
        }
    }

    /** One run, ended by SIGKILL after so many events, and a little time. */
    private void killAfter(ProofScene scene, Path yaml, int eventCount, boolean isStreaming, Random random) {
        try (ConnectorProcess connector = start(scene, yaml)) {
            awaitWhileRunning(scene, connector,
                () -> !isStreaming || scene.ledger().isComplete()
                    && ProofScene.position(directory) instanceof StoredPosition.At);
            long before = scene.ledger().eventCount();
            awaitWhileRunning(scene, connector, () -> scene.ledger().eventCount() >= before + eventCount);
            connector.exitsWithin(Duration.ofMillis(random.nextInt(40)));
            connector.kill();
        }
    }

    private ConnectorProcess start(ProofScene scene, Path yaml) {
        // These win over the options of the command line. The leak detector has its place in other scenarios.
        Map<String, String> environment = Map.of(
            ConnectorProcess.PASSWORD_VARIABLE, scene.database().server().password(),
            "_JAVA_OPTIONS", "-Xmx128m -Dio.netty.leakDetection.level=simple");
        return ConnectorProcess.start(directory, environment, "run", "-c", yaml.toString());
    }

    private void endWhenCaughtUp(ProofScene scene, ConnectorProcess connector)
        throws SQLException {
        List<String> end = scene.end();
        await().atMost(LIMIT).until(() -> {
            assertThat(connector.isRunning()).as(connector.lastLine()).isTrue();
            return scene.isCaughtUp(directory, end);
        });
        connector.terminate();
        assertThat(connector.awaitExit(LIMIT)).as(connector.lastLine()).isZero();
    }

    private static void awaitWhileRunning(ProofScene scene, ConnectorProcess connector, Callable<Boolean> condition) {
        awaitWhileWriting(scene, () -> {
            assertThat(connector.isRunning()).as(connector.lastLine()).isTrue();
            return condition.call();
        });
    }

    private static void awaitWhileWriting(ProofScene scene, Callable<Boolean> condition) {
        await().atMost(LIMIT).pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(20)).until(() -> {
            scene.keepBusy(AT_ONCE);
            return condition.call();
        });
    }

    private static String snapshot(LockMode lock, int threads, int chunkRows) {
        return "{lock: " + lock.name().toLowerCase(Locale.ROOT) + ", threads: " + threads + ", chunkRows: " + chunkRows
            + '}';
    }

    private static long seed(MySqlVersion version, LockMode lock, int threads) {
        long seed = Long.getLong("passkit.cdc.it.seed", System.nanoTime());
        System.out.println("SnapshotProofIT " + version + ", lock " + lock + ", " + threads
            + " threads: -Dpasskit.cdc.it.seed=" + seed);
        return seed;
    }

    /** The most heap that a connector was seen to use, garbage included. */
    private static final class HeapPeak {

        private static final long PERIOD_NS = 500_000_000;

        private final HttpClient client = HttpClient.newHttpClient();
        private long lookedNs = System.nanoTime();
        private long bytes;

        void look(int adminPort) throws IOException, InterruptedException {
            if (System.nanoTime() - lookedNs < PERIOD_NS) {
                return;
            }
            lookedNs = System.nanoTime();
            HttpRequest request =
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + adminPort + "/metrics")).build();
            Matcher matcher = HEAP_USED.matcher(client.send(request, HttpResponse.BodyHandlers.ofString()).body());
            long sum = 0;
            while (matcher.find()) {
                sum += (long) Double.parseDouble(matcher.group(1));
            }
            bytes = Math.max(bytes, sum);
        }
    }
}
