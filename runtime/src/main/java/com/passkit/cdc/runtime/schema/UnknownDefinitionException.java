package com.passkit.cdc.runtime.schema;

import com.passkit.cdc.protocol.error.MySqlException;
import com.passkit.cdc.protocol.error.Recovery;
import com.passkit.cdc.snapshot.catalog.TableName;

/** Rows of a captured table have come whose definition at this position is not known. */
public final class UnknownDefinitionException extends MySqlException {

    private static final long serialVersionUID = 1L;

    private final transient TableName table;

    UnknownDefinitionException(TableName table, String reason) {
        super(Recovery.STOP, "definition of " + table + ": " + reason);
        this.table = table;
    }

    /** @return the one behind this error; null where there is none */
    public static UnknownDefinitionException in(Throwable error) {
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            if (cause instanceof UnknownDefinitionException unknown) {
                return unknown;
            }
        }
        return null;
    }

    public TableName table() {
        return table;
    }
}
