package com.passkit.cdc.snapshot.catalog;

import com.passkit.cdc.protocol.client.ResultRow;

/**
 * A table with rows as {@code information_schema.TABLES} lists it.
 *
 * @param name            its names
 * @param engine          storage engine; empty where the server cannot tell
 * @param isTransactional whether the engine has transactions
 * @param rowsEstimated   the server's estimate
 * @param bytesEstimated  the server's estimate of its size
 * @param isVersioned     whether it keeps its former rows (SYSTEM VERSIONED of MariaDB)
 * @param collation       name of the default of its columns; null where the server cannot tell
 */
record TableEntry(TableName name, String engine, boolean isTransactional, long rowsEstimated,
    long bytesEstimated, boolean isVersioned, String collation) {

    static final String SYSTEM_VERSIONED = "SYSTEM VERSIONED";

    static TableEntry of(ResultRow row) {
        String engine = row.get(2);
        return new TableEntry(new TableName(row.get(0), row.get(1)), engine == null ? "" : engine,
            "YES".equals(row.get(4)), number(row.get(3)), number(row.get(6)), SYSTEM_VERSIONED.equals(row.get(5)),
            row.get(7));
    }

    /** Null and numbers beyond a long come from engines that do not know. */
    private static long number(String text) {
        return text == null ? 0 : Math.max(0, Long.parseUnsignedLong(text));
    }
}
