package com.passkit.cdc.protocol.client;

import static com.passkit.cdc.protocol.testing.Patience.await;
import static com.passkit.cdc.protocol.client.ClientFixture.TIMEOUT;
import static com.passkit.cdc.protocol.client.ClientFixture.failure;
import static com.passkit.cdc.protocol.client.ClientFixture.result;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

import com.passkit.cdc.protocol.binlog.BinlogHandler;
import com.passkit.cdc.protocol.binlog.EventView;
import com.passkit.cdc.protocol.binlog.RowChangeView;
import com.passkit.cdc.protocol.binlog.TableDefinitions;
import com.passkit.cdc.protocol.binlog.event.EventType;
import com.passkit.cdc.protocol.error.ConnectionClosedException;
import com.passkit.cdc.protocol.error.Recovery;
import com.passkit.cdc.protocol.error.ServerErrorException;
import com.passkit.cdc.protocol.position.BinlogPosition;
import com.passkit.cdc.protocol.row.Demand;
import com.passkit.cdc.protocol.testing.BinlogWriter;
import com.passkit.cdc.protocol.testing.ScriptedSession;
import com.passkit.cdc.protocol.testing.WireBytes;

import org.junit.jupiter.api.Test;

class BinlogDumpTest {

    private static final UUID REPLICA = UUID.fromString("3e11fa47-71ca-11e1-9e33-c80aa9429562");
    private static final int TYPE_TINY = 1;

    @Test
    void shouldHaveTheSameServerIdForTheSameReplica() {
        UUID replica = UUID.randomUUID();
        assertThat(BinlogDumpConfig.serverIdOf(replica)).isEqualTo(BinlogDumpConfig.serverIdOf(replica))
            .isBetween(1L, 0xffff_ffffL);
        assertThat(BinlogDumpConfig.serverIdOf(new UUID(0, 0))).isOne();
        assertThat(BinlogDumpConfig.serverIdOf(new UUID(0, -2))).isBetween(1L, 0xffff_ffffL);
        assertThat(Stream.generate(UUID::randomUUID).limit(100).map(BinlogDumpConfig::serverIdOf).distinct())
            .hasSize(100);
    }

    @Test
    void shouldAnnounceItselfAndHandOverRowsUntilTheEnd() {
        try (ClientFixture fixture = new ClientFixture(session -> {
            beginDump(session);
            sendRows(session);
            session.write(WireBytes.ofHex("fe 00 00 0200 0000").toArray());
        })) {
            CountingHandler handler = new CountingHandler(Demand.CONTINUE);
            MySqlConnection connection = fixture.connect();
            result(connection.dump(config(Duration.ofSeconds(10)), handler).completion());
            assertThat(handler.rowCount).hasValue(3);
            result(connection.closed());
        }
    }

    @Test
    void shouldReadToTheEndWithoutBeingAReplica() {
        try (ClientFixture fixture = new ClientFixture(session -> {
            session.login();
            session.readQuery();
            session.ok();
            assertThat(session.readCommand())
                .isEqualTo(WireBytes.ofHex("12 04000000 0300 00000000").text("binlog.000001").toArray());
            sendRows(session);
            session.write(WireBytes.ofHex("fe 0000 0200").toArray());
        })) {
            CountingHandler handler = new CountingHandler(Demand.CONTINUE);
            result(fixture.connect().dump(new BinlogDumpConfig(new BinlogPosition.InFile("binlog.000001", 4), 9,
                REPLICA, Duration.ofSeconds(10), TableDefinitions.NONE, true), handler).completion());
            assertThat(handler.rowCount).hasValue(3);
        }
    }

    @Test
    void shouldPauseInTheMiddleOfARowsEvent() {
        try (ClientFixture fixture = new ClientFixture(session -> {
            beginDump(session);
            sendRows(session);
            session.write(WireBytes.ofHex("fe 0000 0200").toArray());
        })) {
            CountingHandler handler = new CountingHandler(Demand.PAUSE);
            BinlogStream stream = fixture.connect().dump(config(Duration.ofSeconds(10)), handler);
            for (int seen = 1; seen <= 3; seen++) {
                int expected = seen;
                await().atMost(TIMEOUT).until(() -> handler.rowCount.get() == expected);
                assertThat(stream.completion()).isNotDone();
                stream.resume();
            }
            result(stream.completion());
            assertThat(handler.rowCount).hasValue(3);
        }
    }

