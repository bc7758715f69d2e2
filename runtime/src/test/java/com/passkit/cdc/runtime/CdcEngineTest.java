package com.passkit.cdc.runtime;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;

import com.passkit.cdc.protocol.client.TlsConfig;
import com.passkit.cdc.protocol.error.MySqlException;
import com.passkit.cdc.protocol.testing.BinlogWriter;
import com.passkit.cdc.runtime.batch.BatchConfig;
import com.passkit.cdc.runtime.encode.EncodeConfig;
import com.passkit.cdc.runtime.publish.BodyCompression;
import com.passkit.cdc.runtime.publish.PublishConfig;
import com.passkit.cdc.runtime.publish.PublishTimeouts;
import com.passkit.cdc.runtime.publish.RejectionConfig;
import com.passkit.cdc.runtime.publish.RetryConfig;
import com.passkit.cdc.runtime.source.LossCause;
import com.passkit.cdc.runtime.source.SourceConfig;
import com.passkit.cdc.runtime.source.SourceState;
import com.passkit.cdc.runtime.state.StateDirectory;
import com.passkit.cdc.runtime.state.StateException;
import com.passkit.cdc.runtime.testing.ScriptedSource;

import static com.passkit.cdc.protocol.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** A whole connector between a scripted server and a scripted receiver. */
@Timeout(120)
class CdcEngineTest {

    private static final Pattern EVENT_ID = Pattern.compile("\\{\"id\":\"([^\"]*)\"");

    @TempDir
    private Path directory;
    private final List<String> bodies = new CopyOnWriteArrayList<>();
    private volatile int status = 200;
    private DisposableServer receiver;

    @BeforeEach
    void startReceiver() {
        receiver = HttpServer.create().host("127.0.0.1").port(0).handle((request, response) ->
            request.receive().aggregate().asString().defaultIfEmpty("").flatMap(body -> {
                if (status == 200) {
                    bodies.add(body);
                }
                return response.status(status).sendString(Mono.just("")).then();
            })).bindNow();
    }

