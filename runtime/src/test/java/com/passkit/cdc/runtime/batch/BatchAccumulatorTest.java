package com.passkit.cdc.runtime.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.passkit.cdc.protocol.row.Demand;
import com.passkit.cdc.protocol.row.RowView;
import com.passkit.cdc.runtime.change.ChangeKind;
import com.passkit.cdc.runtime.change.ChangeView;
import com.passkit.cdc.runtime.encode.EncodeConfig;
import com.passkit.cdc.runtime.encode.EventEncoder;
import com.passkit.cdc.runtime.encode.JsonEventEncoder;
import com.passkit.cdc.runtime.testing.FakeChange;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BatchAccumulatorTest {

    private static final Duration LINGER = Duration.ofMillis(50);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(true);
    private final RecordingTracker tracker = new RecordingTracker();
    private final List<Batch> sealed = new ArrayList<>();
    private BatchPool pool = new BatchPool(allocator, 4, 4096);
    private BatchAccumulator accumulator;
    private int resumeCount;

    @BeforeEach
    void freezeTime() {
        channel.freezeTime();
    }

    @AfterEach
    void releaseEverything() {
        while (!sealed.isEmpty()) {
            acknowledge(0);
        }
        if (accumulator != null) {
            accumulator.close();
        }
        pool.close();
        channel.finishAndReleaseAll();
        assertThat(allocator.metric().usedDirectMemory()).isZero();
    }

    @Test
    void shouldWriteBatchAsTheContractSays() {
        open(new BatchConfig(2, 1 << 20, LINGER, 1));
        String first = event(FakeChange.insert(10, 1));
        String second = event(FakeChange.insert(11, 2));
        accumulator.onChange(FakeChange.insert(10, 1));
        accumulator.onChange(FakeChange.insert(11, 2));
        Batch batch = sealed.get(0);
        assertThat(text(batch)).isEqualTo("{\"schema\":\"passkit.cdc.batch/1\",\"connector\":\"loyalty\",\"batch\":\""
            + batch.id() + "\",\"lane\":0,\"sequence\":1,\"events\":[\n" + first + ",\n" + second + "\n]}");
        assertThat(batch.id()).matches("[0-9a-f]{32}");
        assertThat(batch.eventCount()).isEqualTo(2);
    }

    @Test
    void shouldSealAtMaxEvents() {
        open(new BatchConfig(3, 1 << 20, LINGER, 1));
        insert(1, 7);
        assertThat(sealed).extracting(Batch::eventCount).containsExactly(3, 3);
        assertThat(sealed).extracting(Batch::sequence).containsExactly(1L, 2L);
        assertThat(sealed).extracting(Batch::ordinal).containsExactly(1L, 2L);
    }

    @Test
    void shouldSealWithTheEventThatReachesMaxBytes() {
        open(new BatchConfig(100, 1024, LINGER, 1));
        int length = event(FakeChange.insert(1, 0)).length();
        insert(1, 9);
        int expected = (1024 - length + length + 1) / (length + 2) + 1;
        assertThat(sealed.get(0).eventCount()).isEqualTo(expected);
    }

    @Test
    void shouldSealWhenTheOldestEventLingers() {
        open(new BatchConfig(100, 1 << 20, LINGER, 1));
        insert(1, 1);
        advance(LINGER.minusMillis(1));
        insert(2, 1);
        assertThat(sealed).isEmpty();
        advance(Duration.ofMillis(1));
        assertThat(sealed).extracting(Batch::eventCount).containsExactly(2);
    }

    @Test
    void shouldMeasureLingerFromTheFirstEventOfTheBatch() {
        open(new BatchConfig(2, 1 << 20, LINGER, 1));
        insert(1, 1);
        advance(LINGER.minusMillis(10));
        insert(2, 2);
        advance(Duration.ofMillis(10));
        assertThat(sealed).hasSize(1);
        advance(LINGER.minusMillis(11));
        assertThat(sealed).hasSize(1);
        advance(Duration.ofMillis(1));
        assertThat(sealed).hasSize(2);
    }

    @Test
    void shouldSealAfterTheCurrentReadWithoutLinger() {
        open(new BatchConfig(100, 1 << 20, Duration.ZERO, 1));
        insert(1, 3);
        assertThat(sealed).isEmpty();
        channel.runPendingTasks();
        assertThat(sealed).extracting(Batch::eventCount).containsExactly(3);
    }

    @Test
    void shouldSealWhatSomebodyWaitsForAndNotWhatFollows() {
        open(new BatchConfig(100, 1 << 20, LINGER, 1));
        insert(1, 2);
        accumulator.sealSoon();
        assertThat(sealed).extracting(Batch::eventCount).containsExactly(2);
        accumulator.sealSoon();
        insert(3, 1);
        advance(LINGER.minusMillis(1));
        assertThat(sealed).hasSize(1);
        advance(Duration.ofMillis(1));
        assertThat(sealed).hasSize(2);
    }

    @Test
    void shouldSealWhatSomebodyWaitsForOnceTheNextChangeHasRoom() {
        pool = new BatchPool(allocator, 2, 4096);
        open(new BatchConfig(2, 1 << 20, Duration.ofHours(1), 1));
        insert(1, 3);
        accumulator.sealSoon();
        assertThat(sealed).extracting(Batch::eventCount).containsExactly(2);
        acknowledge(0);
        assertThat(sealed).extracting(Batch::eventCount).containsExactly(1);
    }

    @Test
    void shouldPauseWhenNoBufferIsFreeAndResumeOnce() {
        open(new BatchConfig(1, 1 << 20, LINGER, 1));
        assertThat(insert(1, 3)).isEqualTo(Demand.CONTINUE);
        assertThat(insert(4, 1)).isEqualTo(Demand.PAUSE);
        assertThat(sealed).hasSize(4);
        assertThatThrownBy(() -> insert(5, 1)).isInstanceOf(IllegalStateException.class);
        assertThat(resumeCount).isZero();
        acknowledge(0);
        acknowledge(0);
        assertThat(resumeCount).isEqualTo(1);
        assertThat(insert(5, 2)).isEqualTo(Demand.PAUSE);
        acknowledge(0);
        assertThat(resumeCount).isEqualTo(2);
    }

    @Test
    void shouldNotSealByAgeWhileTheNextChangeWouldHaveNoRoom() {
        pool = new BatchPool(allocator, 2, 4096);
        open(new BatchConfig(2, 1 << 20, LINGER, 1));
        insert(1, 2);
        assertThat(insert(3, 1)).isEqualTo(Demand.CONTINUE);
        advance(LINGER);
        assertThat(sealed).hasSize(1);
        acknowledge(0);
        assertThat(sealed).extracting(Batch::eventCount).containsExactly(1);
        assertThat(insert(4, 1)).isEqualTo(Demand.CONTINUE);
    }

    @Test
    void shouldTellTrackerOfCommitsAndAcknowledgements() {
        open(new BatchConfig(1, 1 << 20, LINGER, 1));
        insert(1, 2);
        accumulator.onCommit("binlog.000001", 500, null);
        acknowledge(1);
        acknowledge(0);
        assertThat(tracker.commits).containsExactly("binlog.000001:500");
        assertThat(tracker.acknowledged).containsExactly(2L, 1L);
    }

    @Test
    void shouldNotAcknowledgeNorGoOnAfterAbandon() {
        open(new BatchConfig(1, 1 << 20, LINGER, 1));
        insert(1, 4);
        CompletableFuture<Void> flushed = accumulator.flush();
        sealed.remove(0).abandon();
        channel.runPendingTasks();
        assertThat(tracker.acknowledged).isEmpty();
        assertThat(resumeCount).isZero();
        acknowledge(0);
        acknowledge(0);
        acknowledge(0);
        assertThat(flushed).isCompletedExceptionally();
    }

    @Test
    void shouldHaveOneFate() {
        open(new BatchConfig(1, 1 << 20, LINGER, 1));
        insert(1, 1);
        Batch batch = sealed.get(0);
        acknowledge(0);
        assertThatThrownBy(batch::acknowledge).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(batch::abandon).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void shouldCompleteFlushWhenEverythingIsAcknowledged() {
        open(new BatchConfig(2, 1 << 20, LINGER, 1));
        insert(1, 3);
        CompletableFuture<Void> flushed = accumulator.flush();
        CompletableFuture<Void> again = accumulator.flush();
        channel.runPendingTasks();
        assertThat(sealed).extracting(Batch::eventCount).containsExactly(2, 1);
        acknowledge(0);
        assertThat(flushed).isNotDone();
        acknowledge(0);
        assertThat(flushed).isCompleted();
        assertThat(again).isCompleted();
    }

    @Test
    void shouldGiveTheSameIdToTheSameEventsOnly() {
        open(new BatchConfig(2, 1 << 20, LINGER, 1));
        insert(1, 2);
        insert(1, 2);
        insert(2, 2);
        assertThat(sealed.get(0).id()).isEqualTo(sealed.get(1).id());
        assertThat(sealed.get(2).id()).isNotEqualTo(sealed.get(0).id());
    }

    @Test
    void shouldTakeBackAChangeThatCannotBeEncoded() {
        EventEncoder json = encoder();
        BatchConfig config = new BatchConfig(2, 1 << 20, LINGER, 1);
        open(config, new EventEncoder() {
            @Override
            public void encode(ChangeView change, ByteBuf out) {
                json.encode(change, out);
                if (change.position() == 13) {
                    throw new IllegalStateException("bad");
                }
            }

            @Override
            public void encodeKey(RowView row, ChangeView change, ByteBuf out) {
                json.encodeKey(row, change, out);
            }
        });
        assertThatThrownBy(() -> insert(13, 1)).hasMessage("bad");
        assertThat(tracker.acknowledged).containsExactly(1L);
        insert(1, 1);
        assertThatThrownBy(() -> insert(13, 1)).hasMessage("bad");
        insert(2, 1);
        assertThat(ids(sealed.get(0))).containsExactly("binlog.000007:1/0", "binlog.000007:2/0");
    }

    @Test
    void shouldKeepEachKeyInOneLane() throws IOException {
        open(new BatchConfig(10, 1 << 20, LINGER, 3));
        for (int i = 0; i < 30; i++) {
            accumulator.onChange(FakeChange.insert(i % 10, i));
            if (sealed.size() > 0) {
                break;
            }
        }
        accumulator.flush();
        channel.runPendingTasks();
        Set<String> seen = new HashSet<>();
        Set<Integer> lanes = new HashSet<>();
        for (Batch batch : sealed) {
            lanes.add(batch.lane());
            Set<String> keys = new HashSet<>();
            for (JsonNode event : JSON.readTree(text(batch)).get("events")) {
                keys.add(event.get("key").toString());
            }
            assertThat(seen).doesNotContainAnyElementsOf(keys);
            seen.addAll(keys);
        }
        assertThat(lanes.size()).isGreaterThan(1);
    }

    @Test
    void shouldHoldUpdateThatMovesARowToAnotherLane() {
        pool.close();
        pool = new BatchPool(allocator, 8, 4096);
        open(new BatchConfig(100, 1 << 20, LINGER, 2));
        long other = keyOfOtherLaneThan(1);
        accumulator.onChange(FakeChange.insert(1, 0));
        Demand demand = accumulator.onChange(FakeChange.update(1, other, 99));
        assertThat(demand).isEqualTo(Demand.PAUSE);
        assertThat(sealed).hasSize(1);
        assertThat(ids(sealed.get(0))).containsExactly("binlog.000007:1/0");
        acknowledge(0);
        assertThat(sealed).hasSize(1);
        assertThat(ids(sealed.get(0))).containsExactly("binlog.000007:99/0");
        assertThat(resumeCount).isZero();
        acknowledge(0);
        assertThat(resumeCount).isEqualTo(1);
        assertThat(accumulator.onChange(FakeChange.insert(1, 5))).isEqualTo(Demand.CONTINUE);
    }

    @Test
    void shouldHoldTruncateBehindEveryLane() {
        pool.close();
        pool = new BatchPool(allocator, 8, 4096);
        open(new BatchConfig(100, 1 << 20, LINGER, 2));
        long other = keyOfOtherLaneThan(1);
        accumulator.onChange(FakeChange.insert(1, 0));
        accumulator.onChange(FakeChange.insert(other, 0));
        FakeChange truncate = new FakeChange();
        truncate.kind = ChangeKind.TRUNCATE;
        assertThat(accumulator.onChange(truncate)).isEqualTo(Demand.PAUSE);
        int before = sealed.size();
        assertThat(before).isEqualTo(1);
        acknowledge(0);
        assertThat(ids(sealed.get(0))).last().isEqualTo("binlog.000007:8912/0");
        acknowledge(0);
        assertThat(resumeCount).isEqualTo(1);
    }

    @Test
    void shouldSendHeartbeatWithPositionAndWithoutOrdinal() {
        open(new BatchConfig(2, 1 << 20, LINGER, 1));
        accumulator.heartbeat("binlog.000007", 8912, null);
        channel.runPendingTasks();
        Batch batch = sealed.get(0);
        assertThat(text(batch)).isEqualTo("{\"schema\":\"passkit.cdc.batch/1\",\"connector\":\"loyalty\",\"batch\":\""
            + batch.id() + "\",\"lane\":0,\"sequence\":1,"
            + "\"position\":{\"file\":\"binlog.000007\",\"pos\":8912,\"gtid\":null},\"events\":[\n]}");
        acknowledge(0);
        assertThat(tracker.acknowledged).isEmpty();
    }

    @Test
    void shouldNotKeepABufferThatAnotherStillHolds() {
        open(new BatchConfig(1, 1 << 20, LINGER, 1));
        insert(1, 1);
        ByteBuf held = sealed.get(0).content().retainedDuplicate();
        String text = held.toString(StandardCharsets.UTF_8);
        acknowledge(0);
        insert(2, 4);
        assertThat(held.toString(StandardCharsets.UTF_8)).isEqualTo(text);
        held.release();
    }

    @Test
    void shouldTakeAnEventLargerThanABuffer() {
        open(new BatchConfig(10, 1024, LINGER, 1));
        FakeChange change = FakeChange.insert(1, 1);
        change.statement = "x".repeat(20_000);
        accumulator.onChange(change);
        assertThat(sealed).hasSize(1);
        assertThat(text(sealed.get(0))).contains(change.statement);
    }

    private void open(BatchConfig config) {
        open(config, encoder());
    }

    private void open(BatchConfig config, EventEncoder encoder) {
        accumulator = new BatchAccumulator(
            channel.eventLoop(), "loyalty", config, encoder, pool, tracker, sealed::add);
        accumulator.onResume(() -> resumeCount++);
    }

    private Demand insert(long first, int count) {
        Demand demand = Demand.CONTINUE;
        for (long id = first; id < first + count; id++) {
            demand = accumulator.onChange(FakeChange.insert(id, 0));
        }
        return demand;
    }

    private void acknowledge(int index) {
        sealed.remove(index).acknowledge();
        channel.runPendingTasks();
    }

    private void advance(Duration time) {
        channel.advanceTimeBy(time.toNanos(), TimeUnit.NANOSECONDS);
        channel.runPendingTasks();
    }

    private long keyOfOtherLaneThan(long key) {
        for (long candidate = key + 1;; candidate++) {
            List<Batch> probed = new ArrayList<>();
            BatchPool probePool = new BatchPool(allocator, 4, 1024);
            BatchAccumulator probe = new BatchAccumulator(channel.eventLoop(), "p", new BatchConfig(1, 1024, LINGER, 2),
                encoder(), probePool, new RecordingTracker(), probed::add);
            probe.onChange(FakeChange.insert(key, 0));
            probe.onChange(FakeChange.insert(candidate, 0));
            boolean differs = probed.get(0).lane() != probed.get(1).lane();
            probed.forEach(Batch::acknowledge);
            channel.runPendingTasks();
            probe.close();
            probePool.close();
            if (differs) {
                return candidate;
            }
        }
    }

    private static JsonEventEncoder encoder() {
        return new JsonEventEncoder(EncodeConfig.of("loyalty"), "1.0.0");
    }

    private static String event(FakeChange change) {
        ByteBuf out = io.netty.buffer.Unpooled.buffer();
        encoder().encode(change, out);
        return out.toString(StandardCharsets.UTF_8);
    }

    private static String text(Batch batch) {
        return batch.content().toString(StandardCharsets.UTF_8);
    }

    private static List<String> ids(Batch batch) {
        try {
            List<String> ids = new ArrayList<>();
            JSON.readTree(text(batch)).get("events").forEach(event -> ids.add(event.get("id").asText()));
            return ids;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
