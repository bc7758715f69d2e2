package com.passkit.cdc.snapshot.catalog;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

import com.passkit.cdc.protocol.client.MySqlConnection;
import com.passkit.cdc.protocol.client.ResultRow;
import com.passkit.cdc.protocol.error.MySqlException;
import com.passkit.cdc.protocol.error.Recovery;

/**
 * Asks a server what it is to its cluster: whether it takes writes ({@code read_only}, {@code super_read_only}), whom
 * it replicates from ({@code SHOW REPLICA STATUS}, {@code SHOW SLAVE STATUS}, of MariaDB
 * {@code SHOW ALL SLAVES STATUS}), and where it is in a group, what the group says of it
 * ({@code performance_schema.replication_group_members}). Threading: any thread.
 */
public final class ClusterRoleReader {

    private static final String READ_ONLY = "read_only";
    private static final String SUPER_READ_ONLY = "super_read_only";
    private static final String SERVER_UUID = "server_uuid";
    private static final String GROUP_NAME = "group_replication_group_name";
    private static final String LOG_REPLICA_UPDATES = "log_replica_updates";
    private static final String LOG_SLAVE_UPDATES = "log_slave_updates";
    private static final String VARIABLES_SQL = "SHOW GLOBAL VARIABLES WHERE Variable_name IN ('read_only',"
        + " 'super_read_only', 'server_uuid', 'group_replication_group_name', 'log_replica_updates',"
        + " 'log_slave_updates')";
    private static final String MEMBERS_SQL = "SELECT * FROM performance_schema.replication_group_members";
    /** MySQL 5.7 has no column for it. Empty where every member takes writes. */
    private static final String PRIMARY_SQL = "SHOW GLOBAL STATUS LIKE 'group_replication_primary_member'";
    private static final String GROUP_CHANNELS = "group_replication_";

    private static final int ER_TABLE_ACCESS_DENIED = 1142;
    private static final int ER_SPECIFIC_ACCESS_DENIED = 1227;

    private ClusterRoleReader() {
    }

    /** @param connection borrowed @return exceptionally with {@link Recovery#STOP} where a member may not be asked */
    public static CompletableFuture<ClusterRole> read(MySqlConnection connection) {
        return connection.fetch(VARIABLES_SQL).thenCompose(rows -> {
            Map<String, String> variables = new HashMap<>();
            rows.forEach(row -> variables.put(row.get(0).toLowerCase(Locale.ROOT), row.get(1)));
            return variables.getOrDefault(GROUP_NAME, "").isEmpty()
                ? replication(connection).thenApply(channels -> ofReplication(variables, channels))
                : member(connection, variables);
        });
    }

    /** @return null where the user may not ask */
    private static CompletableFuture<List<ResultRow>> replication(MySqlConnection connection) {
        return connection.fetch(ServerStatements.replication(connection.server()))
            .exceptionallyCompose(error -> Failures.isServerError(error, ER_SPECIFIC_ACCESS_DENIED)
                ? CompletableFuture.completedFuture(null) : CompletableFuture.failedFuture(Failures.cause(error)));
    }

    private static CompletableFuture<ClusterRole> member(MySqlConnection connection, Map<String, String> variables) {
        return connection.fetch(MEMBERS_SQL)
            .exceptionallyCompose(error -> CompletableFuture.failedFuture(explained(Failures.cause(error))))
            .thenCompose(members -> connection.fetch(PRIMARY_SQL).thenApply(primary ->
                ofGroup(variables, members, primary.isEmpty() ? "" : primary.get(0).get(1))));
    }

    private static Throwable explained(Throwable error) {
        return Failures.isServerError(error, ER_TABLE_ACCESS_DENIED, ER_SPECIFIC_ACCESS_DENIED)
            ? new MySqlException(Recovery.STOP, "SELECT on performance_schema.replication_group_members: missing"
                + " (expected: on a member of a group, to know its state; GRANT SELECT ON"
                + " performance_schema.replication_group_members TO the user): " + error.getMessage(), error)
            : error;
    }

