package com.passkit.cdc.runtime.publish;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import com.passkit.cdc.runtime.batch.Batch;
import com.passkit.cdc.runtime.batch.BatchEnvelope;
import com.passkit.cdc.runtime.publish.PublishOutcome.Unavailable;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import reactor.core.Disposable;

/**
 * One lane: its batches in order, one request at a time, the same bytes until the receiver has them. Events that it
 * will not have go to the dead letters; the batch is acknowledged, and the next one sent, when they are durable there.
 * Threading: the lane's event loop only.
 */
final class LanePublisher {

    private final int lane;
    private final EventExecutor loop;
    private final EndpointClient client;
    private final PublishRetry retry;
    private final PublishProgress progress;
    private final BatchEnvelope envelope;
    private final BodyEncoder encoder;
    private final DeadLetterOffice deadLetters;
    private final RejectionGuard guard;
    private final LaneLog log;
    private final Consumer<PublishStop> onStop;
    private final CompletableFuture<Void> drained = new CompletableFuture<>();
    private final ArrayDeque<Batch> queue = new ArrayDeque<>();
    private final ArrayDeque<BatchPart> parts = new ArrayDeque<>();
    private List<DeadLetter> letters = new ArrayList<>();

    private ByteBuf body;
    private Disposable request;
    private Future<?> timer;
    private long attemptNumber;
    private int attemptsOfPart;
    private boolean isDraining;
    private boolean isEnded;

    /**
     * @param loop   event loop that everything here runs on
     * @param onStop told when this lane cannot go on
     */
    LanePublisher(int lane, EventExecutor loop, EndpointClient client, PublishConfig config, PublishRetry retry,
        PublishProgress progress, BatchEnvelope envelope, DeadLetterOffice deadLetters, RejectionGuard guard,
        Consumer<PublishStop> onStop) {
        this.lane = lane;
        this.loop = loop;
        this.client = client;
        this.retry = retry;
        this.progress = progress;
        this.envelope = envelope;
        this.encoder = BodyEncoder.of(config.compression(), ByteBufAllocator.DEFAULT);
        this.deadLetters = deadLetters;
        this.guard = guard;
        this.log = new LaneLog(lane);
        this.onStop = onStop;
    }

    EventExecutor loop() {
        return loop;
    }

    /** @return completes when nothing is left to deliver; nothing may be added from now on */
    CompletableFuture<Void> drain() {
        isDraining = true;
        if (queue.isEmpty()) {
            drained.complete(null);
        }
        return drained;
    }

    /** @param batch transferred */
    void add(Batch batch) {
        if (isEnded) {
            progress.onAbandoned();
            batch.abandon();
            return;
        }
        queue.addLast(batch);
        if (queue.size() == 1) {
            begin();
        }
    }

    /** Gives up what was not delivered, and what it holds. */
    void end() {
        if (isEnded) {
            return;
        }
        isEnded = true;
        attemptNumber++;
        if (request != null) {
            request.dispose();
        }
        cancelTimer();
        releaseBody();
        encoder.close();
        parts.clear();
        letters.forEach(letter -> letter.event().release());
        letters.clear();
        for (Batch batch = queue.pollFirst(); batch != null; batch = queue.pollFirst()) {
            progress.onAbandoned();
            batch.abandon();
        }
        drained.complete(null);
    }

    private void begin() {
        log.onBatchBegun();
        parts.addFirst(BatchPart.whole(queue.peekFirst(), envelope));
        send();
    }

    private void send() {
        if (isEnded) {
            return;
        }
        try {
            BatchPart part = parts.peekFirst();
            if (body == null) {
                body = bodyOf(part);
                attemptsOfPart = 0;
            }
            long attempt = ++attemptNumber;
            progress.onSent(body.readableBytes(), attemptsOfPart++ > 0);
            timer = loop.schedule(() -> onTimeout(attempt), client.requestTimeoutMs(), TimeUnit.MILLISECONDS);
            request = client.post(part.head(), body).subscribe(
                outcome -> loop.execute(() -> onOutcome(attempt, outcome)),
                failure -> loop.execute(() -> onDefect(failure)));
        } catch (RuntimeException | Error e) {
            onDefect(e);
        }
    }

    private ByteBuf bodyOf(BatchPart part) {
        ByteBuf plain = part.body(ByteBufAllocator.DEFAULT);
        try {
            return encoder.encode(plain);
        } finally {
            plain.release();
        }
    }

