package com.passkit.cdc.snapshot.catalog;

import java.util.List;
import java.util.concurrent.CompletableFuture;

import com.passkit.cdc.protocol.client.MySqlConnection;
import com.passkit.cdc.protocol.client.ResultRow;
import com.passkit.cdc.protocol.client.ServerInfo;
import com.passkit.cdc.protocol.error.MySqlException;
import com.passkit.cdc.protocol.error.Recovery;
import com.passkit.cdc.protocol.position.BinlogPosition;
import com.passkit.cdc.protocol.position.GtidKind;

/**
 * Who the server is and where its binary log stands.
 *
 * @param serverUuid {@code @@server_uuid}; MariaDB has none, so what it tells its servers apart by: {@code @@server_id}
 * @param serverId   {@code @@server_id}
 * @param gtidMode   ON, OFF, ON_PERMISSIVE or OFF_PERMISSIVE; ON for MariaDB, which has GTIDs always
 * @param gtids      its GTIDs
 * @param file       binary log being written
 * @param offset     64-bit offset of the next event in it
 */
public record ServerState(
    String serverUuid,
    long serverId,
    String gtidMode,
    ServerGtids gtids,
    String file,
    long offset) {

    private static final String VARIABLES_SQL = "SELECT @@GLOBAL.server_uuid, @@GLOBAL.server_id, @@GLOBAL.gtid_mode,"
        + " @@GLOBAL.gtid_executed, @@GLOBAL.gtid_purged, @@GLOBAL.gtid_owned";
    private static final String MARIADB_VARIABLES_SQL = "SELECT @@GLOBAL.server_id, @@GLOBAL.gtid_binlog_pos,"
        + " @@GLOBAL.gtid_binlog_state, @@GLOBAL.gtid_slave_pos";

    private static final String ON = "ON";
    private static final int ER_SPECIFIC_ACCESS_DENIED = 1227;
    private static final int ER_NO_BINARY_LOGGING = 1381;

    /** Of a MySQL server. */
    public ServerState(String serverUuid, long serverId, String gtidMode, String gtidExecuted, String gtidPurged,
        String file, long offset) {
        this(serverUuid, serverId, gtidMode, ServerGtids.ofMySql(gtidExecuted, gtidPurged), file, offset);
    }

    /** @return the state now; exceptionally with {@link Recovery#STOP} where the binary log is off */
    public static CompletableFuture<ServerState> read(MySqlConnection connection) {
        CompletableFuture<ServerState> state = connection.server().isMariaDb()
            ? readMariaDb(connection) : readMySql(connection);
        return state.exceptionallyCompose(error -> CompletableFuture.failedFuture(explained(error)));
    }

    /** @return who the server is, as in {@link #serverUuid} */
    public static CompletableFuture<String> uuid(MySqlConnection connection) {
        return connection.fetch(connection.server().isMariaDb()
            ? "SELECT @@GLOBAL.server_id" : "SELECT @@GLOBAL.server_uuid").thenApply(rows -> rows.get(0).get(0));
    }

    private static CompletableFuture<ServerState> readMySql(MySqlConnection connection) {
        return connection.fetch(VARIABLES_SQL).thenCompose(variables -> position(connection)
            .thenApply(position -> {
                ResultRow row = variables.get(0);
                return new ServerState(row.get(0), Long.parseUnsignedLong(row.get(1)), row.get(2),
                    ServerGtids.ofMySql(withoutSpace(row.get(3)), withoutSpace(row.get(4)), withoutSpace(row.get(5))),
                    position.get(0), Long.parseUnsignedLong(position.get(1)));
            }));
    }

    /** What was purged tells the first binary log, which begins with the GTIDs before it. */
    private static CompletableFuture<ServerState> readMariaDb(MySqlConnection connection) {
        return connection.fetch(MARIADB_VARIABLES_SQL).thenCompose(variables -> position(connection)
            .thenCompose(position -> binaryLogs(connection)
                .thenCompose(logs -> gtidsBefore(connection, logs.get(0).name(),
                    BinlogPosition.InFile.FIRST_EVENT_OFFSET))
                .thenApply(purged -> {
                    ResultRow row = variables.get(0);
                    return new ServerState(row.get(0), Long.parseUnsignedLong(row.get(0)), ON,
                        new ServerGtids(GtidKind.MARIADB, row.get(1), purged, row.get(2), row.get(3)),
                        position.get(0), Long.parseUnsignedLong(position.get(1)));
                })));
    }

    /** @return the GTIDs before an event of a file; empty for none, and where there is no such place. MariaDB */
    public static CompletableFuture<String> gtidsBefore(MySqlConnection connection, String file, long offset) {
        return connection.fetch(gtidsBefore(file, offset)).thenApply(rows -> {
            String gtids = rows.get(0).get(0);
            return gtids == null ? "" : gtids;
        });
    }

    /** @return the query for the GTIDs before an event of a file; answers NULL where there is no such place. MariaDB */
    public static String gtidsBefore(String file, long offset) {
        return "SELECT BINLOG_GTID_POS(" + SqlText.literal(file) + ", " + offset + ')';
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
        return ON.equals(gtidMode);
    }

    /**
     * @return whether executed GTIDs tell what a session sees: MySQL 5.7.5 and later adds a GTID behind the commit of
     *         the engine, 5.6 with the write to the log
     */
    public static boolean tellsWhatIsVisible(ServerInfo server, boolean isGtidOn) {
        return isGtidOn && server.isMySqlAtLeast(5, 7, 5);
    }

    /** @return whose GTIDs they are */
    public GtidKind gtidKind() {
        return gtids.kind();
    }

    /** @return everything executed, without white space; empty for none */
    public String gtidExecuted() {
        return gtids.executed();
    }

    /** @return GTIDs that are in no binary log any more; without white space */
    public String gtidPurged() {
        return gtids.purged();
    }

    /**
     * @param newFile   binary log
     * @param newOffset 64-bit offset in it
     * @param executed  everything executed there, without white space
     * @return the same server at another position
     */
    public ServerState at(String newFile, long newOffset, String executed) {
        return new ServerState(serverUuid, serverId, gtidMode,
            new ServerGtids(gtids.kind(), executed, gtids.purged(), gtids.logged(), gtids.applied(), gtids.owned()),
            newFile, newOffset);
    }

    /** @return the binary log that is being written, and its length now */
    public static CompletableFuture<BinaryLog> end(MySqlConnection connection) {
        return position(connection).thenApply(row -> new BinaryLog(row.get(0), Long.parseUnsignedLong(row.get(1))));
    }

    private static CompletableFuture<ResultRow> position(MySqlConnection connection) {
        return connection.fetch(ServerStatements.position(connection.server())).thenApply(rows -> {
            if (rows.isEmpty()) {
                throw new MySqlException(Recovery.STOP, "log_bin: OFF (expected: ON; set log_bin and server_id in the"
                    + " server's configuration and restart it)");
            }
            return rows.get(0);
        });
    }

    private static String withoutSpace(String text) {
        return text.replaceAll("\\s", "");
    }

    private static Throwable explained(Throwable error) {
        Throwable cause = Failures.cause(error);
        return Failures.isServerError(cause, ER_SPECIFIC_ACCESS_DENIED)
            ? new MySqlException(Recovery.STOP, "REPLICATION CLIENT: missing (expected: GRANT REPLICATION CLIENT ON *.*"
                + " to the user): " + cause.getMessage(), cause) : cause;
    }
}
