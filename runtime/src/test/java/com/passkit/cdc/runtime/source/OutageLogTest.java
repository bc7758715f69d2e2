package com.passkit.cdc.runtime.source;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import com.passkit.cdc.runtime.testing.ManualClock;

import static org.assertj.core.api.Assertions.assertThat;

class OutageLogTest {

    private static final String HOST = "db:3306";

    private final ManualClock clock = new ManualClock();
    private final OutageLog log = new OutageLog(clock);
    private final long lostAtMs = clock.millis();

    private boolean fails(LossCause cause) {
        return failsSince(lostAtMs, cause);
    }

    private boolean failsSince(long sinceMs, LossCause cause) {
        return log.onFailure(HOST, new Outage(cause, cause.word(), sinceMs, 1, clock.millis() + 10));
    }

    @Test
    void shouldWriteALineForEachWayItFailsAndThenFewerAndFewer() {
        assertThat(fails(LossCause.LOST)).isTrue();
        assertThat(fails(LossCause.NOT_CONNECTED)).isTrue();
        assertThat(fails(LossCause.LOST)).isFalse();
        int lines = 0;
        for (int second = 1; second <= 24 * 3600; second++) {
            clock.advance(Duration.ofSeconds(1));
            lines += fails(LossCause.NOT_CONNECTED) ? 1 : 0;
        }
        // After 1, 3, 7, 15, 31 and 63 minutes, then each hour.
        assertThat(lines).isBetween(26, 30);
    }

    @Test
    void shouldTellOfTheNextOutageAtOnceButNotOfEachStreamThatDiesAtItsStart() {
        assertThat(fails(LossCause.LOST)).isTrue();
        log.onRead("db:3306");
        assertThat(fails(LossCause.LOST)).isFalse();
        log.onRead("db:3306");

        assertThat(failsSince(lostAtMs + 9_000, LossCause.LOST)).isTrue();
    }
}
