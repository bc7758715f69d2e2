package com.passkit.cdc.runtime.publish;

import static com.passkit.cdc.protocol.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

import com.passkit.cdc.runtime.publish.Receiver.Answer;
import com.passkit.cdc.runtime.publish.Receiver.Request;
import com.passkit.cdc.runtime.publish.RejectionConfig.OnRejected;
import com.passkit.cdc.runtime.publish.RetryConfig.OnRefused;
import com.passkit.cdc.runtime.state.StateException;
import com.passkit.cdc.runtime.state.StateException.Problem;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of events that the receiver will not take, with letters kept in memory. */
class RejectedEventsTest {

    private final Receiver receiver = new Receiver();
    private final List<Kept> kept = new CopyOnWriteArrayList<>();
    private final Map<String, String> accepted = new ConcurrentHashMap<>();
    private volatile CompletableFuture<Void> durable = CompletableFuture.completedFuture(null);

    /** A letter after its memory is gone. */
    private record Kept(String id, int status, String reason, String batchId, int lane, String event) {
    }

    @AfterEach
    void close() {
        receiver.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 402, 409, 413, 418, 422})
    void shouldKeepTheBadEventsAndDeliverTheOthersInOrder(int status) {
        answer(request -> holds(request, 3, 6) ? Answer.of(status, "no such tier") : Answer.of(200));
        try (Delivery delivery = open(8, 1, 100)) {
            delivery.insert(1, 16);
            delivery.deliver();

            assertThat(kept).extracting(Kept::id).containsExactly(id(3), id(6));
            assertThat(kept).allSatisfy(letter -> {
                assertThat(letter.status()).isEqualTo(status);
                assertThat(letter.reason()).isEqualTo("status " + status + ": no such tier");
                assertThat(letter.event()).startsWith("{\"id\":\"" + letter.id() + '"').endsWith("}");
                assertThat(requestOf(letter).text()).contains(letter.event());
            });
            assertThat(accepted.keySet()).hasSize(14).doesNotContain(id(3), id(6));
            assertThat(delivery.publishedOffset()).isEqualTo(17);
            assertThat(delivery.publisher.status().acknowledgedEvents()).isEqualTo(14);
        }
    }

    @Test
    void shouldKeepWhatTheAnswerNamesAndSendItNoMore() {
        answer(request -> Answer.of(202, holds(request, 2)
            ? "{\"rejected\":[{\"id\":\"" + id(2) + "\",\"reason\":\"no tier\"},{\"id\":\"" + id(2) + "\"}]}" : ""));
        try (Delivery delivery = open(3, 1, 100)) {
            delivery.insert(1, 6);
            delivery.deliver();

            assertThat(kept).hasSize(1);
            assertThat(kept.get(0).id()).isEqualTo(id(2));
            assertThat(kept.get(0).status()).isEqualTo(202);
            assertThat(kept.get(0).reason()).isEqualTo("no tier");
            assertThat(kept.get(0).batchId()).isEqualTo(receiver.requests.get(0).key());
            assertThat(receiver.requests).hasSize(2);
            assertThat(delivery.publishedOffset()).isEqualTo(7);
        }
    }

    @Test
    void shouldNotAcknowledgeBeforeTheLettersAreDurable() {
        durable = new CompletableFuture<>();
        answer(request -> holds(request, 2) ? Answer.of(400) : Answer.of(200));
        try (Delivery delivery = open(2, 1, 100)) {
            delivery.insert(1, 4);
            await().until(() -> !kept.isEmpty());
            int sent = receiver.requests.size();
            assertThat(delivery.publishedOffset()).isEqualTo(4);
            durable.complete(null);
            delivery.deliver();
            assertThat(delivery.publishedOffset()).isEqualTo(5);
            assertThat(receiver.requests.size()).isEqualTo(sent + 1);
        }
    }

    @Test
    void shouldSendAgainWhereTheAnswerNamesEventsOfNoBatch() {
        receiver.answerOnce(Answer.of(200, "{\"rejected\":[{\"id\":\"other/0\",\"reason\":\"r\"}]}"));
        try (Delivery delivery = open(2, 1, 100)) {
            delivery.insert(1, 2);
            delivery.deliver();
            assertThat(receiver.requests).extracting(Request::text).hasSize(2)
                .containsOnly(receiver.requests.get(0).text());
            assertThat(kept).isEmpty();
        }
    }

    @Test
    void shouldFindThousandsOfRejectedEventsInNoTime() {
        int count = 20_000;
        answer(request -> Answer.of(200, request.eventIds().stream().filter(id -> !id.equals(id(1)))
            .map(id -> "{\"id\":\"" + id + "\",\"reason\":\"r\"}")
            .collect(Collectors.joining(",", "{\"rejected\":[", "]}"))));
        try (Delivery delivery = open(count, 1, 1_000_000)) {
            delivery.insert(1, count);
            delivery.deliver();
            // The size may have sealed it earlier.
            assertThat(kept).hasSize(count - 1);
            assertThat(kept).extracting(Kept::id)
                .isEqualTo(LongStream.rangeClosed(2, count).mapToObj(RejectedEventsTest::id).toList());
        }
    }

    @Test
    void shouldStopWhereNothingIsAcceptedAnyMore() {
        answer(request -> Answer.of(400, "broken"));
        try (Delivery delivery = open(4, 1, 10)) {
            delivery.insert(1, 40);
            PublishStop stop = delivery.awaitStop();
            assertThat(stop.reason()).isEqualTo(PublishStop.Reason.REJECTED);
            assertThat(stop.reason().exitCode()).isEqualTo(5);
            assertThat(stop.detail()).contains("10 events in a row").contains("status 400: broken")
                .contains("publish.retry.maxRejectedInRow");
            // Of the batch at which it stops nothing is kept: it comes again.
            assertThat(kept).hasSize(8);
            assertThat(delivery.publishedOffset()).isEqualTo(9);
        }
    }

    @Test
    void shouldGoOnWhileSomeEventsAreAccepted() {
        answer(request -> request.eventIds().stream().anyMatch(id -> !id.endsWith("0/0")) ? Answer.of(400)
            : Answer.of(200));
        try (Delivery delivery = open(5, 1, 10)) {
            delivery.insert(1, 60);
            delivery.deliver();
            assertThat(kept).hasSize(54);
        }
    }

    @ParameterizedTest
    @CsvSource({"true, DEAD_LETTERS_FULL, 5", "false, STATE_UNUSABLE, 6"})
    void shouldStopWhereALetterCannotBeKept(boolean isFull, PublishStop.Reason reason, int exitCode) {
        durable = CompletableFuture.failedFuture(isFull ? new DeadLettersFullException("full")
            : new StateException(Problem.UNUSABLE, "no space left"));
        answer(request -> Answer.of(400));
        try (Delivery delivery = open(1, 1, 10)) {
            delivery.insert(1, 2);
            PublishStop stop = delivery.awaitStop();
            assertThat(stop.reason()).isEqualTo(reason);
            assertThat(stop.reason().exitCode()).isEqualTo(exitCode);
            assertThat(delivery.publishedOffset()).isEqualTo(4);
        }
    }

    @Test
    void shouldGiveBackTheMemoryOfLettersThatAreNotKept() {
        // The receiver rejects the first half and then says nothing; Delivery.close() looks for what was not released.
        answer(request -> holds(request, 4) && request.eventIds().size() < 4 ? Answer.SILENCE
            : holds(request, 1) ? Answer.of(400) : Answer.of(200));
        try (Delivery delivery = open(4, 1, 10)) {
            delivery.insert(1, 4);
            await().until(() -> receiver.requests.stream().anyMatch(request -> request.eventIds().size() == 2
                && holds(request, 4)));
        }
        assertThat(kept).isEmpty();
    }

    private Delivery open(int maxEvents, int lanes, int maxInRow) {
        RetryConfig retry = new RetryConfig(Duration.ofMillis(1), Duration.ofMillis(20), OnRefused.RETRY,
            new RejectionConfig(OnRejected.DEAD_LETTER, maxInRow));
        PublishConfig config = Delivery.config(receiver.uri()).toBuilder().retry(retry).build();
        return new Delivery(config, maxEvents, lanes, this::keep);
    }

    private CompletableFuture<Void> keep(List<DeadLetter> letters) {
        for (DeadLetter letter : letters) {
            kept.add(new Kept(letter.id(), letter.status(), letter.reason(), letter.batchId(), letter.lane(),
                letter.event().toString(StandardCharsets.UTF_8)));
            letter.event().release();
        }
        return durable;
    }

    private void answer(Function<Request, Answer> script) {
        receiver.answer(request -> {
            Answer answer = script.apply(request);
            if (answer.status() / 100 == 2) {
                request.eventIds().forEach(id -> accepted.put(id, request.key()));
            }
            return answer;
        });
    }

    private Request requestOf(Kept letter) {
        return receiver.requests.stream().filter(request -> request.key().equals(letter.batchId())).findFirst()
            .orElseThrow();
    }

    private static boolean holds(Request request, long... numbers) {
        return LongStream.of(numbers).anyMatch(number -> request.eventIds().contains(id(number)));
    }

    private static String id(long number) {
        return "binlog.000007:" + number + "/0";
    }
}