    @Test
    void shouldLoseASourceThatIsSilentForThreePeriods() {
        try (ClientFixture fixture = new ClientFixture(session -> {
            beginDump(session);
            session.readToEnd();
        })) {
            MySqlConnection connection = fixture.connect();
            BinlogStream stream = connection.dump(config(Duration.ofMillis(50)), new CountingHandler(Demand.CONTINUE));
            assertThat(failure(stream.completion())).isInstanceOfSatisfying(ConnectionClosedException.class, e -> {
                assertThat(e).hasMessageContaining("150 ms");
                assertThat(e.recovery()).isEqualTo(Recovery.RECONNECT);
            });
            result(connection.closed());
        }
    }

    @Test
    void shouldNotTimeOutWhilePaused() {
        try (ClientFixture fixture = new ClientFixture(session -> {
            beginDump(session);
            sendRows(session);
            session.readToEnd();
        })) {
            CountingHandler handler = new CountingHandler(Demand.PAUSE);
            BinlogStream stream = fixture.connect().dump(config(Duration.ofMillis(50)), handler);
            await().atMost(TIMEOUT).until(() -> handler.rowCount.get() == 1);
            long pausedNs = System.nanoTime();
            await().atMost(TIMEOUT).until(() -> System.nanoTime() - pausedNs > Duration.ofMillis(400).toNanos());
            assertThat(stream.completion()).isNotDone();
            stream.close();
            result(stream.completion());
        }
    }

    @Test
    void shouldEndWithTheErrorOfTheServer() {
        try (ClientFixture fixture = new ClientFixture(session -> {
            beginDump(session);
            session.error(1236, "HY000", "Could not find first log file name in binary log index file");
        })) {
            assertThat(failure(fixture.connect()
                .dump(config(Duration.ofSeconds(10)), new CountingHandler(Demand.CONTINUE)).completion()))
                .isInstanceOfSatisfying(ServerErrorException.class,
                    e -> assertThat(e.recovery()).isEqualTo(Recovery.RESNAPSHOT));
        }
    }

    @Test
    void shouldCallNothingOnceClosedAndAllowNoOtherCommand() {
        CompletableFuture<Void> begun = new CompletableFuture<>();
        CompletableFuture<byte[]> afterwards = new CompletableFuture<>();
        try (ClientFixture fixture = new ClientFixture(session -> {
            beginDump(session);
            begun.complete(null);
            afterwards.complete(session.readToEnd());
        })) {
            MySqlConnection connection = fixture.connect();
            BinlogStream stream = connection.dump(config(Duration.ofSeconds(10)), new CountingHandler(Demand.CONTINUE));
            assertThat(failure(connection.ping())).isInstanceOf(IllegalStateException.class);
            result(begun);
            AtomicReference<Thread> completedOn = new AtomicReference<>();
            CompletableFuture<Void> seen = stream.completion().thenRun(() -> completedOn.set(Thread.currentThread()));
            stream.close();
            result(seen);
            result(connection.closed());
            assertThat(completedOn.get()).isNotEqualTo(Thread.currentThread());
            assertThat(result(afterwards)).as("COM_PING and COM_QUIT are never written on a dump").isEmpty();
        }
    }

    @Test
    void shouldEndWithWhatTheHandlerThrows() {
        IllegalStateException thrown = new IllegalStateException("of the test");
        try (ClientFixture fixture = new ClientFixture(session -> {
            beginDump(session);
            sendRows(session);
        })) {
            BinlogHandler handler = (event, row) -> {
                throw thrown;
            };
            assertThat(failure(fixture.connect().dump(config(Duration.ofSeconds(10)), handler).completion()))
                .isSameAs(thrown);
        }
    }

    @Test
    void shouldAskAMariaDbServerInItsOwnWords() {
        try (ClientFixture fixture = new ClientFixture(session -> {
            loginToMariaDb(session);
            assertThat(session.readQuery()).contains("@master_binlog_checksum = @@GLOBAL.binlog_checksum",
                "@master_heartbeat_period = 10000000000", "@mariadb_slave_capability = 4",
                "@slave_connect_state = '0-1-5,7-2-9'", "@slave_gtid_strict_mode = ",
                "@slave_gtid_ignore_duplicates = 0").doesNotContain("@source_");
            session.ok();
            assertThat(session.readCommand()).isEqualTo(
                WireBytes.ofHex("15 09000000 24").text(REPLICA.toString()).zero(12).toArray());
            session.ok();
            assertThat(session.readCommand()).as("no file, position 4, annotated")
                .isEqualTo(WireBytes.ofHex("12 04000000 0200 09000000").toArray());
            session.write(WireBytes.ofHex("fe 0000 0200").toArray());
        })) {
            BinlogDumpConfig config = new BinlogDumpConfig(BinlogPosition.parse("mariadb-gtid:0-1-5,7-2-9"), 9, REPLICA,
                Duration.ofSeconds(10), TableDefinitions.NONE, false, true);
            result(fixture.connect().dump(config, new CountingHandler(Demand.CONTINUE)).completion());
        }
    }

