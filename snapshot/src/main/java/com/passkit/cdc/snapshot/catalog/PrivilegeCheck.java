package com.passkit.cdc.snapshot.catalog;

import java.util.List;
import java.util.Locale;

import com.passkit.cdc.protocol.client.ServerInfo;

/** Judges the privileges of the user. Asks the server nothing. */
final class PrivilegeCheck {

    private static final int NAMES_SHOWN = 5;

    private final ServerInfo server;
    private final Grants grants;
    private final String account;
    private final boolean isGtidOn;

    /**
     * @param currentUser as {@code CURRENT_USER()} says it: {@code user@host}
     * @param isGtidOn    whether the server's transactions have GTIDs
     */
    PrivilegeCheck(ServerInfo server, Grants grants, String currentUser, boolean isGtidOn) {
        this.isGtidOn = isGtidOn;
        this.server = server;
        this.grants = grants;
        int at = currentUser.lastIndexOf('@');
        this.account = SqlText.literal(currentUser.substring(0, Math.max(at, 0))) + '@'
            + SqlText.literal(currentUser.substring(at + 1));
    }

    /**
     * @param lock   of the snapshot that will be taken; null for none
     * @param tables what the filter includes of what the user may see
     */
    List<Preflight.Finding> requirements(LockMode lock, List<TableName> tables) {
        Findings findings = new Findings();
        judge(findings, "REPLICATION SLAVE", grants.hasGlobal("REPLICATION SLAVE"), "to read the binary log");
        boolean canSeePosition = grants.hasGlobal("REPLICATION CLIENT") || grants.hasGlobal("SUPER");
        if (server.isMariaDb()) {
            judge(findings, "BINLOG MONITOR", canSeePosition || grants.hasGlobal("BINLOG MONITOR"),
                "to read the server's position");
        } else {
            judge(findings, "REPLICATION CLIENT", canSeePosition, "to read the server's position");
        }
        if (lock != null) {
            new LockCheck(server, grants, account, tables, isGtidOn).judge(findings, lock);
        }
        return findings.list();
    }

    /** @return whether the user may read databases that the filter may include, whole */
    boolean sees(TableFilter filter) {
        return grants.seesDatabases(filter::mayInclude);
    }

    /** @param tables what the filter includes of what the user may see */
    List<Preflight.Finding> select(List<TableName> tables) {
        Findings findings = new Findings();
        List<TableName> unreadable =
            tables.stream().filter(table -> !grants.hasSelect(table.database(), table.table())).toList();
        for (TableName table : unreadable.subList(0, Math.min(NAMES_SHOWN, unreadable.size()))) {
            findings.failure("privilege.select", table.toString(), "SELECT is missing (expected: on the whole table)",
                "GRANT SELECT ON " + table.quoted() + " TO " + account + ';');
        }
        if (unreadable.size() > NAMES_SHOWN) {
            findings.failure("privilege.select", "tables", "SELECT is missing on " + (unreadable.size() - NAMES_SHOWN)
                + " more tables", "GRANT SELECT ON *.* TO " + account + ';');
        }
        if (unreadable.isEmpty()) {
            findings.ok("privilege.select", "SELECT", "granted on the included tables");
        }
        return findings.list();
    }

    /** Without it, schemas that the user has no privilege on are not seen; nothing else depends on it. */
    List<Preflight.Finding> recommendations() {
        Findings findings = new Findings();
        if (grants.hasGlobal("SHOW DATABASES") || grants.hasGlobal("SELECT")) {
            findings.ok(id("SHOW DATABASES"), "SHOW DATABASES", "granted");
        } else {
            findings.warning(id("SHOW DATABASES"), "SHOW DATABASES",
                "missing (recommended: to see schemas that lack a grant)", grant("SHOW DATABASES"));
        }
        return findings.list();
    }

    private void judge(Findings findings, String privilege, boolean isGranted, String purpose) {
        if (isGranted) {
            findings.ok(id(privilege), privilege, "granted");
        } else {
            findings.failure(id(privilege), privilege, "missing (expected: granted, " + purpose + ')',
                grant(privilege));
        }
    }

    private String grant(String privilege) {
        return "GRANT " + privilege + " ON *.* TO " + account + ';';
    }

    private static String id(String privilege) {
        return "privilege." + privilege.toLowerCase(Locale.ROOT).replace(' ', '_');
    }
}
