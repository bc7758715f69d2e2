package com.passkit.cdc.it;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

import com.passkit.cdc.it.harness.EveryServer;
import com.passkit.cdc.it.harness.MySqlServers;
import com.passkit.cdc.it.harness.MySqlVersion;
import com.passkit.cdc.it.harness.RealServer;
import com.passkit.cdc.it.harness.Receiver;
import com.passkit.cdc.it.harness.RunningEngine;
import com.passkit.cdc.it.harness.TestDatabase;
import com.passkit.cdc.protocol.binlog.BinlogHandler;
import com.passkit.cdc.protocol.binlog.ChecksumVerdict;
import com.passkit.cdc.protocol.binlog.EventView;
import com.passkit.cdc.protocol.binlog.RowChangeView;
import com.passkit.cdc.protocol.binlog.event.EventType;
import com.passkit.cdc.protocol.binlog.event.XidEventFlyweight;
import com.passkit.cdc.protocol.client.BinlogStream;
import com.passkit.cdc.protocol.position.BinlogPosition;
import com.passkit.cdc.protocol.row.Demand;
import com.passkit.cdc.protocol.testing.RowText;

import org.junit.jupiter.api.io.TempDir;

import static com.passkit.cdc.it.SnapshotSession.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What servers log besides rows in the usual form. */
class EventsIT {

    /** Of this class alone: the tests change its global settings. */
    private static RealServer server(MySqlVersion version) {
        return MySqlServers.shared(version, "--secure-file-priv=", "--local-infile=ON");
    }

    @EveryServer
    void shouldReadWhatStatementsNeedThatAreLoggedAsSuch(MySqlVersion version) throws SQLException {
        RealServer server = server(version);
        try (TestDatabase database = server.freshDatabase()) {
            database.execute("CREATE TABLE t (id INT PRIMARY KEY AUTO_INCREMENT, v VARCHAR(200), d DOUBLE)");
            BinlogPosition from = DumpSession.end(server);
            database.execute("SET SESSION binlog_format = STATEMENT", "SET NAMES utf8", "SET insert_id = 41",
                "INSERT INTO t(v) VALUES ('x')", "SET rand_seed1 = 17, rand_seed2 = 4711",
                "INSERT INTO t(v, d) VALUES (LAST_INSERT_ID(), RAND())",
                "SET @s = _utf8 x'c3a9', @i = -5, @u = CAST(18446744073709551615 AS UNSIGNED), @r = 1.5e0",
                "SET @d = -12.345, @n = NULL, @l = _latin1 x'e9' COLLATE latin1_german2_ci",
                "INSERT INTO t(v) VALUES (@s), (@i), (@u), (@r), (@d), (@n), (@l)");

            assertThat(EventDump.details(server, from)).containsSubsequence(
                "insert id 41", "query [" + database.name() + "] INSERT INTO t(v) VALUES ('x')",
                "last insert id 41", "insert id 42", "seeds 17 4711",
                "query [" + database.name() + "] INSERT INTO t(v, d) VALUES (LAST_INSERT_ID(), RAND())")
                .contains("@i=-5", "@u=18446744073709551615", "@r=1.5", "@d=-12.345", "@n=NULL", "@l='é' collation 31")
                .anyMatch(line -> line.startsWith("@s='é' collation "));
        }
    }

    @EveryServer
    void shouldReadTheFileOfALoadLoggedAsAStatement(MySqlVersion version) throws SQLException {
        RealServer server = server(version);
        try (TestDatabase database = server.freshDatabase()) {
            String file = "./" + database.name() + ".txt";
            database.execute("CREATE TABLE t (id INT PRIMARY KEY AUTO_INCREMENT, v VARCHAR(200)) ENGINE=MyISAM",
                "INSERT INTO t (v) VALUES (REPEAT('x', 200))", "INSERT INTO t (v) SELECT v FROM t",
                "INSERT INTO t (v) SELECT v FROM t", "INSERT INTO t (v) SELECT v FROM t",
                "INSERT INTO t (v) SELECT v FROM t", "INSERT INTO t (v) SELECT v FROM t",
                "INSERT INTO t (v) SELECT v FROM t", "INSERT INTO t (v) SELECT v FROM t",
                "INSERT INTO t (v) SELECT v FROM t", "INSERT INTO t (v) SELECT v FROM t",
                "INSERT INTO t (v) SELECT v FROM t", "SELECT id, v FROM t INTO OUTFILE '" + file + "'");
            BinlogPosition from = DumpSession.end(server);
            database.execute("TRUNCATE TABLE t", "SET SESSION binlog_format = STATEMENT",
                "LOAD DATA INFILE '" + file + "' INTO TABLE t");

            List<String> lines = EventDump.details(server, from).filter(line -> line.startsWith("file ")).toList();
            assertThat(lines.get(0)).matches("file \\d+ begins with \\d+");
            assertThat(lines).hasSizeGreaterThan(2).anyMatch(line -> line.matches("file \\d+ goes on with \\d+"));
            assertThat(lines.get(lines.size() - 1)).contains(" is loaded by LOAD DATA INFILE '" + file + "' ");
            long fileLength = lines.stream().filter(line -> line.contains(" with "))
                .mapToLong(line -> Long.parseLong(line.substring(line.lastIndexOf(' ') + 1))).sum();
            assertThatThrownBy(() -> database.execute("LOAD DATA INFILE '" + file + "' INTO TABLE t"))
                .hasMessageContaining("Duplicate entry");
            assertThat(EventDump.details(server, from).filter(line -> line.startsWith("file ")))
                .last().asString().matches("file \\d+ is dropped");
            assertThat(fileLength).isEqualTo(Long.parseLong(
                database.value("SELECT SUM(LENGTH(id) + LENGTH(v) + 2) FROM t")));
        }
    }

