package com.passkit.cdc.snapshot;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.Test;

import com.passkit.cdc.protocol.client.ServerInfo;
import com.passkit.cdc.protocol.error.ConnectionClosedException;
import com.passkit.cdc.protocol.error.MySqlException;
import com.passkit.cdc.protocol.error.Recovery;
import com.passkit.cdc.protocol.error.ServerErrorException;
import com.passkit.cdc.protocol.row.Demand;
import com.passkit.cdc.protocol.row.RowView;
import com.passkit.cdc.protocol.row.TableDescriptor;
import com.passkit.cdc.snapshot.catalog.LockMode;
import com.passkit.cdc.snapshot.catalog.TableFilter;
import com.passkit.cdc.snapshot.progress.SnapshotProgress;
import com.passkit.cdc.snapshot.progress.TableProgress;
import com.passkit.cdc.snapshot.progress.TableProgress.State;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class SnapshotterTest {

    private static final SnapshotPosition POSITION = new SnapshotPosition("binlog.000007", 5_000_000_000L,
        "3e11fa47-71ca-11e1-9e33-c80aa9429562:1-5", "3e11fa47-71ca-11e1-9e33-c80aa9429562", 7);

    private static final SnapshotConfig MINIMAL = SnapshotConfig.DEFAULT.withLock(LockMode.MINIMAL);

    private final List<String> calls = new ArrayList<>();
    private int pauseAt = -1;

    private final SnapshotHandler handler = new SnapshotHandler() {

        @Override
        public void onStart(SnapshotPosition position, List<TableDescriptor> tables) {
            calls.add("start " + position.offset() + ' ' + tables);
        }

        @Override
        public Demand onRow(RowView row, long ordinal, boolean isLast) {
            calls.add(row.table() + "/" + ordinal + (isLast ? " last" : ""));
            return calls.size() == pauseAt ? Demand.PAUSE : Demand.CONTINUE;
        }

        @Override
        public void onComplete() {
            calls.add("complete");
        }
    };

    /** Three InnoDB tables and one MyISAM table, one INT column each. */
    private static ScriptedConnection connection() {
        List<List<String>> tables = new ArrayList<>();
        List<List<String>> columns = new ArrayList<>();
        for (String name : List.of("a", "b", "c", "m")) {
            boolean isTransactional = !"m".equals(name);
            tables.add(isTransactional
                ? List.of("db", name, "InnoDB", "10", "YES", "BASE TABLE", "16384", "utf8mb4_bin")
                : List.of("db", name, "MyISAM", "10", "NO", "BASE TABLE", "16384", "utf8mb4_bin"));
            columns.add(Arrays.asList("db", name, "id", "1", "NO", "int", "int", null, "10", "0", null, null, ""));
        }
        return new ScriptedConnection(new ServerInfo("8.0.40", false, 8, 0, 40, 1, false))
            .answer("SELECT t.TABLE_SCHEMA", tables)
            .answer("SELECT TABLE_SCHEMA, TABLE_NAME, COLUMN_NAME", columns)
            .answer("SHOW MASTER STATUS", List.of(List.of("binlog.000007", "5000000000")))
            .answer("SELECT @@GLOBAL.server_uuid", List.of(List.of("3e11fa47-71ca-11e1-9e33-c80aa9429562", "7", "ON",
                "3e11fa47-71ca-11e1-9e33-c80aa9429562:1-\n5", "", "")))
            .answer("SELECT 1 FROM `db`.`b`", List.of(List.of("1")))
            .rows("SELECT `id` FROM `db`.`a`", 1)
            .rows("SELECT `id` FROM `db`.`b`", 2);
    }

    private Snapshotter snapshotter(ScriptedConnection connection) {
        return new Snapshotter(connection, new TableFilter(List.of(), List.of()), handler, MINIMAL);
    }

    private CompletableFuture<SnapshotPosition> start(ScriptedConnection connection) {
        return snapshotter(connection).start();
    }

    @Test
    void shouldReadUnderTheLockOnlyWhatThePositionNeeds() {
        ScriptedConnection connection = connection();

        assertThat(start(connection)).isCompletedWithValue(POSITION);

        List<String> statements = connection.statements();
        assertThat(statements.get(0)).startsWith("SET SESSION sql_mode = ''").contains("time_zone = '+00:00'",
            "character_set_results = NULL", "net_write_timeout", "lock_wait_timeout = 30", "wait_timeout = 30,",
            "max_execution_time = 0");
        int lock = statements.indexOf("FLUSH TABLES WITH READ LOCK");
        int unlock = statements.indexOf("UNLOCK TABLES");
        assertThat(statements.subList(2, lock)).hasSizeGreaterThan(2).noneMatch(sql -> sql.contains("FROM `db`"));
        assertThat(statements.subList(lock + 1, unlock)).containsExactly(
            "START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY", statements.get(lock + 2), "SHOW MASTER STATUS");
        int again = statements.indexOf("SET SESSION wait_timeout = 2073600");
        assertThat(statements.subList(unlock + 1, again)).containsExactlyElementsOf(statements.subList(2, lock));
        assertThat(statements.subList(again + 1, statements.size())).containsExactly(
            "SELECT 1 FROM `db`.`c` LIMIT 1", "SELECT 1 FROM `db`.`b` LIMIT 1",
            "SELECT `id` FROM `db`.`m`", "SELECT `id` FROM `db`.`a`", "SELECT `id` FROM `db`.`b`", "COMMIT");
    }

    @Test
    void shouldMarkTheVeryLastRow() {
        assertThat(start(connection())).isCompleted();

        assertThat(calls).containsExactly("start 5000000000 [db.a, db.b, db.c, db.m]", "db.a/0", "db.b/0",
            "db.b/1 last", "complete");
    }

    @Test
    void shouldPauseAndResumeInTheMiddleOfTheLastTable() {
        pauseAt = 3;
        Snapshotter snapshotter = snapshotter(connection());
        CompletableFuture<SnapshotPosition> completion = snapshotter.start();

        assertThat(completion).isNotDone();
        assertThat(calls).hasSize(3);
        SnapshotProgress progress = snapshotter.progress();
        assertThat(progress.tables()).containsExactly(
            new TableProgress("db.a", State.DONE, 1, 1, 6, 6), new TableProgress("db.b", State.READING, 1, 10, 6, 60),
            new TableProgress("db.c", State.PENDING, 0, 10, 0, 16384), new TableProgress("db.m", State.DONE, 0, 0, 0, 0));
        assertThat(progress.tablesDone()).isEqualTo(2);
        assertThat(progress.rowsDone()).isEqualTo(2);
        assertThat(progress.rowsEstimated()).isEqualTo(21);
        assertThat(progress.bytesDone()).isEqualTo(12);
        assertThat(progress.bytesEstimated()).isEqualTo(16450);
        snapshotter.resume();

        assertThat(completion).isCompletedWithValue(POSITION);
        SnapshotProgress end = snapshotter.progress();
        assertThat(end.tablesDone()).isEqualTo(4).isEqualTo(end.tablesTotal());
        assertThat(end.rowsDone()).isEqualTo(3).isEqualTo(end.rowsEstimated());
        assertThat(end.bytesDone()).isEqualTo(18).isEqualTo(end.bytesEstimated());
    }

    @Test
    void shouldUnlockWhenSomethingFailsUnderTheLock() {
        ScriptedConnection connection = connection().refuse("SHOW MASTER STATUS",
            ServerErrorException.of(1227, "42000", "Access denied"));

        assertThatThrownBy(start(connection)::join).hasRootCauseInstanceOf(ServerErrorException.class);

        assertThat(connection.statements()).containsSubsequence("FLUSH TABLES WITH READ LOCK", "UNLOCK TABLES",
            "ROLLBACK");
        assertThat(calls).isEmpty();
    }

    @Test
    void shouldSayWhyTheLockWasNotGranted() {
        failLock(1205, Recovery.RECONNECT, "snapshot.lock: FLUSH TABLES WITH READ LOCK not granted within 2 s");
        failLock(1227, Recovery.STOP, "GRANT RELOAD");
        failLock(1045, Recovery.STOP, "GRANT RELOAD");
    }

    private void failLock(int errorNumber, Recovery recovery, String message) {
        ScriptedConnection connection = connection().refuse("FLUSH TABLES",
            ServerErrorException.of(errorNumber, "HY000", "no"));
        Snapshotter snapshotter = new Snapshotter(connection, new TableFilter(List.of(), List.of()), handler,
            MINIMAL.withLockWaitTimeout(Duration.ofSeconds(2)));

        assertThatThrownBy(snapshotter.start()::join).cause().isInstanceOfSatisfying(MySqlException.class,
            e -> assertThat(e.recovery()).isEqualTo(recovery)).hasMessageContaining(message);
    }

    @Test
    void shouldNameTheTableThatFailed() {
        failTable(ServerErrorException.of(1146, "42S02", "Table 'db.a' doesn't exist"), Recovery.RESNAPSHOT);
        failTable(ServerErrorException.of(1412, "HY000", "Table definition has changed"), Recovery.RESNAPSHOT);
        failTable(ServerErrorException.of(1142, "42000", "SELECT command denied"), Recovery.STOP);
        failTable(ServerErrorException.of(1317, "70100", "Query execution was interrupted"), Recovery.RECONNECT);
        failTable(new ConnectionClosedException("lost"), Recovery.RECONNECT);
    }

    private void failTable(MySqlException error, Recovery recovery) {
        calls.clear();
        ScriptedConnection connection = connection().refuse("SELECT `id` FROM `db`.`a`", error);

        assertThatThrownBy(start(connection)::join).cause().isInstanceOfSatisfying(MySqlException.class,
                e -> assertThat(e.recovery()).isEqualTo(recovery))
            .hasMessageStartingWith("snapshot of db.a: ").hasMessageContaining(error.getMessage());
        assertThat(calls).doesNotContain("complete");
        assertThat(connection.statements()).endsWith("ROLLBACK");
    }

    @Test
    void shouldStartOnce() {
        Snapshotter snapshotter = snapshotter(connection());
        snapshotter.start().join();

        assertThatThrownBy(snapshotter::start).isInstanceOf(IllegalStateException.class);
    }
}
