package com.passkit.cdc.protocol.client;

import static com.passkit.cdc.protocol.client.ClientFixture.result;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.concurrent.CompletableFuture;

import javax.net.ssl.SSLException;

import com.passkit.cdc.protocol.error.AuthenticationException;
import com.passkit.cdc.protocol.error.MalformedPacketException;
import com.passkit.cdc.protocol.testing.ScriptedMySqlServer;
import com.passkit.cdc.protocol.testing.ScriptedSession;
import com.passkit.cdc.protocol.testing.TestAuthority;
import com.passkit.cdc.protocol.testing.TestAuthority.Identity;
import com.passkit.cdc.protocol.testing.WireBytes;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsTest {

    private static final int OFFERED =
        ScriptedSession.CAPABILITIES | ScriptedSession.TLS | ScriptedSession.DEPRECATE_EOF;

    @TempDir
    private static Path files;

    private static TestAuthority authority;
    private static Identity loopback;
    private static Identity elsewhere;
    private static Path ca;
    private static Path otherCa;

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
        try (ClientFixture fixture = new ClientFixture(refusedBy())) {
            assertThat(failure(fixture, TlsMode.VERIFY_CA, otherCa)).isInstanceOf(AuthenticationException.class)
                .hasMessageContaining("tls.ca");
        }
    }

    @Test
    void shouldVerifyTheNameForVerifyIdentity() {
        try (ClientFixture fixture = new ClientFixture(secured(loopback))) {
            assertThat(connect(fixture, TlsMode.VERIFY_IDENTITY, ca).server().isTls()).isTrue();
        }
        try (ClientFixture fixture = new ClientFixture(refusedBy())) {
            assertThat(failure(fixture, TlsMode.VERIFY_IDENTITY, ca)).isInstanceOf(AuthenticationException.class)
                .hasMessageContaining("VERIFY_IDENTITY");
        }
    }

    @Test
    void shouldShowAClientCertificateWithAKeyOfEitherForm() {
        Identity identity = authority.issue("client");
        Path certificate = TestAuthority.writePem(files.resolve("client.pem"), identity.certificate());
        Path pkcs1 = TestAuthority.writePem(files.resolve("pkcs1.pem"), identity.keys());
        Path pkcs8 = TestAuthority.writePkcs8(files.resolve("pkcs8.pem"), identity.keys());
        for (Path key : new Path[] {pkcs1, pkcs8}) {
            CompletableFuture<X509Certificate> seen = new CompletableFuture<>();
            try (ClientFixture fixture = new ClientFixture(session -> {
                session.greet("8.0.36", OFFERED, "mysql_native_password");
                session.startTls(authority.serverContext(loopback));
                seen.complete((X509Certificate) session.tls().getSession().getPeerCertificates()[0]);
                session.read();
                session.ok();
            })) {
                fixture.connect(fixture.config().tls(new TlsConfig(TlsMode.VERIFY_CA, ca, certificate, key)));
                assertThat(result(seen)).isEqualTo(identity.certificate());
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
    private static ScriptedMySqlServer.Script refusedBy() {
        return session -> {
            session.greet("8.0.36", OFFERED, "mysql_native_password");
            byte[] sent;
            try {
                session.startTls(authority.serverContext(elsewhere));
                sent = session.readToEnd();
            } catch (SSLException e) {
                sent = new byte[0]; // the alert of a client that does not trust it
            }
            assertThat(sent).isEmpty();
        };
    }

    private static MySqlConnection connect(ClientFixture fixture, TlsMode mode, Path caFile) {
        return fixture.connect(fixture.config().tls(new TlsConfig(mode, caFile, null, null)));
    }

    private static Throwable failure(ClientFixture fixture, TlsMode mode, Path caFile) {
        return fixture.connectFailure(fixture.config().tls(new TlsConfig(mode, caFile, null, null)));
    }
}
