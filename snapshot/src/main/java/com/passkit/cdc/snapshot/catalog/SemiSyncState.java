package com.passkit.cdc.snapshot.catalog;

import java.util.concurrent.CompletableFuture;

import com.passkit.cdc.protocol.client.MySqlConnection;

/** Whether a source waits for acknowledgements of its replicas. */
public enum SemiSyncState {

    /** It cannot: the plugin is not installed. */
    ABSENT("the server has no semi-synchronous replication (expected: its plugin, as source.semiSync is true)",
        "INSTALL PLUGIN rpl_semi_sync_source SONAME 'semisync_source.so'; SET GLOBAL rpl_semi_sync_source_enabled = ON"
            + " (before 8.0.26: rpl_semi_sync_master SONAME 'semisync_master.so', rpl_semi_sync_master_enabled)"),
    /** It can, but does not at the moment. */
    OFF("semi-synchronous replication is off, so no commit waits for delivery (expected: on, as source.semiSync is"
        + " true)", "SET GLOBAL rpl_semi_sync_source_enabled = ON (MariaDB, and MySQL before 8.0.26:"
            + " rpl_semi_sync_master_enabled)"),
    /** A commit waits for an acknowledgement, up to the server's time-out. */
    ON("commits wait until the endpoint has accepted their changes, up to the server's time-out", "");

    private final String message;
    private final String remedy;

    SemiSyncState(String message, String remedy) {
        this.message = message;
        this.remedy = remedy;
    }

    /** @param connection borrowed */
    public static CompletableFuture<SemiSyncState> read(MySqlConnection connection) {
        return connection.fetch("SHOW GLOBAL VARIABLES WHERE Variable_name IN"
            + " ('rpl_semi_sync_source_enabled', 'rpl_semi_sync_master_enabled')").thenApply(rows -> {
                if (rows.isEmpty()) {
                    return ABSENT;
                }
                return rows.stream().anyMatch(row -> "ON".equals(row.get(1))) ? ON : OFF;
            });
    }

    /** @return the verdict where {@code source.semiSync} is true @param subject which server */
    public Preflight.Finding finding(String subject) {
        return new Preflight.Finding(this == ON ? Preflight.Level.OK : Preflight.Level.WARNING, "semi-sync",
            subject, message, remedy);
    }
}
