package com.passkit.cdc.protocol.client;

import static com.passkit.cdc.protocol.testing.Patience.await;
import static com.passkit.cdc.protocol.client.ClientFixture.TIMEOUT;
import static com.passkit.cdc.protocol.client.ClientFixture.failure;
import static com.passkit.cdc.protocol.client.ClientFixture.result;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import com.passkit.cdc.protocol.error.AuthenticationException;
import com.passkit.cdc.protocol.error.ConnectionClosedException;
import com.passkit.cdc.protocol.error.MalformedPacketException;
import com.passkit.cdc.protocol.error.Recovery;
import com.passkit.cdc.protocol.error.ServerErrorException;
import com.passkit.cdc.protocol.row.Demand;
import com.passkit.cdc.protocol.testing.ScriptedSession;
import com.passkit.cdc.protocol.testing.WireBytes;

import io.netty.buffer.ByteBufUtil;

import org.junit.jupiter.api.Test;

class MySqlClientTest {

    private static final String NATIVE_SCRAMBLE = "b32bb3a583e1340c0a1108d58b1be49781ad8c2f";

    @Test
    void shouldLogInFetchAndSayGoodbye() {
        CompletableFuture<byte[]> last = new CompletableFuture<>();
        try (ClientFixture fixture = new ClientFixture(session -> {
            session.greet();
            assertThat(ByteBufUtil.hexDump(session.read())).contains(NATIVE_SCRAMBLE)
                .contains(ByteBufUtil.hexDump("program_name".getBytes()));
            session.ok();
            assertThat(session.readQuery()).isEqualTo("SELECT 1");
            session.textResult(List.of("a", "B"), List.of(List.of("1", "x"), Collections.nCopies(2, null)));
            last.complete(session.readCommand());
        })) {
            MySqlConnection connection = fixture.connect();
            assertThat(connection.server().isAtLeast(8, 0, 36)).isTrue();
            List<ResultRow> rows = result(connection.fetch("SELECT 1"));
            assertThat(rows).hasSize(2);
            assertThat(rows.get(0).get("b")).isEqualTo("x");
            assertThat(rows.get(1).get(0)).isNull();
            connection.close();
            result(connection.closed());
            assertThat(result(last)).containsExactly(1);
        }
    }

    @Test
    void shouldReadWithoutDeprecateEofAndFollowAnAuthSwitch() {
        try (ClientFixture fixture = new ClientFixture(session -> {
            session.greet("5.6.14-log", ScriptedSession.CAPABILITIES, "some_other_plugin");
            session.read();
            session.write(WireBytes.ofHex("fe").nulText("mysql_native_password").raw(ScriptedSession.NONCE).toArray());
            assertThat(ByteBufUtil.hexDump(session.read())).isEqualTo(NATIVE_SCRAMBLE);
            session.ok();
            session.readQuery();
            session.textResult(List.of("a"), List.of(List.of("1")));
        })) {
            assertThat(result(fixture.connect().fetch("x"))).hasSize(1);
        }
    }

    @Test
    void shouldStopOnAWrongPassword() {
        try (ClientFixture fixture = new ClientFixture(session -> {
            session.greet();
            session.read();
            session.error(1045, "28000", "Access denied for user 'user'@'localhost'");
        })) {
            assertThat(fixture.connectFailure(fixture.config())).isInstanceOfSatisfying(ServerErrorException.class,
                e -> {
                    assertThat(e.errorNumber()).isEqualTo(1045);
                    assertThat(e.recovery()).isEqualTo(Recovery.STOP);
                    assertThat(e).hasMessageContaining("[127.0.0.1:" + fixture.port() + ']');
                });
        }
    }

    @Test
    void shouldReconnectWhenTheServerIsFull() {
        try (ClientFixture fixture = new ClientFixture(session ->
            session.write(WireBytes.ofHex("ff 1004").text("Too many connections").toArray()))) {
            assertThat(fixture.connectFailure(fixture.config())).isInstanceOfSatisfying(ServerErrorException.class,
                e -> assertThat(e.recovery()).isEqualTo(Recovery.RECONNECT));
        }
    }

    @Test
    void shouldRefuseToHandOutThePasswordInClear() {
        try (ClientFixture fixture = new ClientFixture(session -> {
            session.greet();
            session.read();
            session.write(WireBytes.ofHex("fe").nulText("mysql_clear_password").toArray());
            assertThat(new String(session.readToEnd())).doesNotContain("secret");
        })) {
            assertThat(fixture.connectFailure(fixture.config())).isInstanceOf(AuthenticationException.class);
        }
    }

    @Test
    void shouldNameAnUnknownHostAndARefusingPort() {
        try (ClientFixture fixture = new ClientFixture(session -> { })) {
            assertThat(fixture.connectFailure(fixture.config().host("host.invalid")))
                .isInstanceOf(ConnectionClosedException.class).hasMessageContaining("host.invalid:" + fixture.port());
            assertThat(fixture.connectFailure(fixture.config().port(1)))
                .isInstanceOf(ConnectionClosedException.class).hasMessageContaining("127.0.0.1:1");
        }
    }

