package com.passkit.cdc.runtime.schema.ddl;

/** A statement whose effect cannot be known for certain. Never leaves the package. */
final class UnreadableStatementException extends RuntimeException {

    private static final long serialVersionUID = 1;

    UnreadableStatementException(String reason) {
        super(reason, null, false, false);
    }
}
