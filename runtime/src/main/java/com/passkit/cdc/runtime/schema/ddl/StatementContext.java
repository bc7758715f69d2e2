package com.passkit.cdc.runtime.schema.ddl;

import java.util.Objects;

import com.passkit.cdc.protocol.binlog.event.QueryEventFlyweight;
import com.passkit.cdc.protocol.row.Collation;

/**
 * The session in which a definition statement ran, as far as its meaning depends on it.
 *
 * @param server                       the server
 * @param defaultDatabase              of names without one; empty for none
 * @param sqlModeRaw                   bits of {@code sql_mode}
 * @param serverCollation              {@code collation_server} of the session; null where the event does not tell
 * @param defaultCollationForUtf8mb4   of utf8mb4 without a collation; null for the server's own
 * @param explicitDefaultsForTimestamp whether a TIMESTAMP is like other types
 * @param errorCode                    what the statement ended with; 0 for success
 */
public record StatementContext(
    ServerFacts server,
    String defaultDatabase,
    long sqlModeRaw,
    Collation serverCollation,
    Collation defaultCollationForUtf8mb4,
    boolean explicitDefaultsForTimestamp,
    int errorCode) {

    /** MariaDB writes explicit_defaults_for_timestamp among the options of the session since it is on by default. */
    private static final int FIRST_WITH_EXPLICIT_FLAG = 101000;
    private static final long EXPLICIT_DEFAULTS_FLAG = 1 << 24;

    public StatementContext {
        Objects.requireNonNull(server, "server");
        Objects.requireNonNull(defaultDatabase, "defaultDatabase");
    }

    /** @param event the statement's; borrowed until this method returns */
    public static StatementContext of(QueryEventFlyweight event, ServerFacts server) {
        long sqlMode = event.sqlModeRaw();
        return new StatementContext(server, event.schema(), sqlMode == QueryEventFlyweight.NO_VALUE ? 0 : sqlMode,
            collation(event.serverCollation(), server), collation(event.defaultCollationForUtf8mb4(), server),
            isExplicit(event, server), event.errorCode());
    }

    private static boolean isExplicit(QueryEventFlyweight event, ServerFacts server) {
        long flags = event.flags2Raw();
        if (server.isMariaDb() && server.version() >= FIRST_WITH_EXPLICIT_FLAG
            && flags != QueryEventFlyweight.NO_VALUE) {
            return (flags & EXPLICIT_DEFAULTS_FLAG) != 0;
        }
        long value = event.explicitDefaultsForTimestamp();
        return value == QueryEventFlyweight.NO_VALUE ? server.explicitDefaultsForTimestamp() : value != 0;
    }

    private static Collation collation(int id, ServerFacts server) {
        return id == QueryEventFlyweight.NO_COLLATION ? null : server.charsets().collation(id);
    }

    boolean hasMode(long bit) {
        return (sqlModeRaw & bit) != 0;
    }
}
