package com.passkit.cdc.it.fire;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.BooleanSupplier;

import com.passkit.cdc.runtime.checkpoint.StoredPosition;

import org.awaitility.Awaitility;

import static org.assertj.core.api.Assertions.assertThat;

/** One run: kills while the snapshot is taken, then everything at once for a while, then quiet, then the judgement. */
final class FireRun {

    private static final int SNAPSHOT_KILLS = 2;
    private static final int MIN_CHANGES = 500;
    private static final Duration MORE_TIME = Duration.ofSeconds(60);
    private static final Duration LIMIT = Duration.ofSeconds(180);
    /** The largest transaction may have to come from its beginning. */
    private static final Duration PER_ROW = Duration.ofMillis(1);
    private static final long LANE_PRIME = 7_919;

    private final FireScene scene;
    private final FireSettings settings;
    private final Map<String, Integer> counts = FaultLane.newCounts();
    private final List<FaultLane> lanes = new ArrayList<>();

    FireRun(FireScene scene, FireSettings settings) {
        this.scene = scene;
        this.settings = settings;
    }

    /** @return what it survived */
    String run() throws SQLException {
        long startNs = System.nanoTime();
        Random random = new Random(settings.seed());
        scene.startLoad(settings.seed() * LANE_PRIME);
        scene.keeper().start();
        for (int i = 0; i < SNAPSHOT_KILLS; i++) {
            killInSnapshot(random);
        }
        await("the snapshot's end", () -> scene.keeper().position() instanceof StoredPosition.At);
        scene.startDefinitions(settings.seed() + 1);
        makeLanes();
        try {
            underFire();
        } finally {
            lanes.forEach(FaultLane::stop);
        }
        await("the largest transaction", scene::hasWrittenLargest);
        lanes.forEach(FaultLane::failIfBroken);
        quiet();
        new FireVerdict(scene).pass();
        return report((System.nanoTime() - startNs) / 1_000_000_000);
    }

    private void underFire() {
        lanes.forEach(FaultLane::start);
        long goal = scene.delivered().changeCount() + MIN_CHANGES;
        long start = System.nanoTime();
        // What fails behind this finds the connector in the middle of the largest transaction.
        await("most of the time", () -> System.nanoTime() - start > settings.duration().toNanos() * 2 / 3);
        scene.writeLargest();
        await("the end", () -> System.nanoTime() - start > settings.duration().toNanos());
        // On a machine that has much else to do, a process may take as long to start as a run is to last.
        long latest = System.nanoTime() + MORE_TIME.toNanos();
        await("changes", () -> System.nanoTime() > latest || scene.delivered().changeCount() > goal);
    }

    private void makeLanes() {
        boolean isEncrypted = scene.mode().isEncrypted();
        List<Fault> ofConnector = new ArrayList<>(ConnectorFaults.of(scene));
        ofConnector.addAll(StateFaults.of(scene));
        lane("connector", ofConnector, 2_500);
        lane("clock", List.of(new ClockFault(scene.clock())), 6_000);
        lane("server", ServerFaults.of(scene), 3_000);
        lane("receiver", ReceiverFaults.of(scene.receiver()), 800);
        lane("server wire", WireFaults.of(scene.toServer(),
            isEncrypted ? WireFaults.Damage.ENCRYPTED : WireFaults.Damage.EVENTS), 1_500);
        lane("receiver wire", WireFaults.of(scene.toReceiver(),
            isEncrypted ? WireFaults.Damage.ENCRYPTED : WireFaults.Damage.NONE), 1_500);
    }

    private void lane(String name, List<Fault> faults, long pauseBoundMs) {
        long seed = settings.seed() * LANE_PRIME + name.hashCode();
        lanes.add(new FaultLane(name, seed, faults, pauseBoundMs, counts));
    }

    /** Some rows are delivered, and not all. */
    private void killInSnapshot(Random random) {
        long goal = scene.delivered().eventCount() + 1 + random.nextInt(FireScene.ACCOUNTS / 2);
        await("rows of the snapshot", () -> scene.delivered().eventCount() >= goal);
        scene.keeper().kill();
        counts.merge("connector killed", 1, Integer::sum);
        if (!(scene.keeper().position() instanceof StoredPosition.At)) {
            counts.merge("connector killed during the snapshot", 1, Integer::sum);
        }
        scene.keeper().start();
    }

    /** Everything works, nothing more is written, and the last row arrives. */
    private void quiet() throws SQLException {
        scene.load().finish();
        long tx = scene.load().nextTransaction();
        long marker = -tx;
        try (Connection connection = scene.load().connect(); Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.executeUpdate("INSERT INTO entry VALUES (" + marker + ", " + marker + ", 'the last one')");
            FireLoad.audit(statement, tx);
            connection.commit();
        }
        scene.committed().committed(tx, List.of(Token.of(FireTables.ENTRY, 'c', marker, marker)));
        await("the last row", () -> scene.delivered().lastMarker() == marker
            && scene.delivered().transaction(tx) != LongTable.NONE);
        if (!scene.mode().isSnapshotLocked()) {
            await("the snapshot's end", () -> scene.keeper().hasReadTables());
        }
        scene.keeper().stop();
        assertThat(scene.keeper().position()).as("position at the end").isInstanceOf(StoredPosition.At.class);
    }

    private void await(String what, BooleanSupplier condition) {
        Duration limit = LIMIT.plus(settings.duration()).plus(PER_ROW.multipliedBy(settings.maxRows()));
        Awaitility.await(what).atMost(limit).pollInterval(Duration.ofMillis(5))
            .pollInSameThread().until(() -> {
                scene.failIfBroken();
                lanes.forEach(FaultLane::failIfBroken);
                return condition.getAsBoolean();
            });
    }

    private String report(long seconds) {
        return new FireReport(scene, settings, counts).line(seconds);
    }
}
