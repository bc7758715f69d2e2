package com.passkit.cdc.it.fire;

import java.time.Duration;
import java.util.List;
import java.util.Random;

/** The connector's clock jumps, by seconds or by hours, and later back. */
final class ClockFault implements Fault {

    private static final List<Duration> JUMPS = List.of(Duration.ofSeconds(2), Duration.ofSeconds(90),
        Duration.ofHours(5), Duration.ofDays(40));

    private final FakeClock clock;

    ClockFault(FakeClock clock) {
        this.clock = clock;
    }

    @Override
    public String name() {
        return "clock jumped";
    }

    @Override
    public void begin(Random random) {
        long seconds = JUMPS.get(random.nextInt(JUMPS.size())).toSeconds();
        clock.jumpTo(random.nextBoolean() ? seconds : -seconds);
    }

    @Override
    public void end() {
        clock.jumpTo(0);
    }

    @Override
    public long lastsMs() {
        return 4_000;
    }
}
