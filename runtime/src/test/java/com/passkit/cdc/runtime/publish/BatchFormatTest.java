package com.passkit.cdc.runtime.publish;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.LongStream;

import com.passkit.cdc.runtime.batch.BatchConfig;
import com.passkit.cdc.runtime.batch.BatchFormat;
import com.passkit.cdc.runtime.publish.Receiver.Answer;
import com.passkit.cdc.runtime.publish.Receiver.Request;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class BatchFormatTest {

    private final Receiver receiver = new Receiver();

    @AfterEach
    void close() {
        receiver.close();
    }

    @Test
    void shouldWriteALineForAnEventAndTheRestIntoHeaders() {
        try (Delivery delivery = open(BatchFormat.NDJSON, BodyCompression.NONE, 2)) {
            delivery.insert(1, 3);
            delivery.deliver();
            Request first = receiver.requests.get(0);
            assertThat(first.headers().get("Content-Type")).isEqualTo("application/x-ndjson");
            assertThat(first.text()).endsWith("}\n").startsWith("{\"id\":\"binlog.000007:1/0\",");
            assertThat(first.lines()).hasSize(2);
            assertHead(first, 1, 2);
            assertHead(receiver.requests.get(1), 2, 1);
        }
    }

    @Test
    void shouldWriteACloudEventForAnEvent() {
        try (Delivery delivery = open(BatchFormat.CLOUDEVENTS, BodyCompression.NONE, 2)) {
            delivery.insert(1, 3);
            delivery.deliver();
            Request first = receiver.requests.get(0);
            assertThat(first.headers().get("Content-Type")).isEqualTo("application/cloudevents-batch+json");
            assertThat(first.json()).hasSize(2).allSatisfy(event -> {
                assertThat(event.get("specversion").asText()).isEqualTo("1.0");
                assertThat(event.get("data").get("op").asText()).isEqualTo("c");
            });
            assertHead(first, 1, 2);
        }
    }

    @Test
    void shouldGiveABatchOneIdInEveryFormat() {
        List<String> ids = new ArrayList<>();
        for (BatchFormat format : BatchFormat.values()) {
            try (Delivery delivery = open(format, BodyCompression.GZIP, 5)) {
                delivery.insert(1, 5);
                delivery.deliver();
            }
        }
        receiver.requests.forEach(request -> ids.add(request.key()));
        assertThat(ids).hasSize(3).containsOnly(ids.get(0));
    }

    static List<Object[]> everyForm() {
        List<Object[]> all = new ArrayList<>();
        for (BatchFormat format : BatchFormat.values()) {
            for (BodyCompression compression : BodyCompression.values()) {
                all.add(new Object[] {format, compression});
            }
        }
        return all;
    }

    @ParameterizedTest
    @MethodSource("everyForm")
    void shouldDeliverHalvesAndTheSameBytesAgain(BatchFormat format, BodyCompression compression) {
        receiver.answerOnce(Answer.of(503), Answer.of(413), Answer.of(503));
        try (Delivery delivery = open(format, compression, 301)) {
            delivery.insert(1, 301);
            delivery.deliver();
            assertThat(receiver.requests).hasSize(5);
            List<Request> requests = receiver.requests;
            assertThat(requests.get(1).body()).isEqualTo(requests.get(0).body());
            assertThat(requests.get(1).eventIds()).isEqualTo(ids(1, 301));
            assertThat(requests.get(3).body()).isEqualTo(requests.get(2).body());
            assertThat(requests.get(3).eventIds()).isEqualTo(ids(1, 150));
            assertThat(requests.get(4).eventIds()).isEqualTo(ids(151, 301));
            assertThat(requests).allSatisfy(request -> {
                assertThat(request.headers().get("Content-Encoding")).isEqualTo(compression.contentEncoding());
                if (format.hasHeadInHeaders()) {
                    assertHead(request, 1, request.eventIds().size());
                } else {
                    assertThat(request.json().get("batch").asText()).isEqualTo(request.key());
                }
            });
            if (compression != BodyCompression.NONE) {
                assertThat(requests.get(0).body().length).isLessThan(requests.get(0).text().length() / 5);
            }
            assertThat(delivery.publishedOffset()).isEqualTo(302);
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldSendHeartbeatsWithTheirPosition(BatchFormat format) {
        try (Delivery delivery = open(format, BodyCompression.NONE, 5)) {
            delivery.heartbeat("bin\u00e9log.000007", 42, "3e11fa47-71ca-11e1-9e33-c80aa9429562:1-23");
            delivery.deliver();
            Request heartbeat = receiver.requests.get(0);
            assertThat(heartbeat.eventIds()).isEmpty();
            String position = format.hasHeadInHeaders() ? heartbeat.headers().get("Passkit-Cdc-Position")
                : heartbeat.json().get("position").toString().replace("\u00e9", "\\u00e9");
            assertThat(position).isEqualTo("{\"file\":\"bin\\u00e9log.000007\",\"pos\":42,"
                + "\"gtid\":\"3e11fa47-71ca-11e1-9e33-c80aa9429562:1-23\"}");
            assertThat(heartbeat.text()).isEqualTo(switch (format) {
                case NDJSON -> "";
                case CLOUDEVENTS -> "[]";
                case BATCH -> heartbeat.text();
            });
        }
    }

    @Test
    void shouldLeaveOutAPositionThatNoHeaderCanHold() {
        try (Delivery delivery = open(BatchFormat.NDJSON, BodyCompression.NONE, 5)) {
            delivery.heartbeat("binlog.000007", 42, "3e11fa47-71ca-11e1-9e33-c80aa9429562:1".repeat(200));
            delivery.deliver();
            assertThat(receiver.requests.get(0).headers().contains("Passkit-Cdc-Position")).isFalse();
            assertHead(receiver.requests.get(0), 1, 0);
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldFindTheBadEvent(BatchFormat format) {
        receiver.answer(request -> request.eventIds().contains("binlog.000007:6/0")
            ? Answer.of(422, "no such tier") : Answer.of(200));
        RetryConfig stopping = new RetryConfig(Duration.ofMillis(1), Duration.ofMillis(20), RetryConfig.OnRefused.RETRY,
            new RejectionConfig(RejectionConfig.OnRejected.STOP, 7));
        try (Delivery delivery = new Delivery(
            Delivery.config(receiver.uri()).toBuilder().retry(stopping).build(), batches(format, 8))) {
            delivery.insert(1, 8);
            PublishStop stop = delivery.awaitStop();
            assertThat(stop.eventId()).isEqualTo("binlog.000007:6/0");
            assertThat(stop.detail()).contains("event binlog.000007:6/0 of crm.members at binlog.000007:6");
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldKeepTheEventItselfAsADeadLetter(BatchFormat format) {
        receiver.answer(request -> Answer.of(200,
            "{\"rejected\":[{\"id\":\"binlog.000007:2/0\",\"reason\":\"no tier\"}]}"));
        List<String> letters = new CopyOnWriteArrayList<>();
        try (Delivery delivery = new Delivery(Delivery.config(receiver.uri()), batches(format, 3), rejected -> {
            rejected.forEach(letter -> {
                letters.add(letter.event().toString(StandardCharsets.UTF_8));
                letter.event().release();
            });
            return CompletableFuture.completedFuture(null);
        })) {
            delivery.insert(1, 3);
            delivery.deliver();
            assertThat(letters).singleElement().satisfies(event -> assertThat(event)
                .startsWith("{\"id\":\"binlog.000007:2/0\",\"op\":\"c\"").endsWith("\"after\":{\"id\":2,\"points\":0}}"));
        }
    }

    private Delivery open(BatchFormat format, BodyCompression compression, int maxEvents) {
        return new Delivery(Delivery.config(receiver.uri()).toBuilder().compression(compression).build(),
            batches(format, maxEvents));
    }

    private static BatchConfig batches(BatchFormat format, int maxEvents) {
        return new BatchConfig(maxEvents, 1 << 20, Duration.ofMillis(20), 1, format);
    }

    private static void assertHead(Request request, int sequence, int eventCount) {
        assertThat(request.headers().get("Passkit-Cdc-Schema")).isEqualTo("passkit.cdc.batch/1");
        assertThat(request.headers().get("Passkit-Cdc-Connector")).isEqualTo("loyalty");
        assertThat(request.headers().get("Passkit-Cdc-Batch")).isEqualTo(request.key());
        assertThat(request.headers().get("Passkit-Cdc-Lane")).isEqualTo("0");
        assertThat(request.headers().get("Passkit-Cdc-Sequence")).isEqualTo(Integer.toString(sequence));
        assertThat(request.headers().get("Passkit-Cdc-Events")).isEqualTo(Integer.toString(eventCount));
    }

    private static List<String> ids(long first, long last) {
        return LongStream.rangeClosed(first, last).mapToObj(id -> "binlog.000007:" + id + "/0").toList();
    }
}
