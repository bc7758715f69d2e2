package com.passkit.cdc.it;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import com.passkit.cdc.it.harness.CommandRun;
import com.passkit.cdc.it.harness.ConnectorProcess;
import com.passkit.cdc.it.harness.MySqlServers;
import com.passkit.cdc.it.harness.MySqlVersion;
import com.passkit.cdc.it.harness.RealServer;
import com.passkit.cdc.it.harness.TestAccount;
import com.passkit.cdc.protocol.client.MySqlClient;
import com.passkit.cdc.protocol.client.MySqlClientConfig;
import com.passkit.cdc.protocol.client.MySqlConnection;
import com.passkit.cdc.protocol.client.TlsConfig;
import com.passkit.cdc.protocol.client.TlsMode;
import com.passkit.cdc.protocol.client.TlsProvider;
import com.passkit.cdc.protocol.error.AuthenticationException;
import com.passkit.cdc.protocol.error.Recovery;
import com.passkit.cdc.protocol.error.ServerErrorException;
import com.passkit.cdc.protocol.testing.TestAuthority;

import static com.passkit.cdc.it.SnapshotSession.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** TLS modes and certificates on real servers. */
class TlsIT {

    private static final int ER_ACCESS_DENIED = 1045;

    @TempDir
    private Path directory;

    @ParameterizedTest
    @EnumSource(names = {"V8_0", "V9"})
    void shouldFollowTheModeWithTheCertificateThatTheServerMadeForItself(MySqlVersion version) {
        RealServer server = MySqlServers.shared(version);
        Path foreignCa = TestAuthority.writePem(directory.resolve("ca.pem"), new TestAuthority().certificate());

        assertThat(sessionTlsOf(server, TlsConfig.DISABLED)).isEmpty();
        assertThat(sessionTlsOf(server, TlsConfig.PREFERRED)).isEqualTo(tlsOf(version));
        assertThat(sessionTlsOf(server, new TlsConfig(TlsMode.REQUIRED, null, null, null))).isEqualTo(tlsOf(version));
        assertThat(sessionTlsOf(server, new TlsConfig(TlsMode.VERIFY_CA, server.ca(), null, null)))
            .isEqualTo(tlsOf(version));
        assertRefused(server, new TlsConfig(TlsMode.VERIFY_CA, foreignCa, null, null));
        assertRefused(server, new TlsConfig(TlsMode.VERIFY_CA, null, null, null));
        assertRefused(server, new TlsConfig(TlsMode.VERIFY_IDENTITY, server.ca(), null, null));
    }

    /** 8.0.15 knows forward secrecy by DHE only. */
    @ParameterizedTest
    @CsvSource({"V8_0, JDK, DHE-RSA-", "V8_0, AUTO, DHE-RSA-", "V9, JDK, TLS_AES_", "V9, OPENSSL, TLS_AES_",
        "V9, AUTO, TLS_AES_"})
    void shouldAgreeOnASuiteWithForwardSecrecy(MySqlVersion version, TlsProvider provider, String suite) {
        RealServer server = MySqlServers.shared(version);
        assertThat(LoginAttempt.value(LoginAttempt.to(server).user(server.user()).password(server.password())
            .tls(TlsConfig.builder().mode(TlsMode.VERIFY_CA).ca(server.ca()).provider(provider).build()),
            "SHOW SESSION STATUS LIKE 'Ssl_cipher'", 1)).startsWith(suite);
    }

    @Test
    void shouldSpeakTls12WithAServerThatWantsNothingElse() {
        try (RealServer server = MySqlServers.fresh(MySqlVersion.V9, "--tls-version=TLSv1.2")) {
            for (TlsProvider provider : TlsProvider.values()) {
                assertThat(sessionTlsOf(server, TlsConfig.builder().mode(TlsMode.VERIFY_CA).ca(server.ca())
                    .provider(provider).build())).isEqualTo("TLSv1.2");
            }
        }
    }

    @Test
    void shouldVerifyMariaDb() {
        TestAuthority authority = new TestAuthority();
        Path ca = TestAuthority.writePem(directory.resolve("ca.pem"), authority.certificate());
        try (RealServer server = MySqlServers.fresh(MySqlVersion.MARIADB_10_11, serverFlags(authority, ca))) {
            for (TlsProvider provider : TlsProvider.values()) {
                assertThat(sessionTlsOf(server, TlsConfig.builder().mode(TlsMode.VERIFY_IDENTITY).ca(ca)
                    .provider(provider).build())).isEqualTo("TLSv1.3");
            }
            assertThat(sessionTlsOf(server, TlsConfig.PREFERRED)).isEqualTo("TLSv1.3");
        }
    }

    /** Its binaries carry yaSSL, which ends at TLS 1.1. */
    @Test
    void shouldSayThatMySql56SpeaksNoTlsOfThisCentury() {
        TestAuthority authority = new TestAuthority();
        Path ca = TestAuthority.writePem(directory.resolve("ca.pem"), authority.certificate());
        try (RealServer server = MySqlServers.fresh(MySqlVersion.V5_6, serverFlags(authority, ca))) {
            for (TlsProvider provider : TlsProvider.values()) {
                assertThatThrownBy(() -> sessionTlsOf(server, TlsConfig.builder().mode(TlsMode.REQUIRED)
                    .provider(provider).build())).as(provider.name()).isInstanceOf(AuthenticationException.class)
                    .hasMessageContainingAll("neither", "TLS 1.2 nor TLS 1.3", "TLS mode DISABLED");
            }
            assertThat(sessionTlsOf(server, TlsConfig.DISABLED)).isEmpty();
        }
    }

