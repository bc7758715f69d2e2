package com.passkit.cdc.protocol.client;

import static com.passkit.cdc.protocol.client.ClientFixture.failure;
import static com.passkit.cdc.protocol.client.ClientFixture.result;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import com.passkit.cdc.protocol.binlog.BinlogHandler;
import com.passkit.cdc.protocol.binlog.TableDefinitions;
import com.passkit.cdc.protocol.error.ConnectionClosedException;
import com.passkit.cdc.protocol.error.UnsupportedFeatureException;
import com.passkit.cdc.protocol.position.BinlogPosition;
import com.passkit.cdc.protocol.row.Demand;
import com.passkit.cdc.protocol.testing.BinlogWriter;
import com.passkit.cdc.protocol.testing.ScriptedSession;
import com.passkit.cdc.protocol.testing.WireBytes;

import org.junit.jupiter.api.Test;

/** The bytes of a semi-synchronous dump. */
class SemiSyncDumpTest {

    private static final BinlogHandler NOTHING = (event, row) -> Demand.CONTINUE;
    private static final int WAITS = 1;

    private final BlockingQueue<String> wanted = new LinkedBlockingQueue<>();
    private final BinlogWriter writer = BinlogWriter.events();
    private int sent;

    @Test
    void shouldAcknowledgeWhatTheSourceWaitsForAndNothingElse() throws InterruptedException {
        try (ClientFixture fixture = new ClientFixture(session -> {
            begin(session, "8.0.36");
            transaction(session, 1, 0);
            transaction(session, 2, WAITS);
            // By the id of this frame the client knows that it was not taken for another command.
            assertThat(session.readCommand())
                .isEqualTo(WireBytes.ofHex("ef").u64(writer.position()).text("binlog.000001").toArray());
            transaction(session, 3, 0);
            session.write(WireBytes.ofHex("fe 0000 0200").toArray());
        })) {
            BinlogStream stream = fixture.connect().dump(config(Duration.ofSeconds(10)), NOTHING);
            acknowledgeNext(stream);
            result(stream.completion());
            assertThat(wanted).isEmpty();
        }
    }

    /** From 5.7 on the source goes on sending, numbered as if it had read the answer. */
    @Test
    void shouldGoOnWhileItOwesAcknowledgements() throws InterruptedException {
        try (ClientFixture fixture = new ClientFixture(session -> {
            begin(session, "8.0.36");
            long[] ends = new long[2];
            transaction(session, 1, WAITS);
            ends[0] = writer.position();
            session.restartSequence(1);
            transaction(session, 2, WAITS);
            ends[1] = writer.position();
            session.restartSequence(1);
            transaction(session, 3, 0);
            for (long end : ends) {
                assertThat(session.readCommand())
                    .isEqualTo(WireBytes.ofHex("ef").u64(end).text("binlog.000001").toArray());
            }
            session.restartSequence(3); // behind the two events of the third transaction
            session.write(WireBytes.ofHex("fe 0000 0200").toArray());
        })) {
            BinlogStream stream = fixture.connect().dump(config(Duration.ofSeconds(10)), NOTHING);
            String first = wanted.poll(20, TimeUnit.SECONDS);
            String second = wanted.poll(20, TimeUnit.SECONDS);
            acknowledge(stream, first);
            acknowledge(stream, second);
            result(stream.completion());
        }
    }

    @Test
    void shouldNotCallTheSourceLostThatWaitsForAnAcknowledgement() throws InterruptedException {
        try (ClientFixture fixture = new ClientFixture(session -> {
            begin(session, "8.0.36");
            transaction(session, 1, WAITS);
            session.readCommand();
            session.write(WireBytes.ofHex("fe 0000 0200").toArray());
        })) {
            BinlogStream stream = fixture.connect().dump(config(Duration.ofMillis(50)), NOTHING);
            String first = wanted.poll(20, TimeUnit.SECONDS);
            assertThatThrownBy(() -> stream.completion().get(400, TimeUnit.MILLISECONDS)).as("8 silent periods")
                .isInstanceOf(TimeoutException.class);
            acknowledge(stream, first);
            result(stream.completion());
        }
    }

    @Test
    void shouldReconnectWhenA56SourceHasGivenUpWaiting() {
        try (ClientFixture fixture = new ClientFixture(session -> {
            begin(session, "5.6.14-log");
            transaction(session, 1, WAITS);
            session.restartSequence(1);
            transaction(session, 2, 0);
            session.readToEnd();
        })) {
            BinlogStream stream = fixture.connect().dump(config(Duration.ofSeconds(10)), NOTHING);
            assertThat(failure(stream.completion())).isInstanceOf(ConnectionClosedException.class)
                .hasMessageContaining("no longer waits for an acknowledgement");
        }
    }

    @Test
    void shouldRefuseEventsWithoutThePrefix() {
        try (ClientFixture fixture = new ClientFixture(session -> {
            begin(session, "8.0.36");
            session.write(WireBytes.of().u8(0).raw(next(writer.xid(1))).toArray());
            session.readToEnd();
        })) {
            BinlogStream stream = fixture.connect().dump(config(Duration.ofSeconds(10)), NOTHING);
            assertThat(failure(stream.completion())).isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContaining("semiSync").hasMessageContaining("rpl_semi_sync_source");
        }
    }

    private void acknowledgeNext(BinlogStream stream) throws InterruptedException {
        acknowledge(stream, wanted.poll(20, TimeUnit.SECONDS));
    }

    private static void acknowledge(BinlogStream stream, String position) {
        int colon = position.indexOf(':');
        stream.acknowledge(position.substring(0, colon), Long.parseLong(position.substring(colon + 1)));
    }

    private void begin(ScriptedSession session, String version) throws IOException {
        session.greet(version, ScriptedSession.CAPABILITIES, "mysql_native_password");
        session.read();
        session.ok();
        assertThat(session.readQuery()).endsWith("@rpl_semi_sync_slave = 1, @rpl_semi_sync_replica = 1");
        session.ok();
        session.readCommand();
        session.ok();
        session.readCommand();
        send(session, writer.artificialRotate("binlog.000001", 4), 0);
        send(session, writer.formatDescription(), 0);
    }

    private void transaction(ScriptedSession session, long xid, int flags) throws IOException {
        send(session, writer.query("db", "BEGIN"), 0);
        send(session, writer.xid(xid), flags);
    }

    private void send(ScriptedSession session, BinlogWriter written, int flags) throws IOException {
        session.write(WireBytes.of().u8(0).u8(0xef).u8(flags).raw(next(written)).toArray());
    }

    private byte[] next(BinlogWriter written) {
        byte[] all = written.toByteArray();
        byte[] event = Arrays.copyOfRange(all, sent, all.length);
        sent = all.length;
        return event;
    }

    private BinlogDumpConfig config(Duration heartbeatPeriod) {
        return new BinlogDumpConfig(new BinlogPosition.InFile("binlog.000001", 4), 9, UUID.randomUUID(),
            heartbeatPeriod, TableDefinitions.NONE, false, false, (file, offset) -> wanted.add(file + ':' + offset));
    }
}