    @EveryServer
    void shouldStopAConnectorBehindWhichAChangeWasLoggedAsAStatement(MySqlVersion version, @TempDir Path directory)
        throws SQLException {
        try (TestDatabase database = server(version).freshDatabase(); Receiver receiver = Receiver.http()) {
            database.execute("CREATE TABLE t (id INT PRIMARY KEY, v DOUBLE)", "INSERT INTO t VALUES (1, 0)");
            try (RunningEngine engine = RunningEngine.launch(database, receiver, directory, 1)) {
                engine.awaitStreaming();
                database.execute("SET SESSION binlog_format = STATEMENT", "UPDATE t SET v = RAND()");

                assertThat(engine.awaitFailure())
                    .hasMessageContaining("binlog_format: a data change was logged as a statement at ")
                    .hasMessageContaining("its rows are not in the binary log: 'UPDATE t SET v = RAND()'")
                    .hasMessageContaining("expected: binlog_format=ROW in every session");
            }
        }
    }

    @EveryServer
    void shouldReadXaTransactions(MySqlVersion version) throws SQLException {
        RealServer server = server(version);
        try (TestDatabase database = server.freshDatabase()) {
            database.execute("CREATE TABLE t (id INT PRIMARY KEY)");
            BinlogPosition from = DumpSession.end(server);
            database.execute("XA START 'g','b',7", "INSERT INTO t VALUES (1)", "XA END 'g','b',7",
                "XA PREPARE 'g','b',7", "XA COMMIT 'g','b',7", "XA START x'00ff'", "INSERT INTO t VALUES (2)",
                "XA END x'00ff'", "XA COMMIT x'00ff' ONE PHASE");

            List<String> details = EventDump.details(server, from).toList();
            if (version == MySqlVersion.V5_6) {
                // It logs an XA transaction at its commit, as any other.
                assertThat(details).noneMatch(line -> line.contains("X'67'"));
            } else if (version.isMariaDb()) {
                assertThat(details).containsSubsequence("prepared X'67',X'62',7",
                    "query [" + database.name() + "] XA COMMIT X'67',X'62',7");
                assertThat(details).anyMatch(line -> line.endsWith("transactional prepared X'67',X'62',7"))
                    .anyMatch(line -> line.endsWith("transactional completed X'67',X'62',7"));
            } else {
                assertThat(details).containsSubsequence("query [" + database.name() + "] XA START X'67',X'62',7",
                    "query [" + database.name() + "] XA END X'67',X'62',7", "prepared X'67',X'62',7",
                    "query [" + database.name() + "] XA COMMIT X'67',X'62',7", "prepared X'00ff',X'',1 one phase");
            }
            assertThat(details.stream().filter(line -> line.startsWith("INSERT " + database.name()))).hasSize(2);
        }
    }

    @EveryServer
    void shouldReadTheStatementOfRows(MySqlVersion version) throws SQLException {
        RealServer server = server(version);
        try (TestDatabase database = server.freshDatabase()) {
            database.execute("CREATE TABLE t (v VARCHAR(20))");
            BinlogPosition from = DumpSession.end(server);
            database.execute(version.isMariaDb() ? "SET SESSION binlog_annotate_row_events = ON"
                : "SET SESSION binlog_rows_query_log_events = ON", "SET NAMES utf8", "INSERT INTO t VALUES ('é')");

            assertThat(EventDump.details(server, from)).containsSubsequence("statement INSERT INTO t VALUES ('é')",
                "INSERT " + database.name() + ".t row 0 after {" + (version.hasFullRowMetadata() ? "v" : "@1")
                    + "='é'}");
        }
    }

