package com.passkit.cdc.it.harness;

/** How a version says what has to do with replication. */
final class ReplicationWords {

    private final MySqlVersion version;

    ReplicationWords(MySqlVersion version) {
        this.version = version;
    }

    String stop() {
        return "STOP " + replica();
    }

    String stopReceiving() {
        return "STOP " + replica() + " IO_THREAD";
    }

    String stopApplying() {
        return "STOP " + replica() + " SQL_THREAD";
    }

    String start() {
        return "START " + replica();
    }

    /** @return the statement after which it is no replica any more */
    String reset() {
        return "RESET " + replica() + " ALL";
    }

    String status() {
        return "SHOW " + replica() + " STATUS";
    }

    /** @return the statement by which a server follows another one, by GTIDs */
    String follow(RealServer source, ClusterAccount account) {
        String prefix = version.isMySqlFrom(MySqlVersion.V8_4) ? "SOURCE" : "MASTER";
        String by = version.isMariaDb() ? "MASTER_USE_GTID = slave_pos" : prefix + "_AUTO_POSITION = 1";
        String key = version.isMySqlFrom(MySqlVersion.V8_0) ? ", GET_" + prefix + "_PUBLIC_KEY = 1" : "";
        return (version.isMySqlFrom(MySqlVersion.V8_4) ? "CHANGE REPLICATION SOURCE TO " : "CHANGE MASTER TO ")
            + prefix + "_HOST = '" + source.host() + "', " + prefix + "_PORT = " + source.port() + ", " + prefix
            + "_USER = '" + account.name() + "', " + prefix + "_PASSWORD = '" + account.password() + "', " + prefix
            + "_CONNECT_RETRY = 1, " + by + key;
    }

    /** @return the flag of a server that does not begin to replicate by itself */
    String skipStartFlag() {
        return version.isMySqlFrom(MySqlVersion.V8_4) ? "--skip-replica-start" : "--skip-slave-start";
    }

    /** @return the plugin of a source, and of a replica, that wait for each other; empty where there is none to load */
    String[] semiSyncPlugins() {
        return switch (version) {
            case V5_6 -> new String[] {"rpl_semi_sync_master=semisync_master.so",
                "rpl_semi_sync_slave=semisync_slave.so"};
            case V9 -> new String[] {"rpl_semi_sync_source=semisync_source.so",
                "rpl_semi_sync_replica=semisync_replica.so"};
            default -> new String[0];
        };
    }

    String semiSyncSource(String variable) {
        return "rpl_semi_sync_" + (version.isMySqlFrom(MySqlVersion.V8_4) ? "source" : "master") + '_' + variable;
    }

    String semiSyncReplica(String variable) {
        return "rpl_semi_sync_" + (version.isMySqlFrom(MySqlVersion.V8_4) ? "replica" : "slave") + '_' + variable;
    }

    private String replica() {
        return version.isMySqlFrom(MySqlVersion.V8_4) ? "REPLICA" : "SLAVE";
    }
}
