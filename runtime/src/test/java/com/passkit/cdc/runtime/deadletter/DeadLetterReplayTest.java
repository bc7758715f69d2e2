package com.passkit.cdc.runtime.deadletter;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

import com.passkit.cdc.runtime.batch.BatchConfig;
import com.passkit.cdc.runtime.publish.DeadLetter;
import com.passkit.cdc.runtime.publish.PublishConfig;
import com.passkit.cdc.runtime.publish.PublishStop;
import com.passkit.cdc.runtime.publish.RetryConfig;
import com.passkit.cdc.runtime.state.StateDirectory;

import io.netty.buffer.Unpooled;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;

import static com.passkit.cdc.protocol.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

class DeadLetterReplayTest {

    private static final BatchConfig SINGLES = new BatchConfig(1, 1 << 10, Duration.ofMillis(5), 1);

    @TempDir
    private Path parent;

    private final List<Integer> statuses = new CopyOnWriteArrayList<>();
    private final List<String> keys = new CopyOnWriteArrayList<>();
    private DisposableServer server;
    private StateDirectory state;

    @BeforeEach
    void open() {
        state = StateDirectory.open(parent, "loyalty");
        server = HttpServer.create().host("127.0.0.1").port(0).handle((request, response) ->
            request.receive().aggregate().then(Mono.defer(() -> {
                keys.add(request.requestHeaders().get("Idempotency-Key"));
                int status = statuses.isEmpty() ? 200 : statuses.remove(0);
                return status == 0 ? Mono.<Void>never() : response.status(status).send().then();
            }))).bindNow();
    }

    @AfterEach
    void close() {
        server.disposeNow();
        state.close();
    }

    @Test
    void shouldSendARepeatOnceAndRemoveBoth() throws Exception {
        keep("a", "b", "a");
        DeadLetterReplay.Result result = replay().run(id -> true);
        assertThat(result).isEqualTo(new DeadLetterReplay.Result(2, 0, true, null));
        assertThat(keys).hasSize(2);
        assertThat(ids()).isEmpty();
    }

    @Test
    void shouldKeepARepeatThatIsRejectedAgainOnce() throws Exception {
        keep("a", "b", "a");
        statuses.add(422);
        assertThat(replay().run(id -> true)).isEqualTo(new DeadLetterReplay.Result(1, 1, true, null));
        assertThat(ids()).containsExactly("a 2");
    }

    @Test
    void shouldLeaveWhatIsNotWanted() throws Exception {
        keep("a", "b", "a", "c");
        assertThat(replay().run("b"::equals).acceptedCount()).isOne();
        assertThat(ids()).containsExactly("a 1", "c 1");
    }

    @Test
    void shouldEndWhereTheEndpointRefusesAndKeepWhatWasNotAnswered() throws Exception {
        keep("a", "b", "c");
        statuses.addAll(List.of(200, 403));
        DeadLetterReplay.Result result = replay().run(id -> true);
        assertThat(result.stop().reason()).isEqualTo(PublishStop.Reason.REFUSED);
        assertThat(result.isComplete()).isFalse();
        assertThat(ids()).containsExactly("b 1", "c 1");
    }

    @Test
    void shouldEndWhenItIsAskedTo() throws Exception {
        List<String> many = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            many.add("x" + i);
        }
        keep(many.toArray(String[]::new));
        statuses.addAll(List.of(200, 200, 0));
        DeadLetterReplay replay = replay();
        CompletableFuture<DeadLetterReplay.Result> result = CompletableFuture.supplyAsync(() -> {
            try {
                return replay.run(id -> true);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        await().until(() -> keys.size() == 3);
        replay.stop();
        assertThat(result).succeedsWithin(Duration.ofSeconds(60));
        assertThat(result.join().isComplete()).isFalse();
        assertThat(result.join().stop()).isNull();
        assertThat(ids()).hasSizeBetween(38, 40).endsWith("x39 1");
    }

    private DeadLetterReplay replay() {
        PublishConfig publish = PublishConfig.builder(URI.create("http://127.0.0.1:" + server.port() + "/cdc"))
            .retry(new RetryConfig(Duration.ofMillis(1), Duration.ofMillis(20), RetryConfig.OnRefused.RETRY)).build();
        return DeadLetterReplay.of(new DeadLetters(state), publish, SINGLES, "loyalty", "1.0.0", Clock.systemUTC());
    }

    private void keep(String... ids) {
        DeadLetterWriter writer =
            new DeadLetterWriter(new DeadLetterFiles(state), DeadLetterConfig.DEFAULT, Clock.systemUTC());
        for (String id : ids) {
            String event = "{\"id\":\"" + id + "\",\"op\":\"c\",\"ts_ms\":1,\"source\":{\"db\":\"d\",\"table\":\"t\"}}";
            writer.keep(List.of(new DeadLetter(
                id, 400, "bad", "b", 0, Unpooled.copiedBuffer(event, StandardCharsets.UTF_8)))).join();
        }
        writer.close().join();
    }

    private List<String> ids() {
        List<String> ids = new ArrayList<>();
        new DeadLetters(state).forEach((head, event) -> ids.add(head.id() + ' ' + head.tries()));
        return ids;
    }
}
