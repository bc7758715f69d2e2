package com.passkit.cdc.snapshot.catalog;

import java.util.List;
import java.util.UUID;

import org.junit.jupiter.api.Test;

import com.passkit.cdc.protocol.client.ResultRow;
import com.passkit.cdc.protocol.client.ServerInfo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

class PrivilegeCheckTest {

    private static final ServerInfo MYSQL_80 = new ServerInfo("8.0.40", false, 8, 0, 40, 1, false);

    private static final List<TableName> TABLES = List.of(new TableName("a", "t"), new TableName("b", "t"));

    private static PrivilegeCheck check(String... grants) {
        return new PrivilegeCheck(MYSQL_80, Grants.parse(List.of(grants)), "o'cdc@10.%", false);
    }

    @Test
    void shouldReadWithoutALockWhereGtidsTellWhatIsVisible() {
        assertThat(new PrivilegeCheck(MYSQL_80, Grants.parse(List.of(
            "GRANT REPLICATION CLIENT, REPLICATION SLAVE ON *.* TO `u`@`%`")), "u@%", true)
            .requirements(LockMode.AUTO, TABLES)).filteredOn(f -> f.level() != Preflight.Level.OK)
            .singleElement().satisfies(f -> {
                assertThat(f.level()).isEqualTo(Preflight.Level.WARNING);
                assertThat(f.message()).contains("tables are read without a lock");
                assertThat(f.remedy()).isEqualTo("GRANT RELOAD ON *.* TO 'u'@'%';");
            });
    }

    @Test
    void shouldNameTheGrantThatIsMissing() {
        assertThat(check("GRANT SELECT, REPLICATION SLAVE ON *.* TO `u`@`%`").requirements(LockMode.AUTO, TABLES))
            .filteredOn(f -> f.level() == Preflight.Level.FAILURE)
            .extracting(Preflight.Finding::id, Preflight.Finding::remedy)
            .containsExactly(
                tuple("privilege.replication_client",
                    "GRANT REPLICATION CLIENT ON *.* TO 'o''cdc'@'10.%';"),
                tuple("privilege.reload", "GRANT RELOAD ON *.* TO 'o''cdc'@'10.%';"));
    }

    @Test
    void shouldNeedNoLockWithoutSnapshot() {
        assertThat(check("GRANT REPLICATION CLIENT, REPLICATION SLAVE ON *.* TO `u`@`%`").requirements(null, TABLES))
            .allMatch(f -> f.level() == Preflight.Level.OK);
    }

    @Test
    void shouldAcceptFlushTablesInPlaceOfReload() {
        assertThat(check("GRANT REPLICATION CLIENT, REPLICATION SLAVE ON *.* TO `u`@`%`",
            "GRANT FLUSH_TABLES ON *.* TO `u`@`%`").requirements(LockMode.AUTO, TABLES))
            .allMatch(f -> f.level() == Preflight.Level.OK);
    }

    @Test
    void shouldListTablesThatCannotBeRead() {
        List<TableName> tables = List.of(new TableName("a", "t`1"), new TableName("b", "t"));

        assertThat(check("GRANT INSERT ON *.* TO `u`@`%`", "GRANT SELECT ON `b`.* TO `u`@`%`").select(tables))
            .singleElement().satisfies(f -> {
                assertThat(f.level()).isEqualTo(Preflight.Level.FAILURE);
                assertThat(f.subject()).isEqualTo("a.t`1");
                assertThat(f.remedy()).isEqualTo("GRANT SELECT ON `a`.`t``1` TO 'o''cdc'@'10.%';");
            });
    }

    @Test
    void shouldTellOurOwnConnectionFromAnotherReplica() {
        UUID ours = UUID.randomUUID();
        List<ResultRow> replicas = List.of(new ResultRow(
            List.of("Server_Id", "Host", "Port", "Source_Id", "Replica_UUID"),
            List.of("42", "h", "3306", "1", ours.toString())));

        List<ResultRow> ofMariaDb = List.of(new ResultRow(List.of("Server_id", "Host", "Port", "Master_id"),
            List.of("42", ours.toString(), "0", "1")));

        assertThat(level(42, ours, ofMariaDb)).isEqualTo(Preflight.Level.OK);
        assertThat(level(42, UUID.randomUUID(), ofMariaDb)).isEqualTo(Preflight.Level.FAILURE);
        assertThat(level(0, ours, replicas)).isEqualTo(Preflight.Level.OK);
        assertThat(level(1, ours, replicas)).isEqualTo(Preflight.Level.FAILURE);
        assertThat(level(42, ours, replicas)).isEqualTo(Preflight.Level.OK);
        assertThat(level(42, UUID.randomUUID(), replicas)).isEqualTo(Preflight.Level.FAILURE);
        assertThat(level(42, null, replicas)).isEqualTo(Preflight.Level.FAILURE);
        assertThat(level(43, null, replicas)).isEqualTo(Preflight.Level.OK);
    }

    private static Preflight.Level level(long serverId, UUID uuid, List<ResultRow> replicas) {
        return ReplicaCheck.judge(serverId, uuid, 1, replicas).get(0).level();
    }
}
