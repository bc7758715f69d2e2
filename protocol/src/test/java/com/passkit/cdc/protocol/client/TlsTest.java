package com.passkit.cdc.protocol.client;

import static com.passkit.cdc.protocol.client.ClientFixture.result;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLException;

import com.passkit.cdc.protocol.error.AuthenticationException;
import com.passkit.cdc.protocol.error.ConnectionClosedException;
import com.passkit.cdc.protocol.error.MalformedPacketException;
import com.passkit.cdc.protocol.error.Recovery;
import com.passkit.cdc.protocol.testing.ScriptedMySqlServer;
import com.passkit.cdc.protocol.testing.ScriptedSession;
import com.passkit.cdc.protocol.testing.TestAuthority;
import com.passkit.cdc.protocol.testing.TestAuthority.Identity;
import com.passkit.cdc.protocol.testing.WireBytes;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(names = {"JDK", "OPENSSL"})
class TlsTest {

    private static final int OFFERED =
        ScriptedSession.CAPABILITIES | ScriptedSession.TLS | ScriptedSession.DEPRECATE_EOF;

    private static final String NO_SHARED_PROTOCOL = "15 0303 0002 0246";
    private static final String HANDSHAKE_FAILURE = "15 0303 0002 0228";

    @TempDir
    private static Path files;

    private static TestAuthority authority;
    private static Identity loopback;
    private static Identity elsewhere;
    private static Path ca;
    private static Path otherCa;

    private final TlsProvider provider;

    TlsTest(TlsProvider provider) {
        this.provider = provider;
    }

    @BeforeAll
    static void issue() {
        authority = new TestAuthority();
        loopback = authority.issue("127.0.0.1");
        elsewhere = authority.issue("db.example.com");
        ca = TestAuthority.writePem(files.resolve("ca.pem"), authority.certificate());
        otherCa = TestAuthority.writePem(files.resolve("other-ca.pem"), new TestAuthority().certificate());
    }

    @Test
    void shouldNotUseTlsWhenDisabled() {
        try (ClientFixture fixture = new ClientFixture(session -> {
            session.greet("8.0.36", OFFERED, "mysql_native_password");
            assertThat(session.read().length).isGreaterThan(32);
            session.ok();
        })) {
            assertThat(fixture.connect().server().isTls()).isFalse();
        }
    }

    @Test
    void shouldPreferTlsAndDoWithout() {
        try (ClientFixture fixture = new ClientFixture(secured(elsewhere))) {
            assertThat(connect(fixture, TlsMode.PREFERRED, null).server().isTls()).isTrue();
        }
        try (ClientFixture fixture = new ClientFixture(ScriptedSession::login)) {
            assertThat(connect(fixture, TlsMode.PREFERRED, null).server().isTls()).isFalse();
        }
    }

    @Test
    void shouldRefuseAServerWithoutTlsWhenRequired() {
        for (TlsMode mode : new TlsMode[] {TlsMode.REQUIRED, TlsMode.VERIFY_CA, TlsMode.VERIFY_IDENTITY}) {
            try (ClientFixture fixture = new ClientFixture(session -> {
                session.greet();
                assertThat(session.readToEnd()).as("nothing may be sent").isEmpty();
            })) {
                assertThat(failure(fixture, mode, ca)).isInstanceOf(AuthenticationException.class)
                    .hasMessageContaining("does not offer TLS");
            }
        }
    }

    @Test
    void shouldTrustAnyCertificateWhenRequiredOnly() {
        try (ClientFixture fixture = new ClientFixture(secured(elsewhere))) {
            assertThat(connect(fixture, TlsMode.REQUIRED, null).server().isTls()).isTrue();
        }
    }

    @Test
    void shouldVerifyTheAuthorityButNotTheNameForVerifyCa() {
        try (ClientFixture fixture = new ClientFixture(secured(elsewhere))) {
            assertThat(connect(fixture, TlsMode.VERIFY_CA, ca).server().isTls()).isTrue();
        }
        for (Path foreign : new Path[] {otherCa, null}) {
            try (ClientFixture fixture = new ClientFixture(refusedBy(elsewhere))) {
                assertThat(failure(fixture, TlsMode.VERIFY_CA, foreign)).isInstanceOf(AuthenticationException.class)
                    .hasMessageContaining("nobody that is trusted").hasMessageContaining("tls.ca");
            }
        }
    }

