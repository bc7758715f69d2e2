package com.passkit.cdc.runtime.publish;

import static com.passkit.cdc.protocol.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;

import com.passkit.cdc.runtime.batch.BatchConfig;
import com.passkit.cdc.runtime.testing.TestCertificate;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.netty.http.Http2SslContextSpec;
import reactor.netty.http.HttpProtocol;
import reactor.netty.http.server.HttpServer;

class EndpointTlsTest {

    @TempDir
    static Path directory;

    private static TestCertificate server;
    private static TestCertificate client;

    @BeforeAll
    static void makeCertificates() throws Exception {
        server = TestCertificate.in(directory, "server");
        client = TestCertificate.in(directory, "client");
    }

    @Test
    void shouldSpeakHttp2WhereTlsAgreesOnIt() throws Exception {
        SslContext context = Http2SslContextSpec.forServer(server.certificate().toFile(), server.key().toFile())
            .sslContext();
        assertDelivered(https -> https.protocol(HttpProtocol.H2, HttpProtocol.HTTP11)
            .secure(spec -> spec.sslContext(context)), new PublishTls(server.certificate(), null, null), "HTTP/2.0");
    }

    @Test
    void shouldFallBackToHttp11() throws Exception {
        assertDelivered(http11(ClientAuth.NONE), new PublishTls(server.certificate(), null, null), "HTTP/1.1");
    }

    @Test
    void shouldPresentItsCertificate() throws Exception {
        PublishTls tls = new PublishTls(server.certificate(), client.certificate(), client.key());
        assertDelivered(http11(ClientAuth.REQUIRE), tls, "HTTP/1.1");
    }

    @Test
    void shouldTakeAnUntrustedEndpointForARefusal() throws Exception {
        assertRefused(http11(ClientAuth.NONE), new PublishTls(client.certificate(), null, null));
        assertRefused(http11(ClientAuth.NONE), PublishTls.DEFAULT);
    }

    @Test
    void shouldTakeADemandForACertificateForARefusal() throws Exception {
        assertRefused(http11(ClientAuth.REQUIRE), new PublishTls(server.certificate(), null, null));
    }

    @Test
    void shouldTrustWhatTheFileOfAuthoritiesSaysNow() throws Exception {
        Path ca = Files.copy(client.certificate(), directory.resolve("trusted.pem"));
        try (Receiver receiver = new Receiver("https", 0, http11(ClientAuth.NONE));
             Delivery delivery = new Delivery(config(receiver, new PublishTls(ca, null, null)), 2, 1)) {
            delivery.insert(1, 2);
            await().until(() -> delivery.publisher.status().isRefused());
            Files.copy(server.certificate(), ca, StandardCopyOption.REPLACE_EXISTING);
            delivery.deliver();
            assertThat(receiver.requests).hasSize(1);
        }
    }

    @Test
    void shouldPresentTheCertificateThatIsThereNowOnNewConnections() throws Exception {
        TestCertificate first = TestCertificate.in(directory, "first");
        Path cert = Files.copy(first.certificate(), directory.resolve("own-cert.pem"));
        Path key = Files.copy(first.key(), directory.resolve("own-key.pem"));
        SslContext both = SslContextBuilder.forServer(server.certificate().toFile(), server.key().toFile())
            .trustManager(certificate(first), certificate(client)).clientAuth(ClientAuth.REQUIRE).build();
        List<String> peers = new CopyOnWriteArrayList<>();
        try (Receiver receiver = new Receiver("https", 0, https -> https.secure(spec -> spec.sslContext(both))
                 .doOnConnection(connection -> peers.add(connection.address().toString())));
             Delivery delivery = new Delivery(config(receiver, new PublishTls(server.certificate(), cert, key)), 2, 1)) {
            delivery.insert(1, 4);
            delivery.deliver();
            assertThat(peers.stream().distinct()).hasSize(1);

            // Between the two copies nothing fits together: what is in use stays in use.
            Files.copy(client.certificate(), cert, StandardCopyOption.REPLACE_EXISTING);
            delivery.insert(5, 4);
            delivery.deliver();
            assertThat(peers.stream().distinct()).hasSize(1);
            Files.copy(client.key(), key, StandardCopyOption.REPLACE_EXISTING);
            delivery.insert(9, 4);
            delivery.deliver();
            assertThat(peers.stream().distinct()).hasSize(2);

            Files.writeString(key, "garbage");
            delivery.insert(13, 4);
            delivery.deliver();
            Files.delete(key);
            delivery.insert(17, 4);
            delivery.deliver();
            assertThat(peers.stream().distinct()).hasSize(2);
            assertThat(delivery.publishedOffset()).isEqualTo(21);
        }
    }

    private static X509Certificate certificate(TestCertificate of) throws Exception {
        try (InputStream pem = Files.newInputStream(of.certificate())) {
            return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(pem);
        }
    }

    @Test
    void shouldRefuseFilesThatAreNoPem() throws Exception {
        Path garbage = Files.writeString(directory.resolve("garbage.pem"), "garbage");
        assertThatThrownBy(() -> open(new PublishTls(garbage, null, null)))
            .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("publish.tls.ca");
        assertThatThrownBy(() -> open(new PublishTls(directory.resolve("missing.pem"), null, null)))
            .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("missing.pem");
        assertThatThrownBy(() -> open(new PublishTls(null, client.certificate(), server.key())))
            .isInstanceOf(IllegalArgumentException.class).hasMessageContainingAll("publish.tls.cert", "belongs to it");
        assertThatThrownBy(() -> open(new PublishTls(null, garbage, garbage)))
            .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("publish.tls.cert");
    }

    private static void assertDelivered(UnaryOperator<HttpServer> settings, PublishTls tls, String version) {
        try (Receiver receiver = new Receiver("https", 0, settings);
             Delivery delivery = new Delivery(config(receiver, tls), 2, 2)) {
            delivery.insert(1, 20);
            delivery.deliver();
            assertThat(receiver.requests).extracting(Receiver.Request::version).containsOnly(version);
            assertThat(delivery.publishedOffset()).isEqualTo(21);
        }
    }

    private static void assertRefused(UnaryOperator<HttpServer> settings, PublishTls tls) {
        try (Receiver receiver = new Receiver("https", 0, settings);
             Delivery delivery = new Delivery(config(receiver, tls), 2, 1)) {
            delivery.insert(1, 2);
            await().until(() -> delivery.publisher.status().isRefused());
            assertThat(delivery.publisher.status().lastOutcome()).startsWith("TLS refused: ");
            assertThat(receiver.requests).isEmpty();
        }
    }

    private static UnaryOperator<HttpServer> http11(ClientAuth clientAuth) throws Exception {
        SslContext context = SslContextBuilder.forServer(server.certificate().toFile(), server.key().toFile())
            .trustManager(client.certificate().toFile()).clientAuth(clientAuth).build();
        return https -> https.secure(spec -> spec.sslContext(context));
    }

    private static void open(PublishTls tls) {
        PublishConfig plain = Delivery.config(java.net.URI.create("https://127.0.0.1:1/"));
        new EventsPublisher(with(plain, tls), "loyalty", "1.0.0", BatchConfig.DEFAULT, DeadLetterOffice.NONE,
            stop -> { });
    }

    private static PublishConfig config(Receiver receiver, PublishTls tls) {
        return with(Delivery.config(receiver.uri()), tls);
    }

    private static PublishConfig with(PublishConfig plain, PublishTls tls) {
        return plain.toBuilder().tls(tls).build();
    }
}
