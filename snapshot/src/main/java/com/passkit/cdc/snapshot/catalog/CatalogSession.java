package com.passkit.cdc.snapshot.catalog;

import com.passkit.cdc.protocol.client.ServerInfo;

/** The settings of a session that asks information_schema. */
final class CatalogSession {

    private CatalogSession() {
    }

    /** @return one SET statement */
    static String statement(ServerInfo server) {
        // Literals of SqlText suppose backslash escapes.
        String sql = "SET SESSION sql_mode = ''";
        // The binary log carries a generated primary key, so it must be seen.
        return server.isMySqlAtLeast(8, 0, 30) ? sql + ", show_gipk_in_create_table_and_information_schema = ON" : sql;
    }
}
