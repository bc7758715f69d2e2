package com.passkit.cdc.runtime;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import com.passkit.cdc.protocol.error.MySqlException;
import com.passkit.cdc.protocol.error.Recovery;
import com.passkit.cdc.protocol.row.Demand;
import com.passkit.cdc.runtime.batch.Batch;
import com.passkit.cdc.runtime.batch.BatchAccumulator;
import com.passkit.cdc.runtime.batch.BatchConfig;
import com.passkit.cdc.runtime.batch.BatchPool;
import com.passkit.cdc.runtime.checkpoint.Checkpoint;
import com.passkit.cdc.runtime.checkpoint.Watermark;
import com.passkit.cdc.runtime.encode.EncodeConfig;
import com.passkit.cdc.runtime.encode.JsonEventEncoder;
import com.passkit.cdc.runtime.testing.FakeChange;

import io.netty.util.concurrent.DefaultEventExecutor;
import io.netty.util.concurrent.EventExecutor;

import static com.passkit.cdc.protocol.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class DeliveryPipelineTest {

    private static final BatchConfig BATCHES = new BatchConfig(100, 1 << 16, Duration.ofMinutes(1), 1);

    private final EventExecutor loop = new DefaultEventExecutor();
    private final BatchPool pool = BatchPool.of(BATCHES);
    private final Watermark watermark = new Watermark();
    private final List<Batch> sealed = new ArrayList<>();
    private final JsonEventEncoder encoder = new JsonEventEncoder(EncodeConfig.of("loyalty"), "1.0.0");
    private final BatchAccumulator accumulator =
        new BatchAccumulator(loop, "loyalty", BATCHES, encoder, pool, watermark, sealed::add);
    private final DeliveryPipeline pipeline = new DeliveryPipeline(encoder, accumulator, watermark, loop);

    @AfterEach
    void endLoop() {
        run(accumulator::close);
        run(() -> sealed.forEach(Batch::acknowledge));
        await().until(() -> pool.inUseCount() == 0);
        pool.close();
        loop.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }

    private void run(Runnable task) {
        loop.submit(task).syncUninterruptibly();
    }

    private int sealedCount() {
        int[] count = new int[1];
        run(() -> count[0] = sealed.size());
        return count[0];
    }

    @Test
    void shouldNameTheChangeThatTheEncoderFailedAt() {
        FakeChange broken = FakeChange.insert(8912, 1);
        broken.rowIndex = 3;
        broken.kind = null;

        run(() -> assertThatThrownBy(() -> pipeline.onChange(broken)).isInstanceOf(IllegalStateException.class)
            .hasMessageStartingWith("change of crm.members at binlog.000007:8912, row 3: java.lang.NullPointerException")
            .hasCauseInstanceOf(NullPointerException.class));
        assertThat(pipeline.changeCount()).isZero();
    }

    @Test
    void shouldLeaveWhatTheSourceIsToBlameForAsItIs() {
        MySqlException cause = new MySqlException(Recovery.STOP, "json: broken");
        FakeChange broken = new FakeChange() {
            @Override
            public long timestampMs() {
                throw cause;
            }
        };
        broken.after = FakeChange.row(1, 1);

        run(() -> assertThatThrownBy(() -> pipeline.onChange(broken)).isSameAs(cause));
    }

    @Test
    void shouldCountCommitsButNotWhereTheLogOnlyWentOn() {
        run(() -> {
            pipeline.onPosition(new Checkpoint("binlog.000007", 4, null, "s"));
            FakeChange change = FakeChange.insert(1, 1);
            change.timestampMs = System.currentTimeMillis() - 60_000;
            pipeline.onChange(change);
            pipeline.onCommit("binlog.000007", 100, null);
        });
        assertThat(pipeline.lagMs()).isBetween(60_000L, 90_000L);
        run(() -> pipeline.onAdvance("binlog.000008", 4));

        assertThat(pipeline.commitCount()).isOne();
        assertThat(pipeline.lagMs()).isZero();
        run(() -> assertThat(watermark.received()).isEqualTo(new Checkpoint("binlog.000008", 4, null, "s")));
        run(() -> assertThat(watermark.published().offset()).isEqualTo(4));
    }

    @Test
    void shouldNotPileUpHeartbeatsBeforeAReceiverThatIsDown() {
        new PublishHeartbeat(accumulator, watermark).schedule(loop, Duration.ofMillis(2));

        await().until(() -> sealedCount() == 1);
        await().during(Duration.ofMillis(100)).until(() -> sealedCount() == 1);
        run(() -> sealed.remove(0).acknowledge());
        await().until(() -> sealedCount() == 1);

        assertThat(pool.inUseCount()).isOne();
    }

    @Test
    void shouldEndBehindTheTransactionAtHandAndTakeNothingOfTheNext() {
        run(() -> {
            pipeline.onPosition(new Checkpoint("binlog.000007", 4, null, "s"));
            pipeline.onChange(FakeChange.insert(1, 1));
        });
        CompletableFuture<Void> ended = pipeline.endBehindTransaction();
        run(() -> assertThat(ended).isNotDone());
        run(() -> {
            assertThat(pipeline.onChange(FakeChange.insert(2, 2))).isEqualTo(Demand.CONTINUE);
            pipeline.onCommit("binlog.000007", 100, null);
            assertThat(ended).isCompleted();

            assertThat(pipeline.onChange(FakeChange.insert(3, 3))).isEqualTo(Demand.PAUSE);
            pipeline.onCommit("binlog.000007", 200, null);
            pipeline.onAdvance("binlog.000008", 4);
            assertThat(watermark.received().offset()).isEqualTo(100);
        });
        accumulator.flush();
        assertThat(sealedCount()).isOne();
        assertThat(sealed.get(0).eventCount()).isEqualTo(2);
    }

    @Test
    void shouldEndAtOnceBetweenTransactions() {
        run(() -> {
            pipeline.onPosition(new Checkpoint("binlog.000007", 4, null, "s"));
            pipeline.onChange(FakeChange.insert(1, 1));
            pipeline.onCommit("binlog.000007", 100, null);
        });

        assertThat(pipeline.endBehindTransaction()).succeedsWithin(Duration.ofSeconds(60));
    }
}
