package com.passkit.cdc.runtime.state;

import java.util.Objects;

/** The state directory cannot be used. The message names the path and the remedy. */
public class StateException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Exit code of a run that ends for this reason. */
    public static final int EXIT_CODE = 6;

    private final Problem problem;

    /** What is wrong with it. */
    public enum Problem {
        /** Another run holds it. */
        LOCKED,
        /** It cannot be created, read or written, or the disk is full. */
        UNUSABLE,
        /** A file in it is not what was written. */
        DAMAGED
    }

    public StateException(Problem problem, String message) {
        this(problem, message, null);
    }

    public StateException(Problem problem, String message, Throwable cause) {
        super(message, cause);
        this.problem = Objects.requireNonNull(problem, "problem");
    }

    public Problem problem() {
        return problem;
    }
}
