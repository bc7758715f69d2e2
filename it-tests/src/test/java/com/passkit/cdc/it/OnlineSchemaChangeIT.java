package com.passkit.cdc.it;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.passkit.cdc.it.harness.MySqlServers;
import com.passkit.cdc.it.harness.MySqlVersion;
import com.passkit.cdc.it.harness.RealServer;
import com.passkit.cdc.it.harness.Receiver;
import com.passkit.cdc.it.harness.RunningEngine;
import com.passkit.cdc.it.harness.TestDatabase;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The statements of gh-ost and pt-online-schema-change, in their order and on connections of their own, while rows are
 * written. The change moves a column to another place among columns of its type: who takes the old definition for the
 * new table mislabels every value. A column {@code a} is always even, a column {@code b} odd.
 */
class OnlineSchemaChangeIT {

    private static final Duration LIMIT = Duration.ofSeconds(120);
    private static final String CHANGE = "MODIFY b INT NOT NULL AFTER id, ADD COLUMN c VARCHAR(9) DEFAULT 'new' FIRST,"
        + " ADD COLUMN d INT NOT NULL DEFAULT 7 AFTER b, DROP COLUMN gone";

    @TempDir
    private Path directory;

    static Stream<Arguments> servers() {
        return MySqlVersion.everyServer().stream().flatMap(version -> version.hasFullRowMetadata()
            ? Stream.of(Arguments.of(version, true), Arguments.of(version, false))
            : Stream.of(Arguments.of(version, false)));
    }

    @ParameterizedTest(name = "{0}, FULL metadata: {1}")
    @MethodSource("servers")
    void shouldFollowTheCutOverOfGhOst(MySqlVersion version, boolean isFull) throws Exception {
        try (TestDatabase database = server(version, isFull).freshDatabase(); Receiver receiver = Receiver.http();
            Connection applier = database.connect(); Statement apply = applier.createStatement()) {
            createTable(database);
            try (RunningEngine engine = RunningEngine.launch(database, receiver, directory, 1);
                Writer writer = new Writer(database)) {
                engine.awaitStreaming();
                writer.awaitMore();
                database.execute("create /* gh-ost */ table `" + database.name() + "`.`_t_ghc` ("
                    + "id bigint auto_increment, last_update timestamp not null DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP,"
                    + " hint varchar(64) charset ascii not null, value varchar(4096) charset ascii not null,"
                    + " primary key(id), unique key hint_uidx(hint)) auto_increment=256",
                    "insert /* gh-ost */ into `_t_ghc` (id, hint, value) values (NULLIF(2, 0), 'state',"
                        + " 'GhostTableMigrated') on duplicate key update last_update=NOW(), value=VALUES(value)",
                    "create /* gh-ost */ table `" + database.name() + "`.`_t_gho` like `" + database.name() + "`.`t`",
                    "alter /* gh-ost */ table `" + database.name() + "`.`_t_gho` " + CHANGE);
                writer.shadow("REPLACE /* gh-ost */ INTO `_t_gho` (id, a, b) VALUES (%1$d, %2$d, %3$d)");
                database.execute("insert /* gh-ost */ ignore into `_t_gho` (`id`, `a`, `b`)"
                    + " (select `id`, `a`, `b` from `t` force index (`PRIMARY`) where `id` >= 1 lock in share mode)",
                    "insert /* gh-ost */ into `_t_ghc` (id, hint, value) values (NULLIF(1, 0), 'heartbeat', '1')"
                        + " on duplicate key update last_update=NOW(), value=VALUES(value)");
                writer.awaitMore();

                database.execute("create /* gh-ost */ table `_t_del` (id int auto_increment primary key)"
                    + " engine=InnoDB comment='ghost-cut-over-sentry'");
                writer.cutOver(() -> {
                    database.execute("lock /* gh-ost */ tables `t` write, `_t_del` write");
                    CompletableFuture<Void> rename = CompletableFuture.runAsync(() -> run(apply,
                        "rename /* gh-ost */ table `t` to `_t_del`, `_t_gho` to `t`"));
                    await().atMost(LIMIT).until(() -> !database.rows("SELECT id FROM information_schema.processlist"
                        + " WHERE state LIKE '%metadata lock%' AND info LIKE 'rename%'").isEmpty());
                    database.execute("drop /* gh-ost */ table if exists `_t_del`", "unlock /* gh-ost */ tables");
                    rename.join();
                });
                writer.awaitMore();
                database.execute("drop /* gh-ost */ table if exists `_t_ghc`",
                    "drop /* gh-ost */ table if exists `_t_del`");
                writer.stop();
                assertFollowed(engine, database, receiver, writer);
            }
        }
    }

