package com.passkit.cdc.snapshot.read;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

import com.passkit.cdc.protocol.client.MySqlConnection;
import com.passkit.cdc.snapshot.catalog.LockMode;
import com.passkit.cdc.snapshot.catalog.SqlText;
import com.passkit.cdc.snapshot.catalog.TableName;

/**
 * A lock that keeps the captured tables still.
 *
 * @param mode      which one it is
 * @param name      the statement, for messages
 * @param take      statements that take it, in order
 * @param release   statements that give it back; what fails in between is given back by them too
 * @param privilege what the user needs for it
 * @param grant     the statement that gives the user this
 */
public record ServerLock(
    LockMode mode, String name, List<String> take, List<String> release, String privilege, String grant) {

    /** Blocks every write and every commit of the server. */
    static ServerLock global() {
        return new ServerLock(LockMode.MINIMAL, "FLUSH TABLES WITH READ LOCK", List.of("FLUSH TABLES WITH READ LOCK"),
            List.of("UNLOCK TABLES"), "RELOAD", "GRANT RELOAD ON *.* to the user");
    }

    /** Blocks definition changes, nothing else. MySQL 8.0 */
    static ServerLock instance() {
        return new ServerLock(LockMode.BACKUP, "LOCK INSTANCE FOR BACKUP", List.of("LOCK INSTANCE FOR BACKUP"),
            List.of("UNLOCK INSTANCE"), "BACKUP_ADMIN", "GRANT BACKUP_ADMIN ON *.* to the user");
    }

    /** Blocks definition changes and commits; reads, and writes up to their commit, go on. MariaDB 10.4 */
    static ServerLock backupStage() {
        return new ServerLock(LockMode.BACKUP, "BACKUP STAGE BLOCK_COMMIT",
            List.of("BACKUP STAGE START", "BACKUP STAGE BLOCK_COMMIT"), List.of("BACKUP STAGE END"), "RELOAD",
            "GRANT RELOAD ON *.* to the user");
    }

    /**
     * Blocks writes to these tables. With autocommit off InnoDB takes its own lock of each table too, for which every
     * transaction that wrote to it has to end, and a cascade of a foreign key has to wait: 5.6 and MariaDB know no
     * other lock that does, for theirs of the server's own kind is compatible with a transaction between statements.
     */
    public static ServerLock tables(List<TableName> tables) {
        String list = tables.stream().map(table -> SqlText.name(table.database(), table.table()) + " READ")
            .collect(Collectors.joining(", "));
        return new ServerLock(LockMode.TABLES, "LOCK TABLES … READ",
            tables.isEmpty() ? List.of() : List.of("SET SESSION autocommit = 0, innodb_table_locks = 1",
                "LOCK TABLES " + list),
            List.of("UNLOCK TABLES", "COMMIT", "SET SESSION autocommit = 1"), "LOCK TABLES",
            "GRANT SELECT, LOCK TABLES on the included tables' databases to the user");
    }

    /** Takes it in a session, and waits for it as long as the session may. */
    public CompletableFuture<Void> takeIn(MySqlConnection session) {
        return run(session, take);
    }

    /** Gives it back, or what of it was taken. */
    public CompletableFuture<Void> releaseIn(MySqlConnection session) {
        return run(session, release);
    }

    private static CompletableFuture<Void> run(MySqlConnection session, List<String> statements) {
        CompletableFuture<Void> done = CompletableFuture.completedFuture(null);
        for (String sql : statements) {
            done = done.thenCompose(previous -> session.execute(sql));
        }
        return done;
    }
}
