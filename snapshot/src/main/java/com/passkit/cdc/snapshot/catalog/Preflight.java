package com.passkit.cdc.snapshot.catalog;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

import com.passkit.cdc.protocol.client.MySqlConnection;
import com.passkit.cdc.protocol.client.ResultRow;

/**
 * Verifies that a server, and the user on it, can be read from. Changes nothing but the session's {@code sql_mode}.
 * Threading: one call at a time.
 */
public final class Preflight {

    private static final int ER_SPECIFIC_ACCESS_DENIED = 1227;

    private final MySqlConnection connection;
    private final TableFilter filter;
    private final long serverId;
    private final UUID replicaUuid;

    /** How much a finding weighs. */
    public enum Level {
        OK,
        /** A run works, but something should be known or mended. */
        WARNING,
        /** A run cannot work. */
        FAILURE
    }

    /**
     * What one check found.
     *
     * @param level   how much it weighs
     * @param id      name of the check, stable: {@code binlog_format}, {@code privilege.reload}
     * @param subject what it is about: a setting, a privilege, tables
     * @param message one line: the value found, and what is expected where that differs
     * @param remedy  the SQL or setting that mends it; empty when nothing has to be
     */
    public record Finding(Level level, String id, String subject, String message, String remedy) {

        @Override
        public String toString() {
            return level + " " + subject + ": " + message + (remedy.isEmpty() ? "" : " (remedy: " + remedy + ')');
        }
    }

    /**
     * @param connection  borrowed
     * @param filter      the tables that will be captured
     * @param serverId    the replica id that will be announced, to be looked for among the replicas; 0 when it is
     *                    chosen at random, or was looked for already
     * @param replicaUuid the UUID that will be announced, by which this connector's own last connection is told from
     *                    another replica; null when it is not known
     */
    public Preflight(MySqlConnection connection, TableFilter filter, long serverId, UUID replicaUuid) {
        this.connection = Objects.requireNonNull(connection, "connection");
        this.filter = Objects.requireNonNull(filter, "filter");
        this.serverId = serverId;
        this.replicaUuid = replicaUuid;
    }

    /**
     * What must hold at each start of a run: a few quick questions.
     *
     * @param lock of the snapshot that will be taken; null for none
     */
    public CompletableFuture<List<Finding>> requirements(LockMode lock) {
        return inspect().thenApply(inspection -> inspection.requirements(lock));
    }

    /** Everything, table definitions included: for the operator who asks. @param lock of the snapshot */
    public CompletableFuture<List<Finding>> full(LockMode lock) {
        return inspect().thenCompose(inspection -> new Catalog(connection).describe(filter).thenApply(tables -> {
            List<Finding> findings = new ArrayList<>(inspection.requirements(lock));
            findings.addAll(inspection.settings.recommendations());
            findings.addAll(inspection.privileges.recommendations());
            findings.addAll(TableCheck.definitions(tables));
            return findings;
        })).thenCompose(findings -> new Catalog(connection).list(filter::isShadow).thenApply(entries -> {
            findings.addAll(TableCheck.shadows(entries.stream().map(TableEntry::name).toList()));
            return List.copyOf(findings);
        }));
    }

    private CompletableFuture<Inspection> inspect() {
        Inspection inspection = new Inspection();
        return connection.execute(CatalogSession.statement(connection.server()))
            .thenCompose(done -> ServerSettings.read(connection))
            .thenAccept(settings -> {
                inspection.settings = new SettingsCheck(connection.server(), settings);
                inspection.sourceServerId = settings.number(ServerSettings.SERVER_ID);
                inspection.isGtidOn = "ON".equalsIgnoreCase(settings.get(ServerSettings.GTID_MODE));
            })
            .thenCompose(done -> connection.fetch("SELECT CURRENT_USER()"))
            .thenCompose(user -> connection.fetch("SHOW GRANTS").thenAccept(grants ->
                inspection.privileges = new PrivilegeCheck(connection.server(),
                    Grants.parse(grants.stream().map(row -> row.get(0)).toList()), user.get(0).get(0),
                    inspection.isGtidOn)))
            .thenCompose(done -> replicas())
            .thenAccept(replicas -> inspection.replicas = replicas)
            .thenCompose(done -> new Catalog(connection).list(filter))
            .thenApply(entries -> {
                inspection.tables = entries.stream().map(TableEntry::name).toList();
                inspection.versioned = TableCheck.versioned(entries);
                return inspection;
            });
    }

    /**
     * Asked only for an id that may be taken: a server may crash over the question. Up to some 8.0 it keeps a replica
     * that was lost between its registration and its dump, and looks into the session that it had.
     *
     * @return the replicas connected now; none where the user may not see them
     */
    private CompletableFuture<List<ResultRow>> replicas() {
        if (serverId == 0) {
            return CompletableFuture.completedFuture(List.of());
        }
        return connection.fetch(ServerStatements.replicas(connection.server()))
            .exceptionallyCompose(error -> Failures.isServerError(error, ER_SPECIFIC_ACCESS_DENIED)
                ? CompletableFuture.completedFuture(List.of()) : CompletableFuture.failedFuture(error));
    }

    /** What was read, before it is judged. */
    private final class Inspection {

        private SettingsCheck settings;
        private PrivilegeCheck privileges;
        private long sourceServerId;
        private boolean isGtidOn;
        private List<ResultRow> replicas;
        private List<TableName> tables;
        private List<Finding> versioned;

        List<Finding> requirements(LockMode lock) {
            List<Finding> findings = new ArrayList<>(settings.requirements());
            findings.addAll(ReplicaCheck.judge(serverId, replicaUuid, sourceServerId, replicas));
            findings.addAll(privileges.requirements(lock, tables));
            findings.addAll(TableCheck.sight(filter, tables, privileges.sees(filter)));
            findings.addAll(versioned);
            findings.addAll(privileges.select(tables));
            return findings;
        }
    }
}