    @EveryServer
    void shouldLeaveOutTheColumnsThatARowImageLacks(MySqlVersion version) throws SQLException {
        RealServer server = server(version);
        try (TestDatabase database = server.freshDatabase()) {
            database.execute("CREATE TABLE t (id INT PRIMARY KEY, a INT, b BLOB)", "INSERT INTO t VALUES (1, 2, 'b')");
            BinlogPosition from = DumpSession.end(server);
            for (String image : new String[] {"FULL", "NOBLOB", "MINIMAL"}) {
                database.execute("SET SESSION binlog_row_image = " + image, "UPDATE t SET a = a + 1");
            }
            database.execute("INSERT INTO t (id) VALUES (2)", "DELETE FROM t WHERE id = 1");

            String prefix = ' ' + database.name() + ".t row 0 ";
            String columns = version.hasFullRowMetadata() ? "id,a,b" : "@1,@2,@3";
            assertThat(EventDump.details(server, from).filter(line -> line.contains(prefix)))
                .containsExactlyElementsOf(Stream.of(
                    "UPDATE" + prefix + "before {id=1, a=2, b=x'62'} after {id=1, a=3, b=x'62'}",
                    "UPDATE" + prefix + "before {id=1, a=3} after {id=1, a=4}",
                    "UPDATE" + prefix + "before {id=1} after {a=5}",
                    "INSERT" + prefix + "after {id=2}",
                    "DELETE" + prefix + "before {id=1}").map(line -> named(line, columns.split(","))).toList());
        }
    }

    private static String named(String line, String... names) {
        return line.replace("id=", names[0] + '=').replace("a=", names[1] + '=').replace("b=", names[2] + '=');
    }

    /** One dump goes over the switches as they happen; others begin before and between them when they have happened. */
    @EveryServer
    void shouldFollowASourceThatSwitchesItsChecksums(MySqlVersion version) throws SQLException {
        RealServer server = server(version);
        try (TestDatabase database = server.freshDatabase(); EventDump dump = new EventDump(server)) {
            database.execute("CREATE TABLE t (id INT PRIMARY KEY)");
            BinlogPosition from = DumpSession.end(server);
            Verdicts live = new Verdicts(4);
            try (BinlogStream stream = dump.follow(from, live)) {
                database.execute("INSERT INTO t VALUES (1)", "SET GLOBAL binlog_checksum = NONE",
                    "INSERT INTO t VALUES (2)");
                BinlogPosition between = DumpSession.end(server);
                database.execute("SET GLOBAL binlog_checksum = CRC32", "INSERT INTO t VALUES (3)",
                    "SET GLOBAL binlog_checksum = NONE", "INSERT INTO t VALUES (4)");
                await(live.done);
                List<String> expected = List.of("1 OK", "2 NONE", "3 OK", "4 NONE");
                assertThat(live.rows).isEqualTo(expected);
                assertThat(verdicts(server, from)).isEqualTo(expected);
                assertThat(verdicts(server, between)).isEqualTo(expected.subList(2, 4));
                database.execute("SET GLOBAL binlog_checksum = CRC32");
                assertThat(verdicts(server, from)).isEqualTo(expected);
                assertThat(verdicts(server, between)).isEqualTo(expected.subList(2, 4));
                assertThat(stream.completion()).isNotDone();
            }
        } finally {
            try (TestDatabase database = server.freshDatabase()) {
                database.execute("SET GLOBAL binlog_checksum = CRC32");
            }
        }
    }

    private static List<String> verdicts(RealServer server, BinlogPosition from) {
        Verdicts verdicts = new Verdicts(Integer.MAX_VALUE);
        EventDump.toTheEnd(server, from, verdicts);
        return verdicts.rows;
    }

    @EveryServer
    void shouldBeToldA64BitPositionByAnIdleSourceThatCan(MySqlVersion version) {
        RealServer server = server(version);
        BinlogPosition.InFile end = DumpSession.end(server);
        CompletableFuture<String> heartbeat = new CompletableFuture<>();
        try (EventDump dump = new EventDump(server); BinlogStream stream = dump.follow(end, new BinlogHandler() {
            @Override
            public void onHeartbeat(EventView event) {
                heartbeat.complete(event.header().type() + " " + event.file() + ':' + event.endPosition());
            }

            @Override
            public Demand onRow(EventView event, RowChangeView row) {
                return Demand.CONTINUE;
            }
        })) {
            EventType type = version.isMySqlFrom(MySqlVersion.V8_4) ? EventType.HEARTBEAT_V2 : EventType.HEARTBEAT;
            assertThat(await(heartbeat)).isEqualTo(type + " " + end.file() + ':' + end.offset());
            assertThat(stream.completion()).isNotDone();
        }
    }

    /** The first value of each row, and what came of the checksum of its event. */
    private static final class Verdicts implements BinlogHandler {

        private final List<String> rows = new ArrayList<>();
        private final RowText text = new RowText();
        private final CompletableFuture<Void> done = new CompletableFuture<>();
        private final int count;

        Verdicts(int count) {
            this.count = count;
        }

        @Override
        public Demand onRow(EventView event, RowChangeView row) {
            String values = text.of(row.after());
            rows.add(values.substring(values.indexOf('=') + 1) + ' ' + event.checksum());
            return Demand.CONTINUE;
        }

        @Override
        public void onXid(EventView event, XidEventFlyweight body) {
            assertThat(rows.get(rows.size() - 1)).endsWith(event.checksum() == ChecksumVerdict.OK ? " OK" : " NONE");
            if (rows.size() == count) {
                done.complete(null);
            }
        }
    }
}
