package com.passkit.cdc.runtime.schema.ddl;

/** Bits of {@code sql_mode} that change what a definition statement means. */
final class SqlMode {

    /** REAL is FLOAT, not DOUBLE. */
    static final long REAL_AS_FLOAT = 1;
    /** Double quotes are for names, not for strings. */
    static final long ANSI_QUOTES = 1 << 2;
    /** MariaDB reads its types as Oracle would. */
    static final long ORACLE = 1 << 9;
    /** TIMESTAMP is DATETIME. */
    static final long MAXDB = 1 << 12;
    /** A backslash is a character like others. */
    static final long NO_BACKSLASH_ESCAPES = 1 << 20;

    private SqlMode() {
    }
}
