package com.passkit.cdc.it;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.UUID;
import java.util.function.UnaryOperator;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import com.passkit.cdc.it.harness.EveryServer;
import com.passkit.cdc.it.harness.MySqlServers;
import com.passkit.cdc.it.harness.MySqlVersion;
import com.passkit.cdc.it.harness.RealServer;
import com.passkit.cdc.it.harness.TestAccount;
import com.passkit.cdc.protocol.client.MySqlClient;
import com.passkit.cdc.protocol.client.MySqlClientConfig;
import com.passkit.cdc.protocol.client.MySqlConnection;
import com.passkit.cdc.protocol.client.TlsConfig;
import com.passkit.cdc.protocol.error.AuthenticationException;
import com.passkit.cdc.protocol.error.ConnectionClosedException;
import com.passkit.cdc.protocol.error.MySqlException;
import com.passkit.cdc.protocol.error.Recovery;
import com.passkit.cdc.protocol.error.ServerErrorException;

import static com.passkit.cdc.it.SnapshotSession.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** Who is let in by real servers, how, and what is said to who is not. */
class LoginIT {

    private static final String NATIVE = "mysql_native_password";
    private static final String CACHING_SHA2 = "caching_sha2_password";
    private static final String SHA256 = "sha256_password";
    private static final int ER_ACCESS_DENIED = 1045;
    private static final int ER_PLUGIN_IS_NOT_LOADED = 1524;

    @TempDir
    private Path directory;

    @ParameterizedTest
    @EnumSource(names = {"V5_6", "V5_7", "V8_0", "MARIADB_10_11"})
    void shouldLogInWithANativePassword(MySqlVersion version) throws SQLException {
        RealServer server = MySqlServers.shared(version);
        try (TestAccount account = new TestAccount(server, NATIVE, secret());
            TestAccount open = new TestAccount(server, NATIVE, "")) {
            assertThat(userOf(account, plain -> plain.tls(TlsConfig.DISABLED))).isEqualTo(account.name());
            assertThat(userOf(account, preferred -> preferred)).isEqualTo(account.name());
            assertThat(userOf(open, plain -> plain.tls(TlsConfig.DISABLED))).isEqualTo(open.name());
        }
    }

    /** The plugin is gone; accounts that came from an older server can still name it. */
    @Test
    void shouldSayThatTheServerHasNoNativePasswords() throws SQLException {
        try (TestAccount account = new TestAccount(MySqlServers.shared(MySqlVersion.V9), CACHING_SHA2, secret())) {
            account.execute("UPDATE mysql.user SET plugin = '" + NATIVE + "', authentication_string = ''"
                + " WHERE User = '" + account.name() + "'");
            account.execute("FLUSH PRIVILEGES");

            ServerErrorException refusal = refusal(account, ServerErrorException.class, preferred -> preferred);

            assertThat(refusal.errorNumber()).isEqualTo(ER_PLUGIN_IS_NOT_LOADED);
            assertThat(refusal).hasMessageContaining(NATIVE).hasMessageContaining("not loaded");
            assertThat(refusal.recovery()).isEqualTo(Recovery.STOP);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"V8_0", "V9"})
    void shouldSendACachingSha2PasswordOnlyEncrypted(MySqlVersion version) throws SQLException, IOException {
        RealServer server = MySqlServers.shared(version);
        Path key = serverKey(server);
        try (TestAccount account = new TestAccount(server, CACHING_SHA2, secret())) {
            AuthenticationException refusal = refusal(
                account, AuthenticationException.class, plain -> plain.tls(TlsConfig.DISABLED));
            assertThat(refusal).hasMessageContainingAll(
                account.name(), "TLS", "serverPublicKey", "allowPublicKeyRetrieval");

            assertThat(userOf(account, pinned -> pinned.tls(TlsConfig.DISABLED).serverPublicKey(key)))
                .isEqualTo(account.name());
            // Now the server remembers the password: the fast exchange needs neither TLS nor key.
            assertThat(userOf(account, plain -> plain.tls(TlsConfig.DISABLED))).isEqualTo(account.name());
            assertThat(userOf(account, preferred -> preferred)).isEqualTo(account.name());
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"V8_0", "V9"})
    void shouldLogInByARetrievedKeyOverTlsAndWithoutPassword(MySqlVersion version) throws SQLException {
        RealServer server = MySqlServers.shared(version);
        try (TestAccount byKey = new TestAccount(server, CACHING_SHA2, secret());
            TestAccount overTls = new TestAccount(server, CACHING_SHA2, secret());
            TestAccount open = new TestAccount(server, CACHING_SHA2, "")) {
            assertThat(userOf(byKey, plain -> plain.tls(TlsConfig.DISABLED).allowPublicKeyRetrieval(true)))
                .isEqualTo(byKey.name());
            assertThat(userOf(overTls, preferred -> preferred)).isEqualTo(overTls.name());
            assertThat(userOf(open, plain -> plain.tls(TlsConfig.DISABLED))).isEqualTo(open.name());
        }
    }

    @Test
    void shouldNotLogInWithAnotherServersKey() throws SQLException, IOException {
        Path foreign = serverKey(MySqlServers.shared(MySqlVersion.V9));
        RealServer server = MySqlServers.shared(MySqlVersion.V8_0);
        try (TestAccount account = new TestAccount(server, CACHING_SHA2, secret())) {
            MySqlException refusal = refusal(account, MySqlException.class,
                pinned -> pinned.tls(TlsConfig.DISABLED).serverPublicKey(foreign));

            assertThat(refusal.recovery()).isEqualTo(Recovery.STOP);
        }
    }

