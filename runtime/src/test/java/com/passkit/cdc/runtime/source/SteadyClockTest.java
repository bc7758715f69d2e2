package com.passkit.cdc.runtime.source;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class SteadyClockTest {

    private static final Instant START = Instant.parse("2026-11-23T10:00:00Z");

    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);
    private final AtomicReference<Instant> wall = new AtomicReference<>(START);

    @Test
    void shouldGoOnWhereTheMachinesClockIsSet() {
        Clock steady = SteadyClock.startingAt(new Clock() {
            @Override
            public ZoneOffset getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return this;
            }

            @Override
            public Instant instant() {
                return wall.get();
            }
        }, nanos::get);
        assertThat(steady.instant()).isEqualTo(START);

        wall.set(START.minus(Duration.ofDays(40)));
        nanos.addAndGet(Duration.ofSeconds(3).toNanos());

        assertThat(steady.instant()).isEqualTo(START.plusSeconds(3));
        assertThat(steady.withZone(ZoneOffset.ofHours(2)).millis()).isEqualTo(steady.millis());
    }
}
