package com.passkit.cdc.runtime.change;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import com.passkit.cdc.protocol.binlog.BinlogDecoder;
import com.passkit.cdc.protocol.binlog.event.EventHeaderFlyweight;
import com.passkit.cdc.protocol.binlog.event.EventFlags;
import com.passkit.cdc.protocol.binlog.event.EventType;
import com.passkit.cdc.protocol.binlog.event.ExecuteLoadQueryEventFlyweight;
import com.passkit.cdc.protocol.binlog.event.MariaDbGtidEventFlyweight;
import com.passkit.cdc.protocol.binlog.event.MariaDbGtidListEventFlyweight;
import com.passkit.cdc.protocol.error.MySqlException;
import com.passkit.cdc.protocol.position.Gtid;
import com.passkit.cdc.protocol.position.TransactionId;
import com.passkit.cdc.protocol.row.ColumnDescriptor;
import com.passkit.cdc.protocol.row.ColumnType;
import com.passkit.cdc.protocol.row.Demand;
import com.passkit.cdc.protocol.row.TableDescriptor;
import com.passkit.cdc.protocol.testing.BinlogWriter;
import com.passkit.cdc.runtime.rules.ColumnRules;
import com.passkit.cdc.runtime.rules.RowRules;
import com.passkit.cdc.runtime.rules.TableRules;
import com.passkit.cdc.runtime.schema.SchemaState;
import com.passkit.cdc.runtime.xa.XaSpool;
import com.passkit.cdc.runtime.schema.KnownDefinitions;
import com.passkit.cdc.snapshot.catalog.ColumnModel;
import com.passkit.cdc.snapshot.catalog.KeyModel;
import com.passkit.cdc.snapshot.catalog.TableFilter;
import com.passkit.cdc.snapshot.catalog.TableModel;
import com.passkit.cdc.snapshot.catalog.TableName;
import com.passkit.cdc.snapshot.catalog.TablePatternMap;

