package com.passkit.cdc.cli.sandbox;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class RateHistoryTest {

    private final RateHistory history = new RateHistory();

    @Test
    void shouldCountBySecondOldestFirst() {
        history.add(100_000, 3);
        history.add(100_999, 4);
        history.add(102_000, 5);

        long[] counts = history.counts(102_500);

        assertThat(counts).hasSize(RateHistory.SECONDS).endsWith(7, 0, 5);
    }

    @Test
    void shouldForgetWhatIsOlderThanItsWindow() {
        history.add(100_000, 3);

        assertThat(history.counts(100_000 + RateHistory.SECONDS * 1000L)).containsOnly(0);
    }
}
