package com.passkit.cdc.it;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import com.passkit.cdc.it.harness.CommandRun;
import com.passkit.cdc.it.harness.ConnectorProcess;
import com.passkit.cdc.it.harness.MySqlServers;
import com.passkit.cdc.it.harness.MySqlVersion;
import com.passkit.cdc.it.harness.RealServer;
import com.passkit.cdc.it.harness.TestAccount;
import com.passkit.cdc.it.harness.TestDatabase;
import com.passkit.cdc.protocol.client.MySqlClient;
import com.passkit.cdc.protocol.client.MySqlClientConfig;
import com.passkit.cdc.protocol.client.MySqlConnection;
import com.passkit.cdc.protocol.client.TlsConfig;
import com.passkit.cdc.protocol.client.TlsMode;
import com.passkit.cdc.protocol.error.ConnectionClosedException;
import com.passkit.cdc.protocol.error.Recovery;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;

import static com.passkit.cdc.it.SnapshotSession.await;
import static org.assertj.core.api.Assertions.assertThat;

/** Logins over the Unix domain socket of real servers. */
class UnixSocketIT {

    @TempDir
    private Path directory;

    @ParameterizedTest
    @EnumSource(names = {"V5_6", "V5_7", "V8_0", "V9", "MARIADB_10_11"})
    void shouldLogInWithEveryPluginWithoutTlsAndWithoutAKey(MySqlVersion version) throws SQLException {
        RealServer server = MySqlServers.shared(version);
        String[] plugins = version.isMySqlFrom(MySqlVersion.V8_0)
            ? new String[] {"caching_sha2_password", "sha256_password"} : new String[] {"mysql_native_password"};
        for (String plugin : plugins) {
            try (TestAccount account = new TestAccount(server, plugin, "s3cret ü€ " + UUID.randomUUID())) {
                MySqlClientConfig.Builder settings = LoginAttempt.as(account).socket(server.socket());
                assertThat(LoginAttempt.user(settings)).isEqualTo(account.name());
                assertThat(LoginAttempt.user(settings.tls(TlsConfig.DISABLED))).isEqualTo(account.name());
                assertThat(LoginAttempt.value(settings, "SHOW SESSION STATUS LIKE 'Ssl_cipher'", 1)).isEmpty();
            }
        }
    }

    /** As where Netty's native library is missing. */
    @ParameterizedTest
    @EnumSource(names = {"V8_0", "V9"})
    void shouldUseTheSocketsOfTheJdkOnItsEventLoop(MySqlVersion version) throws SQLException {
        RealServer server = MySqlServers.shared(version);
        EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
        try (TestAccount account = new TestAccount(server, "caching_sha2_password", "pw " + UUID.randomUUID());
            MySqlClient client = new MySqlClient(group);
            MySqlConnection connection = await(client.connect(
                LoginAttempt.as(account).socket(server.socket()).tls(TlsConfig.DISABLED).build()))) {
            assertThat(await(connection.fetch("SELECT SUBSTRING_INDEX(USER(), '@', -1)")).get(0).get(0))
                .isEqualTo("localhost");
        } finally {
            group.shutdownGracefully();
        }
    }

    @Test
    void shouldBeginTlsOverTheSocketWhenItIsRequired() throws SQLException {
        RealServer server = MySqlServers.shared(MySqlVersion.V9);
        try (TestAccount account = new TestAccount(server, "caching_sha2_password", "pw " + UUID.randomUUID())) {
            MySqlClientConfig.Builder settings = LoginAttempt.as(account).socket(server.socket())
                .tls(TlsConfig.builder().mode(TlsMode.VERIFY_CA).ca(server.ca()).build());
            assertThat(LoginAttempt.value(settings, "SHOW SESSION STATUS LIKE 'Ssl_version'", 1))
                .isEqualTo("TLSv1.3");
        }
    }

    @Test
    void shouldFollowTheBinlogOverTheSocket() throws SQLException {
        RealServer server = MySqlServers.shared(MySqlVersion.V9);
        try (TestDatabase database = server.freshDatabase()) {
            database.execute("CREATE TABLE t (id INT PRIMARY KEY)");
            List<String> start = database.rows(MySqlVersion.V9.positionStatement()).get(0);
            database.execute("INSERT INTO t VALUES (4711)");
            Map<String, String> password = Map.of(ConnectorProcess.PASSWORD_VARIABLE, server.password());

            CommandRun tail = CommandRun.of(password, "tail", "--socket", server.socket().toString(), "--user",
                server.user(), "--include", database.name() + ".*", "--from",
                "file:" + start.get(0) + ':' + start.get(1), "--max-events", "1");
            assertThat(tail.exitCode()).as(tail.stderr()).isZero();
            assertThat(tail.stdout()).contains("\"id\":4711");
            CommandRun both = CommandRun.of(password, "tail", "--socket", "/s", "--host", "db", "--user", "u");
            assertThat(both.exitCode()).isEqualTo(2);
            assertThat(both.stderr()).contains("source.socket: /s (expected: without source.hosts and source.port)");
        }
    }

    @Test
    void shouldNameTheSocketThatIsNotThere() {
        Path absent = directory.resolve("absent.sock");
        ConnectionClosedException failure = LoginAttempt.refusal(ConnectionClosedException.class,
            MySqlClientConfig.builder().socket(absent).user("u"));
        assertThat(failure).hasMessageContaining(absent.toString());
        assertThat(failure.recovery()).isEqualTo(Recovery.RECONNECT);
    }
}
