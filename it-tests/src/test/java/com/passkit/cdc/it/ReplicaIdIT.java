package com.passkit.cdc.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;

import com.mysql.cj.NativeSession;
import com.mysql.cj.exceptions.CJException;
import com.mysql.cj.jdbc.JdbcConnection;
import com.mysql.cj.protocol.a.NativePacketPayload;
import com.passkit.cdc.it.harness.CommandRun;
import com.passkit.cdc.it.harness.ConnectorProcess;
import com.passkit.cdc.it.harness.ConnectorYaml;
import com.passkit.cdc.it.harness.EveryServer;
import com.passkit.cdc.it.harness.MySqlServers;
import com.passkit.cdc.it.harness.MySqlVersion;
import com.passkit.cdc.it.harness.Receiver;
import com.passkit.cdc.it.harness.TestDatabase;

import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** Two connectors with one identity: each is told so, and one of them goes on. */
class ReplicaIdIT {

    private static final Duration LIMIT = Duration.ofSeconds(120);
    private static final byte COM_BINLOG_DUMP = 0x12;
    private static final byte COM_REGISTER_SLAVE = 0x15;
    private static final int NAMELESS_ID = 4712;

    @TempDir
    private Path directory;

    private int nextId;

    @EveryServer
    void shouldTellOfAnIdThatIsInUseAndKnowItselfAgain(MySqlVersion version) throws Exception {
        try (TestDatabase database = MySqlServers.shared(version).freshDatabase(); Receiver receiver = Receiver.http()) {
            database.execute("CREATE TABLE t (id INT PRIMARY KEY)");
            Path one = yaml("one", database, receiver);
            try (ConnectorProcess first = ConnectorProcess.start(database, one, "run")) {
                awaitDelivery(database, receiver);

                // Another connector with the same id is refused before it does any harm.
                try (ConnectorProcess other = ConnectorProcess.start(database, yaml("two", database, receiver), "run")) {
                    assertThat(other.awaitExit(LIMIT)).as(other.stderr()).isEqualTo(3);
                    assertThat(other.lastLine()).contains("source.serverId", "4711 is in use by a connected replica");
                }
                // So is a second run on the same state directory.
                try (ConnectorProcess second = ConnectorProcess.start(database, one, "run")) {
                    assertThat(second.awaitExit(LIMIT)).as(second.stderr()).isEqualTo(6);
                    assertThat(second.lastLine()).contains("locked by another run, process " + first.pid() + " on ");
                }
                awaitDelivery(database, receiver);
                first.kill();
            }
            // Its own last connection, which the server may still take for alive, is nobody else's.
            try (ConnectorProcess again = ConnectorProcess.start(database, one, "run")) {
                awaitDelivery(database, receiver);
                assertThat(again.isRunning()).isTrue();

                if (version == MySqlVersion.V5_6) {
                    // It ends the older of two connections with one identity, and does not say why.
                    return;
                }
                // A copy of the state directory has the same identity: the server ends the older connection.
                Path copy = yaml("copy", database, receiver);
                copy(one.resolveSibling("state"), copy.resolveSibling("state"));
                try (ConnectorProcess twin = ConnectorProcess.start(database, copy, "run")) {
                    await().atMost(LIMIT).until(() -> !again.isRunning() || !twin.isRunning());
                    ConnectorProcess ended = again.isRunning() ? twin : again;
                    ConnectorProcess left = again.isRunning() ? again : twin;
                    assertThat(ended.awaitExit(LIMIT)).as(ended.stderr()).isEqualTo(3);
                    assertThat(ended.lastLine()).contains("source.serverId: 3 times within 10 minutes",
                        "Remedy: stop the other one");
                    assertThat(left.stderr()).contains("took this one's place");
                    awaitDelivery(database, receiver);
                    assertThat(left.isRunning()).isTrue();
                }
            }
        }
    }

    /** Tools that read the log often announce no UUID, and servers then leave it out of what they tell of replicas. */
    @EveryServer
    void shouldGoOnBesideAReplicaWithoutUuid(MySqlVersion version) throws Exception {
        try (TestDatabase database = MySqlServers.shared(version).freshDatabase();
            Connection nameless = database.connect()) {
            ByteBuffer register = ByteBuffer.allocate(18).order(ByteOrder.LITTLE_ENDIAN);
            send(nameless, register.put(COM_REGISTER_SLAVE).putInt(NAMELESS_ID));

            assertThat(check(database, NAMELESS_ID + 1)).contains("not in use by another replica");
            assertThat(check(database, NAMELESS_ID)).contains(NAMELESS_ID + " is in use by a connected replica");

            // A server forgets a replica only with the end of its dump, and old ones crash over one that they kept.
            ByteBuffer dump = ByteBuffer.allocate(12).order(ByteOrder.LITTLE_ENDIAN);
            assertThatThrownBy(() -> send(nameless,
                dump.put(COM_BINLOG_DUMP).putInt(4).putShort((short) 1).putInt(NAMELESS_ID).put((byte) '?')))
                .isInstanceOf(CJException.class);
        }
    }

    private static void send(Connection session, ByteBuffer command) throws SQLException {
        NativePacketPayload packet = new NativePacketPayload(command.array());
        packet.setPosition(command.capacity());
        ((NativeSession) session.unwrap(JdbcConnection.class).getSession()).getProtocol().sendCommand(packet, false, 0);
    }

    private String check(TestDatabase database, int serverId) throws Exception {
        Path yaml = ConnectorYaml.write(Files.createDirectory(directory.resolve("check-" + serverId)), database,
            URI.create("http://127.0.0.1:1/"));
        ConnectorYaml.set(yaml, "source", "serverId: " + serverId);
        return CommandRun.of(Map.of(ConnectorProcess.PASSWORD_VARIABLE, database.server().password()),
            "check", "-c", yaml.toString()).stdout();
    }

    private void awaitDelivery(TestDatabase database, Receiver receiver) throws Exception {
        int id = nextId++;
        database.execute("INSERT INTO t VALUES (" + id + ")");
        await().atMost(LIMIT).until(() -> receiver.events().stream()
            .anyMatch(event -> event.path("key").path("id").asInt() == id));
    }

    private Path yaml(String name, TestDatabase database, Receiver receiver) throws IOException {
        Path yaml = ConnectorYaml.write(
            Files.createDirectory(directory.resolve(name)), database, receiver.endpoint());
        ConnectorYaml.set(yaml, "source", "serverId: 4711", "reconnect: {initial: 50ms, max: 1s}");
        return yaml;
    }

    private static void copy(Path source, Path target) throws IOException {
        try (Stream<Path> paths = Files.walk(source)) {
            paths.forEach(path -> {
                try {
                    Files.copy(path, target.resolve(source.relativize(path).toString()));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }
}
