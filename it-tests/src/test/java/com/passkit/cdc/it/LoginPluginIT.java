package com.passkit.cdc.it;

import java.sql.SQLException;
import java.util.List;
import java.util.UUID;

import org.junit.jupiter.api.Test;

import com.passkit.cdc.it.harness.MySqlServers;
import com.passkit.cdc.it.harness.MySqlVersion;
import com.passkit.cdc.it.harness.RealServer;
import com.passkit.cdc.it.harness.TestAccount;
import com.passkit.cdc.it.harness.TestDatabase;
import com.passkit.cdc.protocol.client.TlsConfig;
import com.passkit.cdc.protocol.client.TlsMode;
import com.passkit.cdc.protocol.error.AuthenticationException;
import com.passkit.cdc.protocol.error.Recovery;
import com.passkit.cdc.protocol.error.ServerErrorException;

import static com.passkit.cdc.it.LoginAttempt.refusal;
import static com.passkit.cdc.it.LoginAttempt.to;
import static com.passkit.cdc.it.LoginAttempt.user;
import static org.assertj.core.api.Assertions.assertThat;

/** Plugins that a server has beside its usual ones, and accounts with several factors. */
class LoginPluginIT {

    private static final int ER_ACCESS_DENIED = 1045;
    private static final int ER_NO_PASSWORD = 1698;

    @Test
    void shouldSignForEd25519() throws SQLException {
        signForEd25519(MySqlServers.shared(MySqlVersion.MARIADB_10_11, "--plugin-load-add=auth_ed25519"));
    }

    /** And for ed25519, which is asked for in another way since 11.6. */
    @Test
    void shouldSignForParsec() throws SQLException {
        try (RealServer server = MySqlServers.fresh(MySqlVersion.MARIADB_11_8, "--plugin-load-add=auth_parsec",
            "--plugin-load-add=auth_ed25519")) {
            for (String password : List.of("s3cret ü€ " + UUID.randomUUID(), "")) {
                try (TestAccount account = new TestAccount(server, "parsec", password)) {
                    assertThat(user(LoginAttempt.as(account).tls(TlsConfig.DISABLED))).isEqualTo(account.name());
                    assertThat(user(LoginAttempt.as(account))).isEqualTo(account.name());
                    assertThat(refusal(ServerErrorException.class,
                        LoginAttempt.as(account).password("wrong")).errorNumber()).isEqualTo(ER_ACCESS_DENIED);
                }
            }
            signForEd25519(server);
        }
    }

    private static void signForEd25519(RealServer server) throws SQLException {
        // Some nonces end in a zero byte: one in 256 would not do.
        try (TestAccount account = new TestAccount(server, "ed25519", "s3cret ü€ " + UUID.randomUUID())) {
            for (int i = 0; i < 20; i++) {
                assertThat(user(LoginAttempt.as(account).tls(TlsConfig.DISABLED))).isEqualTo(account.name());
            }
            assertThat(refusal(ServerErrorException.class, LoginAttempt.as(account).password("wrong")).errorNumber())
                .isEqualTo(ER_ACCESS_DENIED);
        }
    }