    @ParameterizedTest(name = "{0}, FULL metadata: {1}")
    @MethodSource("servers")
    void shouldFollowTheCutOverOfPtOnlineSchemaChange(MySqlVersion version, boolean isFull) throws Exception {
        try (TestDatabase database = server(version, isFull).freshDatabase(); Receiver receiver = Receiver.http()) {
            createTable(database);
            String name = database.name();
            try (RunningEngine engine = RunningEngine.launch(database, receiver, directory, 1);
                Writer writer = new Writer(database)) {
                engine.awaitStreaming();
                writer.awaitMore();
                String definition = database.rows("SHOW CREATE TABLE t").get(0).get(1);
                database.execute(definition.replaceFirst("`t`", "`" + name + "`.`_t_new`"),
                    "ALTER TABLE `" + name + "`.`_t_new` " + CHANGE,
                    "CREATE TRIGGER `pt_osc_t_del` AFTER DELETE ON `t` FOR EACH ROW"
                        + " DELETE IGNORE FROM `_t_new` WHERE `_t_new`.`id` <=> OLD.`id`",
                    "CREATE TRIGGER `pt_osc_t_upd` AFTER UPDATE ON `t` FOR EACH ROW BEGIN DELETE IGNORE FROM `_t_new`"
                        + " WHERE !(OLD.`id` <=> NEW.`id`) AND `_t_new`.`id` <=> OLD.`id`; REPLACE INTO `_t_new`"
                        + " (`id`, `a`, `b`) VALUES (NEW.`id`, NEW.`a`, NEW.`b`); END",
                    "CREATE TRIGGER `pt_osc_t_ins` AFTER INSERT ON `t` FOR EACH ROW REPLACE INTO `_t_new`"
                        + " (`id`, `a`, `b`) VALUES (NEW.`id`, NEW.`a`, NEW.`b`)",
                    "INSERT LOW_PRIORITY IGNORE INTO `_t_new` (`id`, `a`, `b`) SELECT `id`, `a`, `b` FROM `t` FORCE"
                        + " INDEX(`PRIMARY`) WHERE ((`id` >= '1')) LOCK IN SHARE MODE"
                        + " /*pt-online-schema-change 1 copy nibble*/");
                writer.awaitMore();
                database.execute("ANALYZE TABLE `_t_new` /* pt-online-schema-change */",
                    "RENAME TABLE `" + name + "`.`t` TO `" + name + "`.`_t_old`, `" + name + "`.`_t_new` TO `" + name
                        + "`.`t`",
                    "DROP TABLE IF EXISTS `_t_old`", "DROP TRIGGER IF EXISTS `pt_osc_t_del`",
                    "DROP TRIGGER IF EXISTS `pt_osc_t_upd`", "DROP TRIGGER IF EXISTS `pt_osc_t_ins`");
                writer.awaitMore();
                writer.stop();
                assertFollowed(engine, database, receiver, writer);
            }
        }
    }

    private static RealServer server(MySqlVersion version, boolean isFull) {
        return isFull ? MySqlServers.shared(version) : SchemaTrackingIT.minimal(version);
    }

    private static void createTable(TestDatabase database) throws SQLException {
        database.execute("CREATE TABLE `t` (id INT NOT NULL PRIMARY KEY, a INT NOT NULL, b INT NOT NULL, gone INT,"
            + " KEY k (a))", "INSERT INTO t VALUES (1, 2, 3, 0), (2, 4, 5, 0)");
    }

    private static void assertFollowed(RunningEngine engine, TestDatabase database, Receiver receiver, Writer writer)
        throws SQLException {
        database.execute("UPDATE t SET c = 'upd', d = 8");
        engine.awaitCaughtUp(database);
        assertThat(receiver.records().differences(database, "t")).isEmpty();
        assertThat(receiver.records().rows(database.name(), "t")).hasSize(writer.count() + 2);
        List<JsonNode> events = receiver.events();
        assertThat(events).map(event -> event.get("source").get("table").asText()).containsOnly("t");
        for (JsonNode event : events) {
            for (String image : List.of("before", "after")) {
                JsonNode row = event.path(image);
                if (row.isObject()) {
                    assertThat(row.get("a").asInt() % 2).as(event.toString()).isZero();
                    assertThat(row.get("b").asInt() % 2).as(event.toString()).isOne();
                    assertThat(row.has("gone")).as(event.toString()).isNotEqualTo(row.has("c"));
                    assertThat(row.has("d")).as(event.toString()).isEqualTo(row.has("c"));
                }
            }
        }
        assertThat(events).anyMatch(event -> event.get("op").asText().equals("c") && event.get("after").has("gone"));
        assertThat(events).anyMatch(event -> event.get("op").asText().equals("c") && event.get("after").has("c"));
    }

    private static void run(Statement statement, String sql) {
        try {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    /** What may fail with the server's error. */
    private interface SqlAction {

        void run() throws SQLException;
    }

    /** Inserts and updates rows all the time, on a connection of its own. */
    private static final class Writer implements AutoCloseable {

        private final AtomicBoolean isStopped = new AtomicBoolean();
        private final AtomicInteger count = new AtomicInteger();
        private final CompletableFuture<Void> end;
        private String shadow;

        Writer(TestDatabase database) {
            end = CompletableFuture.runAsync(() -> write(database));
        }

        int count() {
            return count.get();
        }

        /** From now on each change is done here too; %1$d is the id, %2$d is a, %3$d is b. */
        synchronized void shadow(String statement) {
            shadow = statement;
        }

        /** Runs this while no change is on its way; those that follow are done in one place only. */
        synchronized void cutOver(SqlAction action) throws SQLException {
            action.run();
            shadow = null;
        }

        void awaitMore() {
            int before = count.get();
            await().atMost(LIMIT).until(() -> {
                assertThat(end).isNotCompletedExceptionally();
                return count.get() >= before + 5;
            });
        }

        void stop() {
            isStopped.set(true);
            end.join();
        }

        @Override
        public void close() {
            isStopped.set(true);
        }

        private void write(TestDatabase database) {
            try (Connection connection = database.connect(); Statement statement = connection.createStatement()) {
                for (int id = 3; !isStopped.get(); id++) {
                    write(statement, "INSERT INTO t (id, a, b) VALUES (%1$d, %2$d, %3$d)", id, 2 * id);
                    write(statement, "UPDATE t SET a = %2$d, b = %3$d WHERE id = %1$d", id - 1, 4 * id);
                    count.incrementAndGet();
                }
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        }

        private synchronized void write(Statement statement, String sql, int id, int a) throws SQLException {
            statement.execute(String.format(sql, id, a, a + 1));
            if (shadow != null) {
                statement.execute(String.format(shadow, id, a, a + 1));
            }
        }
    }
}
