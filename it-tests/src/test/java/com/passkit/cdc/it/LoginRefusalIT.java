package com.passkit.cdc.it;

import java.sql.SQLException;
import java.util.UUID;

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
import com.passkit.cdc.protocol.error.Recovery;
import com.passkit.cdc.protocol.error.ServerErrorException;

import static com.passkit.cdc.it.LoginAttempt.refusal;
import static com.passkit.cdc.it.LoginAttempt.user;
import static com.passkit.cdc.it.SnapshotSession.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** What real servers say to who has the right password and still may not come in. */
class LoginRefusalIT {

    private static final int ER_MUST_CHANGE_PASSWORD = 1820;
    private static final int ER_MUST_CHANGE_PASSWORD_LOGIN = 1862;
    private static final int ER_ACCOUNT_HAS_BEEN_LOCKED = 3118;
    private static final int MARIADB_ER_ACCOUNT_HAS_BEEN_LOCKED = 4151;
    private static final int ER_CON_COUNT_ERROR = 1040;
    private static final int ER_USER_LIMIT_REACHED = 1226;
    private static final int ER_SECURE_TRANSPORT_REQUIRED = 3159;

    @EveryServer
    void shouldSayThatThePasswordHasExpired(MySqlVersion version) throws SQLException {
        try (TestAccount account = accountOn(version)) {
            account.execute("ALTER USER '" + account.name() + "'@'%' PASSWORD EXPIRE");

            // MariaDB lets them in, to do nothing but change it.
            ServerErrorException refusal = version.isMariaDb()
                ? catchThrowableOfType(ServerErrorException.class, () -> user(settings(account)))
                : refusal(ServerErrorException.class, settings(account));

            assertThat(refusal.errorNumber())
                .isEqualTo(version.isMariaDb() ? ER_MUST_CHANGE_PASSWORD : ER_MUST_CHANGE_PASSWORD_LOGIN);
            assertThat(refusal.recovery()).isEqualTo(Recovery.STOP);
            assertThat(refusal).hasMessageContaining("has expired").hasMessageContaining("Remedy");
        }
    }

    /** Before 5.7.6 accounts cannot be locked. */
    @ParameterizedTest
    @EnumSource(names = {"V5_7", "V8_0", "V9", "MARIADB_10_11"})
    void shouldSayThatTheAccountIsLocked(MySqlVersion version) throws SQLException {
        try (TestAccount account = accountOn(version)) {
            account.execute("ALTER USER '" + account.name() + "'@'%' ACCOUNT LOCK");

            ServerErrorException refusal = refusal(ServerErrorException.class, settings(account));

            assertThat(refusal.errorNumber())
                .isEqualTo(version.isMariaDb() ? MARIADB_ER_ACCOUNT_HAS_BEEN_LOCKED : ER_ACCOUNT_HAS_BEEN_LOCKED);
            assertThat(refusal.recovery()).isEqualTo(Recovery.STOP);
            assertThat(refusal).hasMessageContaining("The account is locked. Remedy: ALTER USER");
            account.execute("ALTER USER '" + account.name() + "'@'%' ACCOUNT UNLOCK");
            assertThat(user(settings(account))).isEqualTo(account.name());
        }
    }

    @EveryServer
    void shouldTryAgainWhenThereAreTooManyConnections(MySqlVersion version) throws SQLException {
        try (TestAccount account = accountOn(version);
            MySqlClient client = new MySqlClient()) {
            account.execute("GRANT USAGE ON *.* TO '" + account.name() + "'@'%'", limitTo(account, 1));
            MySqlConnection first = await(client.connect(settings(account).build()));

            ServerErrorException refusal = refusal(ServerErrorException.class, settings(account));

            assertThat(refusal.errorNumber()).isEqualTo(ER_USER_LIMIT_REACHED);
            assertThat(refusal.recovery()).isEqualTo(Recovery.RECONNECT);
            assertThat(refusal).hasMessageContaining("max_user_connections").hasMessageContaining("tries again");
            first.close();
        }
    }

    /** Everything that holds for a whole server happens on one of the test's own. */
    @ParameterizedTest
    @EnumSource(names = {"V5_7", "V9"})
    void shouldTellWhatTheServerLacksOrDemands(MySqlVersion version) throws SQLException {
        try (RealServer server = MySqlServers.fresh(version, "--max-connections=1");
            TestAccount account = new TestAccount(server, version.defaultAuthPlugin(), "right");
            MySqlClient client = new MySqlClient()) {
            MySqlConnection only = await(client.connect(settings(account).build()));
            ServerErrorException full = refusal(ServerErrorException.class, settings(account));
            assertThat(full.errorNumber()).isEqualTo(ER_CON_COUNT_ERROR);
            assertThat(full.recovery()).isEqualTo(Recovery.RECONNECT);
            assertThat(full).hasMessageContaining("max_connections");
            only.close();
            await(only.closed());

            if (version == MySqlVersion.V9) {
                account.execute("SET GLOBAL require_secure_transport = ON");
                ServerErrorException insecure = refusal(ServerErrorException.class,
                    settings(account).tls(TlsConfig.DISABLED));
                assertThat(insecure.errorNumber()).isEqualTo(ER_SECURE_TRANSPORT_REQUIRED);
                assertThat(insecure.recovery()).isEqualTo(Recovery.STOP);
                assertThat(insecure).hasMessageContaining("Remedy: choose TLS mode REQUIRED");
                assertThat(user(settings(account))).isEqualTo(account.name());
                assertThat(user(settings(account).tls(TlsConfig.DISABLED).socket(server.socket())))
                    .isEqualTo(account.name());
            }
        }
    }

    private static TestAccount accountOn(MySqlVersion version) throws SQLException {
        return new TestAccount(MySqlServers.shared(version), version.defaultAuthPlugin(),
            "right " + UUID.randomUUID());
    }

    private static String limitTo(TestAccount account, int connectionCount) {
        String to = "'" + account.name() + "'@'%' WITH MAX_USER_CONNECTIONS " + connectionCount;
        return account.server().release() == MySqlVersion.V5_6 ? "GRANT USAGE ON *.* TO " + to : "ALTER USER " + to;
    }

    private static MySqlClientConfig.Builder settings(TestAccount account) {
        return LoginAttempt.as(account).allowPublicKeyRetrieval(true);
    }
}
