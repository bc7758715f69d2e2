package com.passkit.cdc.runtime.change;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import com.passkit.cdc.protocol.binlog.BinlogDecoder;
import com.passkit.cdc.protocol.binlog.BinlogHandler;
import com.passkit.cdc.protocol.binlog.event.EventType;
import com.passkit.cdc.protocol.binlog.event.MariaDbGtidEventFlyweight;
import com.passkit.cdc.protocol.binlog.event.XaPrepareEventFlyweight;
import com.passkit.cdc.protocol.binlog.event.Xid;
import com.passkit.cdc.protocol.error.MySqlException;
import com.passkit.cdc.protocol.error.Recovery;
import com.passkit.cdc.protocol.position.Gtid;
import com.passkit.cdc.protocol.position.TransactionId;
import com.passkit.cdc.protocol.row.Demand;
import com.passkit.cdc.protocol.testing.BinlogWriter;
import com.passkit.cdc.protocol.testing.RowText;
import com.passkit.cdc.runtime.rules.TableRules;
import com.passkit.cdc.runtime.schema.KnownDefinitions;
import com.passkit.cdc.runtime.state.StateDirectory;
import com.passkit.cdc.runtime.state.StateException;
import com.passkit.cdc.runtime.xa.HeldTransactions;
import com.passkit.cdc.runtime.xa.XaSpool;
import com.passkit.cdc.snapshot.catalog.TableFilter;

