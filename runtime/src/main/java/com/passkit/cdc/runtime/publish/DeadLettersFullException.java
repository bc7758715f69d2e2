package com.passkit.cdc.runtime.publish;

/** There is no room for another dead letter. The message names the remedy. */
public final class DeadLettersFullException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public DeadLettersFullException(String message) {
        super(message);
    }
}
