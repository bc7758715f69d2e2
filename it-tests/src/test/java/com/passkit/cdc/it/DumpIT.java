package com.passkit.cdc.it;

import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import com.passkit.cdc.it.harness.EveryMySql;
import com.passkit.cdc.it.harness.EveryServer;
import com.passkit.cdc.it.harness.MySqlVersion;
import com.passkit.cdc.it.harness.RealServer;
import com.passkit.cdc.it.harness.TestDatabase;
import com.passkit.cdc.protocol.binlog.BinlogHandler;
import com.passkit.cdc.protocol.binlog.EventView;
import com.passkit.cdc.protocol.binlog.RowChangeView;
import com.passkit.cdc.protocol.binlog.event.XidEventFlyweight;
import com.passkit.cdc.protocol.client.BinlogStream;
import com.passkit.cdc.protocol.error.MySqlException;
import com.passkit.cdc.protocol.error.Recovery;
import com.passkit.cdc.protocol.error.ServerErrorException;
import com.passkit.cdc.protocol.position.BinlogPosition;
import com.passkit.cdc.protocol.position.GtidSet;
import com.passkit.cdc.protocol.row.Demand;
import com.passkit.cdc.protocol.row.TableDescriptor;

import static com.passkit.cdc.it.SnapshotSession.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Binlog dumps of real servers. */
class DumpIT {

    private static final int ER_READING_BINLOG = 1236;
    private static final BinlogHandler NOTHING = (event, row) -> Demand.CONTINUE;

    @EveryServer
    void shouldReadTheSameRowsFromAPositionAndBehindGtids(MySqlVersion version) throws SQLException {
        RealServer server = DumpSession.server(version);
        try (TestDatabase database = server.freshDatabase()) {
            database.execute("CREATE TABLE t (id INT PRIMARY KEY, v VARCHAR(20))",
                "INSERT INTO t VALUES (1, 'before')");
            BinlogPosition position = DumpSession.end(server);
            BinlogPosition behind = DumpSession.behindExecuted(server);
            database.execute("INSERT INTO t VALUES (2, 'two'), (3, NULL)", "UPDATE t SET v = 'changed' WHERE id < 3",
                "DELETE FROM t WHERE id = 3");
            RecordedDump byPosition = new RecordedDump(database.name());
            RecordedDump byGtids = new RecordedDump(database.name());

            DumpSession.toTheEnd(server, position, byPosition);
            DumpSession.toTheEnd(server, behind, byGtids);

            String columns = version.hasFullRowMetadata() ? "id=%s, v=%s" : "@1=%s, @2=%s";
            assertThat(byPosition.rows()).containsExactly(
                "INSERT t: " + columns.formatted(2, "'two'"), "INSERT t: " + columns.formatted(3, "NULL"),
                "UPDATE t: " + columns.formatted(1, "'changed'"), "UPDATE t: " + columns.formatted(2, "'changed'"),
                "DELETE t: " + columns.formatted(3, "NULL"));
            assertThat(byGtids.rows()).isEqualTo(byPosition.rows());
            assertThat(byGtids.gtids()).isEqualTo(byPosition.gtids()).hasSize(version.isMariaDb() ? 0 : 3);
        }
    }

    @EveryServer
    void shouldStayAliveOnAnIdleServer(MySqlVersion version) {
        RealServer server = DumpSession.server(version);
        BinlogPosition.InFile end = DumpSession.end(server);
        CompletableFuture<String> fifth = new CompletableFuture<>();
        AtomicInteger count = new AtomicInteger();
        try (DumpSession session = new DumpSession(server)) {
            BinlogStream stream = session.follow(end, UUID.randomUUID(), new BinlogHandler() {
                @Override
                public void onHeartbeat(EventView event) {
                    // More than the silent periods after which the connection would count as lost.
                    if (count.incrementAndGet() == 5) {
                        fifth.complete(event.file() + ':' + event.endPosition());
                    }
                }

                @Override
                public Demand onRow(EventView event, RowChangeView row) {
                    return Demand.CONTINUE;
                }
            });
            assertThat(await(fifth)).isEqualTo(end.file() + ':' + end.offset());
            assertThat(stream.completion()).isNotDone();
            stream.close();
            await(stream.completion());
        }
    }

    /** 20,000 rows in one event of more than 16 MiB, which comes in several packets. */
    @EveryServer
    void shouldPauseAndGoOnInTheMiddleOfARowsEvent(MySqlVersion version) throws SQLException {
        RealServer server = DumpSession.server(version);
        int rowCount = 20_000;
        try (TestDatabase database = server.freshDatabase(); DumpSession session = new DumpSession(server)) {
            database.execute("CREATE TABLE t (id INT PRIMARY KEY, v VARBINARY(1000))");
            BinlogPosition position = DumpSession.end(server);
            database.execute("INSERT INTO t VALUES " + IntStream.range(0, rowCount)
                .mapToObj(id -> "(" + id + ", REPEAT('x', 1000))").collect(Collectors.joining(",")));
            PausingHandler handler = new PausingHandler(database.name(), rowCount);
            try (BinlogStream stream = session.follow(position, UUID.randomUUID(), handler)) {
                for (CompletableFuture<Void> pause : handler.pauses) {
                    await(pause);
                    assertThat(database.value("SELECT 1")).isEqualTo("1");
                    handler.isPaused.set(false);
                    stream.resume();
                }
                assertThat(await(handler.done)).isEqualTo(rowCount - 1);
                assertThat(handler.eventLength).isGreaterThan(1 << 24);
            }
        }
    }

