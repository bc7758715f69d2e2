package com.passkit.cdc.protocol.position;

/**
 * Global identifier of a transaction: of MySQL or of MariaDB. {@code toString()} is the text that its server shows.
 * Owned.
 */
public sealed interface TransactionId permits Gtid, MariaDbGtid {
}
