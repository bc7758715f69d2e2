package com.passkit.cdc.snapshot.catalog;

import com.passkit.cdc.protocol.client.ResultRow;

/**
 * A table with rows as {@code information_schema.TABLES} lists it.
 *
 * @param name            its names
 * @param engine          storage engine; empty where the server cannot tell
 * @param isTransactional whether the engine has transactions
 * @param rowsEstimated   the server's estimate
 * @param isVersioned     whether it keeps its former rows (SYSTEM VERSIONED of MariaDB)
 */
record TableEntry(TableName name, String engine, boolean isTransactional, long rowsEstimated,
    boolean isVersioned) {

    static final String SYSTEM_VERSIONED = "SYSTEM VERSIONED";

    static TableEntry of(ResultRow row) {
        String engine = row.get(2);
        String rows = row.get(3);
        return new TableEntry(new TableName(row.get(0), row.get(1)), engine == null ? "" : engine,
            "YES".equals(row.get(4)), rows == null ? 0 : Long.parseUnsignedLong(rows),
            SYSTEM_VERSIONED.equals(row.get(5)));
    }
}
