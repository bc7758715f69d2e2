package com.passkit.cdc.it;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import com.passkit.cdc.it.harness.EveryServer;
import com.passkit.cdc.it.harness.MySqlServers;
import com.passkit.cdc.it.harness.MySqlVersion;
import com.passkit.cdc.it.harness.RealServer;
import com.passkit.cdc.it.harness.TestDatabase;
import com.passkit.cdc.protocol.error.MySqlException;
import com.passkit.cdc.snapshot.catalog.BinaryLog;
import com.passkit.cdc.snapshot.catalog.LockMode;
import com.passkit.cdc.snapshot.catalog.Preflight;
import com.passkit.cdc.snapshot.catalog.Preflight.Finding;
import com.passkit.cdc.snapshot.catalog.Preflight.Level;
import com.passkit.cdc.snapshot.catalog.ServerState;
import com.passkit.cdc.snapshot.catalog.TableFilter;

import static com.passkit.cdc.it.SnapshotSession.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What is found on real servers, and that the remedies mend it. */
class PreflightIT {

    @EveryServer
    void shouldFindNoFailureOnAServerSetUpWell(MySqlVersion version) throws SQLException {
        try (TestDatabase database = MySqlServers.shared(version).freshDatabase();
            SnapshotSession session = new SnapshotSession(database.server())) {
            database.execute("CREATE TABLE a (id INT PRIMARY KEY)", "CREATE TABLE b (id INT)",
                "CREATE TABLE c (id INT PRIMARY KEY) ENGINE=MyISAM");

            List<Finding> findings = await(new Preflight(session.connection(), filter(database), 4711, null).full(LockMode.AUTO));

            assertThat(findings).extracting(Finding::level).doesNotContain(Level.FAILURE);
            assertThat(findings).filteredOn(f -> "tables.key".equals(f.id())).singleElement()
                .satisfies(f -> assertThat(f.subject()).isEqualTo(database.name() + ".b"));
            assertThat(findings).filteredOn(f -> "tables.engine".equals(f.id())).singleElement()
                .satisfies(f -> assertThat(f.subject()).isEqualTo(database.name() + ".c"));
            assertThat(await(new Preflight(session.connection(), filter(database), 0, null).requirements(LockMode.AUTO)))
                .allMatch(f -> f.level() == Level.OK);
        }
    }

    @EveryServer
    void shouldNameGrantsThatMend(MySqlVersion version) throws SQLException {
        RealServer server = MySqlServers.shared(version);
        try (TestDatabase database = server.freshDatabase()) {
            String user = "u" + database.name().substring(3);
            database.execute("CREATE TABLE `a.b` (id INT PRIMARY KEY)", "CREATE TABLE c (id INT PRIMARY KEY)",
                "CREATE USER '" + user + "'@'%' IDENTIFIED BY 'pw'",
                "GRANT INSERT ON " + database.name() + ".* TO '" + user + "'@'%'");
            try {
                List<Finding> failures = failures(server, user, database);
                List<String> expected = new ArrayList<>(List.of("privilege.replication_slave",
                    version.isMariaDb() ? "privilege.binlog_monitor" : "privilege.replication_client"));
                if (version == MySqlVersion.V5_6) {
                    // The others can be read without a lock.
                    expected.add("privilege.reload");
                }
                expected.addAll(List.of("privilege.select", "privilege.select"));
                assertThat(failures).extracting(Finding::id).containsExactlyElementsOf(expected);

                for (Finding failure : failures) {
                    database.execute(failure.remedy().replace(";", ""));
                }

                assertThat(failures(server, user, database)).isEmpty();
            } finally {
                database.execute("DROP USER '" + user + "'@'%'");
            }
        }
    }

    @EveryServer
    void shouldNameSettingsThatMend(MySqlVersion version) throws SQLException {
        try (RealServer server = MySqlServers.fresh(version); TestDatabase database = server.freshDatabase()) {
            database.execute("CREATE TABLE a (id INT PRIMARY KEY)", "SET GLOBAL binlog_format = 'STATEMENT'",
                "SET GLOBAL binlog_row_image = 'MINIMAL'");

            List<Finding> failures = failures(server, server.user(), database);
            assertThat(failures).extracting(Finding::id).containsExactly("binlog_format", "binlog_row_image");
            for (Finding failure : failures) {
                database.execute(failure.remedy().substring(0, failure.remedy().indexOf(';')));
            }

            assertThat(failures(server, server.user(), database)).isEmpty();
        }
    }

