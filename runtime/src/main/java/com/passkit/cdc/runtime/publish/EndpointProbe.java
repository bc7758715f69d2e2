package com.passkit.cdc.runtime.publish;

import java.time.Clock;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;

import com.passkit.cdc.runtime.batch.BatchEnvelope;
import com.passkit.cdc.runtime.batch.BatchFormat;
import com.passkit.cdc.runtime.publish.PublishOutcome.Accepted;
import com.passkit.cdc.runtime.publish.PublishOutcome.Refused;
import com.passkit.cdc.runtime.publish.PublishOutcome.Throttled;
import com.passkit.cdc.runtime.publish.PublishOutcome.Unauthorized;
import com.passkit.cdc.runtime.publish.PublishOutcome.Unavailable;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import reactor.core.publisher.Mono;
import reactor.netty.resources.LoopResources;

/** Asks the endpoint whether it would take batches, by one that is empty. Threading: any thread. */
public final class EndpointProbe {

    private EndpointProbe() {
    }

    /**
     * What the endpoint said. Owned.
     *
     * @param isReachable       whether there was any answer
     * @param isAccepted        whether it would take batches from this connector
     * @param detail            the answer in one line; no secret
     * @param remedy            what to change; empty when all is well
     */
    public record Result(boolean isReachable, boolean isAccepted, String detail, String remedy) {
        public Result {
            Objects.requireNonNull(detail, "detail");
            Objects.requireNonNull(remedy, "remedy");
        }
    }

    /**
     * Sends one empty batch.
     *
     * @return completes with the answer; exceptionally with IllegalArgumentException when a TLS file cannot be used
     */
    public static CompletableFuture<Result> probe(
        PublishConfig config, BatchFormat format, String connector, String version) {
        LoopResources loops = LoopResources.create("probe", 1, true);
        EndpointClient client;
        try {
            RequestHeaders headers = new RequestHeaders(config, format, connector, version, Clock.systemUTC());
            client = new EndpointClient(config, headers, 1, loops, Clock.systemUTC());
        } catch (IllegalArgumentException e) {
            loops.dispose();
            return CompletableFuture.failedFuture(e);
        }
        BatchEnvelope envelope = BatchEnvelope.of(format, connector);
        String id = envelope.idOf(0, "probe " + System.currentTimeMillis());
        ByteBuf body = body(config, envelope, id);
        return client.post(new RequestHead(id, 0, 0, 0, null), body)
            .timeout(Duration.ofMillis(client.requestTimeoutMs()), Mono.just(new Unavailable(
                "no whole answer within " + client.requestTimeoutMs() + " ms", PublishOutcome.NO_RETRY_AFTER)))
            .map(EndpointProbe::resultOf)
            .flatMap(result -> client.close().onErrorResume(failure -> Mono.empty()).thenReturn(result))
            .doFinally(signal -> {
                body.release();
                loops.dispose();
            })
            .toFuture();
    }

    private static ByteBuf body(PublishConfig config, BatchEnvelope envelope, String id) {
        ByteBuf plain = ByteBufAllocator.DEFAULT.directBuffer();
        envelope.writeEmpty(plain, id, 0, 0, null);
        try (BodyEncoder encoder = BodyEncoder.of(config.compression(), ByteBufAllocator.DEFAULT)) {
            return encoder.encode(plain);
        } finally {
            plain.release();
        }
    }

    private static Result resultOf(PublishOutcome outcome) {
        if (outcome instanceof Accepted) {
            return new Result(true, true, outcome.describe(), "");
        }
        if (outcome instanceof Unavailable unavailable) {
            return new Result(unavailable.detail().startsWith("status "), false, outcome.describe(),
                "start the endpoint, or correct publish.endpoint");
        }
        if (outcome instanceof Throttled) {
            return new Result(true, false, outcome.describe(), "wait, or ask for a higher limit");
        }
        if (outcome instanceof Unauthorized) {
            return new Result(true, false, outcome.describe(), "correct publish.auth");
        }
        if (outcome instanceof Refused) {
            return new Result(outcome.describe().startsWith("status "), false, outcome.describe(),
                "correct publish.endpoint, publish.auth or publish.tls");
        }
        return new Result(true, false, outcome.describe(),
            "the endpoint does not take an empty batch: correct publish.endpoint, or let it answer 2xx to one");
    }
}