    /** @param channels a row for each source; null where the user may not ask */
    static ClusterRole ofReplication(Map<String, String> variables, List<ResultRow> channels) {
        boolean isReadOnly = isOn(variables, READ_ONLY) || isOn(variables, SUPER_READ_ONLY);
        String writes =
            (isOn(variables, SUPER_READ_ONLY) ? SUPER_READ_ONLY : READ_ONLY) + (isReadOnly ? " ON" : " OFF");
        if (channels == null) {
            return new ClusterRole(ClusterRole.Kind.UNKNOWN, writes + ", the user may not ask whom it replicates from",
                isReadOnly, false, "", isLogging(variables));
        }
        List<ResultRow> sources =
            channels.stream().filter(row -> !channel(row).startsWith(GROUP_CHANNELS)).toList();
        String from = sources.isEmpty() ? "replicates from no server"
            : sources.stream().map(ClusterRoleReader::source).collect(Collectors.joining(", "));
        boolean isReplicating = sources.stream().anyMatch(ClusterRoleReader::isRunning);
        ClusterRole.Kind kind = isReplicating || isReadOnly && !sources.isEmpty() ? ClusterRole.Kind.REPLICA
            : isReadOnly ? ClusterRole.Kind.NEITHER : ClusterRole.Kind.PRIMARY;
        return new ClusterRole(kind, writes + ", " + from, isReplicating, false, "", isLogging(variables));
    }

    private static String channel(ResultRow row) {
        return row.has("Channel_Name") && row.get("Channel_Name") != null ? row.get("Channel_Name") : "";
    }

    private static String source(ResultRow row) {
        return "replicates from " + either(row, "Source_Host", "Master_Host") + ':'
            + either(row, "Source_Port", "Master_Port") + " (receives: " + receiving(row) + ", applies: "
            + applying(row) + ')';
    }

    /** A thread that tries to connect is on its way. */
    private static boolean isRunning(ResultRow row) {
        return !"No".equalsIgnoreCase(receiving(row)) || "Yes".equalsIgnoreCase(applying(row));
    }

    private static String receiving(ResultRow row) {
        return either(row, "Replica_IO_Running", "Slave_IO_Running");
    }

    private static String applying(ResultRow row) {
        return either(row, "Replica_SQL_Running", "Slave_SQL_Running");
    }

    private static String either(ResultRow row, String name, String oldName) {
        return row.get(row.has(name) ? name : oldName);
    }

    /** @param primaryId of the member that takes writes, for versions whose table does not tell */
    static ClusterRole ofGroup(Map<String, String> variables, List<ResultRow> members, String primaryId) {
        String id = variables.get(SERVER_UUID);
        ResultRow own = members.stream().filter(row -> id.equalsIgnoreCase(row.get("MEMBER_ID"))).findFirst()
            .orElse(null);
        String state = own == null ? "OFFLINE" : own.get("MEMBER_STATE");
        long unreachable = members.stream().filter(row -> "UNREACHABLE".equals(row.get("MEMBER_STATE"))).count();
        boolean hasMajority = unreachable * 2 < members.size();
        String unreadable = !"ONLINE".equals(state) ? "it is " + state + " in its group (expected: ONLINE)"
            : hasMajority ? "" : "it cannot reach " + unreachable + " of the " + members.size()
                + " members of its group (expected: to be with the majority)";
        ClusterRole.Kind kind = !unreadable.isEmpty() ? ClusterRole.Kind.NEITHER
            : isPrimary(own, id, primaryId) ? ClusterRole.Kind.PRIMARY : ClusterRole.Kind.REPLICA;
        return new ClusterRole(kind, "member of a group of " + members.size() + ", " + state,
            kind == ClusterRole.Kind.REPLICA || "RECOVERING".equals(state), true, unreadable, isLogging(variables));
    }

    private static boolean isPrimary(ResultRow own, String id, String primaryId) {
        if (own.has("MEMBER_ROLE")) {
            return "PRIMARY".equals(own.get("MEMBER_ROLE"));
        }
        return primaryId.isEmpty() || primaryId.equalsIgnoreCase(id);
    }

    private static boolean isLogging(Map<String, String> variables) {
        return isOn(variables, LOG_REPLICA_UPDATES) || isOn(variables, LOG_SLAVE_UPDATES);
    }

    /** MariaDB has four words for it from 12.0 on. */
    private static boolean isOn(Map<String, String> variables, String name) {
        String value = variables.getOrDefault(name, "OFF").toUpperCase(Locale.ROOT);
        return !value.equals("OFF") && !value.equals("0") && !value.equals("NO");
    }
}
