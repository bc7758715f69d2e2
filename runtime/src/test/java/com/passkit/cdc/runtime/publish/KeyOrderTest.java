package com.passkit.cdc.runtime.publish;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

import com.passkit.cdc.runtime.batch.BatchConfig;
import com.passkit.cdc.runtime.batch.BatchFormat;
import com.passkit.cdc.runtime.publish.Receiver.Answer;
import com.passkit.cdc.runtime.publish.Receiver.Request;
import com.passkit.cdc.runtime.publish.RejectionConfig.OnRejected;
import com.passkit.cdc.runtime.publish.RetryConfig.OnRefused;
import com.passkit.cdc.runtime.testing.FakeChange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Changes of few keys over several lanes to a receiver that does all that receivers do: of a key nothing is ever
 * accepted before everything earlier was accepted or rejected, and nothing of a later batch is even sent before the
 * letters of the earlier one are durable.
 */
class KeyOrderTest {

    private static final int LANES = 4;
    private static final int KEYS = 25;
    private static final int CHANGES = 400;
    private static final int MAX_HANGS = 4;
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final Executor DISK =
        CompletableFuture.delayedExecutor(3, TimeUnit.MILLISECONDS);

    private final Receiver receiver = new Receiver();

    // guarded by this
    private final Map<Long, List<String>> historyByKey = new HashMap<>();
    private final Map<String, List<Long>> keysById = new HashMap<>();
    private final Set<String> accepted = new HashSet<>();
    /** With the sequence of the batch, by lane. */
    private final Map<String, long[]> rejected = new HashMap<>();
    private final Set<String> durable = new HashSet<>();
    private final List<String> violations = new ArrayList<>();
    private int hangCount;
    private int faultCount;

    @AfterEach
    void close() {
        receiver.close();
    }

    @ParameterizedTest
    @CsvSource({"BATCH, GZIP, 1", "NDJSON, ZSTD, 2", "CLOUDEVENTS, NONE, 3"})
    void shouldHoldAgainstEveryFault(BatchFormat format, BodyCompression compression, long seed) throws Exception {
        Random random = new Random(seed);
        receiver.answer(request -> answer(request, random));
        RetryConfig retry = new RetryConfig(Duration.ofMillis(1), Duration.ofMillis(10), OnRefused.RETRY,
            new RejectionConfig(OnRejected.DEAD_LETTER, Integer.MAX_VALUE));
        PublishConfig config = PublishConfig.builder(receiver.uri()).compression(compression).retry(retry)
            .timeouts(new PublishTimeouts(LIMIT, LIMIT, Duration.ofMillis(500))).build();
        List<FakeChange> changes = changes(random);
        try (Delivery delivery = new Delivery(config,
            new BatchConfig(7, 1 << 20, Duration.ofMillis(20), LANES, format), this::keep)) {
            delivery.take(changes);
            delivery.deliver();
            assertThat(delivery.publishedOffset()).isEqualTo(CHANGES + 1);
        }
        synchronized (this) {
            assertThat(violations).isEmpty();
            assertThat(faultCount).as("faults").isGreaterThan(CHANGES / 20);
            assertThat(durable).isEqualTo(keysById.keySet().stream()
                .filter(id -> isBad(id) || isLarge(id) || isNamed(id)).collect(Collectors.toSet()));
            Set<String> all = new HashSet<>(accepted);
            all.addAll(durable);
            assertThat(all).isEqualTo(keysById.keySet());
            assertThat(accepted).doesNotContainAnyElementsOf(durable);
        }
    }

    /** Some of which move a row to another key: such a change belongs to both. */
    private synchronized List<FakeChange> changes(Random random) {
        List<FakeChange> changes = new ArrayList<>();
        for (int number = 1; number <= CHANGES; number++) {
            long before = random.nextInt(KEYS);
            long after = random.nextInt(20) == 0 ? random.nextInt(KEYS) : before;
            changes.add(FakeChange.update(before, after, number));
            String id = "binlog.000007:" + number + "/0";
            keysById.put(id, before == after ? List.of(before) : List.of(before, after));
            keysById.get(id).forEach(key -> historyByKey.computeIfAbsent(key, any -> new ArrayList<>()).add(id));
        }
        return changes;
    }

    private synchronized Answer answer(Request request, Random random) {
        List<String> ids = request.eventIds();
        long[] batch = {number(request, "lane"), number(request, "sequence")};
        rejected.forEach((id, of) -> {
            if (of[0] == batch[0] && of[1] < batch[1] && !durable.contains(id)) {
                violations.add("lane " + batch[0] + ", sequence " + batch[1] + " came before the letter of " + id
                    + " was durable");
            }
        });
        Answer answer = fault(ids, random);
        if (answer == null || answer.status() == Answer.DROP.status() && random.nextBoolean()) {
            String named = apply(ids, batch);
            return answer == null ? Answer.of(200, named) : answer;
        }
        if (ids.size() == 1 && (answer.status() == 413 || answer.status() == 422)) {
            rejected.putIfAbsent(ids.get(0), batch);
        }
        return answer;
    }

    /** @return null to take it */
    private Answer fault(List<String> ids, Random random) {
        if (ids.stream().anyMatch(KeyOrderTest::isLarge)) {
            return Answer.of(413);
        }
        if (ids.stream().anyMatch(KeyOrderTest::isBad)) {
            return Answer.of(422, "no such tier");
        }
        int dice = random.nextInt(100);
        if (dice >= 40) {
            return null;
        }
        faultCount++;
        if (dice < 8) {
            return new Answer(429, "", "Retry-After", "0");
        }
        if (dice < 16) {
            return Answer.of(503);
        }
        if (dice < 18 && hangCount < MAX_HANGS) {
            hangCount++;
            return Answer.SILENCE;
        }
        if (dice < 30 || ids.size() == 1) {
            return Answer.DROP;
        }
        return Answer.of(dice < 35 ? 413 : 400);
    }

    /** @return the answer's body */
    private String apply(List<String> ids, long[] batch) {
        List<String> named = new ArrayList<>();
        for (String id : ids) {
            for (long key : keysById.get(id)) {
                for (String earlier : historyByKey.get(key)) {
                    if (earlier.equals(id)) {
                        break;
                    }
                    if (!accepted.contains(earlier) && !rejected.containsKey(earlier)) {
                        violations.add(id + " of key " + key + " was accepted before " + earlier);
                    }
                }
            }
            if (isNamed(id)) {
                rejected.putIfAbsent(id, batch);
                named.add("{\"id\":\"" + id + "\",\"reason\":\"not this one\"}");
            } else {
                accepted.add(id);
            }
        }
        return named.isEmpty() ? "" : "{\"rejected\":" + named + '}';
    }

    private CompletableFuture<Void> keep(List<DeadLetter> letters) {
        List<String> ids = letters.stream().map(DeadLetter::id).toList();
        letters.forEach(letter -> letter.event().release());
        return CompletableFuture.runAsync(() -> {
            synchronized (this) {
                durable.addAll(ids);
            }
        }, DISK);
    }

    private static long number(Request request, String name) {
        String header = request.headers().get("Passkit-Cdc-" + name);
        return header == null ? request.json().get(name).asLong() : Long.parseLong(header);
    }

    private static boolean isBad(String id) {
        return position(id) % 43 == 0;
    }

    private static boolean isLarge(String id) {
        return position(id) % 47 == 0;
    }

    private static boolean isNamed(String id) {
        return position(id) % 19 == 0;
    }

    private static long position(String id) {
        return Long.parseLong(id.substring(id.indexOf(':') + 1, id.indexOf('/')));
    }
}