    @EveryMySql
    void shouldAskForANewSnapshotWhereThePositionIsGone(MySqlVersion version) throws SQLException {
        RealServer server = DumpSession.server(version);
        try (TestDatabase database = server.freshDatabase()) {
            BinlogPosition.InFile gone = DumpSession.end(server);
            database.execute("CREATE TABLE t (id INT PRIMARY KEY)", "FLUSH BINARY LOGS");
            BinlogPosition.InFile kept = DumpSession.end(server);
            database.execute("PURGE BINARY LOGS TO '" + kept.file() + "'");

            assertGone(server, gone);
            assertGone(server, new BinlogPosition.BehindGtids(new GtidSet()));
            assertGone(server, new BinlogPosition.InFile(kept.file(), kept.offset() + 1_000_000));
            GtidSet ahead = DumpSession.executed(server);
            ahead.addAll(GtidSet.parse(database.value("SELECT @@server_uuid") + ":1-1000000"));
            if (version.isMySqlFrom(MySqlVersion.V5_7)) {
                assertGone(server, new BinlogPosition.BehindGtids(ahead));
            } else {
                // It does not compare; whoever asks must.
                DumpSession.toTheEnd(server, new BinlogPosition.BehindGtids(ahead), NOTHING);
            }
            DumpSession.toTheEnd(server, kept, NOTHING);
        }
    }

    /** The server lets one replica of a UUID be: the new one. */
    @EveryServer
    void shouldReconnectWhenAnotherReplicaHasTheSameUuid(MySqlVersion version) {
        RealServer server = DumpSession.server(version);
        BinlogPosition end = DumpSession.end(server);
        UUID uuid = UUID.randomUUID();
        Signs first = new Signs();
        Signs second = new Signs();
        try (DumpSession one = new DumpSession(server); DumpSession other = new DumpSession(server);
            BinlogStream stream = one.follow(end, uuid, first)) {
            await(first.begun);
            try (BinlogStream newer = other.follow(end, uuid, second)) {
                if (version != MySqlVersion.V5_6) {
                    assertThatThrownBy(() -> await(stream.completion())).isInstanceOfSatisfying(MySqlException.class,
                        lost -> assertThat(lost.recovery()).as(lost.toString()).isEqualTo(Recovery.RECONNECT));
                } else {
                    // No error: it says that this is the end.
                    await(stream.completion());
                }
                await(second.begun);
                assertThat(newer.completion()).isNotDone();
            }
        }
    }

    private static void assertGone(RealServer server, BinlogPosition position) {
        assertThatThrownBy(() -> DumpSession.toTheEnd(server, position, NOTHING))
            .isInstanceOfSatisfying(ServerErrorException.class, gone -> {
                assertThat(gone.errorNumber()).isEqualTo(ER_READING_BINLOG);
                assertThat(gone.recovery()).as(gone.getMessage()).isEqualTo(Recovery.RESNAPSHOT);
            });
    }

    /** Knows that a dump is under way: an idle server sends heartbeats. */
    private static final class Signs implements BinlogHandler {

        private final CompletableFuture<Void> begun = new CompletableFuture<>();

        @Override
        public void onHeartbeat(EventView event) {
            begun.complete(null);
        }

        @Override
        public Demand onRow(EventView event, RowChangeView row) {
            return Demand.CONTINUE;
        }
    }

    /** Pauses at two rows in succession, and at the last of the event. */
    private static final class PausingHandler implements BinlogHandler {

        private final List<CompletableFuture<Void>> pauses = List.of(
            new CompletableFuture<>(), new CompletableFuture<>(), new CompletableFuture<>());
        private final CompletableFuture<Integer> done = new CompletableFuture<>();
        private final AtomicBoolean isPaused = new AtomicBoolean();
        private final String database;
        private final int rowCount;
        private int next;
        private volatile long eventLength;

        PausingHandler(String database, int rowCount) {
            this.database = database;
            this.rowCount = rowCount;
        }

        @Override
        public boolean onTableMap(EventView event, TableDescriptor table) {
            return table.database().equals(database);
        }

        @Override
        public Demand onRow(EventView event, RowChangeView row) {
            assertThat(isPaused).as("rows come while paused").isFalse();
            assertThat(row.rowIndex()).isEqualTo(next);
            next++;
            eventLength = event.header().eventLength();
            int pause = next == 5000 ? 0 : next == 5001 ? 1 : next == rowCount ? 2 : -1;
            if (pause < 0) {
                return Demand.CONTINUE;
            }
            isPaused.set(true);
            pauses.get(pause).complete(null);
            return Demand.PAUSE;
        }

        @Override
        public void onXid(EventView event, XidEventFlyweight body) {
            done.complete(next - 1);
        }
    }
}