    @Test
    void shouldStartAMariaDbServerInAFileWithoutGtids() {
        try (ClientFixture fixture = new ClientFixture(session -> {
            loginToMariaDb(session);
            assertThat(session.readQuery()).doesNotContain("@slave_connect_state");
            session.ok();
            session.readCommand();
            session.ok();
            assertThat(session.readCommand())
                .isEqualTo(WireBytes.ofHex("12 04000000 0000 09000000").text("binlog.000001").toArray());
            session.write(WireBytes.ofHex("fe 0000 0200").toArray());
        })) {
            result(fixture.connect().dump(config(Duration.ofSeconds(10)), new CountingHandler(Demand.CONTINUE))
                .completion());
        }
    }

    @Test
    void shouldRefuseGtidsOfTheOtherKindOfServer() {
        try (ClientFixture fixture = new ClientFixture(session -> {
            session.login();
            session.readToEnd();
        })) {
            BinlogDumpConfig config = new BinlogDumpConfig(BinlogPosition.parse("mariadb-gtid:0-1-5"), 9, REPLICA,
                Duration.ofSeconds(10), TableDefinitions.NONE, false);
            MySqlConnection connection = fixture.connect();
            assertThatThrownBy(() -> connection.dump(config, new CountingHandler(Demand.CONTINUE)))
                .hasMessageContaining("mariadb-gtid:0-1-5 (expected: one of MYSQL");
        }
    }

    private static void loginToMariaDb(ScriptedSession session) throws IOException {
        session.greet("5.5.5-10.11.6-MariaDB-log", ScriptedSession.CAPABILITIES, "mysql_native_password");
        session.read();
        session.ok();
    }

    private static void beginDump(ScriptedSession session) throws IOException {
        session.login();
        assertThat(session.readQuery()).contains("@master_binlog_checksum = @@GLOBAL.binlog_checksum",
            "@source_binlog_checksum", "@master_heartbeat_period = ", "@source_heartbeat_period = ",
            "@slave_uuid = '" + REPLICA + '\'', "@replica_uuid = '" + REPLICA + '\'');
        session.ok();
        assertThat(session.readCommand()).startsWith(0x15, 9, 0, 0, 0);
        session.ok();
        assertThat(session.readCommand())
            .isEqualTo(WireBytes.ofHex("12 04000000 0200 09000000").text("binlog.000001").toArray());
    }

    /** A transaction of three rows in one event. */
    private static void sendRows(ScriptedSession session) throws IOException {
        BinlogWriter writer = BinlogWriter.events();
        int sent = 0;
        writer.artificialRotate("binlog.000001", 4);
        sent = sendFrom(session, writer, sent);
        writer.formatDescription();
        sent = sendFrom(session, writer, sent);
        writer.query("db", "BEGIN");
        sent = sendFrom(session, writer, sent);
        writer.tableMap(1, "db", "t", new byte[] {TYPE_TINY}, new byte[0], new byte[0]);
        sent = sendFrom(session, writer, sent);
        writer.rows(EventType.WRITE_ROWS, 1, 1,
            rows -> rows.writeByte(0).writeByte(1).writeByte(0).writeByte(2).writeByte(0).writeByte(3));
        sent = sendFrom(session, writer, sent);
        writer.xid(5);
        sendFrom(session, writer, sent);
    }

    private static int sendFrom(ScriptedSession session, BinlogWriter writer, int sent) throws IOException {
        byte[] all = writer.toByteArray();
        session.write(WireBytes.of().u8(0).raw(Arrays.copyOfRange(all, sent, all.length)).toArray());
        return all.length;
    }

    private static BinlogDumpConfig config(Duration heartbeatPeriod) {
        return new BinlogDumpConfig(new BinlogPosition.InFile("binlog.000001", 4), 9, REPLICA, heartbeatPeriod,
            TableDefinitions.NONE, false);
    }

    private static final class CountingHandler implements BinlogHandler {

        private final AtomicInteger rowCount = new AtomicInteger();
        private final Demand answer;

        private CountingHandler(Demand answer) {
            this.answer = answer;
        }

        @Override
        public Demand onRow(EventView event, RowChangeView row) {
            rowCount.incrementAndGet();
            return answer;
        }
    }
}
