package com.passkit.cdc.protocol.error;

/**
 * The one place that maps server error numbers to a {@link Recovery}; those of a dump have a {@link DumpRefusal}.
 * Source: MySQL and MariaDB Server Error References.
 */
final class ServerErrorRecovery {

    private static final int ER_OUTOFMEMORY = 1037;
    private static final int ER_OUT_OF_SORTMEMORY = 1038;
    private static final int ER_CON_COUNT_ERROR = 1040;
    private static final int ER_OUT_OF_RESOURCES = 1041;
    private static final int ER_SERVER_SHUTDOWN = 1053;
    private static final int ER_NORMAL_SHUTDOWN = 1077;
    private static final int ER_SHUTDOWN_COMPLETE = 1079;
    private static final int ER_HOST_IS_BLOCKED = 1129;
    private static final int ER_CANT_CREATE_THREAD = 1135;
    private static final int ER_ABORTING_CONNECTION = 1152;
    private static final int ER_NET_PACKETS_OUT_OF_ORDER = 1156;
    private static final int ER_NET_READ_ERROR = 1158;
    private static final int ER_NET_READ_INTERRUPTED = 1159;
    private static final int ER_NET_ERROR_ON_WRITE = 1160;
    private static final int ER_NET_WRITE_INTERRUPTED = 1161;
    private static final int ER_NEW_ABORTING_CONNECTION = 1184;
    private static final int ER_TOO_MANY_USER_CONNECTIONS = 1203;
    private static final int ER_LOCK_WAIT_TIMEOUT = 1205;
    private static final int ER_LOCK_DEADLOCK = 1213;
    private static final int ER_USER_LIMIT_REACHED = 1226;
    private static final int ER_QUERY_INTERRUPTED = 1317;
    private static final int MARIADB_ER_CONNECTION_KILLED = 1927;
    private static final int ER_SERVER_OFFLINE_MODE = 3032;
    private static final int ER_SERVER_ISNT_AVAILABLE = 3168;
    private static final int ER_SESSION_WAS_KILLED = 3169;
    private static final int ER_CLIENT_INTERACTION_TIMEOUT = 4031;
    /** Later servers say so in place of 3032, where they know why, or by whom. */
    private static final int ER_SERVER_OFFLINE_MODE_REASON = 6400;
    private static final int ER_SERVER_OFFLINE_MODE_USER = 6401;

    private ServerErrorRecovery() {
    }

    static Recovery of(int errorNumber) {
        return switch (errorNumber) {
            case ER_OUTOFMEMORY, ER_OUT_OF_SORTMEMORY, ER_CON_COUNT_ERROR, ER_OUT_OF_RESOURCES, ER_SERVER_SHUTDOWN,
                ER_NORMAL_SHUTDOWN, ER_SHUTDOWN_COMPLETE, ER_HOST_IS_BLOCKED, ER_CANT_CREATE_THREAD,
                ER_ABORTING_CONNECTION, ER_NET_PACKETS_OUT_OF_ORDER, ER_NET_READ_ERROR, ER_NET_READ_INTERRUPTED,
                ER_NET_ERROR_ON_WRITE, ER_NET_WRITE_INTERRUPTED, ER_NEW_ABORTING_CONNECTION,
                ER_TOO_MANY_USER_CONNECTIONS, ER_LOCK_WAIT_TIMEOUT, ER_LOCK_DEADLOCK, ER_USER_LIMIT_REACHED,
                ER_QUERY_INTERRUPTED, MARIADB_ER_CONNECTION_KILLED, ER_SERVER_OFFLINE_MODE, ER_SERVER_ISNT_AVAILABLE,
                ER_SESSION_WAS_KILLED, ER_CLIENT_INTERACTION_TIMEOUT, ER_SERVER_OFFLINE_MODE_REASON,
                ER_SERVER_OFFLINE_MODE_USER -> Recovery.RECONNECT;
            default -> Recovery.STOP;
        };
    }
}
