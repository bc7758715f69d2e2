package com.passkit.cdc.runtime.publish;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import com.passkit.cdc.runtime.publish.PublishOutcome.Accepted;
import com.passkit.cdc.runtime.publish.PublishOutcome.Refused;
import com.passkit.cdc.runtime.publish.PublishOutcome.Rejected;
import com.passkit.cdc.runtime.publish.PublishOutcome.Throttled;
import com.passkit.cdc.runtime.publish.PublishOutcome.TooLarge;
import com.passkit.cdc.runtime.publish.PublishOutcome.Unauthorized;
import com.passkit.cdc.runtime.publish.PublishOutcome.Unavailable;
import com.passkit.cdc.runtime.publish.PublishOutcome.RejectedEvent;
import com.passkit.cdc.runtime.publish.RejectionConfig.OnRejected;
import com.passkit.cdc.runtime.publish.RetryConfig.OnRefused;
import org.junit.jupiter.api.Test;

class PublishRetryTest {

    private static final Unavailable DOWN = new Unavailable("down", PublishOutcome.NO_RETRY_AFTER);

    private final List<Long> bounds = new ArrayList<>();
    private final PublishRetry retry = retry(OnRefused.RETRY);

    @Test
    void shouldDoubleTheBoundOfTheJitterUpToTheLongest() {
        for (int i = 0; i < 100; i++) {
            retry.decide(DOWN, 1);
        }
        assertThat(bounds).startsWith(250L, 500L, 1000L, 2000L, 4000L, 8000L, 16000L, 32000L, 60000L)
            .endsWith(60000L).hasSize(100);
    }

    @Test
    void shouldBeginAnewAfterSuccess() {
        retry.decide(DOWN, 1);
        retry.decide(DOWN, 1);
        assertThat(retry.failedCount()).isEqualTo(2);
        assertThat(retry.decide(Accepted.ALL, 1)).isEqualTo(new RetryAction.Done());
        retry.decide(DOWN, 1);
        assertThat(bounds).containsExactly(250L, 500L, 250L);
    }

    @Test
    void shouldWaitAtLeastAsLongAsTheReceiverAsks() {
        assertThat(retry.decide(new Throttled("slow", 7_000), 1)).isEqualTo(new RetryAction.Again(7_000, false));
        assertThat(retry.decide(new Unavailable("down", 0), 1)).isEqualTo(new RetryAction.Again(500, false));
    }

    @Test
    void shouldSignAnewOnceAndThenTakeItForARefusal() {
        assertThat(retry.decide(new Unauthorized("401"), 1)).isEqualTo(new RetryAction.Again(0, false));
        assertThat(retry.decide(new Unauthorized("401"), 1)).isEqualTo(new RetryAction.Again(60_000, true));
        retry.decide(Accepted.ALL, 1);
        assertThat(retry.decide(new Unauthorized("401"), 1)).isEqualTo(new RetryAction.Again(0, false));
    }

    @Test
    void shouldRetryARefusalSlowlyOrStop() {
        assertThat(retry.decide(new Refused("404"), 1)).isEqualTo(new RetryAction.Again(60_000, true));
        assertThat(retry(OnRefused.STOP).decide(new Refused("404"), 1))
            .isInstanceOfSatisfying(RetryAction.Stop.class,
                stop -> assertThat(stop.reason()).isEqualTo(PublishStop.Reason.REFUSED));
    }

    @Test
    void shouldSplitUntilOneEventIsLeft() {
        assertThat(retry.decide(new TooLarge("413"), 2)).isEqualTo(new RetryAction.Split());
        assertThat(retry.decide(new Rejected(400, "400"), 3)).isEqualTo(new RetryAction.Split());
        assertThat(retry.decide(new TooLarge("413"), 1)).isEqualTo(new RetryAction.Reject(413, "413"));
        assertThat(retry.decide(new Rejected(422, "422"), 1)).isEqualTo(new RetryAction.Reject(422, "422"));
    }

    @Test
    void shouldStopAtARejectedEventWhereAskedTo() {
        PublishRetry stopping = retry(OnRefused.RETRY, OnRejected.STOP);
        assertThat(stopping.decide(new TooLarge("413"), 1))
            .isEqualTo(new RetryAction.Stop(PublishStop.Reason.TOO_LARGE, "413", null));
        assertThat(stopping.decide(new Rejected(400, "400"), 1))
            .isEqualTo(new RetryAction.Stop(PublishStop.Reason.REJECTED, "400", null));
    }

    @Test
    void shouldRejectOnlyWhatTheAnswerNames() {
        List<RejectedEvent> named = List.of(new RejectedEvent("a/0", "r"));
        assertThat(retry.decide(new Accepted(202, named), 2)).isEqualTo(new RetryAction.RejectNamed(202, named));
        assertThat(retry(OnRefused.RETRY, OnRejected.STOP).decide(new Accepted(202, named), 2))
            .isInstanceOfSatisfying(RetryAction.Stop.class, stop -> assertThat(stop.eventId()).isEqualTo("a/0"));
    }

    @Test
    void shouldLoseAHeartbeatRatherThanStop() {
        assertThat(retry.decide(new Rejected(400, "400"), 0)).isEqualTo(new RetryAction.Done());
    }

    private PublishRetry retry(OnRefused onRefused) {
        return retry(onRefused, OnRejected.DEAD_LETTER);
    }

    private PublishRetry retry(OnRefused onRefused, OnRejected onRejected) {
        RetryConfig config = new RetryConfig(
            Duration.ofMillis(250), Duration.ofSeconds(60), onRefused, new RejectionConfig(onRejected, 10));
        return new PublishRetry(config, bound -> {
            bounds.add(bound);
            return bound;
        });
    }
}