    /** The plugins that MySQL tests itself with: one takes the password as it is, one asks questions. */
    @Test
    void shouldSendAClearPasswordOnlyOverTheSocketAndAnswerNoQuestions() throws SQLException {
        RealServer server = MySqlServers.shared(MySqlVersion.V5_6);
        String clear = "clear_" + UUID.randomUUID().toString().substring(0, 8);
        String asked = "asked_" + UUID.randomUUID().toString().substring(0, 8);
        try (TestDatabase database = server.freshDatabase()) {
            database.execute("INSTALL PLUGIN cleartext_plugin_server SONAME 'auth_test_plugin.so'",
                "INSTALL PLUGIN two_questions SONAME 'auth.so'",
                "CREATE USER " + clear + " IDENTIFIED WITH cleartext_plugin_server AS 's3cret'",
                "CREATE USER " + asked + " IDENTIFIED WITH two_questions AS 's3cret'");
            try {
                assertThat(user(to(server).socket(server.socket()).user(clear).password("s3cret")
                    .allowClearPassword(true))).isEqualTo(clear);
                assertThat(refusal(ServerErrorException.class, to(server).socket(server.socket()).user(clear)
                    .password("another").allowClearPassword(true)).errorNumber()).isEqualTo(ER_ACCESS_DENIED);
                assertThat(refusal(AuthenticationException.class,
                    to(server).socket(server.socket()).user(clear).password("s3cret")))
                    .hasMessageContainingAll(clear, "not enabled", "allowClearPassword");
                assertThat(refusal(AuthenticationException.class,
                    to(server).user(clear).password("s3cret").allowClearPassword(true)))
                    .hasMessageContainingAll(clear, "VERIFY_IDENTITY", "Unix socket");
                assertThat(refusal(AuthenticationException.class, to(server).user(asked).password("s3cret")))
                    .hasMessageContainingAll(asked, "dialog", "Remedy");
            } finally {
                database.execute("DROP USER " + clear, "DROP USER " + asked,
                    "UNINSTALL PLUGIN cleartext_plugin_server", "UNINSTALL PLUGIN two_questions");
            }
        }
    }

    /** Servers without commercial plugins take passwords for the first factor only; others have devices or sockets. */
    @Test
    void shouldProveSeveralFactors() throws SQLException {
        String owner = System.getProperty("user.name");
        String id = UUID.randomUUID().toString().substring(0, 8);
        try (RealServer server = MySqlServers.fresh(MySqlVersion.V9, "--plugin-load-add=auth_socket.so",
            "--plugin-load-add=authentication_webauthn.so", "--loose-authentication-webauthn-rp-id=example.com");
            TestDatabase database = server.freshDatabase()) {
            database.execute(
                "CREATE USER two_" + id + " IDENTIFIED WITH caching_sha2_password BY 'one' AND IDENTIFIED WITH"
                    + " auth_socket AS '" + owner + "'",
                "CREATE USER three_" + id + " IDENTIFIED WITH sha256_password BY 'one' AND IDENTIFIED WITH auth_socket"
                    + " AS '" + owner + "' AND IDENTIFIED WITH auth_socket AS '" + owner + "'",
                "CREATE USER other_" + id + " IDENTIFIED WITH caching_sha2_password BY 'one' AND IDENTIFIED WITH"
                    + " auth_socket AS 'somebody else'",
                "CREATE USER device_" + id + " IDENTIFIED WITH caching_sha2_password BY 'one' AND IDENTIFIED WITH"
                    + " authentication_webauthn");
            for (String name : List.of("two_" + id, "three_" + id)) {
                assertThat(user(to(server).socket(server.socket()).user(name).password("one"))).isEqualTo(name);
                assertThat(user(to(server).socket(server.socket()).user(name).password("one")
                    .furtherPasswords(List.of("", "")))).isEqualTo(name);
                assertThat(refusal(ServerErrorException.class, to(server).user(name).password("one"))
                    .errorNumber()).as("no socket, no second factor").isEqualTo(ER_NO_PASSWORD);
                assertThat(refusal(ServerErrorException.class, to(server).socket(server.socket()).user(name)
                    .password("another")).errorNumber()).isEqualTo(ER_ACCESS_DENIED);
            }
            assertThat(refusal(ServerErrorException.class, to(server).socket(server.socket()).user("other_" + id)
                .password("one")).errorNumber()).isEqualTo(ER_NO_PASSWORD);
            AuthenticationException device = refusal(AuthenticationException.class,
                to(server).tls(TlsConfig.builder().mode(TlsMode.REQUIRED).build()).user("device_" + id)
                    .password("one"));
            assertThat(device).hasMessageContainingAll("device_" + id, "WebAuthn", "Remedy");
            assertThat(device.recovery()).isEqualTo(Recovery.STOP);
        }
    }
}
