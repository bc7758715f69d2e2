package com.passkit.cdc.snapshot.catalog;

import java.util.List;
import java.util.concurrent.CompletableFuture;

import com.passkit.cdc.protocol.client.MySqlConnection;
import com.passkit.cdc.protocol.client.ResultRow;
import com.passkit.cdc.protocol.client.ServerInfo;
import com.passkit.cdc.protocol.error.MySqlException;
import com.passkit.cdc.protocol.error.Recovery;

/**
 * Who the server is and where its binary log stands.
 *
 * @param serverUuid   {@code @@server_uuid}
 * @param serverId     {@code @@server_id}
 * @param gtidMode     ON, OFF, ON_PERMISSIVE or OFF_PERMISSIVE
 * @param gtidExecuted without white space; empty for the empty set
 * @param gtidPurged   GTIDs that are in no binary log any more; without white space
 * @param file         binary log being written
 * @param offset       64-bit offset of the next event in it
 */
public record ServerState(
    String serverUuid,
    long serverId,
    String gtidMode,
    String gtidExecuted,
    String gtidPurged,
    String file,
    long offset) {

    private static final String VARIABLES_SQL = "SELECT @@GLOBAL.server_uuid, @@GLOBAL.server_id, @@GLOBAL.gtid_mode,"
        + " @@GLOBAL.gtid_executed, @@GLOBAL.gtid_purged";

    private static final int ER_SPECIFIC_ACCESS_DENIED = 1227;
    private static final int ER_NO_BINARY_LOGGING = 1381;

    /** @return the state now; exceptionally with {@link Recovery#STOP} where the binary log is off */
    public static CompletableFuture<ServerState> read(MySqlConnection connection) {
        return connection.fetch(VARIABLES_SQL).thenCompose(variables ->
            connection.fetch(positionStatement(connection.server()))
                .thenApply(position -> of(variables.get(0), position)))
            .exceptionallyCompose(error -> CompletableFuture.failedFuture(explained(error)));
    }

    /** @return the binary logs that the server still has, oldest first; none where the binary log is off */
    public static CompletableFuture<List<BinaryLog>> binaryLogs(MySqlConnection connection) {
        return connection.fetch("SHOW BINARY LOGS")
            .thenApply(rows -> rows.stream()
                .map(row -> new BinaryLog(row.get(0), Long.parseUnsignedLong(row.get(1)))).toList())
            .exceptionallyCompose(error -> Failures.isServerError(error, ER_NO_BINARY_LOGGING)
                ? CompletableFuture.completedFuture(List.of()) : CompletableFuture.failedFuture(explained(error)));
    }

    /** @return whether every transaction has a GTID, so that a set of them is a position */
    public boolean isGtidOn() {
        return "ON".equals(gtidMode);
    }

    /** The name of the statement changed in 8.2 and the old one went in 8.4. */
    static String positionStatement(ServerInfo server) {
        return server.isAtLeast(8, 2, 0) ? "SHOW BINARY LOG STATUS" : "SHOW MASTER STATUS";
    }

    private static ServerState of(ResultRow variables, List<ResultRow> position) {
        if (position.isEmpty()) {
            throw new MySqlException(Recovery.STOP,
                "log_bin: OFF (expected: ON; set log_bin and server_id in the server's configuration and restart it)");
        }
        return new ServerState(variables.get(0), Long.parseUnsignedLong(variables.get(1)), variables.get(2),
            variables.get(3).replaceAll("\\s", ""), variables.get(4).replaceAll("\\s", ""),
            position.get(0).get(0), Long.parseUnsignedLong(position.get(0).get(1)));
    }

    private static Throwable explained(Throwable error) {
        Throwable cause = Failures.cause(error);
        return Failures.isServerError(cause, ER_SPECIFIC_ACCESS_DENIED)
            ? new MySqlException(Recovery.STOP, "REPLICATION CLIENT: missing (expected: GRANT REPLICATION CLIENT ON *.*"
                + " to the user): " + cause.getMessage(), cause) : cause;
    }
}