    @Test
    void shouldVerifyTheNameForVerifyIdentity() {
        try (ClientFixture fixture = new ClientFixture(secured(loopback))) {
            assertThat(connect(fixture, TlsMode.VERIFY_IDENTITY, ca).server().isTls()).isTrue();
        }
        try (ClientFixture fixture = new ClientFixture(refusedBy(elsewhere))) {
            assertThat(failure(fixture, TlsMode.VERIFY_IDENTITY, ca)).isInstanceOf(AuthenticationException.class)
                .hasMessageContaining("does not name this host").hasMessageContaining("VERIFY_IDENTITY");
        }
    }

    @Test
    void shouldSayThatACertificateHasExpired() {
        try (ClientFixture fixture = new ClientFixture(refusedBy(authority.issueExpired("127.0.0.1")))) {
            assertThat(failure(fixture, TlsMode.VERIFY_CA, ca)).isInstanceOf(AuthenticationException.class)
                .hasMessageContaining("has expired");
        }
    }

    @Test
    void shouldSayThatNoProtocolOrCipherIsShared() {
        try (ClientFixture fixture = new ClientFixture(alerting(NO_SHARED_PROTOCOL))) {
            assertThat(failure(fixture, TlsMode.REQUIRED, null)).isInstanceOf(AuthenticationException.class)
                .hasMessageContaining("neither TLS 1.2 nor TLS 1.3");
        }
        try (ClientFixture fixture = new ClientFixture(alerting(HANDSHAKE_FAILURE))) {
            assertThat(failure(fixture, TlsMode.REQUIRED, null)).isInstanceOf(AuthenticationException.class)
                .hasMessageContaining("no cipher suite");
        }
    }

    @Test
    void shouldSayThatTheClientsCertificateIsNotAccepted() {
        Identity foreign = new TestAuthority().issue("client");
        Path certificate = TestAuthority.writePem(files.resolve("foreign.pem"), foreign.certificate());
        Path key = TestAuthority.writePkcs8(files.resolve("foreign-key.pem"), foreign.keys());
        try (ClientFixture fixture = new ClientFixture(session -> {
            session.greet("8.0.36", OFFERED, "mysql_native_password");
            try {
                session.startTls(authority.serverContext(loopback));
                session.readToEnd();
            } catch (SSLException e) {
                return; // it said so
            }
        })) {
            assertThat(fixture.connectFailure(fixture.config().tls(config(TlsMode.VERIFY_CA, ca)
                .clientCertificate(certificate).clientKey(key).build()))).isInstanceOf(AuthenticationException.class)
                .hasMessageContaining("tls.cert");
        }
    }

    @Test
    void shouldReconnectWhenTheConnectionIsLostWhileTlsBegins() {
        try (ClientFixture fixture = new ClientFixture(session -> {
            session.greet("8.0.36", OFFERED, "mysql_native_password");
            session.read();
        })) {
            assertThat(failure(fixture, TlsMode.REQUIRED, null)).isInstanceOfSatisfying(
                ConnectionClosedException.class, e -> assertThat(e.recovery()).isEqualTo(Recovery.RECONNECT));
        }
    }

    @Test
    void shouldNameTheHostThatIsAskedFor() {
        CompletableFuture<List<SNIServerName>> seen = new CompletableFuture<>();
        try (ClientFixture fixture = new ClientFixture(session -> {
            session.greet("8.0.36", OFFERED, "mysql_native_password");
            session.startTls(authority.serverContext(loopback));
            seen.complete(((ExtendedSSLSession) session.tls().getSession()).getRequestedServerNames());
            session.read();
            session.ok();
        })) {
            fixture.connect(fixture.config().host("localhost").tls(config(TlsMode.REQUIRED, null).build()));
            assertThat(result(seen)).containsExactly(new SNIHostName("localhost"));
        }
    }

    @Test
    void shouldReadTheFilesAnewAtEachConnect() throws IOException {
        Path replaced = files.resolve("replaced.pem");
        for (Path content : new Path[] {ca, otherCa, ca}) {
            Files.copy(content, replaced, StandardCopyOption.REPLACE_EXISTING);
            boolean isTrusted = content.equals(ca);
            try (ClientFixture fixture = new ClientFixture(isTrusted ? secured(loopback) : refusedBy(loopback))) {
                if (isTrusted) {
                    connect(fixture, TlsMode.VERIFY_CA, replaced);
                } else {
                    assertThat(failure(fixture, TlsMode.VERIFY_CA, replaced)).hasMessageContaining("tls.ca");
                }
            }
        }
    }