    @EveryServer
    void shouldSayWhenNothingIsIncludedAndWhenTheIdIsTaken(MySqlVersion version) throws SQLException {
        try (TestDatabase database = MySqlServers.shared(version).freshDatabase();
            SnapshotSession session = new SnapshotSession(database.server())) {
            long serverId = Long.parseLong(database.value("SELECT @@server_id"));

            List<Finding> findings =
                await(new Preflight(session.connection(), filter(database), serverId, null).requirements(null));

            assertThat(findings).filteredOn(f -> f.level() == Level.FAILURE).extracting(Finding::id)
                .containsExactly("replica_id");
            // The user may read everything, so there is none; another one may be kept from seeing it.
            assertThat(findings).filteredOn(f -> f.level() == Level.WARNING).extracting(Finding::id).contains("tables");
        }
    }

    @EveryServer
    void shouldNameTheTablesThatAreLeftOutAsShadowTables(MySqlVersion version) throws SQLException {
        try (TestDatabase database = SchemaTrackingIT.minimal(version).freshDatabase();
            SnapshotSession session = new SnapshotSession(database.server())) {
            database.execute("CREATE TABLE t (id INT PRIMARY KEY)", "CREATE TABLE _prices_new (id INT PRIMARY KEY)");
            TableFilter filter =
                new TableFilter(List.of(database.name() + ".*"), List.of(), TableFilter.SHADOW_TABLES);

            List<Finding> findings = await(new Preflight(session.connection(), filter, 4711, null).full(LockMode.AUTO));

            assertThat(findings).filteredOn(f -> f.id().equals("tables.shadow")).singleElement().satisfies(f -> {
                assertThat(f.level()).isEqualTo(Level.WARNING);
                assertThat(f.message()).contains(database.name() + "._prices_new");
                assertThat(f.remedy()).contains("tables.shadow");
            });
            assertThat(findings).filteredOn(f -> f.id().equals("binlog_row_metadata")).singleElement()
                .satisfies(f -> assertThat(f.level()).isEqualTo(
                    version.hasFullRowMetadata() ? Level.WARNING : Level.OK))
                .satisfies(f -> assertThat(f.remedy().contains("FULL")).isEqualTo(version.hasFullRowMetadata()));
        }
    }

    @EveryServer
    void shouldReadTheStateOfTheServerAndSeeThatTheBinaryLogIsOff(MySqlVersion version) throws SQLException {
        try (RealServer server = MySqlServers.fresh(version); TestDatabase database = server.freshDatabase()) {
            database.execute("CREATE TABLE a (id INT PRIMARY KEY)", "FLUSH BINARY LOGS", "INSERT INTO a VALUES (1)");
            try (SnapshotSession session = new SnapshotSession(server)) {
                ServerState state = await(ServerState.read(session.connection()));
                List<BinaryLog> logs = await(ServerState.binaryLogs(session.connection()));

                String executed = version.isMariaDb() ? "@@GLOBAL.gtid_binlog_pos" : "@@GLOBAL.gtid_executed";
                assertThat(state.isGtidOn()).isTrue();
                assertThat(state.gtidExecuted())
                    .isEqualTo(database.value("SELECT " + executed).replaceAll("\\s", ""));
                assertThat(state.serverUuid()).isEqualTo(
                    database.value(version.isMariaDb() ? "SELECT @@server_id" : "SELECT @@server_uuid"));
                assertThat(logs).hasSizeGreaterThan(1);
                assertThat(logs.get(logs.size() - 1)).isEqualTo(new BinaryLog(state.file(), state.offset()));

                database.execute("PURGE BINARY LOGS TO '" + state.file() + '\'');
                assertThat(await(ServerState.read(session.connection())).gtidPurged()).isNotEmpty();
                assertThat(await(ServerState.binaryLogs(session.connection()))).hasSize(1);
            }

            server.restart(Stream.concat(Stream.of("--skip-log-bin"), Stream.of(version.withoutGtids()))
                .toArray(String[]::new));
            database.reconnect();
            assertThat(failures(server, server.user(), database)).extracting(Finding::id).contains("log_bin");
            try (SnapshotSession session = new SnapshotSession(server)) {
                assertThat(await(ServerState.binaryLogs(session.connection()))).isEmpty();
                assertThatThrownBy(() -> await(ServerState.read(session.connection())))
                    .isInstanceOf(MySqlException.class).hasMessageStartingWith("log_bin: OFF (expected: ON");
            }
        }
    }

    private static List<Finding> failures(RealServer server, String user, TestDatabase database) {
        String password = user.equals(server.user()) ? server.password() : "pw";
        try (SnapshotSession session = new SnapshotSession(server, user, password)) {
            Stream<Finding> findings =
                await(new Preflight(session.connection(), filter(database), 4711, null).full(LockMode.AUTO)).stream();
            return findings.filter(finding -> finding.level() == Level.FAILURE).toList();
        }
    }

    private static TableFilter filter(TestDatabase database) {
        return new TableFilter(List.of(database.name() + ".*"), List.of());
    }
}
