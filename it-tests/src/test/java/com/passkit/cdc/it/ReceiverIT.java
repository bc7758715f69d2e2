package com.passkit.cdc.it;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.zip.GZIPOutputStream;

import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

import com.passkit.cdc.it.harness.Answer;
import com.passkit.cdc.it.harness.Delivery;
import com.passkit.cdc.it.harness.MySqlServers;
import com.passkit.cdc.it.harness.MySqlVersion;
import com.passkit.cdc.it.harness.Receiver;
import com.passkit.cdc.it.harness.TestCertificate;
import com.passkit.cdc.it.harness.TestDatabase;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The receiver that other scenarios deliver to, spoken to by the JDK's own client. */
class ReceiverIT {

    @Test
    void shouldKeepOnlyWhatItAccepted() throws Exception {
        try (Receiver receiver = Receiver.http()) {
            receiver.answerNext(Answer.of(503).with("Retry-After", "1"), Answer.LOST, Answer.CUT);
            HttpClient client = HttpClient.newHttpClient();

            assertThat(post(client, receiver.endpoint(), batch("d", event("a", "c", 1, "null", "{\"id\":1}"))))
                .isEqualTo(503);
            assertThatThrownBy(() -> post(client, receiver.endpoint(), batch("d", event("a", "c", 1, "null",
                "{\"id\":1}")))).isInstanceOf(IOException.class);
            assertThatThrownBy(() -> post(client, receiver.endpoint(), batch("d", event("b", "c", 2, "null",
                "{\"id\":2}")))).isInstanceOf(IOException.class);
            assertThat(post(client, receiver.endpoint(), batch("d", event("a", "c", 1, "null", "{\"id\":1}"))))
                .isEqualTo(200);

            assertThat(receiver.attempts()).hasSize(4);
            assertThat(receiver.accepted()).hasSize(2);
            assertThat(receiver.eventCount()).isEqualTo(2);
            assertThat(receiver.records().repeatCount()).isEqualTo(1);
            assertThat(receiver.records().rows("d", "t")).hasSize(1);
        }
    }

    @Test
    void shouldSpeakHttp2OverTls(@TempDir Path directory) throws Exception {
        TestCertificate certificate = TestCertificate.in(directory);
        try (Receiver h2 = Receiver.http2(certificate); Receiver h1 = Receiver.https(certificate)) {
            HttpClient client = HttpClient.newBuilder().sslContext(trusting(certificate)).build();

            assertThat(post(client, h2.endpoint(), batch("d", ""))).isEqualTo(200);
            assertThat(post(client, h1.endpoint(), batch("d", ""))).isEqualTo(200);

            Delivery delivery = h2.accepted().get(0);
            assertThat(delivery.protocol()).startsWith("HTTP/2");
            assertThat(delivery.header("Content-Encoding")).isEqualTo("gzip");
            assertThat(h1.accepted().get(0).protocol()).isEqualTo("HTTP/1.1");
        }
    }

    @Test
    void shouldTellWhereRecordsAndTableDiffer() throws Exception {
        try (Receiver receiver = Receiver.http();
            TestDatabase database = MySqlServers.shared(MySqlVersion.V8_0).freshDatabase()) {
            database.execute("CREATE TABLE t (id INT PRIMARY KEY, f FLOAT, b BIT(4), v VARBINARY(4), s DATETIME(3),"
                    + " j JSON, p DECIMAL(6,2))",
                "INSERT INTO t VALUES (7, 0.1, 5, x'00ff', '2026-11-23 04:05:06.120', '{\"a\": [1, 2.50]}', 12.5)");
            HttpClient client = HttpClient.newHttpClient();
            String row = "{\"id\":7,\"f\":0.1,\"b\":5,\"v\":\"AP8=\",\"s\":\"2026-11-23T04:05:06.120\","
                + "\"j\":{\"a\":[1,2.5]},\"p\":\"12.50\"}";

            post(client, receiver.endpoint(), batch(database.name(),
                event("1", "c", 3, "null", "{\"id\":3}") + ',' + event("2", "u", 7, "{\"id\":3}", row)));
            assertThat(receiver.records().differences(database, "t")).isEmpty();

            database.execute("UPDATE t SET p = 13");
            assertThat(receiver.records().differences(database, "t")).hasSize(2)
                .anyMatch(line -> line.startsWith("received only") && line.contains("12.50"))
                .anyMatch(line -> line.startsWith("on the server only") && line.contains("13.00"));
        }
    }

    private static String event(String id, String op, int key, String before, String after) {
        String form = "{\"id\":\"%s\",\"op\":\"%s\",\"source\":{\"db\":\"DB\",\"table\":\"t\"},"
            + "\"key\":{\"id\":%d},\"before\":%s,\"after\":%s}";
        return form.formatted(id, op, key, before, after);
    }

    private static String batch(String database, String events) {
        return "{\"schema\":\"passkit.cdc.batch/1\",\"batch\":\"b\",\"events\":[" + events.replace("\"DB\"", '"' + database + '"') + "]}";
    }

    private static int post(HttpClient client, URI endpoint, String body) throws IOException, InterruptedException {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(compressed)) {
            gzip.write(body.getBytes(StandardCharsets.UTF_8));
        }
        HttpRequest request = HttpRequest.newBuilder(endpoint).header("Content-Encoding", "gzip")
            .header("Content-Type", "application/json").header("Idempotency-Key", "b")
            .POST(HttpRequest.BodyPublishers.ofByteArray(compressed.toByteArray())).build();
        return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
    }

    private static SSLContext trusting(TestCertificate certificate) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        store.setCertificateEntry("it", CertificateFactory.getInstance("X.509")
            .generateCertificate(Files.newInputStream(certificate.certificate())));
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, factory.getTrustManagers(), null);
        return context;
    }
}
