package com.passkit.cdc.runtime.publish;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.ServerSocket;
import java.net.URI;

import com.passkit.cdc.runtime.batch.BatchFormat;
import com.passkit.cdc.runtime.publish.EndpointProbe.Result;
import com.passkit.cdc.runtime.publish.Receiver.Answer;
import org.junit.jupiter.api.Test;

class EndpointProbeTest {

    @Test
    void shouldSendAnEmptyBatch() {
        try (Receiver receiver = new Receiver()) {
            Result result = probe(PublishConfig.of(receiver.uri()));
            assertThat(result).isEqualTo(new Result(true, true, "accepted", ""));
            assertThat(receiver.requests).hasSize(1);
            assertThat(receiver.requests.get(0).text()).endsWith(",\"lane\":0,\"sequence\":0,\"events\":[\n]}");
            assertThat(receiver.requests.get(0).eventIds()).isEmpty();
        }
    }

    @Test
    void shouldSayWhatToChange() throws Exception {
        try (Receiver receiver = new Receiver()) {
            PublishConfig config = PublishConfig.of(receiver.uri());
            receiver.answer(request -> Answer.of(401));
            assertThat(probe(config)).isEqualTo(new Result(true, false, "status 401", "correct publish.auth"));
            receiver.answer(request -> Answer.of(404));
            assertThat(probe(config).isAccepted()).isFalse();
            assertThat(probe(config).isReachable()).isTrue();
            receiver.answer(request -> Answer.of(503));
            assertThat(probe(config).isReachable()).isTrue();
        }
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        Result none = probe(PublishConfig.of(URI.create("http://127.0.0.1:" + port)));
        assertThat(none.isReachable()).isFalse();
        assertThat(none.remedy()).contains("publish.endpoint");
    }

    private static Result probe(PublishConfig config) {
        return EndpointProbe.probe(config, BatchFormat.BATCH, "loyalty", "1.0.0").join();
    }
}
