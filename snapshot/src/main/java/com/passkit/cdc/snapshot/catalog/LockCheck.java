package com.passkit.cdc.snapshot.catalog;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

import com.passkit.cdc.protocol.client.ServerInfo;

/** Tells which lock a snapshot can have, and what is missing for a milder one. Asks the server nothing. */
final class LockCheck {

    private static final String ID = "snapshot.lock";
    private static final int DATABASES_SHOWN = 3;

    private final ServerInfo server;
    private final Grants grants;
    private final String account;
    private final List<TableName> tables;
    private final boolean isGtidOn;

    /** @param account quoted for a statement @param isGtidOn whether the server's transactions have GTIDs */
    LockCheck(ServerInfo server, Grants grants, String account, List<TableName> tables, boolean isGtidOn) {
        this.isGtidOn = isGtidOn;
        this.server = server;
        this.grants = grants;
        this.account = account;
        this.tables = tables;
    }

    void judge(Findings findings, LockMode lock) {
        switch (lock) {
            case AUTO -> judgeAuto(findings);
            case MINIMAL -> require(findings, hasReload(), "RELOAD", "FLUSH TABLES WITH READ LOCK", grant("RELOAD"));
            case TABLES -> require(findings, hasLockTables(), "LOCK TABLES", "LOCK TABLES … READ", grantLockTables());
            case BACKUP -> judgeBackup(findings);
            case NONE -> { }
        }
    }

    private void judgeAuto(Findings findings) {
        if (server.isMariaDb()) {
            findings.ok(ID, "auto: one connection needs no lock, for MariaDB tells the position of a view"
                + (hasReload() ? "; several take BACKUP STAGE where commits come between them"
                : hasLockTables() ? "; several take LOCK TABLES … READ where commits come between them, with "
                    + grant("RELOAD") + " BACKUP STAGE"
                    : "; several would take a short lock, with " + grant("RELOAD")));
        } else if (hasBackup()) {
            findings.ok(ID, "auto: LOCK INSTANCE FOR BACKUP, which blocks no writes, where there is a moment without a"
                + " commit" + (hasReload() ? "; else with FLUSH TABLES WITH READ LOCK, shortly"
                : hasLockTables() ? "; else with LOCK TABLES … READ, shortly" : "; else none, so better with "
                    + grant("RELOAD")));
        } else if (hasReload()) {
            findings.ok(ID, "auto: FLUSH TABLES WITH READ LOCK, shortly" + milder());
        } else if (hasLockTables()) {
            findings.ok(ID, "auto: LOCK TABLES … READ on the included tables, shortly" + milder());
        } else if (ServerState.tellsWhatIsVisible(server, isGtidOn)) {
            findings.warning("privilege.reload", "RELOAD", "missing, and LOCK TABLES too: tables are read without a"
                + " lock, in pieces while the stream goes on, and one without a key only while nobody writes",
                grant("RELOAD"));
        } else {
            findings.failure("privilege.reload", "RELOAD", "missing (expected: granted, for the short lock at the start"
                + " of a snapshot; or LOCK TABLES on the included tables' databases)", grant("RELOAD"));
        }
    }

    private void judgeBackup(Findings findings) {
        if (server.isMariaDb()) {
            require(findings, hasReload(), "RELOAD", "BACKUP STAGE", grant("RELOAD"));
        } else if (!server.isAtLeast(8, 0, 0)) {
            findings.failure(ID, "backup on " + server.versionText() + " (expected: MySQL 8.0 or MariaDB 10.4)",
                "snapshot.lock: auto, minimal or tables");
        } else {
            require(findings, grants.hasGlobal("BACKUP_ADMIN"), "BACKUP_ADMIN", "LOCK INSTANCE FOR BACKUP",
                grant("BACKUP_ADMIN"));
            if (!grants.hasSelect("performance_schema", "log_status")) {
                findings.failure("privilege.log_status", "log_status", "SELECT is missing (expected: granted, for the"
                    + " position)", "GRANT SELECT ON performance_schema.log_status TO " + account + ';');
            }
            if (!hasReload() && !hasLockTables()) {
                findings.warning("privilege.reload", "RELOAD", "missing, and LOCK TABLES too: under writes without a"
                    + " pause a snapshot cannot begin", grant("RELOAD"));
            }
        }
    }

    /** What would let the server's writes go on. */
    private String milder() {
        return server.isAtLeast(8, 0, 0) ? "; milder with " + grant("BACKUP_ADMIN")
            + (grants.hasSelect("performance_schema", "log_status") ? ""
            : " GRANT SELECT ON performance_schema.log_status TO " + account + ';') : "";
    }

    private static void require(
        Findings findings, boolean isGranted, String privilege, String statement, String remedy) {
        String id = "privilege." + privilege.toLowerCase(Locale.ROOT).replace(' ', '_');
        if (isGranted) {
            findings.ok(id, privilege, "granted");
        } else {
            findings.failure(id, privilege, "missing (expected: granted, for " + statement
                + " at the start of a snapshot)", remedy);
        }
    }

    private boolean hasReload() {
        return grants.hasGlobal("RELOAD")
            || server.isMySqlAtLeast(8, 0, 23) && grants.hasGlobal("FLUSH_TABLES");
    }

    private boolean hasBackup() {
        return server.isMySqlAtLeast(8, 0, 0) && grants.hasGlobal("BACKUP_ADMIN")
            && grants.hasSelect("performance_schema", "log_status");
    }

    private boolean hasLockTables() {
        return tables.stream().allMatch(table -> grants.has("LOCK TABLES", table.database(), table.table()));
    }

    private String grant(String privilege) {
        return "GRANT " + privilege + " ON *.* TO " + account + ';';
    }

    private String grantLockTables() {
        List<String> databases = tables.stream().map(TableName::database).distinct()
            .filter(database -> !grants.has("LOCK TABLES", database, "*")).toList();
        return databases.size() > DATABASES_SHOWN ? grant("LOCK TABLES") : databases.stream()
            .map(database -> "GRANT LOCK TABLES ON " + SqlText.name(database) + ".* TO " + account + ';')
            .collect(Collectors.joining(" "));
    }
}
