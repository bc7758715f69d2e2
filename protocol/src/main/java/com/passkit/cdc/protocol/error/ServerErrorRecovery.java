package com.passkit.cdc.protocol.error;

/**
 * The one place that maps server error numbers to a {@link Recovery}; those of a dump have a {@link DumpRefusal}.
 * Source: MySQL Server Error Reference.
 */
final class ServerErrorRecovery {

    private static final int ER_CON_COUNT_ERROR = 1040;
    private static final int ER_SERVER_SHUTDOWN = 1053;
    private static final int ER_TOO_MANY_USER_CONNECTIONS = 1203;
    private static final int ER_LOCK_WAIT_TIMEOUT = 1205;
    private static final int ER_LOCK_DEADLOCK = 1213;
    private static final int ER_USER_LIMIT_REACHED = 1226;
    private static final int ER_QUERY_INTERRUPTED = 1317;
    private static final int ER_SERVER_OFFLINE_MODE = 3032;
    private static final int ER_CLIENT_INTERACTION_TIMEOUT = 4031;

    private ServerErrorRecovery() {
    }

    static Recovery of(int errorNumber) {
        return switch (errorNumber) {
            case ER_CON_COUNT_ERROR, ER_SERVER_SHUTDOWN, ER_LOCK_WAIT_TIMEOUT, ER_LOCK_DEADLOCK, ER_QUERY_INTERRUPTED,
                ER_SERVER_OFFLINE_MODE, ER_CLIENT_INTERACTION_TIMEOUT, ER_TOO_MANY_USER_CONNECTIONS,
                ER_USER_LIMIT_REACHED -> Recovery.RECONNECT;
            default -> Recovery.STOP;
        };
    }
}
