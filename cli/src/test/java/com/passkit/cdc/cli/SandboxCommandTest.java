package com.passkit.cdc.cli;

import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import static com.passkit.cdc.protocol.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class SandboxCommandTest {

    private final CliRun run = new CliRun();

    @Test
    void shouldPrintItsAddressAndEndWhenStopped() throws Exception {
        run.context();
        CompletableFuture<Integer> code = CompletableFuture.supplyAsync(() -> run.execute("sandbox", "--port", "0"));
        await().until(() -> !run.outLines().isEmpty());
        URI page = URI.create(run.outLines().get(0));
        HttpResponse<String> answer = HttpClient.newHttpClient().send(
            HttpRequest.newBuilder(page).build(), HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(run.err()).contains("publish.endpoint: " + page + "cdc");

        run.context().requestStop();
        assertThat(code.get(20, TimeUnit.SECONDS)).isZero();
        assertThat(run.lastErrLine()).isEqualTo("passkit-cdc: exit 0 (done): sandbox stopped");
    }

    /** Whoever wants others to reach it says so. */
    @Test
    void shouldListenOnLoopbackOnlyUnlessTold() throws Exception {
        List<InetAddress> others = NetworkInterface.networkInterfaces().flatMap(NetworkInterface::inetAddresses)
            .filter(address -> !address.isLoopbackAddress() && !address.isLinkLocalAddress()).toList();
        run.context();
        CompletableFuture<Integer> code = CompletableFuture.supplyAsync(() -> run.execute("sandbox", "--port", "0"));
        await().until(() -> !run.outLines().isEmpty());
        URI page = URI.create(run.outLines().get(0));

        assertThat(InetAddress.getByName(page.getHost()).isLoopbackAddress()).isTrue();
        assertThat(run.err()).doesNotContain("open to others");
        for (InetAddress other : others) {
            assertThatThrownBy(() -> new Socket(other, page.getPort()).close()).as(other.toString())
                .isInstanceOf(IOException.class);
        }
        run.context().requestStop();
        assertThat(code.get(20, TimeUnit.SECONDS)).isZero();
    }

    @Test
    void shouldSayThatOthersReachItWhereTold() throws Exception {
        run.context();
        CompletableFuture<Integer> code =
            CompletableFuture.supplyAsync(() -> run.execute("sandbox", "--port", "0", "--bind", "0.0.0.0"));
        await().until(() -> !run.outLines().isEmpty());
        assertThat(run.err()).contains("sandbox: --bind 0.0.0.0 is open to others than this machine");
        run.context().requestStop();
        assertThat(code.get(20, TimeUnit.SECONDS)).isZero();
    }

    @Test
    void shouldRefuseATokenThatIsNotSet() {
        assertThat(run.execute("sandbox", "--token-env", "NOT_SET")).isEqualTo(2);
        assertThat(run.lastErrLine()).isEqualTo("passkit-cdc: exit 2 (usage or configuration): --token-env: NOT_SET "
            + "(expected: a variable that is set)");
    }
}
