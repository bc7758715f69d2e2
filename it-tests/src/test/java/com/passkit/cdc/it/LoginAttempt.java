package com.passkit.cdc.it;

import com.passkit.cdc.it.harness.RealServer;
import com.passkit.cdc.it.harness.TestAccount;
import com.passkit.cdc.protocol.client.MySqlClient;
import com.passkit.cdc.protocol.client.MySqlClientConfig;
import com.passkit.cdc.protocol.client.MySqlConnection;
import com.passkit.cdc.protocol.error.MySqlException;

import static com.passkit.cdc.it.SnapshotSession.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** A login of a test to a real server. */
final class LoginAttempt {

    private LoginAttempt() {
    }

    /** @return settings to log in as this account, TLS preferred */
    static MySqlClientConfig.Builder as(TestAccount account) {
        return to(account.server()).user(account.name()).password(account.password());
    }

    /** @return settings of this server's address */
    static MySqlClientConfig.Builder to(RealServer server) {
        return MySqlClientConfig.builder().host(server.host()).port(server.port());
    }

    /** @return the account as which the server lets in */
    static String user(MySqlClientConfig.Builder config) {
        return value(config, "SELECT SUBSTRING_INDEX(CURRENT_USER(), '@', 1)", 0);
    }

    /** @return a value of the first row that a new session gets for a statement */
    static String value(MySqlClientConfig.Builder config, String sql, int column) {
        try (MySqlClient client = new MySqlClient();
            MySqlConnection connection = await(client.connect(config.build()))) {
            return await(connection.fetch(sql)).get(0).get(column);
        }
    }

    /** @return what a login fails with; never tells the password */
    static <T extends MySqlException> T refusal(Class<T> type, MySqlClientConfig.Builder config) {
        try (MySqlClient client = new MySqlClient()) {
            MySqlClientConfig settings = config.build();
            T refusal = catchThrowableOfType(type, () -> await(client.connect(settings)));
            assertThat(refusal).isNotNull();
            if (!settings.password().isEmpty()) {
                assertThat(refusal.toString()).doesNotContain(settings.password());
            }
            return refusal;
        }
    }
}