    @Test
    void shouldGiveUpOnAServerThatNeverGreets() {
        try (ClientFixture fixture = new ClientFixture(ScriptedSession::readToEnd)) {
            assertThat(fixture.connectFailure(fixture.config().connectTimeout(Duration.ofMillis(100))))
                .isInstanceOf(ConnectionClosedException.class).hasMessageContaining("no login within 100 ms");
        }
    }

    @Test
    void shouldFailWhenTheServerIsNotMySql() {
        try (ClientFixture fixture = new ClientFixture(session -> session.writeRaw("HTTP/1.1 400 B".getBytes()))) {
            assertThat(fixture.connectFailure(fixture.config()))
                .isInstanceOfAny(MalformedPacketException.class, ConnectionClosedException.class);
        }
    }

    @Test
    void shouldFailWhatIsUnderWayAndWhatWaitsWhenTheConnectionIsLost() {
        try (ClientFixture fixture = new ClientFixture(session -> {
            session.login();
            session.readQuery();
        })) {
            MySqlConnection connection = fixture.connect();
            CompletableFuture<Void> first = connection.execute("a");
            CompletableFuture<Void> second = connection.execute("b");
            assertThat(failure(first)).isInstanceOf(ConnectionClosedException.class);
            assertThat(failure(second)).isInstanceOf(ConnectionClosedException.class);
            result(connection.closed());
            assertThat(failure(connection.ping())).isInstanceOf(ConnectionClosedException.class);
        }
    }

    @Test
    void shouldKeepTheSessionAfterAnErrorOfTheServer() {
        try (ClientFixture fixture = new ClientFixture(session -> {
            session.login();
            session.readQuery();
            session.error(1064, "42000", "You have an error");
            assertThat(session.readCommand()).containsExactly(0x0e);
            session.ok();
        })) {
            MySqlConnection connection = fixture.connect();
            assertThat(failure(connection.fetch("bad"))).isInstanceOf(ServerErrorException.class);
            result(connection.ping());
        }
    }

    @Test
    void shouldLoseAConnectionThatAnswersNothingInTime() {
        try (ClientFixture fixture = new ClientFixture(session -> {
            session.login();
            session.readToEnd();
        })) {
            MySqlConnection connection = fixture.connect(fixture.config().readTimeout(Duration.ofMillis(100)));
            assertThat(failure(connection.ping())).isInstanceOf(ConnectionClosedException.class)
                .hasMessageContaining("no sign of the server for 100 ms");
        }
    }

    @Test
    void shouldPauseAStreamWithoutTimingOut() {
        try (ClientFixture fixture = new ClientFixture(session -> {
            session.login();
            session.readQuery();
            session.textResult(List.of("a"), List.of(List.of("1"), List.of("2"), List.of("3")));
            session.readToEnd();
        })) {
            MySqlConnection connection = fixture.connect(fixture.config().readTimeout(Duration.ofMillis(50)));
            List<RowAt> rows = Collections.synchronizedList(new ArrayList<>());
            ResultStream stream = connection.query("x", row -> {
                rows.add(new RowAt(System.nanoTime()));
                return Demand.PAUSE;
            });
            await().atMost(TIMEOUT).until(() -> rows.size() == 1
                && System.nanoTime() - rows.get(0).timeNs() > Duration.ofMillis(200).toNanos());
            assertThat(stream.completion()).isNotDone();
            await().atMost(TIMEOUT).until(() -> {
                stream.resume();
                return stream.completion().isDone();
            });
            assertThat(result(stream.completion())).isEqualTo(3);
            assertThat(rows).hasSize(3);
            connection.close();
        }
    }

    @Test
    void shouldEndWithWhatTheHandlerThrows() {
        try (ClientFixture fixture = new ClientFixture(session -> {
            session.login();
            session.readQuery();
            session.textResult(List.of("a"), List.of(List.of("1"), List.of("2")));
        })) {
            MySqlConnection connection = fixture.connect();
            IllegalStateException thrown = new IllegalStateException("of the test");
            assertThat(failure(connection.query("x", row -> {
                throw thrown;
            }).completion())).isSameAs(thrown);
            result(connection.closed());
        }
    }

    @Test
    void shouldSayWhyTheServerEndedAnIdleSession() {
        try (ClientFixture fixture = new ClientFixture(session -> {
            session.login();
            session.writeRaw(WireBytes.frame(0,
                WireBytes.of().u8(0xff).u16(4031).text("#HY000The client was disconnected").toArray()));
            session.readToEnd();
        })) {
            MySqlConnection connection = fixture.connect();
            result(connection.closed());
            assertThat(failure(connection.ping())).isInstanceOfSatisfying(ServerErrorException.class,
                e -> assertThat(e.recovery()).isEqualTo(Recovery.RECONNECT));
        }
    }

    private record RowAt(long timeNs) {
    }
}
