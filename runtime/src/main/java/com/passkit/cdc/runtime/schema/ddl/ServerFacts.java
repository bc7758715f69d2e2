package com.passkit.cdc.runtime.schema.ddl;

import java.util.Objects;
import java.util.concurrent.CompletableFuture;

import com.passkit.cdc.protocol.client.MySqlConnection;
import com.passkit.cdc.protocol.client.ResultRow;
import com.passkit.cdc.protocol.client.ServerInfo;
import com.passkit.cdc.snapshot.catalog.ServerCharsets;

/**
 * What the meaning of a definition statement depends on, but for what the statement's event tells.
 *
 * @param isMariaDb                    whether it is MariaDB
 * @param version                      two digits for each part of the number: 80015, 101106
 * @param lowerCaseTableNames          {@code @@lower_case_table_names}
 * @param charsets                     its character sets and collations
 * @param explicitDefaultsForTimestamp {@code @@GLOBAL.explicit_defaults_for_timestamp}
 */
public record ServerFacts(
    boolean isMariaDb,
    int version,
    int lowerCaseTableNames,
    ServerCharsets charsets,
    boolean explicitDefaultsForTimestamp) {

    private static final String SQL =
        "SELECT @@GLOBAL.lower_case_table_names, @@GLOBAL.explicit_defaults_for_timestamp";
    private static final int DIGITS = 100;

    public ServerFacts {
        Objects.requireNonNull(charsets, "charsets");
    }

    /** @return those of the server at the other end */
    public static CompletableFuture<ServerFacts> read(MySqlConnection connection) {
        ServerInfo server = connection.server();
        int version = (server.major() * DIGITS + server.minor()) * DIGITS + server.patch();
        return ServerCharsets.read(connection).thenCompose(charsets -> connection.fetch(SQL).thenApply(rows -> {
            ResultRow row = rows.get(0);
            return new ServerFacts(server.isMariaDb(), version, Integer.parseInt(row.get(0)), charsets,
                !"0".equals(row.get(1)));
        }));
    }
}
