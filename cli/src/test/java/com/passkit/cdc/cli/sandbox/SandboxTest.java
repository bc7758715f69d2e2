package com.passkit.cdc.cli.sandbox;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import com.passkit.cdc.protocol.testing.TestAuthority;
import com.passkit.cdc.runtime.batch.BatchFormat;
import com.passkit.cdc.runtime.publish.BodyCompression;
import com.passkit.cdc.runtime.publish.EndpointProbe;
import com.passkit.cdc.runtime.publish.PublishConfig;
import com.passkit.cdc.runtime.publish.PublishTls;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class SandboxTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient client = HttpClient.newHttpClient();
    private Sandbox sandbox;

    @BeforeEach
    void start() {
        sandbox = Sandbox.start(SandboxConfig.onLoopback(0));
    }

    @AfterEach
    void close() {
        sandbox.close();
    }

    @Test
    void shouldKeepTheLatestRowByKey() throws Exception {
        assertThat(post(batch(
            event("a", "c", "{'id':1}", "null", "{'id':1,'points':'1.50'}"),
            event("b", "c", "{'id':2}", "null", "{'id':2,'points':'7.00'}"),
            event("c", "u", "{'id':1}", "{'id':1,'points':'1.50'}", "{'id':1,'points':'2.50'}"),
            event("d", "d", "{'id':2}", "{'id':2,'points':'7.00'}", "null"))).statusCode()).isEqualTo(200);

        assertThat(sandbox.records().rows("crm.members")).containsExactly(json("{'id':1,'points':'2.50'}"));
        assertThat(sandbox.records().eventCount()).isEqualTo(4);
    }

    @Test
    void shouldDropRepeatsEvenInOtherBatches() throws Exception {
        String insert = event("a", "c", "{'id':1}", "null", "{'id':1,'points':1}");
        String update = event("b", "u", "{'id':1}", "{'id':1,'points':1}", "{'id':1,'points':2}");

        post(batch(insert, update));
        post(batch(insert));

        assertThat(sandbox.records().rows("crm.members")).containsExactly(json("{'id':1,'points':2}"));
        assertThat(sandbox.records().repeatCount()).isEqualTo(1);
    }

    @Test
    void shouldMoveARowWhoseKeyChanges() throws Exception {
        post(batch(event("a", "c", "{'id':1}", "null", "{'id':1}"),
            event("b", "u", "{'id':9}", "{'id':1}", "{'id':9}")));

        assertThat(sandbox.records().rows("crm.members")).containsExactly(json("{'id':9}"));
    }

    @Test
    void shouldKeepColumnsThatAnUpdateLeavesOut() throws Exception {
        post(batch(event("a", "c", "{'id':1}", "null", "{'id':1,'name':'Ada','points':1}"),
            event("b", "u", "{'id':1}", "{'id':1}", "{'points':2,'id':1}")));

        assertThat(sandbox.records().rows("crm.members")).containsExactly(json("{'id':1,'name':'Ada','points':2}"));
    }

    @Test
    void shouldEmptyATruncatedTable() throws Exception {
        post(batch(event("a", "c", "{'id':1}", "null", "{'id':1}"), event("b", "t", "null", "null", "null")));

        assertThat(sandbox.records().rows("crm.members")).isEmpty();
    }

    @Test
    void shouldCountEqualRowsOfATableWithoutKey() throws Exception {
        post(batch(event("a", "c", "null", "null", "{'n':1}"), event("b", "c", "null", "null", "{'n':1}"),
            event("c", "c", "null", "null", "{'n':1}"), event("d", "d", "null", "{'n':1}", "null")));

        assertThat(sandbox.records().rows("crm.members")).containsExactly(json("{'n':1}"), json("{'n':1}"));
    }

    @Test
    void shouldKeepEveryDigit() throws Exception {
        post(batch(event("a", "r", "{'id':18446744073709551615}", "null",
            "{'id':18446744073709551615,'d':1.7976931348623157E+308}")));

        assertThat(sandbox.records().rows("crm.members").get(0).get("id").asText()).isEqualTo("18446744073709551615");
        assertThat(sandbox.records().rows("crm.members").get(0).get("d").doubleValue()).isEqualTo(Double.MAX_VALUE);
    }

    @Test
    void shouldListenWithTheGivenCertificate(@TempDir Path directory) throws Exception {
        TestAuthority authority = new TestAuthority();
        TestAuthority.Identity identity = authority.issue("localhost");
        SandboxConfig config = new SandboxConfig("127.0.0.1", 0, null,
            TestAuthority.writePem(directory.resolve("cert.pem"), identity.certificate()),
            TestAuthority.writePkcs8(directory.resolve("key.pem"), identity.keys()), 10);
        EndpointProbe.Result trusted;
        EndpointProbe.Result untrusted;
        try (Sandbox secured = Sandbox.start(config)) {
            URI endpoint = URI.create("https://localhost:" + secured.endpoint().getPort() + "/cdc");
            PublishConfig plain = PublishConfig.of(endpoint);
            Path ca = TestAuthority.writePem(directory.resolve("ca.pem"), authority.certificate());
            trusted = EndpointProbe.probe(plain.toBuilder().tls(new PublishTls(ca, null, null)).build(),
                BatchFormat.BATCH, "loyalty", "1").get(20, TimeUnit.SECONDS);
            untrusted = EndpointProbe.probe(plain, BatchFormat.BATCH, "loyalty", "1").get(20, TimeUnit.SECONDS);
        }

        assertThat(trusted.isAccepted()).as(trusted.detail()).isTrue();
        assertThat(untrusted.isAccepted()).isFalse();
    }

    @Test
    void shouldTellThePageWhatHappened() throws Exception {
        post(batch(event("a", "c", "{'id':1}", "null", "{'id':1,'name':'Ada'}")));
        post(batch(event("b", "c", "{'id':2}", "null", "{'id':2,'name':'Bob'}")));

        JsonNode state = JSON.readTree(get("api/state?after=1&table=crm.members").body());

        assertThat(state.at("/totals/events").asInt()).isEqualTo(2);
        assertThat(state.at("/totals/batches").asInt()).isEqualTo(2);
        assertThat(state.at("/connector").asText()).isEqualTo("loyalty");
        assertThat(state.at("/tables/0/rows").asInt()).isEqualTo(2);
        assertThat(state.at("/events")).hasSize(1);
        assertThat(state.at("/events/0/id").asText()).isEqualTo("b");
        assertThat(state.at("/table/key/0").asText()).isEqualTo("id");
        assertThat(state.at("/table/rows/1/row/name").asText()).isEqualTo("Bob");
    }

    @Test
    void shouldServeThePageWithoutOutsideAssets() throws Exception {
        HttpResponse<String> page = get("");

        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.headers().firstValue("Content-Type")).hasValue("text/html; charset=utf-8");
        assertThat(page.body().replace("http://www.w3.org/2000/svg", "")).contains("passkit-cdc")
            .doesNotContain("http://", "https://", "src=");
    }

    @Test
    void shouldRefuseWhatIsNoBatch() throws Exception {
        assertThat(post("{").statusCode()).isEqualTo(400);
        assertThat(post("[]").statusCode()).isEqualTo(400);
        assertThat(post("{'events':7}".replace('\'', '"')).body()).contains("events: 7 (expected: an array)");
        HttpResponse<String> half = post(batch(event("a", "c", "{'id':1}", "null", "{'id':1}"),
            event("b", "x", "{'id':1}", "null", "{'id':1}")));
        assertThat(half.statusCode()).isEqualTo(400);
        assertThat(half.body()).contains("op: x");
        assertThat(sandbox.records().eventCount()).as("nothing of a refused batch is applied").isZero();
    }

    @Test
    void shouldRefuseOtherTypesAndEncodings() throws Exception {
        assertThat(client.send(HttpRequest.newBuilder(sandbox.endpoint()).header("Content-Type", "text/plain")
            .POST(HttpRequest.BodyPublishers.ofString(batch())).build(), HttpResponse.BodyHandlers.ofString())
            .statusCode()).isEqualTo(415);
        assertThat(client.send(HttpRequest.newBuilder(sandbox.endpoint()).header("Content-Type", "application/json")
            .header("Content-Encoding", "br").POST(HttpRequest.BodyPublishers.ofString(batch())).build(),
            HttpResponse.BodyHandlers.ofString()).statusCode()).isEqualTo(415);
    }

    @ParameterizedTest
    @EnumSource
    void shouldTakeAnEmptyBatchInEveryForm(BodyCompression compression) throws Exception {
        PublishConfig config = PublishConfig.builder(sandbox.endpoint()).compression(compression).build();
        for (BatchFormat format : BatchFormat.values()) {
            assertThat(EndpointProbe.probe(config, format, "loyalty", "1").get(20, TimeUnit.SECONDS).isAccepted())
                .as("%s, %s", format, compression).isTrue();
        }
    }

    @Test
    void shouldTakeLinesAndCloudEvents() throws Exception {
        String first = event("a", "c", "{'id':1}", "null", "{'id':1}");
        String second = event("b", "c", "{'id':2}", "null", "{'id':2}");
        assertThat(postAs("application/x-ndjson", first + '\n' + second + '\n').statusCode()).isEqualTo(200);
        assertThat(sandbox.records().rows("crm.members")).hasSize(2);

        String form = "[{\"specversion\":\"%s\",\"id\":\"x\",\"source\":\"/s\",\"type\":\"t\",\"data\":%s}]";
        String third = event("c", "c", "{'id':3}", "null", "{'id':3}");
        String type = "application/cloudevents-batch+json; charset=utf-8";
        assertThat(postAs(type, form.formatted("1.0", third)).statusCode()).isEqualTo(200);
        assertThat(sandbox.records().rows("crm.members")).hasSize(3);
        assertThat(postAs(type, form.formatted("0.3", third)).body()).contains("specversion");
        assertThat(postAs(type, "[{\"specversion\":\"1.0\"}]").body()).contains("id: missing");
        assertThat(postAs(type, "{}").statusCode()).isEqualTo(400);
        assertThat(postAs("application/x-ndjson", first + "\n{").statusCode()).isEqualTo(400);
        assertThat(sandbox.records().eventCount()).isEqualTo(3);
    }

    private HttpResponse<String> postAs(String type, String body) throws IOException, InterruptedException {
        return client.send(HttpRequest.newBuilder(sandbox.endpoint()).header("Content-Type", type)
            .POST(HttpRequest.BodyPublishers.ofString(body)).build(), HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void shouldAcceptOnlyTheConfiguredToken() throws Exception {
        try (Sandbox guarded = Sandbox.start(new SandboxConfig("127.0.0.1", 0, "s3cret", null, null, 10))) {
            assertThat(post(guarded.endpoint(), batch(), null).statusCode()).isEqualTo(401);
            assertThat(post(guarded.endpoint(), batch(), "Bearer wrong").statusCode()).isEqualTo(401);
            assertThat(post(guarded.endpoint(), batch(), "Bearer s3cret").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void shouldSayWhichAddressIsTaken() {
        int port = sandbox.address().getPort();

        assertThatThrownBy(() -> Sandbox.start(SandboxConfig.onLoopback(port)))
            .isInstanceOf(IllegalStateException.class).hasMessageContaining("127.0.0.1:" + port);
    }

    @Test
    void shouldListenOnLoopbackUnlessToldOtherwise() {
        assertThat(sandbox.address().getHost()).isEqualTo("127.0.0.1");
        assertThat(new SandboxConfig("127.0.0.1", 0, "s3cret", null, null, 1).toString()).doesNotContain("s3cret");
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return client.send(HttpRequest.newBuilder(sandbox.address().resolve('/' + path)).build(),
            HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> post(String body) throws IOException, InterruptedException {
        return post(sandbox.endpoint(), body, null);
    }

    private HttpResponse<String> post(URI endpoint, String body, String authorization)
        throws IOException, InterruptedException {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(compressed)) {
            gzip.write(body.getBytes(StandardCharsets.UTF_8));
        }
        HttpRequest.Builder request = HttpRequest.newBuilder(endpoint).header("Content-Type", "application/json")
            .header("Content-Encoding", "gzip")
            .POST(HttpRequest.BodyPublishers.ofByteArray(compressed.toByteArray()));
        if (authorization != null) {
            request.header("Authorization", authorization);
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static String event(String id, String op, String key, String before, String after) {
        return ("{'id':'" + id + "','op':'" + op + "','ts_ms':1790000000123,'source':{'db':'crm','table':'members'},"
            + "'key':" + key + ",'before':" + before + ",'after':" + after + '}').replace('\'', '"');
    }

    private static String batch(String... events) {
        return "{\"schema\":\"passkit.cdc.batch/1\",\"connector\":\"loyalty\",\"events\":["
            + String.join(",", Arrays.asList(events)) + "]}";
    }

    private static JsonNode json(String text) throws IOException {
        return JSON.readTree(text.replace('\'', '"'));
    }
}