    private String[] serverFlags(TestAuthority authority, Path ca) {
        TestAuthority.Identity own = authority.issue("127.0.0.1");
        return new String[] {"--ssl-ca=" + ca,
            "--ssl-cert=" + TestAuthority.writePem(directory.resolve("server.pem"), own.certificate()),
            "--ssl-key=" + TestAuthority.writePem(directory.resolve("server-key.pem"), own.keys())};
    }

    @ParameterizedTest
    @CsvSource({"PREFERRED, 'TLS, but PREFERRED trusts any certificate'",
        "REQUIRED, 'TLS, but REQUIRED trusts any certificate'", "VERIFY_CA, TLS with a verified certificate"})
    void shouldTellInCheckWhomTheModeTrusts(TlsMode mode, String words) {
        RealServer server = MySqlServers.shared(MySqlVersion.V9);
        CommandRun check = CommandRun.of(Map.of(ConnectorProcess.PASSWORD_VARIABLE, server.password()), "check",
            "--host", server.host() + ':' + server.port(), "--user", server.user(), "--tls-mode", mode.name(),
            "--tls-ca", server.ca().toString(), "--state-dir", directory.toString(),
            "--endpoint", "http://127.0.0.1:1/cdc");
        assertThat(check.stdout()).contains(words);
    }

    /** These binaries come without a certificate and make none. */
    @Test
    void shouldDoWithoutTlsOnlyWhereItIsNotRequired() {
        RealServer server = MySqlServers.shared(MySqlVersion.V5_7);

        assertThat(sessionTlsOf(server, TlsConfig.PREFERRED)).isEmpty();
        assertThatThrownBy(() -> sessionTlsOf(server, new TlsConfig(TlsMode.REQUIRED, null, null, null)))
            .isInstanceOf(AuthenticationException.class).hasMessageContaining("does not offer TLS");
    }

    @ParameterizedTest
    @EnumSource(names = {"V8_0", "V9"})
    void shouldVerifyTheHostAndShowACertificate(MySqlVersion version) throws SQLException {
        TestAuthority authority = new TestAuthority();
        TestAuthority.Identity client = authority.issue("client");
        Path ca = TestAuthority.writePem(directory.resolve("ca.pem"), authority.certificate());
        Path clientCertificate = TestAuthority.writePem(directory.resolve("client.pem"), client.certificate());
        Path clientKey = TestAuthority.writeEncryptedPkcs8(directory.resolve("client-key.pem"), client.keys(), "k3y");
        String[] flags = serverFlags(authority, ca);

        try (RealServer server = MySqlServers.fresh(version, flags);
            TestAccount account = new TestAccount(server, "caching_sha2_password", "x509 pw", "REQUIRE X509")) {
            TlsConfig verified = new TlsConfig(TlsMode.VERIFY_IDENTITY, ca, null, null);
            TlsConfig mutual = TlsConfig.builder().mode(TlsMode.VERIFY_IDENTITY).ca(ca)
                .clientCertificate(clientCertificate).clientKey(clientKey).clientKeyPassword("k3y").build();

            assertThat(sessionTlsOf(server, verified)).isEqualTo(tlsOf(version));
            assertThat(sessionTlsOf(account, mutual)).isEqualTo(tlsOf(version));
            assertThatThrownBy(() -> sessionTlsOf(account, verified))
                .isInstanceOfSatisfying(ServerErrorException.class, refusal -> {
                    assertThat(refusal.errorNumber()).isEqualTo(ER_ACCESS_DENIED);
                    assertThat(refusal.recovery()).isEqualTo(Recovery.STOP);
                });
        }
    }

    /** @return the best that both sides speak */
    private static String tlsOf(MySqlVersion version) {
        return version == MySqlVersion.V8_0 ? "TLSv1.2" : "TLSv1.3";
    }

    private static void assertRefused(RealServer server, TlsConfig tls) {
        assertThatThrownBy(() -> sessionTlsOf(server, tls))
            .isInstanceOf(AuthenticationException.class)
            .hasMessageContainingAll("127.0.0.1:" + server.port(), "Remedy");
    }

    private static String sessionTlsOf(RealServer server, TlsConfig tls) {
        return sessionTlsOf(server, server.user(), server.password(), tls);
    }

    private static String sessionTlsOf(TestAccount account, TlsConfig tls) {
        return sessionTlsOf(account.server(), account.name(), account.password(), tls);
    }

    /** @return what the server says of the session; empty without TLS */
    private static String sessionTlsOf(RealServer server, String user, String password, TlsConfig tls) {
        try (MySqlClient client = new MySqlClient();
            MySqlConnection connection = await(client.connect(MySqlClientConfig.builder().host(server.host())
                .port(server.port()).user(user).password(password).tls(tls).allowPublicKeyRetrieval(true).build()))) {
            String tlsVersion = await(connection.fetch("SHOW SESSION STATUS LIKE 'Ssl_version'")).get(0).get(1);
            assertThat(connection.server().isTls()).isEqualTo(!tlsVersion.isEmpty());
            return tlsVersion;
        }
    }
}