    private void onTimeout(long attempt) {
        if (attempt == attemptNumber && request != null) {
            request.dispose();
            onOutcome(attempt, new Unavailable(
                "no whole answer within " + client.requestTimeoutMs() + " ms", PublishOutcome.NO_RETRY_AFTER));
        }
    }

    private void onOutcome(long attempt, PublishOutcome outcome) {
        if (attempt != attemptNumber || isEnded) {
            return;
        }
        attemptNumber++;
        request = null;
        cancelTimer();
        try {
            act(RejectedEvents.verified(outcome, parts.peekFirst()));
        } catch (RuntimeException | Error e) {
            onDefect(e);
        }
    }

    private void act(PublishOutcome outcome) {
        BatchPart part = parts.peekFirst();
        int failedBefore = retry.failedCount();
        RetryAction action = retry.decide(outcome, part.eventCount());
        long nextAttemptMs = 0;
        boolean isRefused = false;
        if (action instanceof RetryAction.Again again) {
            nextAttemptMs = System.currentTimeMillis() + again.delayMs();
            isRefused = again.isRefused();
            log.onFailed(outcome, again, retry.failedCount());
        } else if (failedBefore > 0) {
            log.onAnsweredAgain(failedBefore);
        }
        progress.onOutcome(lane, outcome.describe(), retry.failedCount(), isRefused, nextAttemptMs);
        if (action instanceof RetryAction.Done) {
            onPartDone(outcome);
        } else if (action instanceof RetryAction.Again again) {
            timer = loop.schedule(this::send, again.delayMs(), TimeUnit.MILLISECONDS);
        } else if (action instanceof RetryAction.Split) {
            log.onSplit(part, outcome);
            releaseBody();
            parts.pollFirst().splitInto(parts);
            send();
        } else if (action instanceof RetryAction.Reject reject) {
            part.forEachEvent((begin, end) ->
                letters.add(part.letter(begin, end, reject.status(), reject.reason())));
            onRejected(part, 1, reject.reason());
        } else if (action instanceof RetryAction.RejectNamed named) {
            int before = letters.size();
            RejectedEvents.collect(part, named.status(), named.events(), letters);
            int count = letters.size() - before;
            if (count < part.eventCount()) {
                guard.onAccepted();
            }
            onRejected(part, count, letters.get(before).reason());
        } else if (action instanceof RetryAction.Stop stop) {
            onStop.accept(PublishStop.of(stop, part));
        }
    }

    private void onRejected(BatchPart part, int count, String reason) {
        if (guard.onRejected(count)) {
            onStop.accept(guard.stop(part, reason));
        } else {
            nextPart();
        }
    }

    private void onPartDone(PublishOutcome outcome) {
        if (!(outcome instanceof PublishOutcome.Accepted)) {
            log.onHeartbeatLost(outcome);
        } else if (parts.peekFirst().eventCount() > 0) {
            guard.onAccepted();
        }
        nextPart();
    }

    private void nextPart() {
        releaseBody();
        parts.pollFirst();
        if (!parts.isEmpty()) {
            send();
            return;
        }
        if (letters.isEmpty()) {
            onBatchDone(0);
            return;
        }
        List<DeadLetter> rejected = letters;
        letters = new ArrayList<>();
        // Nothing that follows is sent meanwhile: what comes back after a crash stays as little as a batch.
        deadLetters.keep(rejected).whenComplete((kept, failure) ->
            loop.execute(() -> onKept(rejected.size(), failure)));
    }

    private void onKept(int count, Throwable failure) {
        if (isEnded) {
            return;
        }
        if (failure == null) {
            onBatchDone(count);
            return;
        }
        Throwable cause = failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause() : failure;
        onStop.accept(new PublishStop(cause instanceof DeadLettersFullException
            ? PublishStop.Reason.DEAD_LETTERS_FULL : PublishStop.Reason.STATE_UNUSABLE, cause.getMessage(), null));
    }

    private void onBatchDone(int rejectedCount) {
        Batch batch = queue.pollFirst();
        progress.onAcknowledged(batch.eventCount() - rejectedCount, System.currentTimeMillis());
        batch.acknowledge();
        if (!queue.isEmpty()) {
            begin();
        } else if (isDraining) {
            drained.complete(null);
        }
    }

    private void onDefect(Throwable failure) {
        log.onDefect(failure);
        onStop.accept(PublishStop.ofDefect(failure));
    }

    private void cancelTimer() {
        if (timer != null) {
            timer.cancel(false);
            timer = null;
        }
    }

    private void releaseBody() {
        if (body != null) {
            body.release();
            body = null;
        }
    }
}
