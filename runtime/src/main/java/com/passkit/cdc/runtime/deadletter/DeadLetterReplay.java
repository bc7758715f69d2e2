package com.passkit.cdc.runtime.deadletter;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.time.Clock;
import java.time.Instant;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;

import com.passkit.cdc.runtime.batch.BatchConfig;
import com.passkit.cdc.runtime.deadletter.LetterDelivery.Rejection;
import com.passkit.cdc.runtime.publish.PublishConfig;
import com.passkit.cdc.runtime.publish.PublishStop;

/**
 * Sends dead letters again, the oldest first, as a run would send them: those that are accepted are removed, those that
 * are rejected stay, with the new reason. A file is rewritten when its letters are answered; after a crash before that
 * they are sent once more.
 * Threading: one thread; {@link #stop()} from any. Blocking: yes.
 */
public final class DeadLetterReplay {

    private final DeadLetterFiles files;
    private final LetterDelivery delivery;
    private final Clock clock;
    private final Set<String> settled = new HashSet<>();
    private long acceptedCount;
    private long rejectedCount;
    private volatile boolean isStopped;

    /**
     * How it went.
     *
     * @param acceptedCount events that the receiver took now
     * @param rejectedCount events that it would still not take
     * @param isComplete    whether all were answered
     * @param stop          why it ended by itself before; null when it did not
     */
    public record Result(long acceptedCount, long rejectedCount, boolean isComplete, PublishStop stop) {
    }

    private DeadLetterReplay(DeadLetterFiles files, LetterDelivery delivery, Clock clock) {
        this.files = files;
        this.delivery = delivery;
        this.clock = clock;
    }

    /** Opens what it takes to deliver; the directory of the letters is locked. */
    public static DeadLetterReplay of(DeadLetters letters, PublishConfig publish, BatchConfig batches,
        String connector, String version, Clock clock) {
        Objects.requireNonNull(clock, "clock");
        return new DeadLetterReplay(
            letters.files(), LetterDelivery.open(publish, batches, connector, version), clock);
    }

    /** Runs to the end, once. @param isWanted by the id of the event */
    public Result run(Predicate<String> isWanted) throws InterruptedException {
        try (delivery) {
            boolean isComplete = true;
            for (String name : files.names()) {
                isComplete = isComplete && replay(name, isWanted);
            }
            return new Result(acceptedCount, rejectedCount, isComplete, delivery.stopReason());
        }
    }

    /** Ends it early: what was answered is kept. Threading: any thread. */
    public void stop() {
        isStopped = true;
        delivery.stop();
    }

    /** @return whether every letter that is wanted was answered */
    private boolean replay(String name, Predicate<String> isWanted) throws InterruptedException {
        Set<String> here = new HashSet<>();
        boolean isComplete = send(name, isWanted, here);
        Map<String, Rejection> outcomes = delivery.settle();
        isComplete &= outcomes.size() == here.size();
        Set<String> first = new HashSet<>();
        Instant now = clock.instant();
        files.rewrite(name, head -> {
            String id = head.id();
            if (!outcomes.containsKey(id)) {
                // A repeat of one that was answered in a file before: that one tells.
                return settled.contains(id) ? null : head;
            }
            Rejection rejection = outcomes.get(id);
            return rejection == null || !first.add(id) ? null
                : head.again(now, rejection.status(), rejection.reason(), rejection.batchId());
        });
        settled.addAll(outcomes.keySet());
        long rejected = outcomes.values().stream().filter(Objects::nonNull).count();
        rejectedCount += rejected;
        acceptedCount += outcomes.size() - rejected;
        return isComplete;
    }

    /** @return false when delivery ended before all were handed over */
    private boolean send(String name, Predicate<String> isWanted, Set<String> here) throws InterruptedException {
        try (FileChannel channel = files.open(name)) {
            LetterScanner line = new LetterScanner(channel);
            while (line.next()) {
                String id = line.head() == null ? null : line.head().id();
                if (id == null || !isWanted.test(id) || settled.contains(id) || !here.add(id)) {
                    continue;
                }
                if (isStopped || !delivery.add(
                    id, DeadLetterFiles.map(channel, line.eventOffset(), line.eventLength()))) {
                    return false;
                }
            }
            return true;
        } catch (IOException e) {
            throw files.unusable(name, "cannot be read", e);
        }
    }
}
