package com.passkit.cdc.snapshot.catalog;

import java.util.List;
import java.util.Map;

import com.passkit.cdc.protocol.client.ResultRow;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class ClusterRoleReaderTest {

    private static final String OWN = "3e11fa47-71ca-11e1-9e33-c80aa9429562";
    private static final String OTHER = "4e11fa47-71ca-11e1-9e33-c80aa9429562";
    private static final String THIRD = "5e11fa47-71ca-11e1-9e33-c80aa9429562";

    /** A promoted replica whose old source was not forgotten is a primary; one that cannot reach its source is not. */
    @ParameterizedTest
    @CsvSource({
        "OFF, , , PRIMARY, false",
        "ON, , , NEITHER, false",
        "ON, Yes, Yes, REPLICA, true",
        "OFF, Yes, Yes, REPLICA, true",
        "ON, Connecting, Yes, REPLICA, true",
        "ON, No, Yes, REPLICA, true",
        "ON, No, No, REPLICA, false",
        "OFF, No, No, PRIMARY, false"})
    void shouldTellThePartByWritesAndReplication(
        String readOnly, String receiving, String applying, ClusterRole.Kind kind, boolean isReplicating) {
        for (String prefix : List.of("Slave", "Replica")) {
            ClusterRole role = ClusterRoleReader.ofReplication(
                Map.of("read_only", readOnly, "log_slave_updates", "ON"),
                receiving == null ? List.of() : List.of(channel(prefix, receiving, applying, "")));

            assertThat(role.kind()).isEqualTo(kind);
            assertThat(role.isReplicating()).isEqualTo(isReplicating);
            assertThat(role.hidesReplicated()).isFalse();
            assertThat(role.inWords()).startsWith(kind.name().toLowerCase() + " (read_only " + readOnly);
        }
    }

    @Test
    void shouldNotTakeTheChannelsOfAGroupForReplication() {
        assertThat(ClusterRoleReader.ofReplication(Map.of("read_only", "OFF"),
            List.of(channel("Replica", "No", "Yes", "group_replication_applier"))).kind())
            .isEqualTo(ClusterRole.Kind.PRIMARY);
    }

    @Test
    void shouldSayThatReplicatedChangesAreNotLogged() {
        List<ResultRow> channels = List.of(channel("Slave", "Yes", "Yes", ""));

        assertThat(ClusterRoleReader.ofReplication(Map.of("read_only", "ON", "log_slave_updates", "OFF"), channels)
            .hidesReplicated()).isTrue();
        assertThat(ClusterRoleReader.ofReplication(Map.of("read_only", "ON", "log_replica_updates", "ON"), channels)
            .hidesReplicated()).isFalse();
        assertThat(ClusterRoleReader.ofReplication(Map.of("read_only", "OFF"), List.of()).hidesReplicated())
            .as("a primary has nothing to hide").isFalse();
    }

    /** MariaDB's REPLICATION CLIENT does not include the right to ask. */
    @Test
    void shouldBeUnknownWhereTheUserMayNotAsk() {
        ClusterRole writable = ClusterRoleReader.ofReplication(Map.of("read_only", "OFF"), null);
        ClusterRole readOnly = ClusterRoleReader.ofReplication(Map.of("read_only", "ON"), null);

        assertThat(writable.kind()).isEqualTo(ClusterRole.Kind.UNKNOWN);
        assertThat(writable.mayTakeWrites()).isTrue();
        assertThat(readOnly.kind()).isEqualTo(ClusterRole.Kind.UNKNOWN);
        assertThat(readOnly.mayTakeWrites()).isFalse();
        assertThat(readOnly.hidesReplicated()).as("nobody knows").isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "ONLINE, PRIMARY, ONLINE, ONLINE, PRIMARY, ''",
        "ONLINE, SECONDARY, ONLINE, ONLINE, REPLICA, ''",
        "ONLINE, SECONDARY, ONLINE, UNREACHABLE, REPLICA, ''",
        "ONLINE, PRIMARY, UNREACHABLE, UNREACHABLE, NEITHER, it cannot reach 2 of the 3",
        "RECOVERING, SECONDARY, ONLINE, ONLINE, NEITHER, it is RECOVERING",
        "ERROR, '', ONLINE, ONLINE, NEITHER, it is ERROR",
        "OFFLINE, '', ONLINE, ONLINE, NEITHER, it is OFFLINE"})
    void shouldTellThePartInAGroup(String state, String part, String second, String third, ClusterRole.Kind kind,
        String unreadable) {
        ClusterRole role = ClusterRoleReader.ofGroup(Map.of("server_uuid", OWN, "log_replica_updates", "ON"),
            List.of(member(OTHER, second, "SECONDARY"), member(OWN, state, part), member(THIRD, third, "SECONDARY")),
            "");

        assertThat(role.kind()).isEqualTo(kind);
        assertThat(role.unreadable()).startsWith(unreadable);
        assertThat(role.isInGroup()).isTrue();
        assertThat(role.unreadable().isEmpty()).isEqualTo(unreadable.isEmpty());
    }

    /** 5.7 has no column for the part; a server that has left names nobody, itself included. */
    @Test
    void shouldTellThePartInAGroupOf57() {
        Map<String, String> variables = Map.of("server_uuid", OWN, "log_slave_updates", "ON");
        List<ResultRow> members = List.of(row57(OWN, "ONLINE"), row57(OTHER, "ONLINE"));

        assertThat(ClusterRoleReader.ofGroup(variables, members, OWN).kind()).isEqualTo(ClusterRole.Kind.PRIMARY);
        assertThat(ClusterRoleReader.ofGroup(variables, members, OTHER).kind()).isEqualTo(ClusterRole.Kind.REPLICA);
        assertThat(ClusterRoleReader.ofGroup(variables, members, "").kind()).as("all of them take writes")
            .isEqualTo(ClusterRole.Kind.PRIMARY);
        assertThat(ClusterRoleReader.ofGroup(variables, List.of(row57("", "OFFLINE")), "").unreadable())
            .startsWith("it is OFFLINE");
    }

    private static ResultRow channel(String prefix, String receiving, String applying, String name) {
        String source = prefix.equals("Slave") ? "Master" : "Source";
        return new ResultRow(List.of(source + "_Host", source + "_Port", prefix + "_IO_Running",
            prefix + "_SQL_Running", "Channel_Name"), List.of("db1", "3306", receiving, applying, name));
    }

    private static ResultRow member(String id, String state, String part) {
        return new ResultRow(List.of("CHANNEL_NAME", "MEMBER_ID", "MEMBER_STATE", "MEMBER_ROLE"),
            List.of("group_replication_applier", id, state, part));
    }

    private static ResultRow row57(String id, String state) {
        return new ResultRow(List.of("CHANNEL_NAME", "MEMBER_ID", "MEMBER_STATE"),
            List.of("group_replication_applier", id, state));
    }
}
