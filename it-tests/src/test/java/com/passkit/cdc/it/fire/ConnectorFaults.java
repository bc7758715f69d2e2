package com.passkit.cdc.it.fire;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;

/** What can happen to the connector's process. */
final class ConnectorFaults {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private ConnectorFaults() {
    }

    static List<Fault> of(FireScene scene) {
        return List.of(new Kill(scene), new Kill(scene), new Kill(scene), new Stop(scene),
            new Suspension("connector", () -> scene.keeper().pid()));
    }

    /** Mostly it delivers something first: one that is always killed while it starts proves little. */
    static void awaitWork(FireScene scene, Random random) {
        if (random.nextInt(4) > 0) {
            long goal = scene.delivered().eventCount() + 1 + random.nextInt(400);
            long end = System.nanoTime() + PATIENCE.toNanos();
            while (scene.delivered().eventCount() < goal && System.nanoTime() < end) {
                LockSupport.parkNanos(1_000_000);
            }
        }
    }

    /** {@code kill -9}. */
    private record Kill(FireScene scene) implements Fault {

        @Override
        public String name() {
            return "connector killed";
        }

        @Override
        public void begin(Random random) {
            awaitWork(scene, random);
            scene.keeper().kill();
        }

        @Override
        public void end() {
            scene.keeper().start();
        }

        @Override
        public long lastsMs() {
            return 400;
        }
    }

    /** A stop in order. */
    private record Stop(FireScene scene) implements Fault {

        @Override
        public String name() {
            return "connector stopped";
        }

        @Override
        public void begin(Random random) {
            awaitWork(scene, random);
            scene.keeper().stop();
        }

        @Override
        public void end() {
            scene.keeper().start();
        }

        @Override
        public long lastsMs() {
            return 200;
        }
    }
}
