package com.passkit.cdc.cli.admin;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;

import org.junit.jupiter.api.Test;

import com.passkit.cdc.cli.config.AdminConfig;
import com.passkit.cdc.cli.config.ConfigException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class AdminServerTest {

    private static final AdminConfig ANY_PORT = new AdminConfig(true, "127.0.0.1", 0);

    private final HttpClient client = HttpClient.newHttpClient();
    private volatile boolean isHealthy = true;

    private final AdminView view = new AdminView() {
        @Override
        public boolean isHealthy() {
            return isHealthy;
        }

        @Override
        public String statusJson() {
            return "{\"state\":\"STREAMING\"}";
        }

        @Override
        public String metricsText() {
            return "passkit_cdc_events_total 7\n";
        }
    };

    @Test
    void shouldAnswerHealthStatusAndMetrics() throws Exception {
        try (AdminServer server = AdminServer.start(ANY_PORT, view)) {
            assertThat(server.address().getAddress().isLoopbackAddress()).isTrue();
            assertThat(get(server, "/health").statusCode()).isEqualTo(200);
            assertThat(get(server, "/health").body()).isEqualTo("{\"status\":\"UP\"}");
            assertThat(get(server, "/status").body()).isEqualTo("{\"state\":\"STREAMING\"}");
            assertThat(get(server, "/status").headers().firstValue("content-type")).contains("application/json");
            assertThat(get(server, "/metrics").body()).isEqualTo("passkit_cdc_events_total 7\n");
            assertThat(get(server, "/metrics").headers().firstValue("content-type").orElseThrow())
                .startsWith("text/plain; version=0.0.4");
            assertThat(get(server, "/nothing").statusCode()).isEqualTo(404);
        }
    }

    @Test
    void shouldAnswer503WhenUnhealthy() throws Exception {
        isHealthy = false;
        try (AdminServer server = AdminServer.start(ANY_PORT, view)) {
            assertThat(get(server, "/health").statusCode()).isEqualTo(503);
            assertThat(get(server, "/health").body()).isEqualTo("{\"status\":\"DOWN\"}");
        }
    }

    @Test
    void shouldTellOnlyHealthToThoseWithoutTheToken() throws Exception {
        AdminConfig config = new AdminConfig(true, "0.0.0.0", 0, () -> "s3cret");
        try (AdminServer server = AdminServer.start(config, view)) {
            assertThat(get(server, "/health").statusCode()).isEqualTo(200);
            for (String path : List.of("/status", "/metrics", "/")) {
                assertThat(get(server, path).statusCode()).as(path).isEqualTo(401);
                assertThat(get(server, path).headers().firstValue("www-authenticate")).contains("Bearer");
                assertThat(get(server, path).body()).doesNotContain("STREAMING", "s3cret");
                for (String wrong : List.of("Bearer s3cre", "Bearer s3crett", "s3cret", "Basic s3cret", "")) {
                    assertThat(get(server, path, wrong).statusCode()).as(wrong).isEqualTo(401);
                }
                assertThat(get(server, path, "Bearer s3cret").statusCode()).as(path).isEqualTo(200);
            }
            HttpRequest post = HttpRequest.newBuilder(uri(server, "/snapshot")).header("content-type",
                "application/json").POST(HttpRequest.BodyPublishers.ofString("{\"tables\":[\"a.b\"]}")).build();
            assertThat(client.send(post, HttpResponse.BodyHandlers.ofString()).statusCode()).isEqualTo(401);
        }
        assertThat(config.toString()).doesNotContain("s3cret");
    }

    @Test
    void shouldChangeNothing() throws Exception {
        try (AdminServer server = AdminServer.start(ANY_PORT, view)) {
            HttpRequest post = HttpRequest.newBuilder(uri(server, "/status"))
                .POST(HttpRequest.BodyPublishers.ofString("{}")).build();
            assertThat(client.send(post, HttpResponse.BodyHandlers.ofString()).statusCode()).isEqualTo(404);
        }
    }

    @Test
    void shouldNameTheKeyWhenThePortIsTaken() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            AdminConfig config = new AdminConfig(true, "127.0.0.1", taken.getLocalPort());

            assertThatThrownBy(() -> AdminServer.start(config, view)).isInstanceOf(ConfigException.class)
                .hasMessage("admin.port: 127.0.0.1:" + taken.getLocalPort() + " (expected: an address of this machine "
                    + "and a free port, or 0 for any; the port is taken)");
        }
    }

    private HttpResponse<String> get(AdminServer server, String path) throws Exception {
        return client.send(HttpRequest.newBuilder(uri(server, path)).build(), HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> get(AdminServer server, String path, String authorization) throws Exception {
        return client.send(HttpRequest.newBuilder(uri(server, path)).header("Authorization", authorization).build(),
            HttpResponse.BodyHandlers.ofString());
    }

    private static URI uri(AdminServer server, String path) {
        return URI.create("http://127.0.0.1:" + server.address().getPort() + path);
    }
}
