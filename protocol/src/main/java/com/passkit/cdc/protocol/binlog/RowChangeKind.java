package com.passkit.cdc.protocol.binlog;

/** Which rows event a row change comes from. */
public enum RowChangeKind {
    INSERT,
    UPDATE,
    DELETE
}
