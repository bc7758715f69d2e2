package com.passkit.cdc.protocol.error;

/** What a person can do about the errors that a login meets. Source: MySQL and MariaDB Server Error References. */
final class ServerErrorRemedy {

    private static final int ER_CON_COUNT_ERROR = 1040;
    private static final int ER_SERVER_SHUTDOWN = 1053;
    private static final int ER_HOST_IS_BLOCKED = 1129;
    private static final int ER_HOST_NOT_PRIVILEGED = 1130;
    private static final int ER_TOO_MANY_USER_CONNECTIONS = 1203;
    private static final int ER_USER_LIMIT_REACHED = 1226;
    private static final int ER_NOT_SUPPORTED_AUTH_MODE = 1251;
    private static final int ER_PLUGIN_IS_NOT_LOADED = 1524;
    private static final int ER_ACCESS_DENIED_NO_PASSWORD_ERROR = 1698;
    private static final int ER_MUST_CHANGE_PASSWORD = 1820;
    private static final int ER_MUST_CHANGE_PASSWORD_LOGIN = 1862;
    private static final int ER_ACCOUNT_HAS_BEEN_LOCKED = 3118;
    private static final int ER_SECURE_TRANSPORT_REQUIRED = 3159;
    private static final int ER_USER_ACCESS_DENIED_BLOCKED_BY_PASSWORD_LOCK = 3955;
    private static final int MARIADB_ER_ACCOUNT_HAS_BEEN_LOCKED = 4151;

    private ServerErrorRemedy() {
    }

    /** @return a sentence; empty where the server's words say enough */
    static String of(int errorNumber) {
        return switch (errorNumber) {
            case ER_CON_COUNT_ERROR -> "Remedy: raise max_connections, or end sessions that are not needed;"
                + " the connector tries again.";
            case ER_ACCESS_DENIED_NO_PASSWORD_ERROR -> "Remedy: see that user and password are"
                + " those of the account, that the account may connect from this host, and that what it demands"
                + " (REQUIRE SSL, X509) is configured.";
            case ER_SERVER_SHUTDOWN -> "The server is shutting down; the connector tries again.";
            case ER_HOST_IS_BLOCKED -> "Remedy: find out what broke its connections off, then TRUNCATE TABLE"
                + " performance_schema.host_cache (FLUSH HOSTS on older servers); the connector tries again.";
            case ER_HOST_NOT_PRIVILEGED -> "Remedy: no account may connect from this host: CREATE USER ... for one that"
                + " may.";
            case ER_TOO_MANY_USER_CONNECTIONS, ER_USER_LIMIT_REACHED -> "Remedy: raise the limit (max_user_connections,"
                + " ALTER USER ... WITH ...), or end sessions of this user; the connector tries again.";
            case ER_NOT_SUPPORTED_AUTH_MODE -> "Remedy: ALTER USER ... IDENTIFIED WITH caching_sha2_password or"
                + " mysql_native_password BY ...";
            case ER_PLUGIN_IS_NOT_LOADED -> "Remedy: load the plugin on the server, or ALTER USER ... IDENTIFIED WITH"
                + " one that is there.";
            case ER_MUST_CHANGE_PASSWORD, ER_MUST_CHANGE_PASSWORD_LOGIN -> "The account's password has expired. Remedy:"
                + " give it a new one (ALTER USER ... IDENTIFIED BY ...) and configure it here; PASSWORD EXPIRE NEVER"
                + " keeps it.";
            case ER_ACCOUNT_HAS_BEEN_LOCKED, MARIADB_ER_ACCOUNT_HAS_BEEN_LOCKED -> "The account is locked. Remedy:"
                + " ALTER USER ... ACCOUNT UNLOCK.";
            case ER_SECURE_TRANSPORT_REQUIRED -> "Remedy: choose TLS mode REQUIRED, VERIFY_CA or VERIFY_IDENTITY.";
            case ER_USER_ACCESS_DENIED_BLOCKED_BY_PASSWORD_LOCK -> "The account is blocked after too many wrong"
                + " passwords. Remedy: ALTER USER ... ACCOUNT UNLOCK, then configure the right one.";
            default -> "";
        };
    }
}
