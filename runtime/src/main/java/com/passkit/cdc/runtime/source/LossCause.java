package com.passkit.cdc.runtime.source;

import java.util.Locale;

import com.passkit.cdc.protocol.error.AuthenticationException;
import com.passkit.cdc.protocol.error.ConnectionClosedException;
import com.passkit.cdc.protocol.error.DumpRefusal;
import com.passkit.cdc.protocol.error.MalformedPacketException;
import com.passkit.cdc.protocol.error.MySqlException;
import com.passkit.cdc.protocol.error.Recovery;
import com.passkit.cdc.protocol.error.ServerErrorException;

/** The ways in which a source goes away, as they are counted. */
public enum LossCause {

    /** Its name has no address. */
    UNKNOWN_HOST,
    /** Nobody listens there, or nobody answers. */
    NOT_CONNECTED,
    /** Somebody listens and does not let the login come to its end. */
    NO_LOGIN,
    /** The connection is open and nothing comes, not even a heartbeat. */
    SILENT,
    /** The connection was cut, or the server ended it. */
    LOST,
    /** The server said that it shuts down. */
    SHUTDOWN,
    /** An operator ended the session. */
    KILLED,
    /** The server has no room for another session, or not for this user. */
    TOO_MANY_CONNECTIONS,
    /** The server takes no connection from this host any more. */
    HOST_BLOCKED,
    /** Another replica announced the same id. */
    REPLACED,
    /** The login was refused. */
    CREDENTIALS,
    /** TLS did not come up. */
    TLS,
    /** The server lacks what was read before. */
    BEHIND,
    /** The server no longer has what follows the position. */
    POSITION,
    /** Servers answer, and none of them may be read now. */
    UNFIT,
    /** Bytes came that are none of the protocol. */
    DAMAGED,
    /** Anything else that a new connection may heal. */
    OTHER;

    private static final int ER_CON_COUNT_ERROR = 1040;
    private static final int ER_ACCESS_DENIED = 1045;
    private static final int ER_SERVER_SHUTDOWN = 1053;
    private static final int ER_NORMAL_SHUTDOWN = 1077;
    private static final int ER_HOST_IS_BLOCKED = 1129;
    private static final int ER_TOO_MANY_USER_CONNECTIONS = 1203;
    private static final int ER_USER_LIMIT_REACHED = 1226;
    private static final int ER_QUERY_INTERRUPTED = 1317;
    private static final int ER_ACCESS_DENIED_NO_PASSWORD = 1698;
    private static final int ER_MUST_CHANGE_PASSWORD = 1820;
    private static final int ER_MUST_CHANGE_PASSWORD_LOGIN = 1862;
    private static final int MARIADB_ER_CONNECTION_KILLED = 1927;
    private static final int ER_SESSION_WAS_KILLED = 3169;

    /** @return what an error means */
    static LossCause of(MySqlException e) {
        if (e instanceof ConnectionClosedException closed) {
            return switch (closed.reason()) {
                case UNKNOWN_HOST -> UNKNOWN_HOST;
                case NOT_CONNECTED -> NOT_CONNECTED;
                case NO_LOGIN -> NO_LOGIN;
                case SILENT -> SILENT;
                case LOST -> LOST;
            };
        }
        if (e instanceof AuthenticationException refused) {
            return refused.isOfTls() ? TLS : CREDENTIALS;
        }
        if (e instanceof SourceBehindException) {
            return BEHIND;
        }
        if (e instanceof HostWaitException) {
            return UNFIT;
        }
        if (e.recovery() == Recovery.RESNAPSHOT) {
            return POSITION;
        }
        if (e instanceof MalformedPacketException) {
            return DAMAGED;
        }
        return e instanceof ServerErrorException error ? ofServer(error) : OTHER;
    }

    private static LossCause ofServer(ServerErrorException error) {
        return switch (error.errorNumber()) {
            case ER_CON_COUNT_ERROR, ER_TOO_MANY_USER_CONNECTIONS, ER_USER_LIMIT_REACHED -> TOO_MANY_CONNECTIONS;
            case ER_ACCESS_DENIED, ER_ACCESS_DENIED_NO_PASSWORD, ER_MUST_CHANGE_PASSWORD,
                ER_MUST_CHANGE_PASSWORD_LOGIN -> CREDENTIALS;
            case ER_SERVER_SHUTDOWN, ER_NORMAL_SHUTDOWN -> SHUTDOWN;
            case ER_HOST_IS_BLOCKED -> HOST_BLOCKED;
            case ER_QUERY_INTERRUPTED, MARIADB_ER_CONNECTION_KILLED, ER_SESSION_WAS_KILLED -> KILLED;
            default -> error.dumpRefusal() == DumpRefusal.REPLACED ? REPLACED : OTHER;
        };
    }

    /** @return in small letters, for tags and people */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
