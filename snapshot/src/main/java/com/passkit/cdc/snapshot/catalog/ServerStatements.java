package com.passkit.cdc.snapshot.catalog;

import com.passkit.cdc.protocol.client.ServerInfo;

/**
 * Statements whose names changed: MySQL went from MASTER and SLAVE to BINARY LOG and REPLICA between 8.0.22 and 8.4;
 * MariaDB keeps the old names. Those that are named alike everywhere stand where they are used. Threading: any thread.
 */
final class ServerStatements {

    private ServerStatements() {
    }

    /** @return what tells file and offset of the end of the binary log. New in 8.2; the old name went in 8.4 */
    static String position(ServerInfo server) {
        return server.isMySqlAtLeast(8, 2, 0) ? "SHOW BINARY LOG STATUS" : "SHOW MASTER STATUS";
    }

    /** @return what lists the replicas connected now. New in 8.0.22; the old name went in 8.4 */
    static String replicas(ServerInfo server) {
        return server.isMySqlAtLeast(8, 0, 22) ? "SHOW REPLICAS" : "SHOW SLAVE HOSTS";
    }

    /** @return what tells whom the server replicates from, a row for each channel. New in 8.0.22; gone in 8.4 */
    static String replication(ServerInfo server) {
        if (server.isMariaDb()) {
            return "SHOW ALL SLAVES STATUS";
        }
        return server.isMySqlAtLeast(8, 0, 22) ? "SHOW REPLICA STATUS" : "SHOW SLAVE STATUS";
    }
}
