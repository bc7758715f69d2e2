package com.passkit.cdc.runtime.checkpoint;

import static com.passkit.cdc.protocol.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.netty.util.concurrent.DefaultEventExecutor;
import io.netty.util.concurrent.EventExecutor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CheckpointWriterTest {

    private static final Duration SOON = Duration.ofMillis(5);
    private static final Duration NEVER = Duration.ofHours(1);

    private final EventExecutor loop = new DefaultEventExecutor();
    private final Watermark watermark = new Watermark();
    private final List<StoredPosition> saved = new CopyOnWriteArrayList<>();
    private final List<Throwable> failures = new CopyOnWriteArrayList<>();

    @AfterEach
    void stop() {
        loop.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }

    @Test
    void shouldWriteWhatIsPublishedAtTheInterval() {
        CheckpointWriter writer = start(SOON, saved::add);
        onLoop(() -> watermark.onCommit("f", 50, null));
        await().untilAsserted(() -> assertThat(saved).containsExactly(at(50)));
        await().untilAsserted(() -> assertThat(writer.checkpointed().offset()).isEqualTo(50));
        writer.close().join();
        assertThat(saved).hasSize(1);
    }

    @Test
    void shouldWriteTheNewestOnClose() {
        CheckpointWriter writer = start(NEVER, saved::add);
        onLoop(() -> {
            watermark.onCommit("f", 50, null);
            watermark.onCommit("f", 60, null);
        });
        writer.close().join();
        assertThat(saved).containsExactly(at(60));
    }

    @Test
    void shouldNotWriteAgainWhatIsDurable() {
        CheckpointWriter writer = start(NEVER, saved::add);
        writer.flush().join();
        writer.close().join();
        assertThat(saved).isEmpty();
    }

    @Test
    void shouldSkipToTheNewestWhileAWriteTakesLong() throws InterruptedException {
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        CheckpointWriter writer = start(SOON, position -> {
            saved.add(position);
            entered.countDown();
            release.await();
        });
        onLoop(() -> watermark.onCommit("f", 50, null));
        assertThat(entered.await(10, TimeUnit.SECONDS)).isTrue();
        onLoop(() -> watermark.onCommit("f", 60, null));
        onLoop(() -> watermark.onCommit("f", 70, null));
        release.countDown();
        writer.close().join();
        assertThat(saved).startsWith(at(50)).endsWith(at(70)).doesNotContain(at(60));
    }

    @Test
    void shouldTellWhenItCannotWrite() {
        CheckpointWriter writer = start(SOON, position -> {
            throw new IllegalStateException("disk full");
        });
        onLoop(() -> watermark.onCommit("f", 50, null));
        await().untilAsserted(() -> assertThat(failures).isNotEmpty());
        assertThat(writer.checkpointed().offset()).isEqualTo(4);
        assertThat(writer.close()).failsWithin(Duration.ofSeconds(60));
    }

    private CheckpointWriter start(Duration interval, Saver saver) {
        PositionStore store = new PositionStore() {
            @Override
            public StoredPosition load() {
                return new StoredPosition.None();
            }

            @Override
            public void save(StoredPosition position) {
                try {
                    saver.save(position);
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            }
        };
        CheckpointWriter writer = new CheckpointWriter(store, watermark, loop, interval, failures::add);
        onLoop(() -> {
            watermark.startAt(new Checkpoint("f", 4, null, "s"));
            writer.start();
        });
        return writer;
    }

    private void onLoop(Runnable task) {
        loop.submit(task).syncUninterruptibly();
    }

    private static StoredPosition at(long offset) {
        return new StoredPosition.At(new Checkpoint("f", offset, null, "s"));
    }

    private interface Saver {
        void save(StoredPosition position) throws InterruptedException;
    }
}