    /** The account's plugin is not the server's default, so the server asks to switch to it first. */
    @ParameterizedTest
    @EnumSource(names = {"V8_0", "V9"})
    void shouldSendASha256PasswordOverTlsOrEncrypted(MySqlVersion version) throws SQLException, IOException {
        RealServer server = MySqlServers.shared(version);
        Path key = serverKey(server);
        try (TestAccount account = new TestAccount(server, SHA256, secret())) {
            assertThat(refusal(account, AuthenticationException.class, plain -> plain.tls(TlsConfig.DISABLED)))
                .hasMessageContainingAll(account.name(), "TLS", "serverPublicKey", "allowPublicKeyRetrieval");
            assertThat(userOf(account, preferred -> preferred)).isEqualTo(account.name());
            assertThat(userOf(account, pinned -> pinned.tls(TlsConfig.DISABLED).serverPublicKey(key)))
                .isEqualTo(account.name());
            assertThat(userOf(account, plain -> plain.tls(TlsConfig.DISABLED).allowPublicKeyRetrieval(true)))
                .isEqualTo(account.name());
            String wrong = secret();
            assertDenied(refusal(account, ServerErrorException.class, config -> config.password(wrong)), account);
        }
    }

    @EveryServer
    void shouldStopAtAWrongPassword(MySqlVersion version) throws SQLException {
        String plugin = version.defaultAuthPlugin();
        String wrong = secret();
        try (TestAccount account = new TestAccount(MySqlServers.shared(version), plugin, secret())) {
            ServerErrorException refusal = refusal(
                account, ServerErrorException.class, config -> config.password(wrong));
            assertDenied(refusal, account);
            assertThat(refusal).hasMessageContaining("using password: YES");
            assertThat(refusal.toString()).doesNotContain(wrong);

            assertDenied(refusal(account, ServerErrorException.class, config -> config.password("")), account);
            // A server makes up a plugin for a user that it does not know, so that nobody learns which are there.
            for (int i = 0; i < 20; i++) {
                String nobody = "nobody_" + UUID.randomUUID().toString().substring(0, 12);
                assertThat(refusal(account, ServerErrorException.class,
                    config -> config.user(nobody).allowPublicKeyRetrieval(true)).errorNumber())
                    .isEqualTo(ER_ACCESS_DENIED);
            }
        }
    }

    @Test
    void shouldNameTheHostThatIsUnknownAndThePortThatIsClosed() throws IOException {
        int closedPort;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            closedPort = socket.getLocalPort();
        }
        try (MySqlClient client = new MySqlClient()) {
            assertThatThrownBy(() -> await(client.connect(
                MySqlClientConfig.builder().host("no-such-host.invalid").port(3399).user("u").build())))
                .isInstanceOf(ConnectionClosedException.class).hasMessageContaining("no-such-host.invalid:3399");
            assertThatThrownBy(() -> await(client.connect(
                MySqlClientConfig.builder().host("127.0.0.1").port(closedPort).user("u").build())))
                .isInstanceOf(ConnectionClosedException.class).hasMessageContaining("127.0.0.1:" + closedPort);
        }
    }

    private static void assertDenied(ServerErrorException refusal, TestAccount account) {
        assertThat(refusal.errorNumber()).isEqualTo(ER_ACCESS_DENIED);
        assertThat(refusal.recovery()).isEqualTo(Recovery.STOP);
        assertThat(refusal).hasMessageContaining(account.name());
        assertThat(refusal.toString()).doesNotContain(account.password());
    }

    private static String userOf(TestAccount account, UnaryOperator<MySqlClientConfig.Builder> settings) {
        try (MySqlClient client = new MySqlClient();
            MySqlConnection connection = await(client.connect(config(account, settings)))) {
            return await(connection.fetch("SELECT SUBSTRING_INDEX(CURRENT_USER(), '@', 1)")).get(0).get(0);
        }
    }

    private static <T extends MySqlException> T refusal(
        TestAccount account, Class<T> type, UnaryOperator<MySqlClientConfig.Builder> settings) {
        try (MySqlClient client = new MySqlClient()) {
            T refusal = catchThrowableOfType(type, () -> await(client.connect(config(account, settings))));
            assertThat(refusal).isNotNull();
            assertThat(refusal.getMessage()).doesNotContain(account.password());
            return refusal;
        }
    }

    private static MySqlClientConfig config(TestAccount account, UnaryOperator<MySqlClientConfig.Builder> settings) {
        return settings.apply(MySqlClientConfig.builder().host(account.server().host()).port(account.server().port())
            .user(account.name()).password(account.password())).build();
    }

    private Path serverKey(RealServer server) throws IOException {
        try (SnapshotSession session = new SnapshotSession(server)) {
            String pem = await(session.connection().fetch(
                "SHOW GLOBAL STATUS LIKE 'Caching_sha2_password_rsa_public_key'")).get(0).get(1);
            return Files.writeString(directory.resolve("server-key-" + server.port() + ".pem"), pem);
        }
    }

    /** Longer than the nonce, with characters of two and three bytes. */
    private static String secret() {
        return "s3cret ü€ " + UUID.randomUUID();
    }
}