import io.netty.buffer.ByteBuf;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class BinlogChangeAdapterTest {

    private static final UUID SOURCE = UUID.fromString("3e11fa47-71ca-11e1-9e33-c80aa9429562");
    private static final byte[] INT = {3};
    private static final byte[] NOTHING = {};

    private final Journal journal = new Journal();
    private final KnownDefinitions definitions = new KnownDefinitions((database, table) -> database.equals("crm"));
    private final BinlogWriter log = BinlogWriter.events().artificialRotate("binlog.000007", 4).formatDescription();
    private int editCount;

    /** Writes down what it is given. */
    private static final class Journal implements ChangeHandler {

        private long lastOffset;
        private final List<String> lines = new ArrayList<>();
        private Demand demand = Demand.CONTINUE;

        @Override
        public Demand onChange(ChangeView change) {
            lines.add(change.kind().code() + ' ' + change.table() + " #" + change.ordinal() + " row " + change.rowIndex()
                + ' ' + change.gtid() + ' ' + change.timestampMs()
                + (change.statement() == null ? "" : ' ' + change.statement()));
            return demand;
        }

        @Override
        public void onCommit(String file, long offset, TransactionId gtid) {
            lastOffset = offset;
            lines.add("commit " + file + (gtid == null ? "" : " " + (gtid instanceof Gtid mySql ? mySql.number() : gtid)));
        }

        @Override
        public void onAdvance(String file, long offset) {
            lines.add("advance " + file + ':' + offset);
        }
    }

    private void recordTables(String... names) {
        definitions.restore(SchemaState.of(List.of(names).stream().map(name -> new TableModel(
            new TableName("crm", name), null,
            List.of(ColumnModel.of(ColumnDescriptor.of("id", ColumnType.INT, true), false)),
            List.of(new KeyModel(KeyModel.PRIMARY, KeyModel.Kind.PRIMARY, List.of(KeyModel.Part.of("id")))))).toList(),
            Map.of(), 0, false));
        definitions.journal(edit -> editCount++);
    }

    private TableRules rules = TableRules.NONE;

    private Demand decode(boolean deliversSchema, boolean deliversQuery) {
        TableSelector selector =
            new TableSelector(new TableFilter(List.of("crm.*"), List.of("crm.hidden")), rules, definitions);
        BinlogChangeAdapter adapter = new BinlogChangeAdapter(
            selector, definitions, journal, deliversSchema, deliversQuery,
            XaSpool.temporary(), (xid, file, offset) -> { });
        ByteBuf events = log.buffer();
        try (BinlogDecoder decoder = new BinlogDecoder(definitions, adapter)) {
            int index = 0;
            Demand demand = Demand.CONTINUE;
            while (index < events.writerIndex() && demand == Demand.CONTINUE) {
                int length = events.getIntLE(index + 9);
                demand = decoder.onEvent(events, index, length);
                index += length;
            }
            return demand;
        }
    }

    private BinlogWriter rows(EventType type, long tableId, int... ids) {
        return log.rows(type, tableId, 1, body -> {
            for (int id : ids) {
                body.writeByte(0).writeIntLE(id);
            }
        });
    }

    private BinlogWriter map(long tableId, String table) {
        return log.tableMap(tableId, "crm", table, INT, NOTHING, NOTHING);
    }

    @Test
    void shouldNumberChangesOfATransactionBeforeAnyFilter() {
        recordTables("t", "hidden");
        log.gtid(SOURCE, 23).query("crm", "BEGIN");
        map(1, "t");
        rows(EventType.WRITE_ROWS, 1, 10, 11);
        map(2, "hidden");
        rows(EventType.WRITE_ROWS, 2, 1, 2, 3);
        map(1, "t");
        rows(EventType.DELETE_ROWS, 1, 10);
        log.xid(9);

        decode(false, false);

        assertThat(journal.lines).containsExactly(
            "c crm.t #0 row 0 " + SOURCE + ":23 1790000000123",
            "c crm.t #1 row 1 " + SOURCE + ":23 1790000000123",
            "d crm.t #5 row 0 " + SOURCE + ":23 1790000000123",
            "commit binlog.000007 23");
    }

    /** A row that comes to fit is inserted there, one that ceases to is deleted; each keeps the number it has. */
    @Test
    void shouldDeliverWhatFitsAConditionAndItsBorder() {
        rules = new TableRules(TablePatternMap.of(Map.of()), RowRules.of(Map.of("crm.t", "id >= 10")),
            ColumnRules.NONE);
        recordTables("t");
        log.gtid(SOURCE, 23).query("crm", "BEGIN");
        map(1, "t");
        rows(EventType.WRITE_ROWS, 1, 9, 10);
        map(1, "t");
        rows(EventType.UPDATE_ROWS, 1, 10, 11, 11, 5, 5, 12, 3, 4);
        map(1, "t");
        rows(EventType.DELETE_ROWS, 1, 4, 12);
        log.xid(1);

        decode(false, false);

        assertThat(journal.lines).filteredOn(line -> !line.startsWith("commit"))
            .extracting(line -> line.replaceAll(" row .*", "")).containsExactly(
            "c crm.t #1", "u crm.t #2", "d crm.t #3", "c crm.t #4", "d crm.t #7");
    }

    @Test
    void shouldNotShowAStatementWhereValuesAreHidden() {
        rules = new TableRules(TablePatternMap.of(Map.of()), RowRules.NONE,
            new ColumnRules(List.of(), List.of("crm.t.ssn"), List.of(), Map.of(), Map.of(), null));
        log.gtid(SOURCE, 5).query("crm", "BEGIN").query("crm", "UPDATE t SET ssn = '123-45'");

        assertThatThrownBy(() -> decode(false, false)).isInstanceOf(MySqlException.class)
            .hasMessageContaining("was logged as a statement at binlog.000007:")
            .hasMessageContaining("a statement that is not shown, since tables.columns hides values")
            .hasMessageNotContaining("123-45");
    }

    @Test
    void shouldCommitOnlyAtTheEndOfATransaction() {
        recordTables("t");
        log.gtid(SOURCE, 1).query("crm", "BEGIN").query("crm", "SAVEPOINT `s`");
        map(1, "t");
        rows(EventType.WRITE_ROWS, 1, 1);
        log.query("crm", "ROLLBACK TO `s`");

        decode(false, false);

        assertThat(journal.lines).noneMatch(line -> line.startsWith("commit"));
    }

    /** Its BEGIN is no commit, and its events say 0 where they end: a restart finds the compressed one as a whole. */
    @Test
    void shouldCommitACompressedTransactionBehindItsLastEventOnly() {
        recordTables("t");
        BinlogWriter inner = BinlogWriter.events().checksums(false).query("crm", "BEGIN")
            .tableMap(1, "crm", "t", INT, NOTHING, NOTHING)
            .rows(EventType.WRITE_ROWS, 1, 1, body -> body.writeByte(0).writeIntLE(1));
        log.gtid(SOURCE, 1).compressedTransaction(inner);
        decode(false, false);
        assertThat(journal.lines).hasSize(1).first().asString().startsWith("c crm.t #0");

        journal.lines.clear();
        log.gtid(SOURCE, 2).compressedTransaction(inner.xid(9));
        decode(false, false);
        assertThat(journal.lines).filteredOn(line -> line.startsWith("commit")).containsExactly("commit binlog.000007 2");
        assertThat(journal.lines.get(journal.lines.size() - 1)).isEqualTo("commit binlog.000007 2");
        assertThat(journal.lastOffset).isEqualTo(log.position());
    }

    @Test
    void shouldCommitAtTheCommitStatementOfOtherEngines() {
        recordTables("t");
        log.gtid(SOURCE, 1).query("crm", "BEGIN").query("crm", "COMMIT");

        decode(false, false);

        assertThat(journal.lines).containsExactly("commit binlog.000007 1");
    }

    private BinlogWriter mariaDbGtid(long domain, long sequence, int flags, int extraFlags) {
        return log.event(EventType.MARIADB_GTID.code(), 0, body -> MariaDbGtidEventFlyweight.write(body, domain,
            sequence, flags, MariaDbGtidEventFlyweight.NONE, null, extraFlags, 0, MariaDbGtidEventFlyweight.NONE));
    }

    @Test
    void shouldCommitATransactionOfMariaDbWhichBeginsWithItsGtid() {
        recordTables("t");
        mariaDbGtid(0, 23, 0, 0);
        map(1, "t");
        rows(EventType.WRITE_ROWS_V1, 1, 10);
        log.query("crm", "SAVEPOINT `s`");
        map(1, "t");
        rows(EventType.WRITE_ROWS_V1, 1, 11);
        log.xid(9);
        mariaDbGtid(7, 1, 0, 0);
        map(1, "t");
        rows(EventType.DELETE_ROWS_V1, 1, 10);
        log.query("crm", "COMMIT");
        mariaDbGtid(0, 24, 0, 0);
        map(1, "t");
        rows(EventType.DELETE_ROWS_V1, 1, 11);

        decode(false, false);

        assertThat(journal.lines).map(line -> line.replaceAll(" \\d{13}$", "")).containsExactly(
            "c crm.t #0 row 0 0-7-23", "c crm.t #1 row 0 0-7-23", "commit binlog.000007 0-7-23",
            "d crm.t #0 row 0 7-7-1", "commit binlog.000007 7-7-1", "d crm.t #0 row 0 0-7-24");
    }

    @Test
    void shouldCommitAStatementOfMariaDbThatStandsAlone() {
        recordTables("t");
        mariaDbGtid(0, 5, MariaDbGtidEventFlyweight.STANDALONE, 0).query("crm", "CREATE TABLE x (id INT)");
        mariaDbGtid(0, 6, MariaDbGtidEventFlyweight.STANDALONE, 0).query("crm", "CREATE USER u");

        decode(false, false);

        assertThat(journal.lines).containsExactly("commit binlog.000007 0-7-5", "commit binlog.000007 0-7-6");
    }

    /** binlog_alter_two_phase logs the statement when it begins and again when it has ended, well or not. */
    @Test
    void shouldTakeAnAlterTableOfMariaDbThatIsLoggedTwiceOnce() {
        recordTables("t");
        String sql = "ALTER TABLE t ADD b int";
        int ddl = MariaDbGtidEventFlyweight.STANDALONE | MariaDbGtidEventFlyweight.DDL;
        mariaDbGtid(0, 5, ddl, MariaDbGtidEventFlyweight.EXTRA_START_ALTER).query("crm", sql);
        decode(true, false);
        assertThat(journal.lines).containsExactly("commit binlog.000007 0-7-5");
        assertThat(editCount).isZero();

        mariaDbGtid(0, 6, ddl, MariaDbGtidEventFlyweight.EXTRA_ROLLBACK_ALTER).query("crm", sql);
        mariaDbGtid(0, 7, ddl, MariaDbGtidEventFlyweight.EXTRA_COMMIT_ALTER).query("crm", sql);
        journal.lines.clear();
        decode(true, false);
        assertThat(journal.lines).map(line -> line.replaceAll(" \\d{13} ", " ")).containsExactly(
            "commit binlog.000007 0-7-5", "commit binlog.000007 0-7-6",
            "s crm. #0 row 0 0-7-7 " + sql, "commit binlog.000007 0-7-7");
        assertThat(editCount).isOne();
    }

    @Test
    void shouldAdvanceBehindTheListOfGtidsThatBeginsAFileOnly() {
        log.event(EventType.MARIADB_GTID_LIST.code(), 0, body -> MariaDbGtidListEventFlyweight.write(body, 0, 0));
        long end = log.position();
        log.event(EventType.MARIADB_GTID_LIST.code(), EventFlags.ARTIFICIAL,
            body -> MariaDbGtidListEventFlyweight.write(body, 0, 0));

        decode(false, false);

        assertThat(journal.lines).containsExactly("advance binlog.000007:" + end);
    }

    @Test
    void shouldMoveToTheNextFileAtARotate() {
        log.rotate("binlog.000008");

        decode(false, false);

        assertThat(journal.lines).containsExactly("advance binlog.000008:4");
    }

    @Test
    void shouldDeliverTruncateAndCommitBehindIt() {
        log.gtid(SOURCE, 5).query("crm", "TRUNCATE TABLE `t`").gtid(SOURCE, 6).query("other", "TRUNCATE t");

        decode(false, false);

        assertThat(journal.lines).containsExactly(
            "t crm.t #0 row 0 " + SOURCE + ":5 1790000000123 TRUNCATE TABLE `t`",
            "commit binlog.000007 5", "commit binlog.000007 6");
    }

    @Test
    void shouldPauseBehindATruncate() {
        log.gtid(SOURCE, 5).query("crm", "TRUNCATE TABLE `t`");
        journal.demand = Demand.PAUSE;

        assertThat(decode(false, false)).isEqualTo(Demand.PAUSE);
    }

    @Test
    void shouldDeliverSchemaChangesWhereAskedTo() {
        recordTables("t");
        log.gtid(SOURCE, 5).query("crm", "ALTER TABLE t ADD b int");

        decode(true, false);

        assertThat(journal.lines).containsExactly(
            "s crm. #0 row 0 " + SOURCE + ":5 1790000000123 ALTER TABLE t ADD b int", "commit binlog.000007 5");
        assertThat(editCount).isOne();
    }

    @Test
    void shouldStopAtRowsBehindAChangeOfTheirDefinition() {
        recordTables("t");
        log.gtid(SOURCE, 4).query("crm", "BEGIN");
        map(1, "t");
        rows(EventType.WRITE_ROWS, 1, 1);
        log.xid(1).gtid(SOURCE, 5).query("crm", "ALTER TABLE t RENAME COLUMN id TO no").gtid(SOURCE, 6)
            .query("crm", "BEGIN");
        map(1, "t");
        rows(EventType.WRITE_ROWS, 1, 2);

        assertThatThrownBy(() -> decode(false, false)).isInstanceOf(MySqlException.class)
            .hasMessageContaining("definition of crm.t: changed by 'ALTER TABLE t RENAME COLUMN id TO no' at binlog.0000");
        assertThat(journal.lines).hasSize(3);
    }

    @Test
    void shouldGoOnBehindAChangeThatLeavesTheColumns() {
        recordTables("t");
        log.gtid(SOURCE, 5).query("crm", "ALTER TABLE t ADD INDEX (id)").gtid(SOURCE, 6).query("crm", "BEGIN");
        map(1, "t");
        rows(EventType.WRITE_ROWS, 1, 2);

        decode(false, false);

        assertThat(journal.lines).hasSize(2);
        assertThat(editCount).isZero();
    }

    @Test
    void shouldStopAtADataChangeLoggedAsAStatement() {
        log.gtid(SOURCE, 5).query("crm", "BEGIN").query("crm", "INSERT INTO t VALUES (1)");

        assertThatThrownBy(() -> decode(false, false)).isInstanceOf(MySqlException.class)
            .hasMessageContaining("binlog_format").hasMessageContaining("'INSERT INTO t VALUES (1)'");
    }

    @Test
    void shouldDeliverTheLoggedQueryOnlyWhereAskedTo() {
        recordTables("t");
        log.gtid(SOURCE, 5).query("crm", "BEGIN").rowsQuery("insert into t values (1) -- x");
        map(1, "t");
        rows(EventType.WRITE_ROWS, 1, 1);
        log.xid(1);

        decode(false, true);
        assertThat(journal.lines.get(0)).endsWith("insert into t values (1) -- x");
        journal.lines.clear();
        decode(false, false);
        assertThat(journal.lines.get(0)).endsWith("1790000000123");
    }

    @Test
    void shouldNotCommitATableMadeInsideATransactionBeforeItsRows() {
        recordTables("t");
        log.gtid(SOURCE, 5).query("crm", "BEGIN")
            .query("crm", "CREATE TABLE `copy` (`id` int) START TRANSACTION");
        map(1, "t");
        rows(EventType.WRITE_ROWS, 1, 1);
        log.xid(1);

        decode(false, false);

        assertThat(journal.lines).hasSize(2);
        assertThat(journal.lines.get(0)).startsWith("c crm.t #0");
        assertThat(journal.lines.get(1)).isEqualTo("commit binlog.000007 5");
    }

    @Test
    void shouldMovePastARolledBackTransaction() {
        recordTables("t");
        log.gtid(SOURCE, 5).query("crm", "BEGIN");
        map(1, "t");
        rows(EventType.WRITE_ROWS, 1, 1);
        log.query("crm", "ROLLBACK");

        decode(false, false);

        assertThat(journal.lines).hasSize(2).last().isEqualTo("commit binlog.000007 5");
    }

    @Test
    void shouldNotMoveAtAHeartbeatBehindAGtidOrInsideATransaction() {
        log.gtid(SOURCE, 5);
        heartbeat();
        log.query("crm", "BEGIN");
        heartbeat();
        log.xid(1);
        heartbeat();
        long end = log.position();

        decode(false, false);

        assertThat(journal.lines).containsExactly("commit binlog.000007 5", "advance binlog.000007:" + end);
    }

    @Test
    void shouldBeginAnewBehindAFormatDescription() {
        recordTables("t");
        log.gtid(SOURCE, 5).query("crm", "BEGIN");
        map(1, "t");
        rows(EventType.WRITE_ROWS, 1, 1);
        log.artificialRotate("binlog.000008", 4).formatDescription();
        heartbeat();

        decode(false, false);

        assertThat(journal.lines).hasSize(2);
        assertThat(journal.lines.get(1)).isEqualTo("advance binlog.000008:" + log.position());
    }

    @Test
    void shouldStopAtLoadDataLoggedAsAStatement() {
        log.gtid(SOURCE, 5).query("crm", "BEGIN").event(EventType.BEGIN_LOAD_QUERY.code(), 0, body -> body.writeZero(8))
            .event(EventType.EXECUTE_LOAD_QUERY.code(), 0, body -> ExecuteLoadQueryEventFlyweight.write(body, 1, "crm",
                "LOAD DATA INFILE 'f' INTO TABLE t", 1, 9, 19, 0));

        assertThatThrownBy(() -> decode(false, false)).isInstanceOf(MySqlException.class)
            .hasMessageContaining("binlog_format").hasMessageContaining("'LOAD DATA INFILE 'f' INTO");
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "WITH old AS (SELECT 1) DELETE FROM t WHERE id IN (SELECT * FROM old)",
        "SELECT `crm`.`award`(7)",
        "DO award(7)",
        "CREATE TABLE copy AS SELECT * FROM t",
        "create table copy (id int) /* select */ select 1",
        "CREATE TABLE IF NOT EXISTS copy (SELECT * FROM t)"})
    void shouldStopAtEveryStatementThatCarriesRowsNotLogged(String sql) {
        log.gtid(SOURCE, 5).query("crm", "BEGIN").query("crm", sql);

        assertThatThrownBy(() -> decode(false, false)).isInstanceOf(MySqlException.class)
            .hasMessageContaining("was logged as a statement at binlog.000007:");
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "CREATE TABLE `t2` (`select` int COMMENT 'select \\' select') /* select */",
        "CREATE VIEW v AS SELECT 1",
        "CREATE TRIGGER r BEFORE INSERT ON t FOR EACH ROW SET @a = (SELECT 1)"})
    void shouldPassOverDefinitionsThatOnlyNameAQuery(String sql) {
        log.gtid(SOURCE, 5).query("crm", sql);

        decode(false, false);

        assertThat(journal.lines).containsExactly("commit binlog.000007 5");
    }

    /** As a server that has nothing to say: where the log stands, which is behind the last event. */
    private void heartbeat() {
        byte[] file = "binlog.000007".getBytes(UTF_8);
        int length = EventHeaderFlyweight.LENGTH + file.length + Integer.BYTES;
        log.position(log.position() - length)
            .event(EventType.HEARTBEAT.code(), 0, body -> body.writeBytes(file));
    }
}
