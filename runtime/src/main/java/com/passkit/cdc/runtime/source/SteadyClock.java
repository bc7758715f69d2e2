package com.passkit.cdc.runtime.source;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.function.LongSupplier;

/**
 * The time of day as it was at the start, and as much later as has passed since. Where the machine's clock is set, this
 * one goes on: waits, limits and how long something has lasted stay right, while the times of day that it tells are off
 * by as much as the clock was.
 * Threading: any thread.
 */
public final class SteadyClock extends Clock {

    private final Instant start;
    private final ZoneId zone;
    private final LongSupplier nanos;
    private final long startNs;

    private SteadyClock(Instant start, ZoneId zone, LongSupplier nanos, long startNs) {
        this.start = start;
        this.zone = zone;
        this.nanos = nanos;
        this.startNs = startNs;
    }

    /** @return one that tells the machine's time of now */
    public static SteadyClock startingNow() {
        return startingAt(Clock.systemUTC(), System::nanoTime);
    }

    static SteadyClock startingAt(Clock wall, LongSupplier nanos) {
        return new SteadyClock(wall.instant(), wall.getZone(), nanos, nanos.getAsLong());
    }

    @Override
    public ZoneId getZone() {
        return zone;
    }

    @Override
    public Clock withZone(ZoneId other) {
        return new SteadyClock(start, other, nanos, startNs);
    }

    @Override
    public Instant instant() {
        return start.plusNanos(nanos.getAsLong() - startNs);
    }
}
