package com.passkit.cdc.runtime.source;

import java.time.Duration;
import java.util.random.RandomGenerator;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class BackoffTest {

    /** Draws the largest number below each bound. */
    private static final RandomGenerator LARGEST = new RandomGenerator() {
        @Override
        public long nextLong() {
            return Long.MAX_VALUE;
        }

        @Override
        public long nextLong(long bound) {
            return bound - 1;
        }
    };

    @Test
    void shouldDoubleUpToTheLimitAndBeginAgainAfterReset() {
        Backoff backoff = new Backoff(Duration.ofMillis(250), Duration.ofSeconds(1), LARGEST);

        assertThat(new long[] {backoff.nextMs(), backoff.nextMs(), backoff.nextMs(), backoff.nextMs()})
            .containsExactly(250, 500, 1000, 1000);
        backoff.reset();
        assertThat(backoff.nextMs()).isEqualTo(250);
    }

    @Test
    void shouldNotOverflowAfterManyAttempts() {
        Backoff backoff = new Backoff(Duration.ofMillis(250), Duration.ofSeconds(60), LARGEST);
        for (int i = 0; i < 1000; i++) {
            assertThat(backoff.nextMs()).isBetween(1L, 60_000L);
        }
    }
}