    @Test
    void shouldSpeakTls12AndTls13WithForwardSecrecy() {
        for (String protocol : List.of("TLSv1.2", "TLSv1.3")) {
            CompletableFuture<String> seen = new CompletableFuture<>();
            try (ClientFixture fixture = new ClientFixture(session -> {
                session.greet("8.0.36", OFFERED, "mysql_native_password");
                session.startTls(authority.serverContext(loopback), protocol);
                seen.complete(session.tls().getSession().getProtocol() + ' '
                    + session.tls().getSession().getCipherSuite());
                session.read();
                session.ok();
            })) {
                connect(fixture, TlsMode.REQUIRED, null);
                assertThat(result(seen)).startsWith(protocol + " TLS_").doesNotContain("TLS_RSA");
            }
        }
    }

    @Test
    void shouldShowAClientCertificateWithAKeyOfAnyForm() {
        for (String algorithm : List.of("RSA", "EC")) {
            Identity identity = authority.issue(TestAuthority.keys(algorithm), "client");
            showWithAKeyOfAnyForm(identity);
        }
    }

    private void showWithAKeyOfAnyForm(Identity identity) {
        Path certificate = TestAuthority.writePem(files.resolve("client.pem"), identity.certificate());
        String password = "kéy secret";
        Path traditional = TestAuthority.writePem(files.resolve("traditional.pem"), identity.keys());
        Path pkcs8 = TestAuthority.writePkcs8(files.resolve("pkcs8.pem"), identity.keys());
        Path encryptedPkcs8 = TestAuthority.writeEncryptedPkcs8(
            files.resolve("encrypted-pkcs8.pem"), identity.keys(), password);
        Path encrypted = TestAuthority.writeEncryptedPem(
            files.resolve("encrypted.pem"), identity.keys(), "AES-256-CBC", "key secret");
        Path encryptedLongAgo = TestAuthority.writeEncryptedPem(
            files.resolve("encrypted-3des.pem"), identity.keys(), "DES-EDE3-CBC", "key secret");
        for (Path key : new Path[] {traditional, pkcs8, encryptedPkcs8, encrypted, encryptedLongAgo}) {
            String keyPassword = key == encryptedPkcs8 ? password : "key secret";
            CompletableFuture<X509Certificate> seen = new CompletableFuture<>();
            try (ClientFixture fixture = new ClientFixture(session -> {
                session.greet("8.0.36", OFFERED, "mysql_native_password");
                session.startTls(authority.serverContext(loopback));
                seen.complete((X509Certificate) session.tls().getSession().getPeerCertificates()[0]);
                session.read();
                session.ok();
            })) {
                fixture.connect(fixture.config().tls(config(TlsMode.VERIFY_CA, ca).clientCertificate(certificate)
                    .clientKey(key).clientKeyPassword(keyPassword).build()));
                assertThat(result(seen)).as(key.toString()).isEqualTo(identity.certificate());
            }
        }
    }

    @Test
    void shouldSayWhatIsWrongWithAKey() {
        Identity identity = authority.issue("client");
        Path certificate = TestAuthority.writePem(files.resolve("locked.pem"), identity.certificate());
        Path pkcs8 = TestAuthority.writeEncryptedPkcs8(files.resolve("locked-pkcs8.pem"), identity.keys(), "right");
        Path traditional = TestAuthority.writeEncryptedPem(
            files.resolve("locked-traditional.pem"), identity.keys(), "AES-128-CBC", "right");
        Path edwards = TestAuthority.writePkcs8(files.resolve("edwards.pem"), TestAuthority.keys("Ed25519"));
        for (Path key : new Path[] {pkcs8, traditional}) {
            assertThat(keyFailure(certificate, key, null)).hasMessageContaining(key.toString())
                .hasMessageContaining("tls.keyPassword to be set");
            assertThat(keyFailure(certificate, key, "wrong")).hasMessageContaining(key.toString())
                .hasMessageContaining("tls.keyPassword does not open").hasMessageNotContaining("wrong");
        }
        assertThat(keyFailure(certificate, edwards, null)).hasMessageContaining("expected: RSA or EC");
        assertThat(keyFailure(certificate, certificate, null)).hasMessageContaining("no private key");
    }

    private Throwable keyFailure(Path certificate, Path key, String password) {
        try (ClientFixture fixture = new ClientFixture(session -> { })) {
            Throwable failure = fixture.connectFailure(fixture.config().tls(config(TlsMode.REQUIRED, null)
                .clientCertificate(certificate).clientKey(key).clientKeyPassword(password).build()));
            assertThat(failure).isInstanceOf(AuthenticationException.class);
            return failure;
        }
    }