import io.netty.buffer.ByteBuf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class XaTransactionsTest {

    private static final UUID SOURCE = UUID.fromString("3e11fa47-71ca-11e1-9e33-c80aa9429562");
    private static final Xid A = new Xid("61", "", 1);
    private static final Xid B = new Xid("62", "63", 7);
    private static final byte[] INT = {3};
    private static final byte[] NOTHING = {};

    @TempDir
    Path parent;

    private final Journal journal = new Journal();
    private final KnownDefinitions definitions = new KnownDefinitions((database, table) -> false);
    private final BinlogWriter log = BinlogWriter.events().artificialRotate("binlog.000007", 4).formatDescription();
    private StateDirectory state;
    private XaSpool spool;

    /** Writes down what it is given. */
    private static final class Journal implements ChangeHandler {

        private final List<String> lines = new ArrayList<>();
        private final RowText text = new RowText();
        private Demand demand = Demand.CONTINUE;
        private HeldTransactions held = HeldTransactions.NONE;

        @Override
        public Demand onChange(ChangeView change) {
            lines.add(change.kind().code() + ' ' + change.table().name() + ' '
                + text.of(change.after() == null ? change.before() : change.after()) + ' '
                + (change.gtid() == null ? change.file() + ':' + change.position() + '/' + change.rowIndex()
                    : number(change.gtid()) + "/" + change.ordinal())
                + (change.statement() == null ? "" : ' ' + change.statement()) + " at " + change.timestampMs());
            return demand;
        }

        @Override
        public void onHeld(HeldTransactions transactions) {
            held = transactions;
        }

        private static String number(TransactionId gtid) {
            return gtid instanceof Gtid mysql ? String.valueOf(mysql.number()) : gtid.toString();
        }

        @Override
        public void onCommit(String file, long offset, TransactionId gtid) {
            lines.add("commit " + (gtid == null ? offset : number(gtid)) + " held " + held.numbers());
        }
    }

    @BeforeEach
    void open() {
        state = StateDirectory.open(parent, "loyalty");
        spool = XaSpool.open(state, HeldTransactions.NONE);
    }

    @AfterEach
    void close() {
        spool.close();
        state.close();
    }

    /** As another process that goes on behind what this one committed last. */
    private void restart() {
        spool.close();
        spool = XaSpool.open(state, HeldTransactions.of(journal.held.numbers()));
    }

    /** Reads what was written since the last call, as a dump that begins there. */
    private void decode() {
        decode(log.buffer());
        log.buffer().clear();
        log.artificialRotate("binlog.000007", log.position()).formatDescription("8.0.15", false);
    }

    private void decode(ByteBuf events) {
        TableSelector selector =
            new TableSelector(new TableFilter(List.of("crm.*"), List.of("crm.hidden")), TableRules.NONE, definitions);
        try (BinlogChangeAdapter adapter = new BinlogChangeAdapter(selector, definitions, journal, false,
            true, spool, (xid, file, offset) -> {
                throw new MySqlException(Recovery.RESNAPSHOT, "unknown " + xid);
            })) {
            read(events, adapter);
        }
    }

    private void read(ByteBuf events, BinlogHandler handler) {
        try (BinlogDecoder decoder = new BinlogDecoder(definitions, handler)) {
            for (int index = 0; index < events.writerIndex();) {
                int length = events.getIntLE(index + 9);
                Demand demand = decoder.onEvent(events, index, length);
                while (demand == Demand.PAUSE) {
                    journal.lines.add("paused");
                    demand = decoder.resume();
                }
                index += length;
            }
        }
    }

    private XaTransactionsTest start(long number, Xid xid) {
        log.gtid(SOURCE, number).query("crm", "XA START " + xid);
        return this;
    }

    private XaTransactionsTest rows(String table, int... ids) {
        log.tableMap(table.hashCode() & 0xff, "crm", table, INT, NOTHING, NOTHING)
            .rows(EventType.WRITE_ROWS, table.hashCode() & 0xff, 1, body -> {
                for (int id : ids) {
                    body.writeByte(0).writeIntLE(id);
                }
            });
        return this;
    }

    private XaTransactionsTest prepare(Xid xid) {
        return end(xid, false);
    }

    private XaTransactionsTest end(Xid xid, boolean isOnePhase) {
        log.query("crm", "XA END " + xid)
            .event(EventType.XA_PREPARE.code(), 0, body -> XaPrepareEventFlyweight.write(body, isOnePhase, xid));
        return this;
    }

    private XaTransactionsTest decide(long number, String verb, Xid xid) {
        log.gtid(SOURCE, number).query("crm", "XA " + verb + ' ' + xid);
        return this;
    }

    private List<String> files() throws IOException {
        Path folder = state.path().resolve("xa");
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void shouldDeliverRowsWhenTheyAreCommittedUnderTheIdsOfTheirPreparation() {
        start(5, A).rows("t", 1, 2).rows("t", 3).prepare(A);
        log.gtid(SOURCE, 6).query("crm", "BEGIN");
        rows("t", 9);
        log.xid(1);
        decode();
        assertThat(journal.lines).containsExactly("commit 5 held [1]", "c t @1=9 6/0 at 1790000000123",
            "commit 6 held [1]");

        journal.lines.clear();
        decide(7, "COMMIT", A);
        decode();

        assertThat(journal.lines).containsExactly("c t @1=1 5/0 at 1790000000123", "c t @1=2 5/1 at 1790000000123",
            "c t @1=3 5/2 at 1790000000123", "commit 7 held []");
    }

    @Test
    void shouldDeliverNothingThatIsRolledBack() {
        start(5, A).rows("t", 1, 2).prepare(A).decide(6, "ROLLBACK", A).decide(7, "ROLLBACK", B);

        decode();

        assertThat(journal.lines).containsExactly("commit 5 held [1]", "commit 6 held []", "commit 7 held []");
    }

    @Test
    void shouldDeliverAtOnceWhatIsCommittedInOnePhase() {
        start(5, A).rows("t", 1).end(A, true);

        decode();

        assertThat(journal.lines).containsExactly("c t @1=1 5/0 at 1790000000123", "commit 5 held []");
    }

    @Test
    void shouldTellSeveralPreparedTransactionsApart() {
        start(5, A).rows("t", 1).prepare(A).start(6, B).rows("t", 2).prepare(B);
        decide(7, "COMMIT", B).decide(8, "COMMIT", A).start(9, A).rows("t", 3).prepare(A).decide(10, "COMMIT", A);

        decode();

        assertThat(journal.lines).containsExactly("commit 5 held [1]", "commit 6 held [1, 2]",
            "c t @1=2 6/0 at 1790000000123", "commit 7 held [1]", "c t @1=1 5/0 at 1790000000123", "commit 8 held []",
            "commit 9 held [3]", "c t @1=3 9/0 at 1790000000123", "commit 10 held []");
    }

    @Test
    void shouldNotPassOverACommitWhoseRowsAreNotKnown() {
        decide(6, "COMMIT", A);

        assertThatThrownBy(this::decode).isInstanceOf(MySqlException.class).hasMessageContaining("unknown X'61',X'',1");
    }

    @Test
    void shouldGoOnAfterARestartBetweenPreparationAndCommit() {
        start(5, A).rows("t", 1, 2).prepare(A).start(6, B).rows("t", 3).prepare(B);
        decode();
        restart();
        journal.lines.clear();

        decide(7, "COMMIT", A).decide(8, "ROLLBACK", B);
        decode();

        assertThat(journal.lines).containsExactly("c t @1=1 5/0 at 1790000000123", "c t @1=2 5/1 at 1790000000123",
            "commit 7 held [2]", "commit 8 held []");
    }

    @Test
    void shouldDropAfterARestartWhatThePositionDoesNotNeed() throws IOException {
        start(5, A).rows("t", 1).prepare(A);
        decode();
        HeldTransactions behindFirst = journal.held;
        start(6, B).rows("t", 2).prepare(B);
        decode();
        assertThat(files()).containsExactly("1.xa", "2.xa");

        spool.close();
        spool = XaSpool.open(state, behindFirst);

        assertThat(files()).containsExactly("1.xa");
        assertThat(spool.preparedXids()).containsExactly(A);
    }

    @Test
    void shouldGoBackToWhatAnEarlierPositionOfTheRunNeeds() {
        start(5, A).rows("t", 1).prepare(A);
        decode();
        HeldTransactions behindFirst = journal.held;
        decide(6, "COMMIT", A).start(7, B).rows("t", 2).prepare(B);
        decode();

        spool.restore(behindFirst);

        assertThat(spool.preparedXids()).containsExactly(A);
        assertThat(spool.held().numbers()).containsExactly(1L);
    }

    @Test
    void shouldDeleteRowsOnlyBehindADurablePositionThatDoesNotNeedThem() throws IOException {
        start(5, A).rows("t", 1).prepare(A);
        decode();
        HeldTransactions prepared = journal.held;
        decide(6, "COMMIT", A);
        decode();
        spool.sync(prepared);
        spool.release(prepared);
        assertThat(files()).containsExactly("1.xa");

        spool.release(journal.held);

        assertThat(files()).isEmpty();
    }

    @Test
    void shouldGoOnBehindEachPauseOfAReplay() {
        journal.demand = Demand.PAUSE;
        start(5, A).rows("t", 1, 2).rows("u", 3).prepare(A).decide(6, "COMMIT", A);
        start(7, B).rows("t", 4).end(B, true);
        decode();

        assertThat(journal.lines).containsExactly("commit 5 held [1]",
            "c t @1=1 5/0 at 1790000000123", "paused", "c t @1=2 5/1 at 1790000000123", "paused",
            "c u @1=3 5/2 at 1790000000123", "paused", "commit 6 held []",
            "c t @1=4 7/0 at 1790000000123", "paused", "commit 7 held []");
    }

    @Test
    void shouldCountRowsThatAreNotCapturedWithoutKeepingThem() throws IOException {
        start(5, A).rows("hidden", IntStream.range(0, 10_000).toArray()).rows("t", 1).rows("hidden", 5, 6);
        rows("t", 2).prepare(A);
        start(6, B).rows("hidden", IntStream.range(0, 10_000).toArray()).prepare(B);
        decode();
        for (String file : files()) {
            assertThat(Files.size(state.path().resolve("xa").resolve(file))).as(file).isLessThan(1_000);
        }
        journal.lines.clear();

        decide(7, "COMMIT", A).decide(8, "COMMIT", B);
        decode();

        assertThat(journal.lines).containsExactly("c t @1=1 5/10000 at 1790000000123",
            "c t @1=2 5/10003 at 1790000000123", "commit 7 held [2]", "commit 8 held []");
    }

    @Test
    void shouldKeepTheStatementBehindItsRows() {
        start(5, A);
        log.rowsQuery("insert into hidden values (1)");
        rows("hidden", 1);
        log.rowsQuery("insert into t values (1)");
        rows("t", 1);
        log.rowsQuery("insert into t values (2)");
        rows("t", 2).prepare(A).decide(6, "COMMIT", A);

        decode();

        assertThat(journal.lines).contains("c t @1=1 5/1 insert into t values (1) at 1790000000123",
            "c t @1=2 5/2 insert into t values (2) at 1790000000123");
    }

    @Test
    void shouldKeepTheFilePositionsOfRowsWithoutGtids() {
        log.buffer().clear();
        log.artificialRotate("binlog.000007", (1L << 32) - 300).formatDescription("8.0.15", false)
            .query("crm", "XA START " + A).tableMap(1, "crm", "t", INT, NOTHING, NOTHING);
        long first = log.position();
        log.rows(EventType.WRITE_ROWS, 1, 1, body -> body.writeByte(0).writeIntLE(1));
        rows("hidden", 7);
        log.tableMap(1, "crm", "t", INT, NOTHING, NOTHING);
        long second = log.position();
        log.rows(EventType.WRITE_ROWS, 1, 1, body -> body.writeByte(0).writeIntLE(2));
        prepare(A);
        long prepared = log.position();
        log.query("crm", "XA COMMIT " + A);
        long committed = log.position();

        decode();

        assertThat(journal.lines.stream().map(line -> line.replaceAll(" at .*", "")).toList()).containsExactly(
            "commit " + prepared + " held [1]", "c t @1=1 binlog.000007:" + first + "/0",
            "c t @1=2 binlog.000007:" + second + "/0", "commit " + committed + " held []");
    }

    @Test
    void shouldHoldACompressedTransaction() {
        BinlogWriter inner = BinlogWriter.events().checksums(false).query("crm", "XA START " + A)
            .tableMap(1, "crm", "t", INT, NOTHING, NOTHING)
            .rows(EventType.WRITE_ROWS, 1, 1, body -> body.writeByte(0).writeIntLE(1).writeByte(0).writeIntLE(2))
            .query("crm", "XA END " + A)
            .event(EventType.XA_PREPARE.code(), 0, body -> XaPrepareEventFlyweight.write(body, false, A));
        log.gtid(SOURCE, 5).compressedTransaction(inner);
        decide(6, "COMMIT", A);

        decode();

        assertThat(journal.lines).containsExactly("commit 5 held [1]", "c t @1=1 5/0 at 1790000000123",
            "c t @1=2 5/1 at 1790000000123", "commit 6 held []");
    }

    /** There is no XA START: the GTID event says it. */
    @Test
    void shouldHoldATransactionOfMariaDb() {
        mariaDbGtid(5, MariaDbGtidEventFlyweight.PREPARED_XA, A).rows("t", 1).prepare(A);
        mariaDbGtid(6, 0, null).rows("t", 2);
        log.xid(1);
        mariaDbGtid(7, MariaDbGtidEventFlyweight.COMPLETED_XA | MariaDbGtidEventFlyweight.STANDALONE, A);
        log.query("crm", "XA COMMIT " + A);
        decode();
        restart();
        mariaDbGtid(8, MariaDbGtidEventFlyweight.PREPARED_XA, A).rows("t", 3).prepare(A);
        decode();
        restart();
        mariaDbGtid(9, MariaDbGtidEventFlyweight.COMPLETED_XA | MariaDbGtidEventFlyweight.STANDALONE, A);
        log.query("crm", "XA COMMIT " + A);
        decode();

        assertThat(journal.lines).containsExactly("commit 0-7-5 held [1]", "c t @1=2 0-7-6/0 at 1790000000000",
            "commit 0-7-6 held [1]", "c t @1=1 0-7-5/0 at 1790000000000", "commit 0-7-7 held []",
            "commit 0-7-8 held [1]", "c t @1=3 0-7-8/0 at 1790000000000", "commit 0-7-9 held []");
    }

    private XaTransactionsTest mariaDbGtid(long sequence, int flags, Xid xid) {
        log.event(EventType.MARIADB_GTID.code(), 0, body -> MariaDbGtidEventFlyweight.write(body, 0, sequence, flags,
            MariaDbGtidEventFlyweight.NONE, xid, 0, 0, 0));
        return this;
    }

    @Test
    void shouldFindInAnEarlierPartOfTheLogWhatIsPreparedAndNotDecided() {
        start(5, A).rows("t", 1).prepare(A).start(6, B).rows("t", 2).rows("hidden", 8).rows("t", 3).prepare(B);
        decide(7, "ROLLBACK", A).start(8, A).rows("t", 4).prepare(A).start(9, new Xid("64", "", 1)).rows("t", 5);
        end(new Xid("64", "", 1), true);
        long end = log.position();
        decide(10, "COMMIT", B);
        boolean[] reached = new boolean[1];
        TableSelector selector =
            new TableSelector(new TableFilter(List.of("crm.*"), List.of("crm.hidden")), TableRules.NONE, definitions);
        read(log.buffer(), new XaSearch(selector, spool, true, "binlog.000007", end, () -> reached[0] = true));
        assertThat(reached[0]).isTrue();
        assertThat(spool.preparedXids()).containsExactlyInAnyOrder(A, B);

        log.buffer().clear();
        log.artificialRotate("binlog.000007", log.position()).formatDescription("8.0.15", false);
        decide(10, "COMMIT", B).decide(11, "COMMIT", A);
        decode();

        assertThat(journal.lines).containsExactly("c t @1=2 6/0 at 1790000000123", "c t @1=3 6/2 at 1790000000123",
            "commit 10 held [3]", "c t @1=4 8/0 at 1790000000123", "commit 11 held []");
    }

    /** Any order of events of several transactions, restarts and pauses in between: a model says what must come. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16})
    void shouldDeliverExactlyWhatIsCommittedInAnyOrderOfEvents(long seed) throws IOException {
        Random random = new Random(seed);
        Map<Xid, List<String>> prepared = new LinkedHashMap<>();
        List<String> expected = new ArrayList<>();
        for (int number = 1; number <= 60; number++) {
            journal.demand = random.nextBoolean() ? Demand.PAUSE : Demand.CONTINUE;
            Xid xid = new Xid("0" + random.nextInt(6), "", 1);
            List<String> rows = prepared.remove(xid);
            if (rows != null) {
                boolean isCommitted = random.nextBoolean();
                decide(number, isCommitted ? "COMMIT" : "ROLLBACK", xid);
                expected.addAll(isCommitted ? rows : List.of());
            } else {
                start(number, xid);
                rows = randomRows(number, random);
                boolean isOnePhase = random.nextInt(4) == 0;
                end(xid, isOnePhase);
                if (isOnePhase) {
                    expected.addAll(rows);
                } else {
                    prepared.put(xid, rows);
                }
            }
            decode();
            if (random.nextInt(5) == 0) {
                restart();
            }
            assertThat(journal.held.numbers()).as("held behind " + number).hasSameSizeAs(prepared.keySet());
        }

        assertThat(journal.lines.stream().filter(line -> line.startsWith("c ")).toList()).as("seed " + seed)
            .isEqualTo(expected);
        spool.sync(journal.held);
        spool.release(journal.held);
        assertThat(files()).hasSameSizeAs(prepared.keySet());
    }

    private List<String> randomRows(int number, Random random) {
        List<String> rows = new ArrayList<>();
        int ordinal = 0;
        for (int statement = random.nextInt(4); statement > 0; statement--) {
            String table = List.of("t", "u", "hidden").get(random.nextInt(3));
            int[] ids = random.ints(1 + random.nextInt(3), 0, 1000).toArray();
            rows(table, ids);
            for (int id : ids) {
                if (!table.equals("hidden")) {
                    rows.add("c " + table + " @1=" + id + ' ' + number + '/' + ordinal + " at 1790000000123");
                }
                ordinal++;
            }
        }
        return rows;
    }

    @Test
    void shouldForgetATransactionThatWasNeverPrepared() throws IOException {
        start(5, A).rows("t", 1);
        start(6, B).rows("t", 2).prepare(B);

        decode();

        assertThat(journal.lines).containsExactly("commit 6 held [2]");
        assertThat(files()).containsExactly("2.xa");
    }

    @Test
    void shouldUseTheLaterOfTwoPreparationsWithOneName() {
        start(5, A).rows("t", 1).prepare(A).start(6, A).rows("t", 2).prepare(A).decide(7, "COMMIT", A);

        decode();

        assertThat(journal.lines).containsExactly("commit 5 held [1]", "commit 6 held [2]",
            "c t @1=2 6/0 at 1790000000123", "commit 7 held []");
    }

    @Test
    void shouldNeverUseADamagedFile() throws IOException {
        start(5, A).rows("t", 1, 2).prepare(A);
        decode();
        Path file = state.path().resolve("xa").resolve("1.xa");
        byte[] whole = Files.readAllBytes(file);
        for (int at = 0; at < whole.length; at++) {
            byte[] flipped = whole.clone();
            flipped[at] ^= 0x10;
            Files.write(file, flipped);
            assertRefused(file, "byte " + at + " changed");
            Files.write(file, Arrays.copyOf(whole, at));
            assertRefused(file, "cut at " + at);
        }
        Files.delete(file);
        assertRefused(file, "deleted");
    }

    private void assertRefused(Path file, String how) {
        assertThatThrownBy(() -> XaSpool.open(state, HeldTransactions.of(List.of(1L)))).as(how)
            .isInstanceOf(StateException.class).hasMessageContaining(file + ": damaged")
            .hasMessageContaining("position reset");
    }

    @Test
    void shouldKeepFilesFromOthers() throws IOException {
        start(5, A).rows("t", 1).prepare(A);
        decode();

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(state.path().resolve("xa"))))
            .isEqualTo("rwx------");
        assertThat(PosixFilePermissions.toString(
            Files.getPosixFilePermissions(state.path().resolve("xa").resolve("1.xa")))).isEqualTo("rw-------");
    }
}