    @AfterEach
    void leaveNothingBehind() {
        receiver.disposeNow();
        await().untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet()).extracting(Thread::getName)
            .noneMatch(name -> name.startsWith("cdc-") || name.startsWith("publish") || name.equals("checkpoint")));
        StateDirectory.open(directory, "loyalty").close();
    }

    private CdcConfig config(CdcConfig.SnapshotMode mode, BatchConfig batch, int... ports) {
        List<SourceConfig.Host> hosts = new ArrayList<>();
        for (int port : ports) {
            hosts.add(new SourceConfig.Host("127.0.0.1", port));
        }
        return config(mode, batch, hosts);
    }

    private CdcConfig config(CdcConfig.SnapshotMode mode, BatchConfig batch, List<SourceConfig.Host> hosts) {
        URI endpoint = URI.create("http://127.0.0.1:" + receiver.port() + "/cdc");
        Duration limit = Duration.ofSeconds(5);
        PublishConfig publish = PublishConfig.builder(endpoint).compression(BodyCompression.NONE)
            .retry(new RetryConfig(Duration.ofMillis(1), Duration.ofMillis(20), RetryConfig.OnRefused.RETRY,
                new RejectionConfig(RejectionConfig.OnRejected.DEAD_LETTER, 20)))
            .timeouts(new PublishTimeouts(limit, limit, limit)).build();
        SourceConfig source = new SourceConfig(hosts, "cdc", "", 99, TlsConfig.DISABLED, null, true,
            Duration.ofSeconds(10), Duration.ofSeconds(5));
        return new CdcConfig("loyalty", source, List.of("crm.*"), List.of(), Map.of(), mode, publish, batch,
            EncodeConfig.of("loyalty"), false, false, directory, Duration.ofMillis(20), Duration.ofMillis(1500));
    }

    private static BatchConfig batches() {
        return new BatchConfig(100, 1 << 16, Duration.ofMillis(5), 1);
    }

    /** Each event is a batch, so that few changes fill the pool. */
    private static BatchConfig singles() {
        return new BatchConfig(1, 1 << 10, Duration.ofMillis(5), 1);
    }

    private List<String> ids() {
        List<String> ids = new ArrayList<>();
        for (String body : bodies) {
            for (Matcher matcher = EVENT_ID.matcher(body); matcher.find(); ) {
                ids.add(matcher.group(1));
            }
        }
        return ids;
    }

    private static int[] idsTo(int count) {
        int[] ids = new int[count];
        for (int i = 0; i < count; i++) {
            ids[i] = i + 1;
        }
        return ids;
    }

    private static CdcConfig.SnapshotMode never() {
        return CdcConfig.SnapshotMode.NEVER;
    }

    private static int closedPort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void stop(CdcEngine engine) {
        engine.close();
    }

    private static void awaitState(CdcEngine engine, SourceState state) {
        await().until(() -> engine.status().source().state() == state);
    }

    @Test
    void shouldGoOnBehindTheLastCommitWhenALostConnectionCutsATransaction() {
        long[] committed = new long[1];
        try (ScriptedSource source = new ScriptedSource((session, number, offset) -> {
            BinlogWriter log = ScriptedSource.insert(ScriptedSource.log(offset), number).xid(number);
            if (number == 1) {
                committed[0] = log.position();
                ScriptedSource.send(session, ScriptedSource.insert(log, 2, 3));
                return;
            }
            ScriptedSource.send(session, ScriptedSource.insert(ScriptedSource.log(offset), 2, 3, 4).xid(2));
            session.readToEnd();
        }); CdcEngine engine = CdcEngine.launch(config(never(), batches(), source.port()))) {
            await().until(() -> engine.status().commits() == 2);
            await().until(() -> ids().size() >= 6);

            assertThat(source.dumpOffsets).containsExactly(4L, committed[0]);
            assertThat(ids()).hasSize(6);
            assertThat(List.copyOf(new LinkedHashSet<>(ids()))).hasSize(4);
            assertThat(engine.status().source().reconnects()).isOne();
            // An old server may crash over this question, which a second login does not need answered.
            assertThat(source.statements).filteredOn(sql -> sql.startsWith("SHOW REPLICAS")).hasSize(1);
            SimpleMeterRegistry meters = new SimpleMeterRegistry();
            engine.metrics().bindTo(meters);
            assertThat(meters.get("passkit.cdc.source.changes").tag("connector", "loyalty").functionCounter().count())
                .isEqualTo(6);
            assertThat(meters.get("passkit.cdc.source.commits").functionCounter().count()).isEqualTo(2);
            assertThat(meters.get("passkit.cdc.source.reconnects").functionCounter().count()).isOne();
            assertThat(meters.get("passkit.cdc.source.streaming").gauge().value()).isOne();
            await().until(() -> meters.get("passkit.cdc.publish.events").functionCounter().count() == 6);
            await().until(() -> meters.get("passkit.cdc.checkpoint.offset").gauge().value() > committed[0]);
            assertThat(meters.get("passkit.cdc.source.xa.held").gauge().value()).isZero();
            assertThat(meters.get("passkit.cdc.source.losses").tag("cause", "lost").functionCounter().count()).isOne();
            assertThat(meters.get("passkit.cdc.source.losses").tag("cause", "silent").functionCounter().count())
                .isZero();
            assertThat(meters.get("passkit.cdc.source.state").tag("state", "streaming").gauge().value()).isOne();
            assertThat(meters.get("passkit.cdc.source.state").tag("state", "waiting").gauge().value()).isZero();
            assertThat(meters.get("passkit.cdc.source.silent").gauge().value()).isBetween(0.0, 60.0);
            assertThat(meters.getMeters()).hasSize(24 + SourceState.values().length + LossCause.values().length);
            stop(engine);
            assertThat(engine.status().published()).isEqualTo(engine.status().checkpointed()).isNotNull();
        }
    }

    @Test
    void shouldNotJumpToTheNewEndOfTheLogWhenTheFirstStreamIsLost() {
        try (ScriptedSource source = new ScriptedSource((session, number, offset) -> {
            ScriptedSource.send(session, ScriptedSource.log(offset));
            if (number > 1) {
                session.readToEnd();
            }
        }).at(500); CdcEngine engine = CdcEngine.launch(config(never(), batches(), source.port()))) {
            await().until(() -> !source.dumpOffsets.isEmpty());
            source.at(9000);
            await().until(() -> source.dumpOffsets.size() == 2);
            awaitState(engine, SourceState.STREAMING);

            assertThat(source.dumpOffsets).containsExactly(500L, 500L);
        }
    }

    @Test
    void shouldTryTheNextHostWhenOneRefuses() {
        try (ScriptedSource source = new ScriptedSource((session, number, offset) -> session.readToEnd());
            CdcEngine engine = CdcEngine.launch(config(never(), batches(), closedPort(), source.port()))) {
            awaitState(engine, SourceState.STREAMING);

            assertThat(engine.status().source().host()).endsWith(":" + source.port());
        }
    }

    @Test
    void shouldEndWhenNoHostIsKnown() {
        List<SourceConfig.Host> hosts = List.of(
            new SourceConfig.Host("one.invalid", 3306), new SourceConfig.Host("two.invalid", 3306));
        try (CdcEngine engine = CdcEngine.launch(config(never(), batches(), hosts))) {
            assertThatThrownBy(() -> engine.completion().join()).isInstanceOf(CompletionException.class)
                .cause().isInstanceOf(MySqlException.class).hasMessageContaining("two.invalid");
            assertThat(engine.status().source().state()).isEqualTo(SourceState.STOPPED);
        }
    }

    @Test
    void shouldStopTwiceWhileNothingAnswers() {
        try (CdcEngine engine = CdcEngine.launch(config(never(), batches(), closedPort()))) {
            awaitState(engine, SourceState.WAITING);

            stop(engine);

            assertThat(engine.completion()).isCompleted();
        }
    }

    @Test
    void shouldStopWhilePausedBeforeAReceiverThatIsDown() {
        status = 503;
        try (ScriptedSource source = new ScriptedSource((session, number, offset) -> {
            ScriptedSource.send(session, ScriptedSource.insert(ScriptedSource.log(offset), idsTo(50)).xid(1));
            session.readToEnd();
        })) {
            try (CdcEngine engine = CdcEngine.launch(config(never(), singles(), source.port()))) {
                await().until(() -> engine.status().changes() >= 6);
                stop(engine);
                assertThat(engine.completion()).isCompleted();
            }
            assertThat(bodies).isEmpty();
            status = 200;
            try (CdcEngine engine = CdcEngine.launch(config(never(), singles(), source.port()))) {
                await().until(() -> ids().size() == 50);
                assertThat(engine.completion()).isNotDone();
            }
        }
    }

    @Test
    void shouldEndWithTheReasonWhenTheReceiverRejectsWhilePaused() {
        status = 422;
        try (ScriptedSource source = new ScriptedSource((session, number, offset) -> {
            ScriptedSource.send(session, ScriptedSource.insert(ScriptedSource.log(offset), idsTo(50)).xid(1));
            session.readToEnd();
        }); CdcEngine engine = CdcEngine.launch(config(never(), singles(), source.port()))) {
            assertThatThrownBy(() -> engine.completion().join()).cause().isInstanceOf(PublishStoppedException.class)
                .hasMessageContaining("20 events in a row");
            assertThat(engine.status().deadLetters().count()).isEqualTo(19);
        }
    }

    @Test
    void shouldStreamBehindASnapshotWhoseLastRowFilledThePool() {
        status = 503;
        try (ScriptedSource source = new ScriptedSource((session, number, offset) -> {
            ScriptedSource.send(session, ScriptedSource.insert(ScriptedSource.log(offset), 70).xid(1));
            session.readToEnd();
        }).rows(idsTo(6)); CdcEngine engine =
                CdcEngine.launch(config(CdcConfig.SnapshotMode.INITIAL, singles(), source.port()))) {
            await().until(() -> engine.status().changes() == 6);
            await().until(() -> source.statements.contains("COMMIT"));
            status = 200;

            await().until(() -> ids().size() == 7);
            assertThat(ids().subList(0, 6)).allMatch(id -> id.startsWith("snapshot:"));
        }
    }

    @Test
    void shouldBeginASnapshotAnewWhenItsConnectionIsLostOrTheRunStopped() {
        try (ScriptedSource source = new ScriptedSource((session, number, offset) -> session.readToEnd())
            .rows(1, 2, 3, 4).silentAfter(3)) {
            CdcConfig config = config(CdcConfig.SnapshotMode.INITIAL, singles(), source.port());
            try (CdcEngine engine = CdcEngine.launch(config)) {
                await().until(() -> ids().size() == 2);
                assertThat(engine.status().source().snapshot().rowsDone()).isEqualTo(2);
            }
            source.silentAfter(-1);
            try (CdcEngine engine = CdcEngine.launch(config)) {
                awaitState(engine, SourceState.STREAMING);
                await().until(() -> ids().size() == 6);
            }
        }
        assertThat(ids().get(0).split(":")[1]).isNotEqualTo(ids().get(2).split(":")[1]);
    }

    @Test
    void shouldEndWhenThePositionCannotBeMadeDurable() {
        CountDownLatch isBroken = new CountDownLatch(1);
        try (ScriptedSource source = new ScriptedSource((session, number, offset) -> {
            ScriptedSource.send(session, ScriptedSource.log(offset));
            awaitQuietly(isBroken);
            ScriptedSource.send(session,
                ScriptedSource.insert(BinlogWriter.events().position(offset), 1).xid(1));
            session.readToEnd();
        }); CdcEngine engine = CdcEngine.launch(config(never(), batches(), source.port()))) {
            await().until(() -> engine.status().checkpointed() != null);
            // A directory where a new position is written fails as a broken disk does, for root too.
            await().ignoreExceptions().until(
                () -> Files.isDirectory(Files.createDirectories(directory.resolve("loyalty/position.new/x"))));
            isBroken.countDown();

            assertThatThrownBy(() -> engine.completion().join()).cause().isInstanceOf(StateException.class);
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void shouldFreeEverythingWhenTheConfigurationFails() {
        CdcConfig good = config(never(), batches(), closedPort());
        CdcConfig bad = new CdcConfig(good.name(), good.source(), List.of("no-dot"), good.exclude(), good.keys(),
            good.snapshotMode(), good.publish(), good.batch(), good.encode(), false, false, directory,
            good.checkpointInterval(), good.shutdownTimeout());

        assertThatThrownBy(() -> CdcEngine.launch(bad)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void shouldRefuseASecondConnectorOfTheSameName() {
        CdcConfig config = config(never(), batches(), closedPort());
        try (CdcEngine engine = CdcEngine.launch(config)) {
            assertThatThrownBy(() -> CdcEngine.launch(config)).isInstanceOf(StateException.class);
            assertThat(engine.completion()).isNotDone();
        }
    }
}
