package com.passkit.cdc.protocol.client;

import com.passkit.cdc.protocol.error.MySqlException;
import com.passkit.cdc.protocol.error.Recovery;
import com.passkit.cdc.protocol.position.BinlogPosition;
import com.passkit.cdc.protocol.position.BinlogPosition.BehindGtids;
import com.passkit.cdc.protocol.position.BinlogPosition.BehindMariaDbGtids;
import com.passkit.cdc.protocol.position.GtidKind;

/**
 * The user variables by which a session tells the source what it wants of a dump. The checksum is what the server
 * writes, so that nothing is computed anew for us and nothing is left out.
 * <p>
 * Source: handle_slave_io of both servers, get_master_version_and_clock of MariaDB. Threading: any thread.
 */
final class DumpSettings {

    /** MARIA_SLAVE_CAPABILITY_GTID: knows GTID events, and that the stream may have gaps. */
    private static final int CAPABILITY_GTID = 4;

    /** The new spelling since 8.0.26. */
    private static final String SEMI_SYNC = ", @rpl_semi_sync_slave = 1, @rpl_semi_sync_replica = 1";

    private DumpSettings() {
    }

    /** @return one SET statement. Throws where the position is in the words of the other kind of server */
    static String statement(GtidKind kind, BinlogDumpConfig config) {
        boolean isForeign = switch (kind) {
            case MYSQL -> config.position() instanceof BehindMariaDbGtids;
            case MARIADB -> config.position() instanceof BehindGtids;
        };
        if (isForeign) {
            throw new MySqlException(Recovery.STOP, "position: " + config.position() + " (expected: one of " + kind
                + ", which the server is)");
        }
        String sql = switch (kind) {
            case MYSQL -> ofMySql(config);
            case MARIADB -> ofMariaDb(config);
        };
        return config.semiSync() == null ? sql : sql + SEMI_SYNC;
    }

    /** Both spellings of each variable: servers before 8.0.26 know the old one only. */
    private static String ofMySql(BinlogDumpConfig config) {
        long heartbeatNs = config.heartbeatPeriod().toNanos();
        return "SET @master_binlog_checksum = @@GLOBAL.binlog_checksum, @source_binlog_checksum ="
            + " @@GLOBAL.binlog_checksum, @master_heartbeat_period = " + heartbeatNs
            + ", @source_heartbeat_period = " + heartbeatNs
            + ", @slave_uuid = '" + config.replicaUuid() + "', @replica_uuid = '" + config.replicaUuid() + '\'';
    }

    /** A gap in the domain of a GTID is an error where the server itself promises that there is none. */
    private static String ofMariaDb(BinlogDumpConfig config) {
        String sql = "SET @master_binlog_checksum = @@GLOBAL.binlog_checksum, @master_heartbeat_period = "
            + config.heartbeatPeriod().toNanos() + ", @slave_uuid = '" + config.replicaUuid()
            + "', @mariadb_slave_capability = " + CAPABILITY_GTID;
        return config.position() instanceof BinlogPosition.BehindMariaDbGtids behind
            ? sql + ", @slave_connect_state = '" + behind.executed() + "', @slave_gtid_strict_mode ="
                + " @@GLOBAL.gtid_strict_mode, @slave_gtid_ignore_duplicates = 0"
            : sql;
    }
}
