package com.passkit.cdc.snapshot.catalog;

/** What keeps the tables still while a snapshot's view is opened and its position is read. */
public enum LockMode {

    /** The mildest that is consistent and that the user's privileges allow. */
    AUTO,
    /**
     * No lock and no common view: chunks between watermarks, reconciled with the stream. Needs MariaDB, or MySQL with
     * GTIDs; elsewhere LOCK TABLES, for an instant before each chunk.
     */
    NONE,
    /** FLUSH TABLES WITH READ LOCK, held until the transactions are open and the position is read. Needs RELOAD. */
    MINIMAL,
    /** LOCK TABLES … READ on the included tables, held as long. Needs LOCK TABLES on them. */
    TABLES,
    /**
     * A lock that blocks definition changes but no writes, and the position of a moment without a commit. MySQL 8.0:
     * LOCK INSTANCE FOR BACKUP, needs BACKUP_ADMIN. MariaDB: BACKUP STAGE, needs RELOAD.
     */
    BACKUP
}
