package com.passkit.cdc.snapshot.read;

import java.time.Duration;

import com.passkit.cdc.protocol.client.ServerInfo;

/** The settings of a session that reads a snapshot: values as the binary log has them, and nothing that cuts it off. */
public final class ReadSession {

    private static final long LONGEST_TIMEOUT_SECONDS = Duration.ofDays(24).toSeconds();

    private static final int LOCKED_IDLE_SECONDS = 30;

    private ReadSession() {
    }

    /** @return the SET statement before the lock */
    public static String statement(ServerInfo server, Duration lockWaitTimeout) {
        StringBuilder sql = new StringBuilder(512);
        // Strict modes refuse zero dates, PAD_CHAR_TO_FULL_LENGTH pads.
        sql.append("SET SESSION sql_mode = ''");
        // The binary log has TIMESTAMP in UTC.
        sql.append(", time_zone = '+00:00'");
        // Text leaves the server in the column's own character set, unconverted.
        sql.append(", character_set_results = NULL");
        sql.append(", autocommit = 1");
        // The server waits while back pressure holds this side.
        sql.append(", net_write_timeout = ").append(LONGEST_TIMEOUT_SECONDS);
        // A session whose client vanished must not keep the lock until TCP notices.
        sql.append(", wait_timeout = ").append(LOCKED_IDLE_SECONDS);
        long lockWaitSeconds = Math.max(1, lockWaitTimeout.toSeconds());
        sql.append(", lock_wait_timeout = ").append(lockWaitSeconds);
        sql.append(", innodb_lock_wait_timeout = ").append(lockWaitSeconds);
        // Limits that an administrator set for people must not cut a table short.
        sql.append(", sql_select_limit = 18446744073709551615, sql_big_selects = 1");
        if (server.isMariaDb()) {
            sql.append(", max_statement_time = 0");
        } else if (server.isAtLeast(5, 7, 8)) {
            sql.append(", max_execution_time = 0");
        }
        return sql.toString();
    }

    /** @return the SET statement behind the unlock: between two tables the session may be idle as long as it takes */
    public static String unlockedStatement() {
        return "SET SESSION wait_timeout = " + LONGEST_TIMEOUT_SECONDS;
    }
}
