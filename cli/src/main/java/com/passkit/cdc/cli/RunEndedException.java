package com.passkit.cdc.cli;

/** A run that ended by an error, and where it stands. */
final class RunEndedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String position;

    RunEndedException(Throwable cause, String position) {
        super(cause.getMessage(), cause);
        this.position = position;
    }

    String position() {
        return position;
    }
}
