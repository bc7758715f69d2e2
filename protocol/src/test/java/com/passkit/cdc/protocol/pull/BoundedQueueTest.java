package com.passkit.cdc.protocol.pull;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import com.passkit.cdc.protocol.error.ConnectionClosedException;
import com.passkit.cdc.protocol.row.Demand;

import org.junit.jupiter.api.Test;

class BoundedQueueTest {

    private final BoundedQueue<Integer> queue = new BoundedQueue<>();
    private final AtomicInteger resumes = new AtomicInteger();

    private Integer take() {
        return queue.take(null, resumes::incrementAndGet);
    }

    @Test
    void shouldPauseWhenFullAndResumeWhenHalfEmpty() {
        for (int i = 1; i < BoundedQueue.MAX_COUNT; i++) {
            assertThat(queue.add(i, 1)).isEqualTo(Demand.CONTINUE);
        }
        assertThat(queue.add(BoundedQueue.MAX_COUNT, 1)).isEqualTo(Demand.PAUSE);
        for (int i = 1; i < BoundedQueue.MAX_COUNT / 2; i++) {
            assertThat(take()).isEqualTo(i);
        }
        assertThat(resumes).hasValue(0);
        take();
        assertThat(resumes).hasValue(1);
        take();
        assertThat(resumes).hasValue(1);
    }

    @Test
    void shouldPauseBehindOneItemThatIsLarge() {
        assertThat(queue.add(1, BoundedQueue.MAX_WEIGHT)).isEqualTo(Demand.PAUSE);
        assertThat(take()).isEqualTo(1);
        assertThat(resumes).hasValue(1);
    }

    @Test
    void shouldHandOutWhatCameBeforeAFailure() {
        queue.add(1, 1);
        queue.end(new ConnectionClosedException("gone"));
        assertThat(queue.isExhausted()).isFalse();
        assertThat(take()).isEqualTo(1);
        assertThatThrownBy(this::take).isInstanceOf(ConnectionClosedException.class).hasMessage("gone");
        assertThat(queue.isExhausted()).isTrue();
    }

    @Test
    void shouldWaitNoLongerThanAsked() {
        assertThat(queue.take(Duration.ofMillis(5), resumes::incrementAndGet)).isNull();
        assertThat(queue.isExhausted()).isFalse();
        queue.end(null);
        assertThat(take()).isNull();
        assertThat(queue.isExhausted()).isTrue();
    }

    @Test
    void shouldWakeWhoWaits() throws Exception {
        CompletableFuture<Integer> taken = CompletableFuture.supplyAsync(this::take);
        queue.add(7, 1);
        assertThat(taken.get(20, TimeUnit.SECONDS)).isEqualTo(7);
        CompletableFuture<Integer> none = CompletableFuture.supplyAsync(this::take);
        queue.close();
        assertThat(none.get(20, TimeUnit.SECONDS)).isNull();
        assertThat(queue.add(8, BoundedQueue.MAX_WEIGHT)).isEqualTo(Demand.CONTINUE);
        assertThat(queue.isExhausted()).isTrue();
    }
}
