package com.passkit.cdc.it.fire;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/**
 * Faults on one side of the connector, one after the other, drawn from a seed; several lanes run side by side. Each
 * fault comes once, in an order drawn from the seed, before any comes again.
 */
final class FaultLane {

    private static final Duration STOP_LIMIT = Duration.ofSeconds(120);
    private static final long LOOK_NS = 5_000_000;

    private final String name;
    private final Random random;
    private final List<Fault> faults;
    private final long pauseBoundMs;
    private final Map<String, Integer> counts;
    private final Thread thread;
    private volatile boolean isStopped;
    private volatile Throwable failure;
    private volatile String current = "";

    /**
     * @param pauseBoundMs how long nothing fails in between, at the most
     * @param counts       how often each fault came, by name; of all lanes
     */
    FaultLane(String name, long seed, List<Fault> faults, long pauseBoundMs, Map<String, Integer> counts) {
        this.name = name;
        this.random = new Random(seed);
        this.faults = faults;
        this.pauseBoundMs = pauseBoundMs;
        this.counts = counts;
        this.thread = new Thread(this::run, "fire-faults-" + name);
        thread.setDaemon(true);
    }

    static Map<String, Integer> newCounts() {
        return new ConcurrentHashMap<>();
    }

    void start() {
        thread.start();
    }

    /** Mends what is broken and ends. */
    void stop() {
        isStopped = true;
        try {
            thread.join(STOP_LIMIT.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    void failIfBroken() {
        if (failure != null) {
            throw new AssertionError("fault " + current + ": " + failure, failure);
        }
    }

    @Override
    public String toString() {
        return name + ": " + current;
    }

    private void run() {
        try {
            List<Fault> order = new ArrayList<>();
            while (!isStopped) {
                if (order.isEmpty()) {
                    order.addAll(faults);
                    Collections.shuffle(order, random);
                }
                happen(order.remove(order.size() - 1));
                await(random.nextLong(pauseBoundMs));
            }
        } catch (Exception | Error e) {
            failure = e;
        }
    }

    private void happen(Fault fault) throws Exception {
        current = fault.name();
        try {
            long lengthMs = random.nextLong(fault.lastsMs());
            fault.begin(random);
            counts.merge(fault.name(), 1, Integer::sum);
            await(lengthMs);
        } finally {
            fault.end();
        }
        current = "";
    }

    private void await(long ms) {
        long end = System.nanoTime() + ms * 1_000_000;
        while (!isStopped && System.nanoTime() < end) {
            LockSupport.parkNanos(LOOK_NS);
        }
    }
}