    @Test
    void shouldSendAClearPasswordOnlyToAServerThatWasVerified() {
        ScriptedMySqlServer.Script asking = session -> {
            session.greet("8.0.36", OFFERED, "mysql_native_password");
            session.startTls(authority.serverContext(loopback));
            session.read();
            session.write(WireBytes.of().u8(0xfe).nulText("mysql_clear_password").toArray());
        };
        for (TlsMode mode : new TlsMode[] {TlsMode.VERIFY_CA, TlsMode.VERIFY_IDENTITY}) {
            try (ClientFixture fixture = new ClientFixture(session -> {
                asking.run(session);
                assertThat(session.read()).isEqualTo("secret\0".getBytes());
                session.ok();
            })) {
                fixture.connect(fixture.config().allowClearPassword(true).tls(config(mode, ca).build()));
            }
        }
        for (TlsMode mode : new TlsMode[] {TlsMode.PREFERRED, TlsMode.REQUIRED}) {
            try (ClientFixture fixture = new ClientFixture(session -> {
                asking.run(session);
                assertThat(session.readToEnd()).isEmpty();
            })) {
                assertThat(fixture.connectFailure(
                    fixture.config().allowClearPassword(true).tls(config(mode, ca).build())))
                    .isInstanceOf(AuthenticationException.class).hasMessageContaining("VERIFY_CA");
            }
        }
    }

    @Test
    void shouldNameAFileThatIsNoPem() {
        try (ClientFixture fixture = new ClientFixture(session -> { })) {
            assertThat(failure(fixture, TlsMode.VERIFY_CA, files.resolve("absent.pem")))
                .isInstanceOf(AuthenticationException.class).hasMessageContaining("absent.pem");
        }
    }

    @Test
    void shouldSendThePasswordInFullInsideTlsOnly() {
        try (ClientFixture fixture = new ClientFixture(session -> {
            session.greet("8.0.36", OFFERED, "caching_sha2_password");
            session.startTls(authority.serverContext(loopback));
            session.read();
            session.write(new byte[] {1, 4});
            assertThat(session.read()).isEqualTo("secret\0".getBytes());
            session.ok();
        })) {
            connect(fixture, TlsMode.REQUIRED, null);
        }
    }

    @Test
    void shouldRefuseBytesThatCameBehindTheGreetingInClear() {
        try (ClientFixture fixture = new ClientFixture(session -> session.writeRaw(WireBytes.of()
            .raw(WireBytes.frame(0, ScriptedSession.greeting("8.0.36", OFFERED, "mysql_native_password")))
            .raw(WireBytes.frame(1, new byte[] {0, 0, 0, 2, 0, 0, 0})).toArray()))) {
            assertThat(failure(fixture, TlsMode.REQUIRED, null)).isInstanceOf(MalformedPacketException.class);
        }
    }

    private static ScriptedMySqlServer.Script secured(Identity identity) {
        return session -> {
            session.greet("8.0.36", OFFERED, "mysql_native_password");
            session.startTls(authority.serverContext(identity));
            session.read();
            session.ok();
        };
    }

    /** A server named elsewhere, to which the client must not log in. */
    private static ScriptedMySqlServer.Script refusedBy(Identity identity) {
        return session -> {
            session.greet("8.0.36", OFFERED, "mysql_native_password");
            byte[] sent;
            try {
                session.startTls(authority.serverContext(identity));
                sent = session.readToEnd();
            } catch (SSLException e) {
                sent = new byte[0]; // the alert of a client that does not trust it
            }
            assertThat(sent).isEmpty();
        };
    }

    /** A server that answers the client's first words inside TLS with an alert. */
    private static ScriptedMySqlServer.Script alerting(String alert) {
        return session -> {
            session.greet("8.0.36", OFFERED, "mysql_native_password");
            session.read();
            session.writeRaw(WireBytes.ofHex(alert).toArray());
            session.readToEnd();
        };
    }

    private TlsConfig.Builder config(TlsMode mode, Path caFile) {
        return TlsConfig.builder().mode(mode).ca(caFile).provider(provider);
    }

    private MySqlConnection connect(ClientFixture fixture, TlsMode mode, Path caFile) {
        return fixture.connect(fixture.config().tls(config(mode, caFile).build()));
    }

    private Throwable failure(ClientFixture fixture, TlsMode mode, Path caFile) {
        return fixture.connectFailure(fixture.config().tls(config(mode, caFile).build()));
    }
}
